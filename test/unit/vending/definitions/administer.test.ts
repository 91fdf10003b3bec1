import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../shared/domain/call.ts';
import { jobCaller } from '../../../../shared/domain/caller.ts';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import {
  createDefinition,
  deleteDefinition,
  replaceDefinition,
  runRefreshJob,
} from '../../../../shared/vending/definitions/administer.ts';
import { VersionConflict } from '../../../../shared/vending/definitions/ports.ts';
import { type AdminPorts, getDefinition } from '../../../../shared/vending/definitions/write-for-caller.ts';
import { assertAdministrator, assertMayReadRecords } from '../../../../shared/vending/issuing/identify-caller.ts';
import { aMemoryTable } from '../../../support/admin-ports.ts';
import {
  aCall,
  anAccount,
  anIamCaller,
  aPerson,
  aWorkload,
  aWrittenConnector,
  aWrittenIssuer,
  NOW,
} from '../../../support/builders.ts';
import { aWrittenJob } from '../../../support/refresh-builders.ts';

const ADA = aPerson({ administrator: true });
const CALL: Call = aCall();
const ACCOUNT = anAccount();
const OTHER_ACCOUNT = { ...ACCOUNT, awsAccountId: '210987654321' };
const NAME = { kind: 'account', id: 'build' } as const;

const conflict = (field: string, detail: string) => ({ code: 'conflict', errors: [{ field, detail }] });
const invalid = (field: string, detail: unknown) => ({ code: 'invalid_request', errors: [{ field, detail }] });

/** Loses every race: somebody else writes first, each time. */
const faster: Partial<AdminPorts> = {
  writeDefinitions: async () => {
    throw new VersionConflict();
  },
};

/** What a connector stands on, and what a job does. */
function aTableWithConnector(overrides: Partial<AdminPorts> = {}) {
  const table = aMemoryTable(overrides);
  table.put('issuer', aWrittenIssuer());
  table.put('account', ACCOUNT);
  const grants = [{ issuer: 'ci', claims: { repository_id: ['1296269'] } }, { refreshJob: 'nightly' }];
  table.put('connector', aWrittenConnector({ grants, externalId: 'portunus-kept' }));
  return table;
}

describe('who administers', () => {
  it('administrators, by token or by signature', () => {
    expect(() => assertAdministrator(ADA)).not.toThrow();
    expect(() => assertAdministrator(anIamCaller({ administrator: true }))).not.toThrow();
  });

  it.each([
    ['a job', aWorkload()],
    ['a person', aPerson()],
    ['a role', anIamCaller()],
  ])('not %s', (_who, caller) => {
    const refused = { code: 'not_allowed', stage: 'authorization', reason: 'no_administrator' };
    expect(() => assertAdministrator(caller)).toThrow(expect.objectContaining(refused));
  });
});

describe('who reads records', () => {
  it('administrators and auditors', () => {
    expect(() => assertMayReadRecords(ADA)).not.toThrow();
    expect(() => assertMayReadRecords(anIamCaller({ administrator: true }))).not.toThrow();
    expect(() => assertMayReadRecords(aPerson({ auditor: true }))).not.toThrow();
  });

  it.each([
    ['a job', aWorkload()],
    ['a person', aPerson()],
    ['a role', anIamCaller()],
    ['a refresh job', jobCaller('nightly', 'ada')],
  ])('not %s', (_who, caller) => {
    const refused = { code: 'not_allowed', stage: 'authorization', reason: 'no_auditor' };
    expect(() => assertMayReadRecords(caller)).toThrow(expect.objectContaining(refused));
  });

  it('auditors administer nothing', () => {
    expect(() => assertAdministrator(aPerson({ auditor: true }))).toThrow('no_administrator');
  });
});

