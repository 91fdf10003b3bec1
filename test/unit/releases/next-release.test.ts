// What the next release may have written by the time somebody rolls back to this one, item by item.
import { describe, expect, it } from 'vitest';
import { minReaderAttribute } from '../../../shared/aws/dynamodb/definition-item.ts';
import { MIN_READERS, type MinReaders, minReaderOf } from '../../../shared/domain/min-reader.ts';
import { mayRead, READER } from '../../../shared/domain/reader.ts';
import { type Item, read, write } from '../../releases/release.ts';
import { aWorkload, aWrittenConnector, aWrittenIssuer } from '../../support/builders.ts';
import { THIS } from '../../support/releases.ts';

const NEXT = READER + 1;
const WHEN = { replaces: undefined, changedBy: 'corp:ada', changedAt: new Date('2026-11-20T12:00:00.000Z') };
const ACCOUNT = {
  id: 'build',
  awsAccountId: '123456789012',
  partition: 'aws',
  credentials: { source: 'execution-role' },
};
const JOB = {
  id: 'nightly',
  connector: 'team-a-pull',
  destination: {
    type: 'secretsmanager',
    arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/prod/logins/team-a-AbCdEf',
  },
  format: 'docker-config',
};

type Kind = 'issuer' | 'account' | 'connector' | 'refresh-job';

/** The items of a definition, with what the next release adds to each of them. */
async function next(kind: Kind, definition: Record<string, unknown>, added: Item = {}): Promise<Item[]> {
  const id = String(definition.id);
  const items = await write.definition({ kind, id, definition, ...WHEN });
  return items.map((item) => ({ ...item, ...added }));
}

function reader(N: number): Item {
  return { minReader: { N: String(N) } };
}

const CALLER = aWorkload();
const STRANGER = aWorkload({ claims: { sub: 'x' } });
const decide = (items: readonly Item[], caller = CALLER) => THIS.decide(items, 'team-a-pull', caller, 'ecr-login');

describe('a connector of the next release', () => {
  const LABELS = { labels: ['a'] };
  const GRANT = { issuer: 'ci', claims: { repository_id: ['1296269'] }, note: 'for Ada' };

  it.each<[string, Record<string, unknown>, Item]>([
    ['with a field that this one may ignore', LABELS, reader(2)],
    ['with an attribute that this one may ignore', {}, { ...reader(2), writtenBy: { S: 'console' } }],
    ['in a form that this one may still read', {}, { ...reader(2), schema: { N: '2' } }],
    ['that names this reader', LABELS, reader(READER)],
  ])('%s is decided as without', async (_what, fields, added) => {
    const without = await decide(await next('connector', aWrittenConnector()));
    expect(without).toMatchObject({ allowed: true, by: 'grants[0]' });
    expect(await decide(await next('connector', aWrittenConnector(fields), added))).toEqual(without);
  });

  it.each<[string, Record<string, unknown>, Item]>([
    ['with a field that limits access', { singleUse: true }, reader(NEXT)],
    ['with a field, without a word on who may read it', LABELS, {}],
    ['with an attribute, without a word on who may read it', {}, { writtenBy: { S: 'console' } }],
    ['in a form of its own', {}, { schema: { N: '2' } }],
    ['with a member of a grant, even if it may be ignored elsewhere', { grants: [GRANT] }, reader(2)],
    ['with a member of its session', { session: { name: 'x{sub}', path: '/' } }, reader(2)],
    ['with a condition', { conditions: { sourceOrg: ['o-1'] }, access: 'pull' }, reader(2)],
    ['with a kind of grants', { grants: [{ spiffe: 'spiffe://x' }, ...[GRANT]] }, reader(2)],
    ['of another principal type', { principalType: 'assume-root' }, reader(2)],
    ['that serves more', { serves: ['ecr', 'image-builder'] }, reader(2)],
    ['with a field of another principal type', { samlProviderArn: 'x' }, reader(2)],
    ['that is deleted in another way', {}, { ...reader(2), deleted: { S: 'yes' } }],
  ])('%s is refused', async (_what, fields, added) => {
    const items = await next('connector', aWrittenConnector(fields), added);
    expect(await decide(items)).toEqual({ allowed: false, by: 'connector_invalid' });
  });

  it('is not told to whom it lets in nowhere', async () => {
    const items = await next('connector', aWrittenConnector({ singleUse: true }), reader(NEXT));
    expect(await decide(items, STRANGER)).toEqual({ allowed: false, by: 'not_allowed' });
  });

  it.each<[string, Item]>([
    ['0', reader(0)],
    ['-1', reader(-1)],
    ['half a number', { minReader: { N: '1.5' } }],
    ['a text', { minReader: { S: '2' } }],
    ['nothing', { minReader: { NULL: true } }],
    ['a number beyond all', { minReader: { N: '9'.repeat(30) } }],
  ])('is refused whose minReader is %s', async (_what, added) => {
    expect(await decide(await next('connector', aWrittenConnector(), added))).toMatchObject({ allowed: false });
  });

  it('says to the operator what it asks for', async () => {
    const items = await next('connector', aWrittenConnector(), reader(NEXT));
    expect(await read.connector(items, 'team-a-pull')).toEqual({
      refused: 'connector_invalid',
      why: 'minReader asks for a newer release of Portunus',
    });
  });
});

