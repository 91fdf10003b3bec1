// Definitions damaged in the table itself: our own table is a door too.
import { type AttributeValue, DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { auditItems, auditOf } from '../../support/audit-records.ts';
import { expectProblem } from '../../support/problem.ts';
import { getLogin, startService } from '../../support/service.ts';
import { useStarted } from '../../support/use-service.ts';

type Item = Record<string, AttributeValue>;

const TableName = 'portunus-local-definitions';
const KEYS = {
  connector: { kind: { S: 'connector' }, id: { S: 'shop-images' } },
  account: { kind: { S: 'account' }, id: { S: 'build' } },
  issuer: { kind: { S: 'issuer' }, id: { S: 'demo-ci' } },
  secondIssuer: { kind: { S: 'issuer' }, id: { S: 'second-ci' } },
} as const;

const SECOND_ISSUER = {
  id: 'second-ci',
  url: 'https://second.example',
  kind: 'workload',
  audiences: ['https://portunus.example'],
  jwksUri: 'https://second.example/jwks',
};

const service = useStarted(startService);
let token: string;
let stranger: string;
const good: Partial<Record<keyof typeof KEYS, Item>> = {};

beforeAll(async () => {
  token = await service.aws.issuer.mint();
  // Of the right issuer, and let in by no grant of the connector.
  stranger = await service.aws.issuer.mint({ repository_id: '1' });
  for (const name of ['connector', 'account', 'issuer'] as const) {
    const { Item } = await service.aws.dynamoDb.send(new GetItemCommand({ TableName, Key: KEYS[name] }));
    if (Item !== undefined) good[name] = Item;
  }
});
afterEach(async () => {
  for (const item of Object.values(good)) await put(item);
  await service.aws.dynamoDb.send(new DeleteItemCommand({ TableName, Key: KEYS.secondIssuer }));
  service.aws.standIn.calls.length = 0;
});

function put(item: Item) {
  return service.aws.dynamoDb.send(new PutItemCommand({ TableName, Item: item }));
}
function remove(name: keyof typeof KEYS) {
  return service.aws.dynamoDb.send(new DeleteItemCommand({ TableName, Key: KEYS[name] }));
}
function itemOf(name: keyof typeof KEYS): Item {
  return good[name] ?? {};
}
function definitionOf(name: keyof typeof KEYS) {
  return JSON.parse(itemOf(name).definition?.S ?? '');
}
function defined(name: keyof typeof KEYS, definition: unknown): Item {
  return {
    ...itemOf(name),
    definition: { S: typeof definition === 'string' ? definition : JSON.stringify(definition) },
  };
}
/** The connector's own definition with some fields in place of others. */
function connectorWith(fields: Record<string, unknown>) {
  return defined('connector', { ...definitionOf('connector'), ...fields });
}
function without(item: Item, name: string): Item {
  return Object.fromEntries(Object.entries(item).filter(([attribute]) => attribute !== name));
}

async function login(bearer = token) {
  return (await service.freshEnvironment('issue'))('issue', getLogin(bearer));
}

const INVALID = { status: 500, code: 'connector_invalid', stage: 'connector' };
const NOT_ALLOWED = { status: 403, code: 'not_allowed', stage: 'authorization' };

async function expectNothingIssued(bearer: string, expected: typeof INVALID, audited: string) {
  const answer = await login(bearer);
  expectProblem(answer, expected);
  expect(service.aws.standIn.calls).toEqual([]);
  expect(await auditOf(service.aws, answer.body.requestId)).toEqual([audited]);
  return answer;
}

/** What anybody gets for a connector that there is not. */
async function unknownConnectorText() {
  const answer = await service.invoke('issue', getLogin(token, {}, 'nobody-knows'));
  return answer.text.replace(answer.body.requestId, 'ID');
}

describe('a stored connector', () => {
  const damaged: readonly (readonly [string, () => Item])[] = [
    ['without schema', () => without(itemOf('connector'), 'schema')],
    ['without version', () => without(itemOf('connector'), 'version')],
    ['without definition', () => without(itemOf('connector'), 'definition')],
    ['with one attribute too many', () => ({ ...itemOf('connector'), note: { S: 'x' } })],
    ['of a later schema', () => ({ ...itemOf('connector'), schema: { N: '2' } })],
    ['of a schema as text', () => ({ ...itemOf('connector'), schema: { S: '1' } })],
    ['of version 0', () => ({ ...itemOf('connector'), version: { N: '0' } })],
    ['of version -1', () => ({ ...itemOf('connector'), version: { N: '-1' } })],
    ['of version 1.5', () => ({ ...itemOf('connector'), version: { N: '1.5' } })],
    ['of a version as text', () => ({ ...itemOf('connector'), version: { S: '1' } })],
    ['with a definition as bytes', () => ({ ...itemOf('connector'), definition: { B: Buffer.from('{}') } })],
    ['with a definition as a map', () => ({ ...itemOf('connector'), definition: { M: {} } })],
    ['whose definition is no JSON', () => defined('connector', '{"id":"shop-images"')],
    ['whose definition is a list', () => defined('connector', '[]')],
    ['whose definition is null', () => defined('connector', 'null')],
    [
      'whose definition has a name twice',
      () =>
        defined(
          'connector',
          JSON.stringify(definitionOf('connector')).replace('{', '{"enabled":false,"enabled":true,'),
        ),
    ],
    ['of nobody', () => ({ ...itemOf('connector'), definedBy: { S: '' } })],
    ['of somebody who is no text', () => ({ ...itemOf('connector'), definedBy: { N: '1' } })],
    ['with an unknown field', () => connectorWith({ serviceLevel: 'gold' })],
    [
      'with a prototype',
      () => defined('connector', JSON.stringify(definitionOf('connector')).replace('{', '{"__proto__":{},')),
    ],
    [
      'with a grant of two parties',
      () => connectorWith({ grants: [{ issuer: 'demo-ci', claims: { ref: ['x'] }, refreshJob: 'nightly' }] }),
    ],
    ['with a limit that is none', () => connectorWith({ access: 'all' })],
    ['with no repositories left', () => connectorWith({ repositories: [] })],
    ['with conditions that are none', () => connectorWith({ conditions: {} })],
    ['with a policy that allows nothing and denies nothing', () => connectorWith({ policy: {} })],
    ["with another type's field", () => connectorWith({ omitPolicy: true })],
    ['of another principal type', () => connectorWith({ principalType: 'provided' })],
    ['of a principal type without acknowledged risk', () => connectorWith({ principalType: 'web-identity' })],
    ['with another id than its key', () => connectorWith({ id: 'bakery-images' })],
    ['without a role', () => connectorWith({ roleArn: undefined })],
    ['whose role is a user', () => connectorWith({ roleArn: 'arn:aws:iam::123456789012:user/ada' })],
    ['of a role in another account', () => connectorWith({ roleArn: 'arn:aws:iam::210987654321:role/portunus/x' })],
    [
      'of a role in another partition',
      () => connectorWith({ roleArn: 'arn:aws-cn:iam::123456789012:role/portunus/x' }),
    ],
    ['with an external ID that is no text', () => connectorWith({ externalId: 7 })],
    ['with no regions left', () => connectorWith({ regions: [] })],
    ['with no registries left', () => connectorWith({ registries: [] })],
    ['without an account', () => connectorWith({ account: undefined })],
    ['of an account that there is not', () => connectorWith({ account: 'nowhere' })],
    ['with grants that are no list', () => connectorWith({ grants: {} })],
    ['with a grant without conditions', () => connectorWith({ grants: [{ issuer: 'demo-ci' }] })],
    ['with a grant of an empty list', () => connectorWith({ grants: [{ issuer: 'demo-ci', claims: { ref: [] } }] })],
    [
      'with an unknown field in a grant',
      () => connectorWith({ grants: [{ issuer: 'demo-ci', claim: { ref: ['x'] } }] }),
    ],
    ['enabled as text', () => connectorWith({ enabled: 'true' })],
    ['that serves nothing', () => connectorWith({ serves: [] })],
    ['that serves what this version can not', () => connectorWith({ serves: ['ecr', 's3'] })],
    ['that serves ECR Public where it is not', () => connectorWith({ serves: ['ecr', 'ecr-public'] })],
  ];

  it.each(damaged)('(%s) issues nothing', async (_name, item) => {
    await put(item());
    const answer = await expectNothingIssued(token, INVALID, 'failed connector_invalid');
    // What is wrong with it is the operator's to know.
    expect(answer.body.detail).toBe('The connector is not usable as it is defined.');
    expect(service.logged()).toContain('"code":"connector_invalid"');
  });

  it.each<readonly [string, () => Item]>([
    ['an unknown field', () => connectorWith({ serviceLevel: 'gold' })],
    ['another id than its key', () => connectorWith({ id: 'bakery-images' })],
    ['a role in another account', () => connectorWith({ roleArn: 'arn:aws:iam::210987654321:role/portunus/x' })],
    ['an account that there is not', () => connectorWith({ account: 'nowhere' })],
  ])('with %s tells nobody so whom its grants don’t let in', async (_name, item) => {
    await put(item());
    const answer = await expectNothingIssued(stranger, NOT_ALLOWED, 'refused not_allowed');
    expect(answer.text.replace(answer.body.requestId, 'ID')).toBe(await unknownConnectorText());
  });

  it.each<readonly [string, Record<string, unknown>]>([
    ['disabled', { enabled: false }],
    ['disabled and damaged', { enabled: false, serviceLevel: 'gold' }],
    ['without system scope', { systemScope: false }],
    ['whose system scope is left out', { systemScope: undefined }],
    ['without grants', { grants: [] }],
    ['whose grants are left out', { grants: undefined }],
    ['whose grant is another issuer’s', { grants: [{ issuer: 'second-ci', claims: { ref: ['refs/heads/main'] } }] }],
    ['whose grant is a refresh job’s', { grants: [{ refreshJob: 'shop-login' }] }],
    [
      'whose grant wants a claim more',
      {
        grants: [{ issuer: 'demo-ci', claims: JSON.parse('{"repository_id":["1296269"],"__proto__":["x"]}') }],
      },
    ],
    ['whose grant wants an inherited claim', { grants: [{ issuer: 'demo-ci', claims: { constructor: ['x'] } }] }],
  ])('(%s) is as unknown to a caller as one that there is not', async (_name, fields) => {
    await put(connectorWith(fields));
    const answer = await expectNothingIssued(token, NOT_ALLOWED, 'refused not_allowed');
    expect(answer.text.replace(answer.body.requestId, 'ID')).toBe(await unknownConnectorText());
  });

  it('of before its author was recorded is as good as ever', async () => {
    await put(without(itemOf('connector'), 'definedBy'));
    expect((await login()).status).toBe(200);
  });

  it('that is disabled is so at the very next request, and so is one that is enabled', async () => {
    const warm = await service.freshEnvironment('issue');
    expect((await warm('issue', getLogin(token))).status).toBe(200);
    await put({ ...connectorWith({ enabled: false }), version: { N: '2' } });
    expect((await warm('issue', getLogin(token))).status).toBe(403);
    await put({ ...itemOf('connector'), version: { N: '3' } });
    expect((await warm('issue', getLogin(token))).status).toBe(200);
    await remove('connector');
    expect((await warm('issue', getLogin(token))).status).toBe(403);
  });
});

describe('a stored account', () => {
  it.each<readonly [string, () => Item | undefined]>([
    ['missing', () => undefined],
    ['without schema', () => without(itemOf('account'), 'schema')],
    ['of a later schema', () => ({ ...itemOf('account'), schema: { N: '2' } })],
    ['whose definition is no JSON', () => defined('account', 'build')],
    ['with an unknown field', () => defined('account', { ...definitionOf('account'), alias: 'x' })],
    ['with another id than its key', () => defined('account', { ...definitionOf('account'), id: 'other' })],
    [
      'whose account id is a number',
      () => defined('account', { ...definitionOf('account'), awsAccountId: 123456789012 }),
    ],
    ['of another AWS account', () => defined('account', { ...definitionOf('account'), awsAccountId: '210987654321' })],
    ['of another partition', () => defined('account', { ...definitionOf('account'), partition: 'aws-cn' })],
    ['of another source', () => defined('account', { ...definitionOf('account'), credentials: { source: 'none' } })],
  ])('(%s) makes its connectors unusable, and only for whom they are', async (_name, item) => {
    const replacement = item();
    await (replacement === undefined ? remove('account') : put(replacement));
    await expectNothingIssued(token, INVALID, 'failed connector_invalid');
    await expectNothingIssued(stranger, NOT_ALLOWED, 'refused not_allowed');
  });
});

describe('a stored issuer', () => {
  const MISCONFIGURED = { status: 500, code: 'misconfigured', stage: 'authentication' };
  const REJECTED = { status: 401, code: 'token_rejected', stage: 'authentication' };

  const second = (definition: unknown): Item => ({ ...defined('issuer', definition), ...KEYS.secondIssuer });
  const expectUnauthenticated = async (bearer: string, expected: typeof REJECTED) => {
    const recorded = (await auditItems(service.aws)).length;
    expectProblem(await login(bearer), expected);
    expect(service.aws.standIn.calls).toEqual([]);
    expect(await auditItems(service.aws)).toHaveLength(recorded);
  };

  it.each<readonly [string, () => Item]>([
    ['of a later schema', () => ({ ...second(SECOND_ISSUER), schema: { N: '2' } })],
    ['without version', () => without(second(SECOND_ISSUER), 'version')],
    ['with an unknown field', () => second({ ...SECOND_ISSUER, discovery: true })],
    ['with another id than its key', () => second({ ...SECOND_ISSUER, id: 'third-ci' })],
    ['without audiences', () => second({ ...SECOND_ISSUER, audiences: [] })],
    ['of jobs, with administrators', () => second({ ...SECOND_ISSUER, groupsClaim: 'g', adminGroups: ['a'] })],
  ])('that is damaged (%s) leaves the others working, and no token of it is called bad', async (_name, item) => {
    await put(item());
    await expectUnauthenticated(await service.aws.issuer.mint({ iss: 'https://second.example' }), MISCONFIGURED);
    // Nor is a token of an issuer that nobody defined taken for one of it.
    await expectUnauthenticated(await service.aws.issuer.mint({ iss: 'https://unknown.example' }), REJECTED);
    expect((await login()).status).toBe(200);
  });

  it.each<readonly [string, () => Item]>([
    ['is no JSON', () => second('x')],
    ['has no URL', () => second({ ...SECOND_ISSUER, url: undefined })],
    ['has another URL', () => second({ ...SECOND_ISSUER, url: 'http://second.example' })],
  ])('that %s is told of in the log, and makes nobody else’s tokens doubtful', async (_what, item) => {
    await put(item());
    await expectUnauthenticated(await service.aws.issuer.mint({ iss: 'https://unknown.example' }), REJECTED);
    expect((await login()).status).toBe(200);
    expect(service.logged()).toContain('"reason":"issuer second-ci is not readable: ');
  });

  it('that shares its URL with another makes both unusable: a token could be either’s', async () => {
    await put(second({ ...definitionOf('issuer'), id: 'second-ci' }));
    await expectUnauthenticated(token, MISCONFIGURED);
  });

  it('of many customers, whom an earlier release did not know as one, goes on working', async () => {
    const iss = 'https://oidc.vercel.com';
    await put(defined('issuer', { ...definitionOf('issuer'), url: iss, require: undefined }));
    expect((await login(await service.aws.issuer.mint({ iss }))).status).toBe(200);
  });

  it('that is disabled has no callers', async () => {
    await put(defined('issuer', { ...definitionOf('issuer'), enabled: false }));
    await expectUnauthenticated(token, REJECTED);
  });

  it('that is missing has no callers', async () => {
    await remove('issuer');
    await expectUnauthenticated(token, REJECTED);
  });

  it.each<readonly [string, Record<string, unknown>]>([
    ['another URL', { url: 'https://ci.portunus.example/' }],
    ['another audience', { audiences: ['https://other.example'] }],
    ['other keys', { jwks: { keys: [] } }],
    ['a claim that it requires', { require: { repository_owner_id: ['1'] } }],
    ['a shorter age', { maxTokenLifeSeconds: 60 }],
  ])('with %s takes the sample token no more', async (name, fields) => {
    await put(defined('issuer', { ...definitionOf('issuer'), ...fields }));
    // Without a key the issuer can not be read at all.
    await expectUnauthenticated(token, name === 'other keys' ? MISCONFIGURED : REJECTED);
  });
});