describe('creating a definition', () => {
  it('writes it as its first version', async () => {
    const table = aMemoryTable();
    const created = await createDefinition(table.ports, 'account', ACCOUNT, ADA, CALL);
    expect(created).toEqual({ stored: { version: 1, value: ACCOUNT }, created: true });
    expect(table.get('account', 'build')).toEqual({ version: 1, value: ACCOUNT });
    expect(table.records[0]?.author).toEqual({ issuer: 'corp', subject: 'ada', kind: 'user' });
  });

  it('records a role, and which session of it', async () => {
    const table = aMemoryTable();
    await createDefinition(table.ports, 'account', ACCOUNT, anIamCaller({ administrator: true }), CALL);
    const subject = 'arn:aws:iam::123456789012:role/build-agents';
    const session = { sessionName: 'build-42', uniqueId: 'AROACKCEVSQ6C2EXAMPLE' };
    expect(table.records[0]?.author).toEqual({ issuer: 'aws-iam', subject, kind: 'workload', ...session });
  });

  it('gives it a UUID where it has no id', async () => {
    const { id: _id, ...written } = ACCOUNT;
    const { stored } = await createDefinition(aMemoryTable().ports, 'account', written, ADA, CALL);
    expect(stored.value).toEqual({
      ...written,
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    });
  });

  it('takes the same again, and writes nothing', async () => {
    const table = aMemoryTable();
    table.put('account', ACCOUNT);
    const again = await createDefinition(table.ports, 'account', ACCOUNT, ADA, CALL);
    expect(again).toEqual({ stored: { version: 1, value: ACCOUNT }, created: false });
    expect(table.steps).toEqual([]);
  });

  it('refuses another one under the same id', async () => {
    const table = aMemoryTable();
    table.put('account', ACCOUNT);
    const created = createDefinition(table.ports, 'account', OTHER_ACCOUNT, ADA, CALL);
    await expect(created).rejects.toMatchObject(conflict('id', 'is taken by another definition'));
    expect(table.steps).toEqual([]);
  });

  it('refuses an id that was deleted, and says who deleted it and how it comes back', async () => {
    const table = aMemoryTable();
    table.put('account', ACCOUNT);
    table.remove('account', 'build');
    const detail =
      "was deleted on 2026-11-20 by corp:bob and can't be reused; bring it back with portunus restore account build";
    const created = createDefinition(table.ports, 'account', ACCOUNT, ADA, CALL);
    await expect(created).rejects.toMatchObject(conflict('id', detail));
    expect(table.steps).toEqual([]);
  });

  it('is a conflict where somebody else was faster', async () => {
    const created = createDefinition(aMemoryTable(faster).ports, 'account', ACCOUNT, ADA, CALL);
    await expect(created).rejects.toMatchObject(conflict('id', 'is taken, or was deleted: ids are never used again'));
  });

  it('refuses a definition that is not valid, without a record', async () => {
    const table = aMemoryTable();
    const created = createDefinition(table.ports, 'account', { ...ACCOUNT, partition: 'mars' }, ADA, CALL);
    await expect(created).rejects.toMatchObject({ code: 'invalid_request', errors: [{ field: 'partition' }] });
    expect(table.steps).toEqual([]);
  });

  it('refuses a reference to what is not there, by the field of the request', async () => {
    const created = createDefinition(aMemoryTable().ports, 'connector', aWrittenConnector(), ADA, CALL);
    await expect(created).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'account' }, { field: 'grants[0].issuer' }],
    });
  });

  it('makes the external ID, and takes none from a request', async () => {
    const table = aMemoryTable();
    table.put('issuer', aWrittenIssuer());
    table.put('account', ACCOUNT);
    const { stored } = await createDefinition(table.ports, 'connector', aWrittenConnector(), ADA, CALL);
    expect(stored.value).toMatchObject({ externalId: 'portunus-made-now' });
    const chosen = aWrittenConnector({ id: 'other', externalId: 'chosen-by-me' });
    await expect(createDefinition(table.ports, 'connector', chosen, ADA, CALL)).rejects.toMatchObject(
      invalid('externalId', 'is made by Portunus, and not taken from a request: apply --direct alone can keep one'),
    );
  });

  it('puts a job on the schedule once it is written, and not before', async () => {
    const table = aTableWithConnector();
    await createDefinition(table.ports, 'refresh-job', aWrittenJob(), ADA, CALL);
    expect(table.steps).toEqual(['record begun', 'write', 'schedule nightly now']);
  });

  it('schedules nothing that was not written', async () => {
    const table = aTableWithConnector(faster);
    await expect(createDefinition(table.ports, 'refresh-job', aWrittenJob(), ADA, CALL)).rejects.toThrow();
    expect(table.steps).toEqual(['record begun', 'record failed']);
  });
});

