import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type components, dataOf } from '../../../../clients/typescript/src/index.ts';
import { api } from '../../../api/client.ts';
import { Answered } from '../../../kit/answered.tsx';
import { texts } from '../../../texts/index.ts';
import { principalTypeOf } from '../form/connector-fields.ts';
import { useForm } from '../form/form-context.ts';
import { type Path, valueAt } from '../object/path.ts';
import { fillExample } from './fill-example.ts';

type Example = components['schemas']['PolicyExample'];

interface ExamplesProps {
  readonly path: Path;
  readonly onClose: () => void;
}

/** Policies to begin with. What stands for something of one's own is asked for. */
export function Examples({ path, onClose }: ExamplesProps) {
  const { value } = useForm();
  const type = principalTypeOf(value);
  const query = useQuery({
    queryKey: ['policy-examples'],
    queryFn: async () => dataOf(await api.GET('/policy-examples', {})).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isFor = ({ principalTypes }: Example) => type !== undefined && principalTypes.includes(type);
  return (
    <Modal visible size="large" header={texts.edit.examplesTitle} closeAriaLabel={texts.kit.close} onDismiss={onClose}>
      <Answered query={query}>
        {(items) => <Chooser path={path} items={items.filter(isFor)} onClose={onClose} />}
      </Answered>
    </Modal>
  );
}

function Chooser({ path, items, onClose }: ExamplesProps & { readonly items: readonly Example[] }) {
  const [name, setName] = useState(items[0]?.name);
  const chosen = items.find((one) => one.name === name);
  const options = items.map((one) => ({ value: one.name, label: one.title, description: one.sentence }));
  if (chosen === undefined) return <Box>{texts.edit.noExamples}</Box>;
  return (
    <SpaceBetween size="m">
      <Box>{texts.edit.examplesHelp}</Box>
      <FormField label={texts.edit.example} description={chosen.sentence} stretch>
        <Select
          options={options}
          selectedOption={options.find((option) => option.value === chosen.name) ?? null}
          onChange={({ detail }) => setName(detail.selectedOption.value)}
        />
      </FormField>
      <Filling key={chosen.name} example={chosen} path={path} onClose={onClose} />
    </SpaceBetween>
  );
}

function Filling({ example, path, onClose }: ExamplesProps & { readonly example: Example }) {
  const { value, set } = useForm();
  const [own, setOwn] = useState<Readonly<Record<string, string>>>({});
  const policy = fillExample(example.policy, own);
  const serves = valueAt(value, ['serves']);
  const served: readonly unknown[] = Array.isArray(serves) ? serves : ['ecr'];
  const lacks = !served.includes(example.serves);
  const use = () => {
    set(path, policy);
    if (lacks) set(['serves'], [...served, example.serves]);
    onClose();
  };
  return (
    <SpaceBetween size="m">
      {Object.entries(example.replace).map(([name, what]) => (
        <FormField
          key={name}
          label={texts.edit.replaceWith(what)}
          constraintText={(own[name] ?? name) === name ? texts.edit.exampleStays : undefined}
          stretch
        >
          <Input
            value={own[name] ?? name}
            spellcheck={false}
            onChange={({ detail }) => setOwn({ ...own, [name]: detail.value })}
          />
        </FormField>
      ))}
      <FormField label={texts.edit.preview} stretch>
        <Box variant="pre">{JSON.stringify(policy, undefined, 2)}</Box>
      </FormField>
      {lacks && <Box>{texts.edit.addsServes(example.serves)}</Box>}
      <Button variant="primary" onClick={use}>
        {texts.edit.useExample}
      </Button>
    </SpaceBetween>
  );
}
