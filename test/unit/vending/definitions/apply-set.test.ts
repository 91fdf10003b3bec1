import { describe, expect, it } from 'vitest';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import { decide } from '../../../../shared/vending/definitions/administer.ts';
import { applySet, type SetRequest } from '../../../../shared/vending/definitions/apply-set.ts';
import { VersionConflict } from '../../../../shared/vending/definitions/ports.ts';
import type { AdminPorts } from '../../../../shared/vending/definitions/write-for-caller.ts';
import { aMemoryOfApprovals, aMemoryTable, type MemoryTable } from '../../../support/admin-ports.ts';
import { aCall, anAccount, aPerson, aWrittenConnector, aWrittenIssuer } from '../../../support/builders.ts';
import { parsed, type WrittenSet } from '../../../support/random-sets.ts';
import { aWrittenJob } from '../../../support/refresh-builders.ts';

const ADA = aPerson({ subject: 'ada', administrator: true });
const BOB = aPerson({ subject: 'bob', administrator: true });

function aSet(overrides: Partial<WrittenSet> = {}): WrittenSet {
  return {
    issuers: [aWrittenIssuer()],
    accounts: [{ ...anAccount() }],
    connectors: [aWrittenConnector()],
    refreshJobs: [],
    ...overrides,
  };
}
const NONE: WrittenSet = { issuers: [], accounts: [], connectors: [], refreshJobs: [] };

function apply({ ports }: Pick<MemoryTable, 'ports'>, set: WrittenSet, more: Partial<SetRequest> = {}, call = aCall()) {
  const request = { definitions: parsed(set), dryRun: false, prune: false, allowEmpty: false, ...more };
  return applySet(ports, request, ADA, call);
}

function accounts(count: number) {
  return aSet({
    ...{ issuers: [], connectors: [] },
    accounts: Array.from({ length: count }, (_, index) => ({ ...anAccount(), id: `account-${index}` })),
  });
}

function invalid(field: string, detail: unknown) {
  return { code: 'invalid_request', errors: [{ field, detail }] };
}

describe('a dry run', () => {
  it('tells the plan, and neither writes nor records', async () => {
    const table = aMemoryTable();
    const { changes, ...rest } = await apply(table, aSet(), { dryRun: true });
    expect(changes.map(({ action, kind, id }) => `${action} ${kind} ${id}`)).toEqual([
      'create issuer ci',
      'create account build',
      'create connector team-a-pull',
    ]);
    expect(rest).toMatchObject({ applied: 0, remaining: 3, approvals: [] });
    expect(table.steps).toEqual([]);
  });

  it('tells no external ID of what is not written: another one will be made', async () => {
    const { changes } = await apply(aMemoryTable(), aSet(), { dryRun: true });
    expect(changes.map(({ externalId }) => externalId)).toEqual([undefined, undefined, undefined]);
  });

  it('tells each field that changes', async () => {
    const table = aMemoryTable();
    await apply(table, aSet());
    const { changes } = await apply(table, aSet({ connectors: [aWrittenConnector({ region: 'eu-west-2' })] }), {
      dryRun: true,
    });
    expect(changes[2]).toEqual({
      ...{ kind: 'connector', id: 'team-a-pull', action: 'change', externalId: 'portunus-made-now' },
      fields: [{ field: 'region', from: 'eu-west-1', to: 'eu-west-2' }],
    });
  });
});

describe('a set', () => {
  it.each([
    [1, 1],
    [30, 1],
    [31, 2],
    [61, 3],
  ])(
    'of %i changes is written in %i transactions, all recorded as those of the caller',
    async (count, transactions) => {
      const table = aMemoryTable();
      expect(await apply(table, accounts(count))).toMatchObject({ applied: count, remaining: 0 });
      expect(table.steps.filter((step) => step === 'write')).toHaveLength(transactions);
      expect(table.records).toHaveLength(count);
      expect(
        table.records.every(({ author, requestId }) => author.subject === 'ada' && requestId === aCall().requestId),
      );
    },
  );

  it('tells the external ID of a connector that it created', async () => {
    const { changes } = await apply(aMemoryTable(), aSet());
    expect(changes[2]).toMatchObject({ action: 'create', externalId: 'portunus-made-now' });
  });

  it('schedules a job again whose schedule an earlier request did not get to', async () => {
    const table = aMemoryTable();
    const set = aSet({
      connectors: [aWrittenConnector({ grants: [{ refreshJob: 'nightly' }] })],
      refreshJobs: [aWrittenJob()],
    });
    await apply(table, set);
    await apply(table, set);
    expect(table.steps.filter((step) => step.startsWith('schedule'))).toEqual([
      'schedule nightly now',
      'schedule nightly unless-scheduled',
    ]);
  });

  it('stops between transactions when its time is over, and says what remains', async () => {
    const table = aMemoryTable();
    let minutes = 0;
    const now = () => new Date(Date.UTC(2026, 10, 27, 0, minutes++));
    const first = await apply(table, accounts(100), {}, aCall({ now }));
    expect([first.applied, first.remaining]).toEqual([30, 70]);
    const second = await apply(table, accounts(100), { ifMatch: first.digest });
    expect([second.applied, second.remaining]).toEqual([70, 0]);
  });
});

