import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { texts } from '../../texts/index.ts';
import type { Usable } from './connectors.ts';
import {
  formatsFor,
  type LoginChoice,
  type LoginService,
  lengthsFor,
  servicesOf,
  takesRegion,
} from './login-choices.ts';
import { RegionField } from './region-field.tsx';

const t = texts.login;

interface LoginFormProps {
  readonly connector: Usable;
  readonly isAsking: boolean;
  readonly isAgain: boolean;
  readonly onAsk: (choice: LoginChoice) => void;
}

/** All that can be chosen has a default, so that one click is enough. */
export function LoginForm({ connector, isAsking, isAgain, onAsk }: LoginFormProps) {
  const [service, setService] = useState(servicesOf(connector)[0] ?? 'ecr');
  const [chosen, setChosen] = useState({ format: 'json', region: '', seconds: '', access: '', repository: '' });
  const change = (changes: Partial<typeof chosen>) => setChosen({ ...chosen, ...changes });
  const services = servicesOf(connector).map((value) => ({ value, label: t.services[value] }));
  return (
    <SpaceBetween size="m">
      {services.length > 1 && (
        <Choice
          label={t.service}
          value={service}
          options={services}
          onChoose={(value) => {
            setService(value as LoginService);
            change({ format: 'json' });
          }}
        />
      )}
      <ExpandableSection headerText={t.options}>
        <Options connector={connector} service={service} chosen={chosen} onChange={change} />
      </ExpandableSection>
      <Button
        variant="primary"
        loading={isAsking}
        loadingText={t.issuing}
        onClick={() => onAsk(choiceOf(service, chosen))}
      >
        {isAgain ? t.again : t.issue}
      </Button>
      <Box color="text-body-secondary">
        {t.recorded} {t.rather}
      </Box>
    </SpaceBetween>
  );
}

interface Chosen {
  readonly format: string;
  readonly region: string;
  readonly seconds: string;
  readonly access: string;
  readonly repository: string;
}

interface OptionsProps {
  readonly connector: Usable;
  readonly service: LoginService;
  readonly chosen: Chosen;
  readonly onChange: (changes: Partial<Chosen>) => void;
}

function Options({ connector, service, chosen, onChange }: OptionsProps) {
  const formats = formatsFor(service).map((value) => ({ value, label: value === 'json' ? t.fields : value }));
  const lengths = lengthsFor(connector);
  return (
    <SpaceBetween size="m">
      {takesRegion(service) && (
        <RegionField connector={connector} region={chosen.region} onRegion={(region) => onChange({ region })} />
      )}
      {service === 'codeartifact' && (
        <FormField label={t.repository} description={t.repositoryHelp}>
          <Input value={chosen.repository} onChange={({ detail }) => onChange({ repository: detail.value })} />
        </FormField>
      )}
      {lengths.length > 0 && (
        <Choice
          label={t.duration}
          help={t.durationHelp}
          value={chosen.seconds}
          options={[{ value: '', label: t.own }, ...lengths]}
          onChoose={(seconds) => onChange({ seconds })}
        />
      )}
      {connector.access !== 'pull' && (
        <Choice
          label={t.access}
          value={chosen.access}
          options={[
            { value: '', label: t.own },
            { value: 'pull', label: t.pull },
          ]}
          onChoose={(access) => onChange({ access })}
        />
      )}
      <Choice label={t.format} value={chosen.format} options={formats} onChoose={(format) => onChange({ format })} />
    </SpaceBetween>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChoose: (value: string) => void;
}

function Choice({ label, help, value, options, onChoose }: ChoiceProps) {
  return (
    <FormField label={label} description={help}>
      <Select
        selectedOption={options.find((option) => option.value === value) ?? null}
        options={options}
        onChange={({ detail }) => onChoose(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}

function choiceOf(service: LoginService, { format, region, seconds, access, repository }: Chosen): LoginChoice {
  return {
    service,
    format,
    ...(region !== '' && { region }),
    ...(seconds !== '' && { durationSeconds: Number(seconds) }),
    ...(access === 'pull' && { access }),
    ...(repository !== '' && { repository: repository.trim() }),
  };
}
