import { describe, expect, it } from 'vitest';
import type { Narrowing } from '../../../shared/domain/narrowing.ts';
import { parseWith } from '../../../shared/domain/parse.ts';
import { PolicyDocument } from '../../../shared/domain/policy-document.ts';
import { sessionPolicies } from '../../../shared/policy/session/session-policy.ts';

const STATEMENT = { Effect: 'Allow', Action: 'ecr:*', Resource: '*' };
function documentOf(...statements: readonly unknown[]) {
  return { Version: '2012-10-17', Statement: statements };
}
function parse(written: unknown) {
  return parseWith(PolicyDocument, written, 'policy');
}
function fieldsOf(written: unknown) {
  const parsed = parse(written);
  return parsed.ok ? [] : parsed.errors.map(({ field }) => field);
}
function without(name: string, statement: Record<string, unknown> = STATEMENT) {
  return Object.fromEntries(Object.entries(statement).filter(([key]) => key !== name));
}
/** As it is sent to STS. */
function sent(written: unknown): string {
  const parsed = parse(written);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const connector: Narrowing = { policy: parsed.value };
  const policies = sessionPolicies(
    connector,
    { grant: undefined, requested: {} },
    { partition: 'aws', accountId: '123456789012', services: ['ecr'] },
  );
  return policies.ok ? (policies.value.policy ?? '') : 'too long';
}

// IAM user guide, "Grammar of the IAM JSON policy language".
describe('a policy document', () => {
  it.each([
    ['one statement', { Version: '2012-10-17', Statement: STATEMENT }],
    ['a list of them', documentOf(STATEMENT, { ...STATEMENT, Effect: 'Deny' })],
    ['an id', { ...documentOf(STATEMENT), Id: 'x' }],
    ['a Sid', documentOf({ ...STATEMENT, Sid: 'AllowAll1' })],
    ['NotAction', documentOf({ ...without('Action'), NotAction: ['iam:*'] })],
    ['NotResource', documentOf({ ...without('Resource'), NotResource: 'arn:aws:ecr:*:*:repository/x' })],
    ['a condition', documentOf({ ...STATEMENT, Condition: { Bool: { 'aws:SecureTransport': true } } })],
    ['a condition with a list', documentOf({ ...STATEMENT, Condition: { NumericLessThan: { 'x:y': [1, '2'] } } })],
    ['a policy variable', documentOf({ ...STATEMENT, Resource: `arn:aws:s3:::b/\${aws:username}` })],
  ])('may have %s', (_what, written) => {
    expect(fieldsOf(written)).toEqual([]);
  });

  it.each([
    ['no version', { Statement: STATEMENT }, 'Version'],
    ['the old version, which knows no variables', { Version: '2008-10-17', Statement: STATEMENT }, 'Version'],
    ['a date, as YAML reads one', { Version: new Date('2012-10-17'), Statement: STATEMENT }, 'Version'],
    ['no statement', { Version: '2012-10-17' }, 'Statement'],
    ['an empty list of them', documentOf(), 'Statement'],
    ['a statement that is none', documentOf('Allow'), 'Statement[0]'],
    ['an unknown field', { ...documentOf(STATEMENT), statement: [] }, 'statement'],
    ['no effect', documentOf(without('Effect')), 'Statement[0].Effect'],
    ['an effect in another case', documentOf({ ...STATEMENT, Effect: 'allow' }), 'Statement[0].Effect'],
    ['no action', documentOf(without('Action')), 'Statement[0]'],
    ['both kinds of action', documentOf({ ...STATEMENT, NotAction: 'x:*' }), 'Statement[0]'],
    ['no resource', documentOf(without('Resource')), 'Statement[0]'],
    ['both kinds of resource', documentOf({ ...STATEMENT, NotResource: '*' }), 'Statement[0]'],
    ['an empty list of actions', documentOf({ ...STATEMENT, Action: [] }), 'Statement[0].Action'],
    ['an empty action', documentOf({ ...STATEMENT, Action: [''] }), 'Statement[0].Action[0]'],
    ['an action that is no text', documentOf({ ...STATEMENT, Action: [7] }), 'Statement[0].Action'],
    ['a principal: it is no resource’s policy', documentOf({ ...STATEMENT, Principal: '*' }), 'Statement[0].Principal'],
    ['a Sid with a space', documentOf({ ...STATEMENT, Sid: 'a b' }), 'Statement[0].Sid'],
    ['a condition in another case', documentOf({ ...STATEMENT, condition: {} }), 'Statement[0].condition'],
    ['a condition that is a list', documentOf({ ...STATEMENT, Condition: [] }), 'Statement[0].Condition'],
    ['an operator without keys', documentOf({ ...STATEMENT, Condition: { Bool: 'x' } }), 'Statement[0].Condition'],
    ['a key without values', documentOf({ ...STATEMENT, Condition: { Bool: { k: [] } } }), 'Statement[0].Condition'],
    ['a value that is none', documentOf({ ...STATEMENT, Condition: { Bool: { k: null } } }), 'Statement[0].Condition'],
  ])('may not have %s', (_what, written, field) => {
    expect(fieldsOf(written)).toContain(field);
  });

  it.each(['null', '"{}"', '[]', '7'])('is an object, and not %s', (text) => {
    expect(fieldsOf(JSON.parse(text))).not.toEqual([]);
  });
});

describe('a name that JavaScript has a meaning for', () => {
  const wrap = (statement: string) => JSON.parse(`{"Version":"2012-10-17","Statement":[${statement}]}`);

  it.each([
    '{"Effect":"Deny","Action":"__proto__","Resource":"constructor"}',
    '{"Effect":"Deny","Action":"ecr:*","Resource":"*","Condition":{"__proto__":{"aws:SourceIp":"192.0.2.0/24"}}}',
    '{"Effect":"Deny","Action":"ecr:*","Resource":"*","Condition":{"StringEquals":{"__proto__":"x"}}}',
    '{"Effect":"Deny","Action":"ecr:*","Resource":"*","Condition":{"StringEquals":{"constructor":"x","toString":["y"]}}}',
  ])('is sent as it was written: %s', (statement) => {
    expect(sent(wrap(statement))).toBe(`{"Version":"2012-10-17","Statement":[${statement}]}`);
  });

  it.each(['__proto__', 'constructor', 'toString'])('is no field of a statement: %s', (name) => {
    const [written] = wrap(
      `{"Effect":"Deny","Action":"ecr:*","Resource":"*","${name}":{"Bool":{"k":"true"}}}`,
    ).Statement;
    expect(fieldsOf(documentOf(written))).not.toEqual([]);
  });

  it.each(['__proto__', 'constructor'])('is no field of a document: %s', (name) => {
    const written = JSON.parse(`{"Version":"2012-10-17","Statement":[${JSON.stringify(STATEMENT)}],"${name}":{}}`);
    expect(fieldsOf(written)).not.toEqual([]);
  });
});