describe('a set with a fault is written in no part', () => {
  const refused = async (
    set: WrittenSet,
    error: object,
    more: Partial<SetRequest> = {},
    ports?: Partial<AdminPorts>,
  ) => {
    const table = aMemoryTable(ports);
    table.put('issuer', aWrittenIssuer());
    await expect(apply(table, set, more)).rejects.toMatchObject(error);
    expect(table.steps).toEqual([]);
  };

  it('that refers to nothing', () =>
    refused(aSet({ accounts: [] }), invalid('connectors[0].account', 'is not a defined account')));

  it('that the linter finds, with every other one', async () => {
    const grants = [{ issuer: 'ci', claims: { ref: ['*'] } }];
    const connectors = [aWrittenConnector({ grants }), aWrittenConnector({ id: 'other', account: 'nowhere' })];
    const errors = [
      { field: 'connectors[1].account', detail: 'is not a defined account' },
      { field: expect.stringMatching(/^connectors\[0\]/), detail: expect.stringContaining('(open-grant)') },
    ];
    await refused(aSet({ connectors }), { code: 'invalid_request', errors });
  });

  it('of more than ten, which are counted', async () => {
    const connectors = Array.from({ length: 25 }, (_, index) =>
      aWrittenConnector({ id: `team-${index}`, account: 'nowhere' }),
    );
    await refused(aSet({ connectors }), { errors: { length: 10 }, moreErrors: 15 });
  });

  it('an external ID that is not stored', () =>
    refused(
      aSet({ connectors: [aWrittenConnector({ externalId: 'chosen-by-me' })] }),
      invalid(
        'connectors[0].externalId',
        'is made by Portunus, and not taken from a request: apply --direct alone can keep one',
      ),
    ));

  it('an issuer that is locked', () =>
    refused(
      aSet({ issuers: [aWrittenIssuer({ maxTokenAgeSeconds: 300 })] }),
      { code: 'conflict', errors: [{ field: 'issuers[0]', detail: expect.stringContaining('ci is locked') }] },
      {},
      { lockedIssuers: ['ci'] },
    ));

  it('a locked issuer that prune would delete', () =>
    refused(
      aSet({ issuers: [aWrittenIssuer({ id: 'new', url: 'https://new.example' })], connectors: [] }),
      { code: 'conflict', errors: [{ field: 'issuers', detail: expect.stringContaining('ci is locked') }] },
      { prune: true },
      { lockedIssuers: ['ci'] },
    ));

  it('an empty one with prune', () => refused(NONE, invalid('allowEmpty', expect.any(String)), { prune: true }));

  it('an ID that was deleted: a conflict with what is stored', async () => {
    const table = aMemoryTable();
    table.put('account', anAccount());
    table.remove('account', 'build');
    await expect(apply(table, aSet({ issuers: [], connectors: [] }))).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ field: 'accounts[0].id', detail: expect.stringContaining('was deleted on') }],
    });
  });
});

it('a locked issuer that stays as it is stands in nobody’s way', async () => {
  const table = aMemoryTable({ lockedIssuers: 'all' });
  table.put('issuer', aWrittenIssuer());
  expect(await apply(table, aSet())).toMatchObject({ applied: 2, remaining: 0 });
});

it('an empty set deletes everything where that is allowed', async () => {
  const table = aMemoryTable();
  await apply(table, aSet());
  expect(await apply(table, NONE, { prune: true, allowEmpty: true })).toMatchObject({ applied: 3 });
  expect(await apply(table, NONE)).toMatchObject({ applied: 0, remaining: 0 });
});

