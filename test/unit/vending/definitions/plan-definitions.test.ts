import { describe, expect, it } from 'vitest';
import { type Definitions, NO_DEFINITIONS, SCHEMAS } from '../../../../shared/domain/definitions.ts';
import { parseWith } from '../../../../shared/domain/parse.ts';
import { type PlanOptions, planDefinitions } from '../../../../shared/vending/definitions/plan-definitions.ts';
import { aMemoryTable, type MemoryTable } from '../../../support/admin-ports.ts';
import { aCall, anAccount, aWrittenConnector, aWrittenIssuer } from '../../../support/builders.ts';
import { aWrittenJob } from '../../../support/refresh-builders.ts';

type Kind = keyof typeof SCHEMAS;

/** A definition as a file has it. */
function written<K extends Kind>(kind: K, definition: object) {
  const parsed = parseWith(SCHEMAS[kind], definition, 'definition');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  // biome-ignore lint/suspicious/noExplicitAny: the list that it goes into says which kind it is.
  return { written: definition, value: parsed.value as any };
}

const GRANTED_JOB = { grants: [{ refreshJob: 'nightly' }, { issuer: 'ci', claims: { repository_id: ['1296269'] } }] };

/** One of each kind, which refer to each other. */
function aFile(overrides: Partial<Definitions> = {}): Definitions {
  return {
    issuers: [written('issuer', aWrittenIssuer())],
    accounts: [written('account', anAccount())],
    connectors: [written('connector', aWrittenConnector(GRANTED_JOB))],
    refreshJobs: [written('refresh-job', aWrittenJob())],
    ...overrides,
  };
}

const CONNECTOR = { ...aWrittenConnector(GRANTED_JOB), externalId: 'portunus-kept' };

/** The same, stored. */
function aFullTable(): MemoryTable {
  const table = aMemoryTable();
  table.put('issuer', aWrittenIssuer());
  table.put('account', anAccount());
  table.put('connector', CONNECTOR);
  table.put('refresh-job', aWrittenJob());
  return table;
}

/** `create account/build`, … of a plan, or what speaks against it. */
async function plan({ ports }: MemoryTable, definitions: Definitions, options: PlanOptions = {}) {
  const planned = await planDefinitions(definitions, ports, aCall(), options);
  if (!planned.ok) return planned.faults.map(({ field, detail }) => `${field} ${detail}`);
  return planned.changes.map(({ action, kind, id }) => `${action} ${kind}/${id}`);
}

describe('a plan', () => {
  it('puts what others refer to first', async () => {
    expect(await plan(aMemoryTable(), aFile())).toEqual([
      'create issuer/ci',
      'create account/build',
      'create connector/team-a-pull',
      'create refresh-job/nightly',
    ]);
  });

  it('writes nothing', async () => {
    const table = aMemoryTable();
    await plan(table, aFile());
    expect(table.steps).toEqual([]);
  });

  it('leaves what stands there already', async () => {
    const unchanged = ['issuer/ci', 'account/build', 'connector/team-a-pull', 'refresh-job/nightly'];
    expect(await plan(aFullTable(), aFile())).toEqual(unchanged.map((name) => `unchanged ${name}`));
  });

  it('says which version a change replaces, and what stood there', async () => {
    const account = { ...anAccount(), credentials: { source: 'iam-user', secretArn: SECRET } };
    const definitions = { ...NO_DEFINITIONS, accounts: [written('account', account)] };
    const planned = await planDefinitions(definitions, aFullTable().ports, aCall());
    const change = { kind: 'account', id: 'build', action: 'change', replaces: 1 };
    expect(planned).toMatchObject({ ok: true, changes: [{ ...change, before: anAccount(), definition: account }] });
  });

  it('refuses what refers to nothing, in the file or the table', async () => {
    expect(await plan(aMemoryTable(), aFile({ accounts: [] }))).toEqual([
      expect.stringMatching(/^connectors\[0\]\.account /),
    ]);
    expect(await plan(aFullTable(), aFile({ accounts: [], issuers: [] }))).toHaveLength(2);
  });

  it('refuses what the linter calls an error', async () => {
    const open = aWrittenConnector({ grants: [{ issuer: 'ci', claims: { ref: ['*'] } }] });
    const definitions = aFile({ connectors: [written('connector', open)], refreshJobs: [] });
    expect(await plan(aMemoryTable(), definitions)).toEqual([
      expect.stringMatching(/^connectors\[0\].*\(open-grant\)$/),
    ]);
  });

  it('refuses an ID that was deleted, and says how it comes back', async () => {
    const table = aMemoryTable();
    table.put('account', anAccount());
    table.remove('account', 'build');
    expect(await plan(table, aFile())).toEqual([
      "accounts[0].id was deleted on 2026-11-20 by corp:bob and can't be reused; " +
        'bring it back with portunus restore account build',
    ]);
  });

  it('refuses a destination that a stored job delivers to', async () => {
    const other = written('refresh-job', aWrittenJob({ id: 'other' }));
    const grants = [{ refreshJob: 'nightly' }, { refreshJob: 'other' }];
    const connectors = [written('connector', aWrittenConnector({ grants }))];
    expect(await plan(aFullTable(), { ...NO_DEFINITIONS, connectors, refreshJobs: [other] })).toEqual([
      'refreshJobs[0].destination.arn is the destination of the job nightly too',
    ]);
  });

  it('refuses a change that breaks a stored job, and names it', async () => {
    const connectors = [written('connector', aWrittenConnector())];
    expect(await plan(aFullTable(), { ...NO_DEFINITIONS, connectors })).toEqual([
      expect.stringMatching(/^connectors\[0\] would break refresh job nightly: /),
    ]);
  });

  it('does not blame a change for what was broken before', async () => {
    const table = aFullTable();
    table.put('connector', { ...CONNECTOR, roleArn: 'arn:aws:iam::999999999999:role/portunus/team-a' });
    const account = { ...anAccount(), credentials: { source: 'iam-user', secretArn: SECRET } };
    const definitions = { ...NO_DEFINITIONS, accounts: [written('account', account)] };
    expect(await plan(table, definitions)).toEqual(['change account/build']);
  });
});

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/keys/build-AbCdEf';

