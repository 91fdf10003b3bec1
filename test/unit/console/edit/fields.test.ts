import { describe, expect, it } from 'vitest';
import { grantFields } from '../../../../console/screens/edit/form/connector-fields.ts';
import type { FieldGroup } from '../../../../console/screens/edit/form/field.ts';
import { fieldsOf, missing, unshown } from '../../../../console/screens/edit/form/fields.ts';
import { fieldName } from '../../../../console/screens/edit/object/path.ts';
import { texts } from '../../../../console/texts/index.ts';
import { Account } from '../../../../shared/domain/account.ts';
import { Connector } from '../../../../shared/domain/connector.ts';
import { Grant } from '../../../../shared/domain/grant.ts';
import { CI_NAMES, Issuer } from '../../../../shared/domain/issuer.ts';
import { ALGORITHMS } from '../../../../shared/domain/jwk.ts';
import { PRINCIPAL_TYPES, type PrincipalType, rulesOf } from '../../../../shared/domain/principal-type.ts';
import { JOB_SERVICES, RefreshJob } from '../../../../shared/domain/refresh-job.ts';

interface Entry {
  readonly type: string;
  readonly wrapped?: Entry;
}

/** The names of the entries that a schema takes, and of those that it requires. */
function entriesOf(schema: { readonly entries: object }) {
  const entries = Object.entries(schema.entries as Record<string, Entry>);
  const taken = entries.filter(([, { wrapped }]) => wrapped?.type !== 'never');
  const required = taken.filter(([, { type }]) => !['exact_optional', 'optional'].includes(type));
  return { taken: taken.map(([name]) => name).sort(), required: required.map(([name]) => name).sort() };
}

function namesOf(groups: readonly Pick<FieldGroup, 'fields'>[]): readonly string[] {
  return [...new Set(groups.flatMap(({ fields }) => fields.map(({ path }) => String(path[0]))))].sort();
}

function requiredOf(groups: readonly Pick<FieldGroup, 'fields'>[]): readonly string[] {
  return namesOf(groups.map(({ fields }) => ({ fields: fields.filter(({ required }) => required) })));
}

const TYPES = Object.keys(PRINCIPAL_TYPES) as PrincipalType[];

function schemaOf(type: PrincipalType) {
  const found = Connector.pipe[0].options.find(({ entries }) => entries.principalType.literal === type);
  if (found === undefined) throw new Error(type);
  return found;
}

describe('the form of a definition', () => {
  it.each(TYPES)('has each field that a connector takes as %s, and marks those that it requires', (principalType) => {
    const groups = fieldsOf('connector', { principalType });
    const { taken, required } = entriesOf(schemaOf(principalType));
    const { attributes, serves } = rulesOf(principalType);
    // A session has templates only for what its STS call takes, and limits only for what it may serve.
    const unused = [
      ...(attributes.length === 0 ? ['session'] : []),
      ...(serves.includes('codeartifact') ? [] : ['codeartifact']),
    ];
    const expected = taken.filter((name) => !unused.includes(name));

    expect(namesOf(groups)).toEqual(expected);
    expect(requiredOf(groups)).toEqual(required);
  });

  it.each([
    ['issuer', Issuer, { kind: 'user' }],
    ['account', Account, { credentials: { source: 'iam-user' } }],
    ['refresh-job', RefreshJob, {}],
  ] as const)('has each field of the kind %s', (kind, schema, written) => {
    const { taken, required } = entriesOf('pipe' in schema ? schema.pipe[0] : schema);
    const packages = kind === 'refresh-job' ? namesOf(fieldsOf(kind, { service: 'codeartifact' })) : [];

    const groups = fieldsOf(kind, written);
    expect([...new Set([...namesOf(groups), ...packages])].sort()).toEqual(taken);
    // The claims of people are required by a rule of the whole issuer.
    expect(requiredOf(groups).filter((name) => name !== 'require')).toEqual(required);
  });

  it.each([
    ['issuer', 'ci', CI_NAMES],
    ['issuer', 'algorithms', Object.keys(ALGORITHMS)],
    ['refresh-job', 'service', JOB_SERVICES],
  ] as const)('offers for the %s field %s what the schema takes', (kind, name, values) => {
    const found = fieldsOf(kind, {}).flatMap(({ fields }) => fields.filter(({ path }) => fieldName(path) === name));

    expect(found.map(({ control }) => 'of' in control && control.of)).toEqual([values]);
  });

  it('has each field of a grant, by whom it lets in', () => {
    const connector = { principalType: 'assumed-role' };
    const names = [{ issuer: '' }, { iamRole: '' }, { refreshJob: '' }].flatMap((grant) =>
      grantFields(grant, connector).map(({ path }) => String(path[0])),
    );

    expect([...new Set(names)].sort()).toEqual(entriesOf(Grant.pipe[0]).taken);
  });

  it('offers no limits where a session takes no policy', () => {
    expect(
      grantFields({ issuer: 'ci' }, { principalType: 'session-token' }).map(({ path }) => fieldName(path)),
    ).toEqual(['issuer', 'claims', 'groups']);
  });

  it('explains each of its fields', () => {
    const help: Readonly<Record<string, Readonly<Record<string, string>>>> = texts.edit.help;
    const all = [
      ...TYPES.map((principalType) => ['connector', fieldsOf('connector', { principalType })] as const),
      ['issuer', fieldsOf('issuer', { kind: 'user' })] as const,
      ['account', fieldsOf('account', { credentials: { source: 'iam-user' } })] as const,
      ['refresh-job', fieldsOf('refresh-job', { destination: { type: 'ssm' } })] as const,
      ['refresh-job', fieldsOf('refresh-job', { service: 'codeartifact' })] as const,
      ...[{ issuer: '' }, { iamRole: '' }, { refreshJob: '' }].map(
        (grant) => ['grant', [{ fields: grantFields(grant, { principalType: 'assumed-role' }) }]] as const,
      ),
    ];
    const unexplained = all.flatMap(([kind, groups]) =>
      groups.flatMap(({ fields }) =>
        fields.map(({ path }) => fieldName(path)).filter((name) => help[kind]?.[name] === undefined),
      ),
    );

    expect(unexplained).toEqual([]);
  });

  it('names what is written and stands in no field, such as what another type takes', () => {
    const written = { principalType: 'provided', id: 'x', roleArn: 'arn', surprise: 1, session: { name: 'a' } };

    expect(unshown(fieldsOf('connector', written), written)).toEqual(['roleArn', 'surprise', 'session']);
  });

  it('names what is required and missing, inside of objects too', () => {
    const written = { id: 'build', partition: '', credentials: {} };

    expect(missing(fieldsOf('account', written), written)).toEqual(['awsAccountId', 'partition', 'credentials.source']);
  });
});