describe('an issuer of the next release', () => {
  const OTHER = aWrittenIssuer({ id: 'other', url: 'https://other.example' });

  async function both(fields: Record<string, unknown>, added: Item): Promise<Item[]> {
    return [...(await next('issuer', aWrittenIssuer(fields), added)), ...(await next('issuer', OTHER))];
  }

  it('that this one must not read fails its own tokens, and none of others', async () => {
    const items = await both({ boundTo: 'x' }, reader(NEXT));
    expect(await read.issuer(items, 'https://ci.example')).toMatchObject({ refused: 'misconfigured' });
    expect(await read.issuer(items, 'https://other.example')).toMatchObject({ value: { id: 'other' } });
    expect(await read.issuer(items, 'https://unknown.example')).toEqual({ value: undefined });
  });

  it('is read without what this one may ignore', async () => {
    const [without, items] = [await both({}, {}), await both({ owner: 'team-a' }, reader(2))];
    expect(await read.issuer(items, 'https://ci.example')).toEqual(await read.issuer(without, 'https://ci.example'));
  });
});

describe('an account and a job of the next release', () => {
  const account = (items: readonly Item[]) => read.account(items, 'build');
  const job = (items: readonly Item[]) => read.job(items, 'nightly');

  it.each([
    ['account' as const, ACCOUNT, account],
    ['refresh-job' as const, JOB, job],
  ])('%s: refused alone, or read without what may be ignored', async (kind, definition, readIt) => {
    const without = await readIt(await next(kind, definition));
    expect(without).toMatchObject({ value: { version: 1 } });
    expect(await readIt(await next(kind, { ...definition, owner: 'a' }, reader(2)))).toEqual(without);
    expect(await readIt(await next(kind, { ...definition, owner: 'a' }))).toMatchObject({
      refused: 'connector_invalid',
    });
    expect(await readIt(await next(kind, definition, reader(NEXT)))).toMatchObject({ refused: 'connector_invalid' });
  });

  it('an account with credentials of another kind is refused', async () => {
    const credentials = { source: 'execution-role', assume: 'arn:aws:iam::123456789012:role/x' };
    const items = await next('account', { ...ACCOUNT, credentials }, reader(2));
    expect(await account(items)).toMatchObject({ refused: 'connector_invalid' });
  });
});

describe('a version of the next release', () => {
  it('is listed, but can not be gone back to', async () => {
    const items = await next('account', ACCOUNT, reader(NEXT));
    expect(await read.version(items, 'account', 'build', 1)).toEqual({
      value: { version: 1, deleted: false, newer: true, changedAt: WHEN.changedAt, changedBy: 'corp:ada' },
    });
  });
});