describe('a plan that was shown', () => {
  it('is written, though its new connector gets another external ID', async () => {
    let made = 0;
    const table = aMemoryTable({ newExternalId: () => `portunus-${made++}` });
    const { digest } = await apply(table, aSet(), { dryRun: true });
    expect(await apply(table, aSet(), { ifMatch: digest })).toMatchObject({ applied: 3 });
  });

  it('is written, though a connector that had no external ID gets one that nobody was told', async () => {
    let made = 0;
    const table = aMemoryTable({ newExternalId: () => `portunus-${made++}` });
    const { externalId: _none, ...connector } = aWrittenConnector();
    table.put('issuer', aWrittenIssuer());
    table.put('account', { ...anAccount() });
    table.put('connector', { ...connector, principalType: 'web-identity' });
    const { digest, changes } = await apply(table, aSet(), { dryRun: true });
    expect(changes[2]).toEqual({
      ...{ kind: 'connector', id: 'team-a-pull', action: 'change' },
      fields: [{ field: 'principalType', from: 'web-identity', to: 'assumed-role' }],
    });
    expect(await apply(table, aSet(), { ifMatch: digest })).toMatchObject({ applied: 1 });
  });

  it.each<[string, (table: MemoryTable) => void, WrittenSet]>([
    ['of what changes', (table) => table.put('account', { ...anAccount(), partition: 'aws-cn' }), aSet()],
    ['of what was as it should be', (table) => table.put('issuer', aWrittenIssuer({ enabled: false })), aSet()],
    ['of the set', () => {}, aSet({ connectors: [aWrittenConnector({ name: 'Another' })] })],
  ])('is not written after a change %s', async (_what, meanwhile, set) => {
    const table = aMemoryTable();
    table.put('issuer', aWrittenIssuer());
    table.put('account', { ...anAccount(), awsAccountId: '999999999999' });
    const { digest } = await apply(table, aSet(), { dryRun: true });
    meanwhile(table);
    await expect(apply(table, set, { ifMatch: digest })).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(table.writes).toEqual([]);
  });

  it('is not written where somebody else is faster by a moment', async () => {
    const table = aMemoryTable({
      writeDefinitions: async () => {
        throw new VersionConflict();
      },
    });
    await expect(apply(table, aSet())).rejects.toMatchObject({ code: 'precondition_failed' });
  });
});

describe('a fault in between', () => {
  const UNAVAILABLE = new PortunusError('table_unavailable', 'connector');

  it('after a transaction is told as what remains, and before the first as itself', async () => {
    let left = 1;
    const table = aMemoryTable();
    const ports: AdminPorts = {
      ...table.ports,
      writeDefinitions: async (writes, call) => {
        if (left === 0) throw UNAVAILABLE;
        left -= 1;
        await table.ports.writeDefinitions(writes, call);
      },
    };
    expect(await apply({ ports }, accounts(70))).toMatchObject({ applied: 30, remaining: 40 });
    await expect(apply({ ports }, accounts(70))).rejects.toBe(UNAVAILABLE);
    expect(await apply(table, accounts(70))).toMatchObject({ applied: 40, remaining: 0 });
  });

  it('of the schedule is told, though everything is written: the same request mends it', async () => {
    const table = aMemoryTable({
      scheduleJob: async () => {
        throw UNAVAILABLE;
      },
    });
    const set = aSet({
      connectors: [aWrittenConnector({ grants: [{ refreshJob: 'nightly' }] })],
      refreshJobs: [aWrittenJob()],
    });
    await expect(apply(table, set)).rejects.toBe(UNAVAILABLE);
    expect(table.writes).toHaveLength(4);
  });
});

