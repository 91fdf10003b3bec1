import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ComponentType } from 'react';
import { isJsonObject } from '../../../../shared/domain/strict-json.ts';
import { startOf } from '../../../kit/foreign-parts.ts';
import { texts } from '../../../texts/index.ts';
import { fieldName, type Path, valueAt, type Written } from '../object/path.ts';
import { admittedBy } from '../plan/who.ts';
import { grantFields, PARTIES, type Party, partyOf } from './connector-fields.ts';
import { Folded } from './folded.tsx';
import { controlId, type FieldViewProps, saidOf, useForm } from './form-context.ts';
import { JsonText } from './text-controls.tsx';

interface GrantsProps {
  readonly path: Path;
  readonly help: string;
  /** What shows a field of a grant. */
  readonly Field: ComponentType<FieldViewProps>;
}

/** Who may use a connector, in the order in which the service asks. */
export function Grants({ path, help, Field }: GrantsProps) {
  const { value, set, faults, frozen } = useForm();
  const written = valueAt(value, path);
  if (written !== undefined && !Array.isArray(written)) return <JsonText path={path} />;
  const grants: readonly unknown[] = written ?? [];
  const own = faults.filter(({ field }) => field === 'grants');
  return (
    <FormField label={fieldName(path)} description={help} stretch errorText={saidOf(own, path)}>
      <SpaceBetween size="s">
        {grants.length === 0 && <Box color="text-status-inactive">{texts.edit.noGrants}</Box>}
        {grants.map((grant, index) => (
          <Grant
            // biome-ignore lint/suspicious/noArrayIndexKey: a grant is known by its place
            key={index}
            path={[...path, index]}
            grant={isJsonObject(grant) ? grant : {}}
            all={grants}
            Field={Field}
          />
        ))}
        <span id={controlId(path)} tabIndex={-1}>
          <Button iconName="add-plus" disabled={frozen} onClick={() => set(path, [...grants, { issuer: '' }])}>
            {texts.edit.addGrant}
          </Button>
        </span>
      </SpaceBetween>
    </FormField>
  );
}

interface GrantProps {
  readonly path: Path;
  readonly grant: Written;
  readonly all: readonly unknown[];
  readonly Field: ComponentType<FieldViewProps>;
}

function Grant(props: GrantProps) {
  const { path, grant, all } = props;
  const { value } = useForm();
  const index = Number(path.at(-1));
  const isBegun = ['issuer', 'iamRole', 'refreshJob'].some((name) => grant[name] === '');
  const [words] = admittedBy({ ...value, grants: [grant] }, undefined);
  const summary = startOf([words?.who, ...(words?.conditions ?? [])].join(texts.edit.and), MOST_WORDS);
  return (
    <Container
      header={
        <Header variant="h3" actions={<GrantActions path={path} all={all} />}>
          {texts.edit.grant(index + 1)}
        </Header>
      }
    >
      {all.length > MOST_OPENED ? (
        <Folded header={<bdi>{summary}</bdi>} opened={isBegun} paths={[path]}>
          <GrantBody {...props} />
        </Folded>
      ) : (
        <GrantBody {...props} />
      )}
    </Container>
  );
}

/** More grants than these are closed at first: each has a dozen fields. */
const MOST_OPENED = 8;
const MOST_WORDS = 160;

function GrantBody({ path, grant, Field }: GrantProps) {
  const { value, faults } = useForm();
  const fields = grantFields(grant, value);
  const [first, rest] = [
    fields.filter(({ path: [name] }) => PARTY_FIELDS.has(String(name))),
    fields.filter(({ path: [name] }) => !PARTY_FIELDS.has(String(name))),
  ];
  const isNarrowed = rest.some(({ path: inner }) => valueAt(grant, inner) !== undefined);
  const own = faults.filter(({ field }) => field === fieldName(path));
  return (
    <SpaceBetween size="s">
      <FormField label={texts.edit.party} controlId={controlId(path)} errorText={saidOf(own, path)} stretch>
        <PartyChoice path={path} grant={grant} />
      </FormField>
      {first.map((field) => (
        <Field key={field.path.join('.')} field={field} within={path} />
      ))}
      {rest.length > 0 && (
        <Folded header={texts.edit.narrow} opened={isNarrowed} paths={rest.map((field) => [...path, ...field.path])}>
          <SpaceBetween size="s">
            {rest.map((field) => (
              <Field key={field.path.join('.')} field={field} within={path} />
            ))}
          </SpaceBetween>
        </Folded>
      )}
    </SpaceBetween>
  );
}

const PARTY_FIELDS = new Set(['issuer', 'claims', 'groups', 'iamRole', 'uniqueId', 'refreshJob']);

function GrantActions({ path, all }: Omit<GrantProps, 'grant' | 'Field'>) {
  const { set, frozen } = useForm();
  const index = Number(path.at(-1));
  const list = path.slice(0, -1);
  const moved = all.toSpliced(index, 1).toSpliced(index - 1, 0, all[index]);
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {index > 0 && (
        <Button
          iconName="angle-up"
          variant="icon"
          ariaLabel={texts.edit.moveUp(index + 1)}
          disabled={frozen}
          onClick={() => set(list, moved)}
        />
      )}
      <Button
        iconName="remove"
        variant="icon"
        ariaLabel={texts.edit.removeGrant(index + 1)}
        disabled={frozen}
        onClick={() => set(list, all.toSpliced(index, 1))}
      />
    </SpaceBetween>
  );
}

/** Whom the grant lets in. Another choice takes the conditions of the first one away, as they mean nothing then. */
function PartyChoice({ path, grant }: Pick<GrantProps, 'path' | 'grant'>) {
  const { set, frozen } = useForm();
  const party = partyOf(grant);
  const options = PARTIES.map((one) => ({ value: one, label: texts.edit.parties[one] }));
  const choose = (chosen: Party) => {
    const limits = Object.entries(grant).filter(([name]) => !PARTY_FIELDS.has(name));
    set(path, { [chosen]: '', ...Object.fromEntries(limits) });
  };
  return (
    <Select
      options={options}
      selectedOption={options.find((option) => option.value === party) ?? null}
      disabled={frozen}
      onChange={({ detail }) => {
        const chosen = PARTIES.find((one) => one === detail.selectedOption.value);
        if (chosen !== undefined && chosen !== party) choose(chosen);
      }}
    />
  );
}