describe('keys and destinations in a plan', () => {
  const ofStage = (stage: string) =>
    aFile({
      accounts: [
        written('account', {
          ...anAccount(),
          credentials: { source: 'iam-user', secretArn: SECRET.replace('/dev/', `/${stage}/`) },
        }),
      ],
      refreshJobs: [
        written('refresh-job', {
          ...aWrittenJob(),
          destination: {
            type: 'ssm',
            tier: 'advanced',
            arn: `arn:aws:ssm:eu-west-1:111122223333:parameter/portunus/${stage}/logins/x`,
          },
        }),
      ],
    });

  it('are of the stage of the deployment', async () => {
    expect(await plan(aMemoryTable(), ofStage('dev'))).toContain('create account/build');
    const why = 'is of stage prod, and this deployment is of stage dev (PORTUNUS_STAGE)';
    expect(await plan(aMemoryTable(), ofStage('prod'))).toEqual([
      `accounts[0].credentials.secretArn ${why}`,
      `refreshJobs[0].destination.arn ${why}`,
    ]);
  });

  it('are those that the deployment allows, however often they are written', async () => {
    const table = aMemoryTable();
    const withDestinations = (...destinations: string[]) => ({ ...table, ports: { ...table.ports, destinations } });
    expect(await plan(withDestinations('arn:aws:ssm:*:111122223333:parameter/*'), ofStage('dev'))).toContain(
      'create account/build',
    );
    const why = 'is no destination that this deployment allows (PORTUNUS_DESTINATIONS)';
    expect(await plan(withDestinations('arn:aws:ssm:*:999999999999:parameter/*'), ofStage('dev'))).toEqual([
      `refreshJobs[0].destination.arn ${why}`,
    ]);
  });

  it('may be of any, where a command does not know the stage: the service looks again', async () => {
    const table = aMemoryTable();
    const ports = { ...table.ports, stage: undefined };
    expect(await plan({ ...table, ports }, ofStage('prod'))).toContain('create account/build');
  });
});

describe('external IDs in a plan', () => {
  const externalIdOf = async (table: MemoryTable, more: object = {}) => {
    const connectors = [written('connector', { ...aWrittenConnector(GRANTED_JOB), ...more })];
    const planned = await planDefinitions(aFile({ connectors }), table.ports, aCall());
    if (!planned.ok) return planned.faults;
    return planned.changes.find(({ kind }) => kind === 'connector')?.externalId;
  };

  it('are made for a new connector that assumes a role', async () => {
    expect(await externalIdOf(aMemoryTable())).toBe('portunus-made-now');
  });

  it('are taken from the file where the table has none', async () => {
    expect(await externalIdOf(aMemoryTable(), { externalId: 'from-file' })).toBe('from-file');
  });

  it('stay as they are stored', async () => {
    expect(await externalIdOf(aFullTable())).toBe('portunus-kept');
    expect(await externalIdOf(aFullTable(), { externalId: 'portunus-kept' })).toBe('portunus-kept');
  });

  it('never change: a trust policy may name the stored one', async () => {
    expect(await externalIdOf(aFullTable(), { externalId: 'from-file' })).toEqual([
      { field: 'connectors[0].externalId', detail: 'must not change: a trust policy may name it' },
    ]);
  });
});

describe('a plan that prunes', () => {
  it('deletes jobs first and what others refer to last', async () => {
    const table = aFullTable();
    table.put('issuer', aWrittenIssuer({ id: 'kept', url: 'https://kept.example' }));
    const kept = written('issuer', aWrittenIssuer({ id: 'kept', url: 'https://kept.example' }));
    expect(await plan(table, { ...NO_DEFINITIONS, issuers: [kept] }, { prune: true })).toEqual([
      'delete refresh-job/nightly',
      'unchanged issuer/kept',
      'delete connector/team-a-pull',
      'delete account/build',
      'delete issuer/ci',
    ]);
  });

  it('deletes what is not readable', async () => {
    const table = aMemoryTable();
    table.putUnreadable('account', 'broken');
    expect(await plan(table, NO_DEFINITIONS, { prune: true })).toEqual(['delete account/broken']);
  });

  it('reads all pages of what is stored', async () => {
    const table = aMemoryTable();
    for (const id of ['a0', 'a1', 'a2', 'a3', 'a4']) table.put('account', anAccount({ id }));
    expect(await plan(table, NO_DEFINITIONS, { prune: true })).toHaveLength(5);
  });

  it('lets definitions refer to nothing that it deletes', async () => {
    expect(await plan(aFullTable(), aFile({ accounts: [] }), { prune: true })).toEqual([
      expect.stringMatching(/^connectors\[0\]\.account /),
    ]);
  });

  it('does not ask what a deleted definition would say of a change', async () => {
    const account = { ...anAccount(), awsAccountId: '210987654321' };
    const definitions = { ...NO_DEFINITIONS, accounts: [written('account', account)] };
    expect(await plan(aFullTable(), definitions, { prune: true })).toEqual([
      'delete refresh-job/nightly',
      'change account/build',
      'delete connector/team-a-pull',
      'delete issuer/ci',
    ]);
  });

  it('deletes nothing without being asked to', async () => {
    expect(await plan(aFullTable(), NO_DEFINITIONS)).toEqual([]);
  });
});