describe('where changes wait for a second administrator', () => {
  const WIDE = { grants: [{ issuer: 'ci', claims: { ref: ['refs/heads/main'] } }], acknowledgeRisk: true };
  const waitingTable = () => {
    const approvals = aMemoryOfApprovals(true);
    const table = aMemoryTable({ approvals });
    const approve = async () => {
      for (const { id, status } of [...approvals.kept.values()]) {
        if (status === 'pending') await decide(table.ports, { id, decision: 'approve' }, BOB, aCall());
      }
    };
    return { ...table, approvals, approve };
  };

  it('all that can stand alone are proposed, what comes before is written, and the same set goes on', async () => {
    const table = waitingTable();
    const other = aWrittenIssuer({ id: 'other', url: 'https://other.example' });
    const set = aSet({
      issuers: [aWrittenIssuer(), other],
      connectors: [aWrittenConnector(), aWrittenConnector({ ...WIDE, id: 'wide' })],
    });
    const first = await apply(table, set);
    expect(first).toMatchObject({ applied: 0, remaining: 5 });
    expect(first.approvals.map(({ target }) => target.id)).toEqual(['ci', 'other']);
    expect(table.acts.map(({ action, id, item }) => [action, id, item])).toEqual([
      ['change-proposed', 'ci', 0],
      ['change-proposed', 'other', 1],
    ]);
    expect(table.writes).toEqual([]);
    await table.approve();
    const second = await apply(table, set);
    expect(second.approvals.map(({ target }) => target.id)).toEqual(['wide']);
    expect(second).toMatchObject({ applied: 2, remaining: 1 });
    await table.approve();
    expect(await apply(table, set)).toMatchObject({ applied: 0, remaining: 0, approvals: [] });
  });

  it('a proposal that fails after something was written is the error of the next request', async () => {
    const table = waitingTable();
    table.put('issuer', aWrittenIssuer());
    const unavailable = new PortunusError('table_unavailable', 'connector');
    const approvals = {
      ...table.approvals,
      propose: async () => {
        throw unavailable;
      },
    };
    const ports = { ...table.ports, approvals };
    const set = aSet({ connectors: [aWrittenConnector(WIDE)] });
    expect(await apply({ ports }, set)).toMatchObject({ applied: 1, remaining: 1, approvals: [] });
    await expect(apply({ ports }, set)).rejects.toBe(unavailable);
  });

  it('the plan says why each of them waits', async () => {
    const { changes } = await apply(waitingTable(), aSet(), { dryRun: true });
    expect(changes.map(({ waits }) => waits?.slice(0, 22))).toEqual([
      'issuers decide who is ',
      undefined,
      expect.stringContaining('grants[0]'),
    ]);
  });

  it('no connector is written whose grant the set alone makes safe: its issuer waits', async () => {
    const table = waitingTable();
    table.put('issuer', aWrittenIssuer({ enabled: false }));
    table.put('account', anAccount());
    const { applied, approvals } = await apply(table, aSet());
    expect([applied, approvals.length]).toEqual([0, 2]);
    expect(table.writes).toEqual([]);
  });

  it('no connector is written whose issuer the set disables: nobody can say whom the grant will let in', async () => {
    const table = waitingTable();
    table.put('issuer', aWrittenIssuer());
    table.put('account', anAccount());
    const grants = [{ issuer: 'ci', claims: { repository_id: ['1296269'], ref: ['refs/heads/main'] } }];
    const connectors = [aWrittenConnector({ grants })];
    const { changes } = await apply(table, aSet({ connectors }), { dryRun: true });
    expect(changes[2]?.waits).toBeUndefined();
    const set = aSet({ issuers: [aWrittenIssuer({ enabled: false })], connectors });
    const { applied, approvals } = await apply(table, set);
    expect([applied, approvals.map(({ target }) => target.id)]).toEqual([1, ['team-a-pull']]);
  });

  it('what would break without what waits is not written before it', async () => {
    const table = waitingTable();
    table.put('issuer', aWrittenIssuer());
    table.put('account', anAccount());
    table.put('connector', { ...aWrittenConnector(WIDE), externalId: 'portunus-kept' });
    const roleArn = 'arn:aws:iam::210987654321:role/portunus/team-a';
    const set = aSet({
      accounts: [{ ...anAccount(), awsAccountId: '210987654321' }],
      connectors: [aWrittenConnector({ ...WIDE, roleArn })],
    });
    await expect(apply(table, set)).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ field: 'connectors[0]', detail: expect.stringContaining('needs a second administrator') }],
    });
    expect(table.writes).toEqual([]);
  });

  it('a set that only stops something waits for nobody', async () => {
    const table = waitingTable();
    table.put('issuer', aWrittenIssuer());
    const set = { ...NONE, issuers: [aWrittenIssuer({ enabled: false })] };
    expect(await apply(table, set)).toMatchObject({ applied: 1, remaining: 0, approvals: [] });
  });

  it('an issuer that prune deletes waits too, when all before it is done', async () => {
    const table = waitingTable();
    table.put('issuer', aWrittenIssuer());
    table.put('account', anAccount());
    const set = { ...NONE, accounts: [{ ...anAccount(), awsAccountId: '210987654321' }] };
    const { applied, remaining, approvals } = await apply(table, set, { prune: true });
    expect([applied, remaining, approvals.map(({ action }) => action)]).toEqual([1, 1, ['delete']]);
  });
});
