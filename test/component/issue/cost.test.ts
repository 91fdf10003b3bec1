// What a login takes, counted on the built function and held against docs/cost.md. If a call is added, or a record
// grows, the page has to say what that costs.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditItems } from '../../support/audit-records.ts';
import { KINDS, type Kind, perLogin } from '../../support/cost-page.ts';
import { startDynamoDbLocal } from '../../support/dynamodb-local.ts';
import { indexEntries, itemBytes, storedBytes } from '../../support/item-size.ts';
import { hasJava, WITHOUT_JAVA } from '../../support/java.ts';
import { describeLongUnless, LONG } from '../../support/long.ts';
import { idOf, putConnectors } from '../../support/many-connectors.ts';
import { startTablesService, type TablesService } from '../../support/proxied-service.ts';
import { getLogin } from '../../support/service.ts';
import type { TableAnswer } from '../../support/table-proxy.ts';

interface Counted {
  readonly status: number;
  readonly source: string | undefined;
  readonly answers: readonly TableAnswer[];
  readonly awsCalls: number;
  readonly record: Record<string, AttributeValue> | undefined;
  readonly logBytes: number;
  readonly answerBytes: number;
}

/** A login of each kind, in an environment that has made one before. */
async function countLogins(service: TablesService): Promise<Record<Kind, Counted>> {
  const invoke = await service.freshEnvironment('issue');
  // GitHub's tokens have an ID of this form.
  const mint = (run_id: string) => service.aws.issuer.mint({ run_id, jti: 'd4f1c5a0-2b7e-4a51-9d3e-1a2b3c4d5e6f' });
  await invoke('issue', getLogin(await mint('7352')));
  const count = async (token: string, id?: string): Promise<Counted> => {
    service.tables.answers.length = 0;
    service.aws.standIn.calls.length = 0;
    const before = service.logged().length;
    const { status, text, headers, body } = await invoke('issue', getLogin(token, {}, id));
    const record = (await auditItems(service.aws)).find(({ requestId }) => requestId?.S === body.requestId);
    return {
      status,
      source: body.source,
      answers: [...service.tables.answers],
      awsCalls: service.aws.standIn.calls.length,
      record,
      logBytes: service.logged().length - before,
      answerBytes: text.length + Object.entries(headers).join('\r\n').length,
    };
  };
  const token = await mint('7353');
  return {
    fresh: await count(token),
    cached: await count(token),
    refused: await count(token, 'bakery-images'),
    rejected: await count(`${token}AAAA`),
  };
}

function unitsOf(answers: readonly TableAnswer[]): number {
  return answers.reduce((sum, { units }) => sum + units, 0);
}
function isRead({ operation }: TableAnswer): boolean {
  return operation === 'BatchGetItem';
}

describe('a login', () => {
  const page = perLogin('What a login takes');
  let service: TablesService;
  let logins: Record<Kind, Counted>;
  beforeAll(async () => {
    service = await startTablesService();
    logins = await countLogins(service);
  });
  afterAll(() => service.stop());

  function rowOf(count: (login: Counted) => number) {
    return Object.fromEntries(KINDS.map((kind) => [kind, count(logins[kind])]));
  }

  it('is of the kind that it is counted as', () => {
    const { fresh, cached, refused, rejected } = logins;
    expect([fresh.status, cached.status, refused.status, rejected.status]).toEqual([200, 200, 403, 401]);
    expect([fresh.source, cached.source]).toEqual(['fresh', 'cache']);
  });

  it.each<[string, (login: Counted) => number]>([
    ['calls of STS and ECR', ({ awsCalls }) => awsCalls],
    ['reads of DynamoDB', ({ answers }) => answers.filter(isRead).length],
    ['– read units', ({ answers }) => unitsOf(answers.filter(isRead))],
    ['writes of DynamoDB', ({ answers }) => answers.filter((one) => !isRead(one)).length],
    ['– bytes of the record', ({ record }) => (record === undefined ? 0 : itemBytes(record))],
    ['– write units of the record', ({ answers }) => unitsOf(answers.filter((one) => !isRead(one)))],
    ['– write units of its index entries', ({ record }) => (record ? indexEntries(record).length : 0)],
    ['– stored bytes of the record', ({ record }) => (record ? storedBytes(record).item : 0)],
    ['– stored bytes of its index entries', ({ record }) => (record ? storedBytes(record).entries : 0)],
  ])('has the %s that the page says', (row, count) => {
    expect(rowOf(count)).toEqual(page[row]);
  });

  // Durations and tokens differ in length.
  it.each<[string, (login: Counted) => number]>([
    ['bytes of the log line', ({ logBytes }) => logBytes],
    ['bytes of the answer', ({ answerBytes }) => answerBytes],
  ])('has about the %s that the page says', (row, count) => {
    const said = Object.entries(page[row] ?? {}).map(([kind, bytes]) => [kind, expect.closeTo(bytes, -2)]);
    expect(rowOf(count)).toEqual(Object.fromEntries(said));
  });

  it('reads the same among ten connectors and among a thousand', async () => {
    const before = KINDS.map((kind) => logins[kind].answers);
    await putConnectors(
      service.aws,
      Array.from({ length: 1_000 }, (_, index) => ({ id: idOf(index) })),
    );
    const after = await countLogins(service);
    expect(KINDS.map((kind) => after[kind].answers)).toEqual(before);
  });
});

describeLongUnless(!hasJava())(`a login over Amazon's DynamoDB Local${WITHOUT_JAVA}${LONG}`, () => {
  it('consumes the write units that the page says, with those of the indexes', async () => {
    const page = perLogin('What a login takes');
    const engine = await startDynamoDbLocal();
    const service = await startTablesService({ dynamoDbUrl: engine.url });
    const logins = await countLogins(service);
    await service.stop();
    engine.stop();
    for (const kind of KINDS) {
      const { [kind]: record = 0 } = page['– write units of the record'] ?? {};
      const { [kind]: entries = 0 } = page['– write units of its index entries'] ?? {};
      expect([kind, unitsOf(logins[kind].answers.filter((one) => !isRead(one)))]).toEqual([kind, record + entries]);
    }
  });
});