describe('reading a definition', () => {
  it('gives what is not readable by its id, so that it can be replaced or deleted', async () => {
    const table = aMemoryTable();
    table.putUnreadable('account', 'build');
    expect(await getDefinition(table.ports, NAME, CALL)).toEqual({ version: 1, value: { id: 'build' } });
  });

  it('says of a deleted one when it went, and by whom', async () => {
    const table = aMemoryTable();
    table.put('account', ACCOUNT);
    table.remove('account', 'build');
    const errors = [{ field: 'id', detail: 'was deleted on 2026-11-20 by corp:bob' }];
    await expect(getDefinition(table.ports, NAME, CALL)).rejects.toMatchObject({ code: 'not_found', errors });
  });

  it('says nothing of one that never was', async () => {
    const error = { code: 'not_found', errors: undefined };
    await expect(getDefinition(aMemoryTable().ports, NAME, CALL)).rejects.toMatchObject(error);
  });
});

describe('replacing a definition', () => {
  const replace = (ports: AdminPorts, written: object, ifMatch: number | 'any' = 'any') =>
    replaceDefinition(ports, NAME, { written: { ...written }, ifMatch }, ADA, CALL);
  const aTable = (overrides: Partial<AdminPorts> = {}) => {
    const table = aMemoryTable(overrides);
    table.put('account', ACCOUNT);
    return table;
  };

  it.each([1, 'any'] as const)('writes its next version for If-Match %s', async (ifMatch) => {
    const table = aTable();
    expect(await replace(table.ports, OTHER_ACCOUNT, ifMatch)).toEqual({ version: 2, value: OTHER_ACCOUNT });
    expect(table.get('account', 'build')).toEqual({ version: 2, value: OTHER_ACCOUNT });
  });

  it('refuses another version before it looks at what is written', async () => {
    const table = aTable();
    const replaced = replace(table.ports, { partition: 'mars' }, 2);
    await expect(replaced).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(table.steps).toEqual([]);
  });

  it('refuses what is not there before it looks at the version', async () => {
    await expect(replace(aMemoryTable().ports, ACCOUNT, 7)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('takes the id from the path, and refuses another one', async () => {
    const { id: _id, ...written } = OTHER_ACCOUNT;
    expect((await replace(aTable().ports, written)).value).toEqual(OTHER_ACCOUNT);
    await expect(replace(aTable().ports, { ...written, id: 'other' })).rejects.toMatchObject(
      invalid('id', 'must be the one in the path: an id never changes'),
    );
  });

  it('writes nothing where nothing changes', async () => {
    const table = aTable();
    expect(await replace(table.ports, ACCOUNT)).toEqual({ version: 1, value: ACCOUNT });
    expect(table.steps).toEqual([]);
  });

  it('keeps the external ID, and takes no other', async () => {
    const table = aTableWithConnector();
    const name = { kind: 'connector', id: 'team-a-pull' } as const;
    const put = (more: object) =>
      replaceDefinition(table.ports, name, { written: aWrittenConnector({ ...more }), ifMatch: 'any' }, ADA, CALL);
    expect((await put({ access: 'pull' })).value).toMatchObject({ externalId: 'portunus-kept' });
    expect((await put({ externalId: 'portunus-kept' })).value).toMatchObject({ externalId: 'portunus-kept' });
    await expect(put({ externalId: 'chosen-by-me' })).rejects.toMatchObject(
      invalid('externalId', 'is made by Portunus, and not taken from a request: apply --direct alone can keep one'),
    );
  });

  it('fails where somebody wrote between the reading and the planning', async () => {
    let reads = 0;
    const table = aTable({ readDefinition: async () => ({ version: ++reads, value: ACCOUNT }) });
    await expect(replace(table.ports, OTHER_ACCOUNT)).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(table.steps).toEqual([]);
  });

  it('fails where somebody wrote between the planning and the writing', async () => {
    const table = aTable(faster);
    await expect(replace(table.ports, OTHER_ACCOUNT)).rejects.toMatchObject({ code: 'precondition_failed' });
  });

  it('keeps the code of any other failure', async () => {
    const writeDefinitions = async () => {
      throw new PortunusError('table_unavailable', 'connector');
    };
    const replaced = replace(aTable({ writeDefinitions }).ports, OTHER_ACCOUNT);
    await expect(replaced).rejects.toMatchObject({ code: 'table_unavailable' });
  });

  it('refuses a change that would break a stored connector, and names it', async () => {
    const table = aTableWithConnector();
    const replaced = replace(table.ports, OTHER_ACCOUNT);
    await expect(replaced).rejects.toMatchObject(
      invalid('body', expect.stringContaining('would break connector team-a-pull: roleArn')),
    );
    expect(table.steps).toEqual([]);
  });
});

describe('deleting a definition', () => {
  it('writes the deletion of the version that was read', async () => {
    const table = aMemoryTable();
    table.put('account', ACCOUNT);
    await deleteDefinition(table.ports, NAME, 1, ADA, CALL);
    expect(table.get('account', 'build')).toBeUndefined();
    expect(table.writes).toMatchObject([{ replaces: 1, definition: undefined }]);
    expect(table.records).toMatchObject([{ action: 'delete', replaces: 1 }]);
  });

  it('deletes what is not readable', async () => {
    const table = aMemoryTable();
    table.putUnreadable('account', 'build');
    await deleteDefinition(table.ports, NAME, 'any', ADA, CALL);
    expect(table.get('account', 'build')).toBeUndefined();
  });

  it.each([
    ['account', 'build', 'connectors', 'team-a-pull refers to it'],
    ['issuer', 'ci', 'connectors', 'team-a-pull refers to it'],
    ['connector', 'team-a-pull', 'refreshJobs', 'nightly refers to it'],
  ] as const)('refuses the %s %s that others refer to, and names them', async (kind, id, field, detail) => {
    const table = aTableWithConnector();
    table.put('refresh-job', aWrittenJob());
    const deleted = deleteDefinition(table.ports, { kind, id }, 'any', ADA, CALL);
    await expect(deleted).rejects.toMatchObject(conflict(field, detail));
    expect(table.steps).toEqual([]);
  });

  it('deletes a job that a grant still names', async () => {
    const table = aTableWithConnector();
    table.put('refresh-job', aWrittenJob());
    await deleteDefinition(table.ports, { kind: 'refresh-job', id: 'nightly' }, 'any', ADA, CALL);
    expect(table.steps).toEqual(['record begun', 'write']);
  });

  it('refuses another version, before it looks for what refers to it', async () => {
    const table = aTableWithConnector();
    const error = { code: 'precondition_failed' };
    await expect(deleteDefinition(table.ports, NAME, 2, ADA, CALL)).rejects.toMatchObject(error);
  });

  it('fails where somebody else was faster', async () => {
    const table = aMemoryTable(faster);
    table.put('account', ACCOUNT);
    const error = { code: 'precondition_failed' };
    await expect(deleteDefinition(table.ports, NAME, 'any', ADA, CALL)).rejects.toMatchObject(error);
  });
});

describe('running a job now', () => {
  it('puts it on the schedule', async () => {
    const table = aMemoryTable();
    table.put('refresh-job', aWrittenJob());
    expect(await runRefreshJob(table.ports, 'nightly', ADA, CALL)).toEqual({ id: 'nightly', due: NOW });
    expect(table.steps).toEqual(['job-run done', 'schedule nightly now']);
    expect(table.acts).toMatchObject([{ kind: 'refresh-job', id: 'nightly', caller: { issuer: 'corp' } }]);
  });

  it('is not done if it can not be recorded', async () => {
    const unavailable = new PortunusError('audit_unavailable', 'audit');
    const recordAct = async () => {
      throw unavailable;
    };
    const table = aMemoryTable({ recordAct });
    table.put('refresh-job', aWrittenJob());
    await expect(runRefreshJob(table.ports, 'nightly', ADA, CALL)).rejects.toBe(unavailable);
    expect(table.steps).toEqual([]);
  });

  it('refuses a job that is disabled, not readable or not there', async () => {
    const table = aMemoryTable();
    table.put('refresh-job', aWrittenJob({ enabled: false }));
    table.putUnreadable('refresh-job', 'broken');
    const run = (id: string) => runRefreshJob(table.ports, id, ADA, CALL);
    const refused = conflict('enabled', 'must be true: the job is disabled, or not readable');
    await expect(run('nightly')).rejects.toMatchObject(refused);
    await expect(run('broken')).rejects.toMatchObject(refused);
    await expect(run('none')).rejects.toMatchObject({ code: 'not_found' });
    expect(table.steps).toEqual([]);
  });
});