describe('the state of a job, as the next release writes it', () => {
  const STATE = { job: 'nightly', revision: 2, window: '2026-11-21T12:30:00.000Z', failures: 0 };
  const at = new Date('2026-11-21T12:00:00.000Z');

  it('is read with an error code that this one does not know', async () => {
    const state = { ...STATE, lastError: { at, code: 'moon_unavailable' } };
    expect(await read.state(await write.state(state), 'nightly')).toEqual({ value: state });
  });

  it('is read without an attribute that may be ignored, and otherwise refused', async () => {
    const [item = {}] = await write.state(STATE);
    const added = { ...item, fence: { N: '7' } };
    expect(await read.state([{ ...added, ...reader(2) }], 'nightly')).toEqual({ value: STATE });
    for (const refused of [added, { ...added, ...reader(NEXT) }, { ...item, schema: { N: '2' } }]) {
      expect(await read.state([refused], 'nightly')).toMatchObject({ refused: 'misconfigured' });
    }
  });
});

describe('a message of the next release', () => {
  const MESSAGE = { schema: 1, job: 'nightly', window: '2026-11-21T12:30:00.000Z' };
  const readIt = (message: object) => read.message(JSON.stringify(message));

  it.each([
    ['without anything new', MESSAGE],
    ['with a member that may be ignored', { ...MESSAGE, minReader: 2, priority: 1 }],
    ['in a form that may be read', { ...MESSAGE, schema: 2, minReader: READER }],
  ])('%s is read', async (_what, message) => {
    expect(await readIt(message)).toEqual({ value: { job: MESSAGE.job, window: MESSAGE.window } });
  });

  it.each([
    ['with a member more', { ...MESSAGE, priority: 1 }],
    ['in another form', { ...MESSAGE, schema: 2 }],
    ['for another reader', { ...MESSAGE, minReader: NEXT }],
    ['for no reader', { ...MESSAGE, minReader: 0 }],
    ['for a reader that is no number', { ...MESSAGE, minReader: '2' }],
  ])('%s is refused', async (_what, message) => {
    expect(await readIt(message)).toMatchObject({ refused: 'invalid_request' });
  });
});

describe('the lowest reader', () => {
  const ROWS: MinReaders = { ...MIN_READERS, connector: { ...MIN_READERS.connector, labels: 2, singleUse: 3 } };

  it.each<[number, object]>([
    [1, {}],
    [1, { id: 'x', grants: [] }],
    [2, { id: 'x', labels: [] }],
    [3, { id: 'x', labels: [], singleUse: false }],
    [1, { id: 'x', constructor: 1, toString: 2, hasOwnProperty: 3 }],
    [1, JSON.parse('{"__proto__":{"singleUse":true}}')],
  ])('is %s, the highest of the fields', (expected, definition) => {
    expect(minReaderOf('connector', definition, ROWS)).toBe(expected);
  });

  it('is not written for the first readers, which know no minReader', () => {
    expect(minReaderAttribute('connector', aWrittenConnector())).toEqual({});
    expect(minReaderAttribute('connector', aWrittenConnector(), 2)).toEqual({ minReader: { N: '2' } });
  });

  it('is never above the reader of the same release, which could not read what it writes', () => {
    const numbers = Object.values(MIN_READERS).flatMap((fields) => Object.values<number>(fields));
    expect(numbers.filter((number) => !mayRead({ schema: 1, minReader: number }, 1))).toEqual([]);
  });

  it('is 1 for these fields only: a later one has a higher number, by the rule in CONTRIBUTING.md', () => {
    const first = Object.entries(MIN_READERS).map(([kind, fields]): [string, string] => {
      const names = Object.entries<number>(fields).filter(([, number]) => number === 1);
      return [
        kind,
        names
          .map(([name]) => name)
          .toSorted()
          .join(' '),
      ];
    });
    expect(Object.fromEntries(first)).toEqual({
      issuer:
        'acknowledgeRisk adminGroups algorithms audienceClaim audiences caCertificates ci enabled groupsClaim id jwks ' +
        'jwksUri kind maxTokenAgeSeconds maxTokenLifeSeconds require soleAudience tokenTypes url',
      account: 'awsAccountId credentials id partition',
      connector:
        'access account acknowledgeRisk conditions description enabled externalId grants id loginLifetime ' +
        'maxDurationSeconds name omitPolicy policy policyArns principalType pullThroughCache region regions registries ' +
        'repositories roleArn roleArns samlProviderArn serves session systemScope withinTokenLife',
      'refresh-job':
        'access acknowledgeRisk connector destination durationSeconds enabled format hosts id intervalSeconds name ' +
        'namespace region registryIds repositories roleArn',
    });
  });
});
