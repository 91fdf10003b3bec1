// Refresh jobs from the command line: how they are applied, and what `portunus jobs` says of them.
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRecordRefresh } from '../../../shared/aws/dynamodb/refresh-history.ts';
import { createReadRefreshState, createSaveRefreshState } from '../../../shared/aws/dynamodb/refresh-state.ts';
import type { RefreshState } from '../../../shared/domain/refresh-state.ts';
import { aCall, NOW } from '../../support/builders.ts';
import { useCli } from '../../support/run-cli.ts';

const { file, portunus, client } = useCli();

const ARN = 'arn:aws:secretsmanager:eu-west-1:012345678901:secret:portunus/dev/logins/NAME';

const CONNECTOR = `
accounts:
  - id: build
    awsAccountId: "012345678901"
    partition: aws
    credentials: {source: execution-role}
connectors:
  - id: team-a-pull
    account: build
    principalType: assumed-role
    roleArn: arn:aws:iam::012345678901:role/portunus/team-a
    region: eu-west-1
    systemScope: true
    grants:
      - refreshJob: nightly
      - refreshJob: disabled
      - refreshJob: other
`;
function job(id: string, more = '') {
  return `
  - id: ${id}
    connector: team-a-pull
    destination: {type: secretsmanager, arn: "${ARN.replace('NAME', id)}"}
    format: docker-config
${more}`;
}
function jobs(nightly = '') {
  return `refreshJobs:${job('nightly', nightly)}${job('disabled', '    enabled: false\n')}${job('other')}`;
}
const ALL = `${CONNECTOR}${jobs()}`;

function table() {
  return { client: client(), tableName: 'cli-activity' };
}
async function stateOf(id: string): Promise<RefreshState> {
  const state = await createReadRefreshState(table())(id, aCall());
  if (state === undefined) throw new Error(`${id} has no state`);
  return state;
}
function save(state: RefreshState) {
  return createSaveRefreshState(table())(state, aCall());
}
function apply(text: string) {
  return portunus(['apply', '-f', file('jobs.yml', text), '--direct', '--yes']);
}
function cells(text: string): readonly (readonly string[])[] {
  return text
    .trimEnd()
    .split('\n')
    .map((row) => row.split(/ {2,}/));
}
const DELIVERED = {
  at: new Date('2026-11-21T11:59:00.000Z'),
  destination: ARN.replace('NAME', 'nightly'),
  valueSha256: 'a'.repeat(64),
  endsAt: new Date('2999-01-01T00:00:00.000Z'),
};
const WAITING = { window: '2998-12-31T00:00:00.000Z', dueAt: new Date('2998-12-31T00:00:00.000Z'), failures: 0 };

beforeAll(async () => {
  expect((await portunus(['tables', 'create'])).code).toBe(0);
});

describe('where there is no job', () => {
  it('the list is a heading, or an empty list', async () => {
    const run = await portunus(['jobs', 'list', '--direct']);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(cells(run.out)).toEqual([['JOB', 'CONNECTOR', 'LAST SUCCESS', 'LIFE LEFT', 'NEXT DUE', 'LAST ERROR']]);
    expect((await portunus(['jobs', 'list', '--direct', '-o', 'json'])).out).toBe('[]\n');
  });

  it.each(['run', 'history'])('%s says so', async (command) => {
    expect(await portunus(['jobs', command, 'nightly', '--direct'])).toEqual({
      code: 1,
      out: '',
      err: 'portunus: there is no refresh job nightly\n',
    });
  });
});

describe('jobs that are applied', () => {
  it('for the first time are due now', async () => {
    const before = Date.now();
    const run = await apply(ALL);
    expect(run.err).toBe('');
    expect(run.out).toMatch(
      /\n\+ create {4}refresh-job nightly\n\+ create {4}refresh-job disabled\n\+ create {4}refresh-job other\nPlan: 5 to create\.\n {2}created {3}connector {3}team-a-pull {3}external ID: portunus-[0-9a-f-]{36}\nApplied: 5 created\.\n$/,
    );
    const state = await stateOf('nightly');
    expect(state).toEqual({
      job: 'nightly',
      revision: 1,
      window: state.dueAt?.toISOString(),
      dueAt: expect.any(Date),
      failures: 0,
    });
    expect(state.dueAt?.getTime()).toBeGreaterThanOrEqual(before);
    expect(state.dueAt?.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('and have not changed keep their place on the schedule', async () => {
    const waiting = { job: 'nightly', revision: 2, ...WAITING, stored: DELIVERED };
    await save(waiting);
    const run = await apply(ALL);
    expect(run.out).toContain('unchanged refresh-job nightly\n');
    expect(run.out).toContain('Nothing to change.\n');
    expect(await stateOf('nightly')).toEqual(waiting);
  });

  it('and have not changed come on the schedule where they are not on it', async () => {
    const { dueAt: _due, ...stopped } = await stateOf('nightly');
    await save({ ...stopped, revision: 3 });
    const before = Date.now();
    expect((await apply(ALL)).out).toContain('Nothing to change.\n');
    const state = await stateOf('nightly');
    expect(state.dueAt?.getTime()).toBeGreaterThanOrEqual(before);
    expect(state).toMatchObject({ revision: 4, window: state.dueAt?.toISOString(), stored: DELIVERED });
  });

  it('and have changed are due now, with what they have stored', async () => {
    await save({ job: 'nightly', revision: 5, ...WAITING, stored: DELIVERED });
    const before = Date.now();
    const run = await apply(`${CONNECTOR}${jobs('    intervalSeconds: 3600\n')}`);
    expect(run.out).toContain('change    refresh-job nightly\n');
    expect(run.out).toContain('unchanged refresh-job other\n');
    const state = await stateOf('nightly');
    expect(state).toMatchObject({ revision: 6, stored: DELIVERED });
    expect(state.dueAt?.getTime()).toBeGreaterThanOrEqual(before);
    expect(state.dueAt?.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('without their connector are checked against the one that is stored', async () => {
    const run = await apply(`refreshJobs:${job('other', '    durationSeconds: 1800\n')}`);
    expect(run).toMatchObject({ code: 0, err: '' });
    const refused = await apply(`refreshJobs:${job('stranger')}`);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(
      /jobs\.yml:3: refreshJobs\[0\]\.connector has no grant for this job \(grants: \[\{refreshJob: stranger\}\]\)\n$/,
    );
  });

  it('whose connector has a grant for a job that there is not are warned of it by file and line', async () => {
    const run = await apply(ALL.replace('- refreshJob: other', '- refreshJob: other\n      - refreshJob: nobody'));
    expect(run.out).toMatch(
      /^warning: .*jobs\.yml:18: connectors\[0\]\.grants\[3\]\.refreshJob is not a defined refresh job\n/m,
    );
    expect(run).toMatchObject({ code: 0, err: '' });
  });

  it.each<[string, string, string, RegExp]>([
    [
      'a format of sessions',
      'format: docker-config',
      'format: container',
      /:22: refreshJobs\[0\]\.format must be 'json' or /,
    ],
    [
      'a secret somewhere else',
      'secret:portunus/dev/logins/nightly',
      'secret:portunus/dev/keys/nightly',
      /:21: refreshJobs\[0\]\.destination\.arn must be the ARN of a secret under portunus\/STAGE\/logins\/\n/,
    ],
    [
      'a field that is not known',
      '    format: docker-config\n',
      '    format: docker-config\n    cron: "* * * * *"\n',
      /:23: refreshJobs\[0\]\.cron is not a known field\n/,
    ],
    [
      'a connector that there is not',
      'connector: team-a-pull',
      'connector: team-b-pull',
      /:20: refreshJobs\[0\]\.connector is not a defined connector: did you mean team-a-pull\?\n/,
    ],
    [
      'a duration that leaves no time',
      '    format: docker-config\n',
      '    format: docker-config\n    durationSeconds: 900\n',
      /:23: refreshJobs\[0\]\.durationSeconds is 900 in the end, and must be at least 1800: no time is left to try again\n/,
    ],
    [
      'the destination of another',
      'logins/other',
      'logins/disabled-AbCdEf',
      /:32: refreshJobs\[2\]\.destination\.arn is the destination of another job too\n/,
    ],
  ])('with %s are refused by file and line, and nothing is written', async (_what, from, to, message) => {
    const before = await stateOf('nightly');
    const run = await apply(ALL.replace(from, to));
    expect(run.err).toMatch(message);
    expect(run).toMatchObject({ code: 1, out: '' });
    expect(await stateOf('nightly')).toEqual(before);
  });
});

describe('the list', () => {
  beforeAll(async () => {
    const nightly = await stateOf('nightly');
    const lastError = { at: NOW, code: 'destination_refused', reason: 'AccessDeniedException: look' } as const;
    await save({ job: 'nightly', revision: nightly.revision + 1, ...WAITING, stored: DELIVERED, lastError });
    const { dueAt: _due, ...disabled } = await stateOf('disabled');
    await save({ ...disabled, revision: disabled.revision + 1 });
    const other = await stateOf('other');
    await save({ job: 'other', revision: other.revision + 1, ...WAITING });
  });

  it('shows every job in the order of their ids', async () => {
    const run = await portunus(['jobs', 'list', '--direct']);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(cells(run.out)).toEqual([
      ['JOB', 'CONNECTOR', 'LAST SUCCESS', 'LIFE LEFT', 'NEXT DUE', 'LAST ERROR'],
      ['disabled', 'team-a-pull', '-', '-', 'disabled', '-'],
      [
        'nightly',
        'team-a-pull',
        '2026-11-21T11:59:00Z',
        expect.stringMatching(/^\d+ h \d+ min$/),
        '2998-12-31T00:00:00Z',
        '2026-11-21T12:00:00Z destination_refused: AccessDeniedException: look',
      ],
      ['other', 'team-a-pull', '-', '-', '2998-12-31T00:00:00Z', '-'],
    ]);
  });

  it('has all of it as JSON', async () => {
    const run = await portunus(['jobs', 'list', '--direct', '--output', 'json']);
    expect(JSON.parse(run.out)).toEqual([
      {
        id: 'disabled',
        enabled: false,
        connector: 'team-a-pull',
        destination: ARN.replace('NAME', 'disabled'),
        state: { job: 'disabled', failures: 0 },
      },
      {
        id: 'nightly',
        enabled: true,
        connector: 'team-a-pull',
        destination: ARN.replace('NAME', 'nightly'),
        state: {
          job: 'nightly',
          dueAt: '2998-12-31T00:00:00.000Z',
          failures: 0,
          stored: { ...DELIVERED, at: '2026-11-21T11:59:00.000Z', endsAt: '2999-01-01T00:00:00.000Z' },
          lastError: {
            at: '2026-11-21T12:00:00.000Z',
            code: 'destination_refused',
            reason: 'AccessDeniedException: look',
          },
        },
      },
      expect.objectContaining({ id: 'other', enabled: true }),
    ]);
  });

  it('shows a job that this version can not read, as far as it can', async () => {
    const definition = JSON.stringify({ id: 'zz-later', connector: 'team-a-pull', format: 'hologram' });
    const attributes = { schema: { N: '1' }, version: { N: '1' }, definition: { S: definition } };
    const Item = { kind: { S: 'refresh-job' }, id: { S: 'zz-later' }, ...attributes };
    await client().send(new PutItemCommand({ TableName: 'cli-definitions', Item }));
    const run = await portunus(['jobs', 'list', '--direct']);
    expect(run.code).toBe(0);
    expect(cells(run.out).at(-1)).toEqual(['zz-later', 'team-a-pull', '-', '-', 'not scheduled', '-']);
    expect((await portunus(['jobs', 'run', 'zz-later', '--direct'])).err).toMatch(/the refresh job is not readable/);
  });
});

describe('run', () => {
  it('makes a job due now', async () => {
    const { revision } = await stateOf('nightly');
    const before = Date.now();
    expect(await portunus(['jobs', 'run', 'nightly', '--direct'])).toEqual({
      code: 0,
      out: 'nightly is due now; the schedule looks once a minute.\n',
      err: '',
    });
    const state = await stateOf('nightly');
    expect(state).toMatchObject({ revision: revision + 1, window: state.dueAt?.toISOString(), stored: DELIVERED });
    expect(state.dueAt?.getTime()).toBeGreaterThanOrEqual(before);
    expect(state.dueAt?.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('is recorded, and only if it is done', async () => {
    const runs = async () => {
      const { Items = [] } = await client().send(new ScanCommand({ TableName: 'cli-activity' }));
      return Items.filter(({ action }) => action?.S === 'job-run').map(({ id, outcome, caller }) => [
        ...[id?.S, outcome?.S, caller?.M?.issuer?.S],
      ]);
    };
    const before = await runs();
    await portunus(['jobs', 'run', 'nightly', '--direct']);
    await portunus(['jobs', 'run', 'disabled', '--direct']);
    expect(await runs()).toEqual([...before, ['nightly', 'done', 'direct']]);
  });

  it('says so as JSON', async () => {
    const run = await portunus(['jobs', 'run', 'nightly', '--direct', '-o', 'json']);
    expect(JSON.parse(run.out)).toEqual({ job: 'nightly', due: 'now' });
  });

  it('does not make a disabled job due', async () => {
    const before = await stateOf('disabled');
    expect(await portunus(['jobs', 'run', 'disabled', '--direct'])).toEqual({
      code: 1,
      out: '',
      err: 'portunus: the refresh job disabled is disabled\n',
    });
    expect(await stateOf('disabled')).toEqual(before);
  });
});

describe('the history', () => {
  beforeAll(async () => {
    for (let index = 0; index < 25; index += 1) {
      const at = new Date(NOW.getTime() + index * 60_000);
      const error = { code: 'ecr_refused', reason: 'AccessDeniedException' } as const;
      const failed = { outcome: 'failed' as const, error };
      const good = { outcome: 'delivered' as const, endsAt: DELIVERED.endsAt, nextDue: WAITING.dueAt };
      const result = { job: 'nightly', requestId: `r-${index}`, at, ...(index === 24 ? failed : good) };
      await createRecordRefresh(table())(result, aCall());
    }
  });

  it('shows the latest twenty, newest first', async () => {
    const run = await portunus(['jobs', 'history', 'nightly', '--direct']);
    expect(run).toMatchObject({ code: 0, err: '' });
    const rows = cells(run.out);
    expect(rows.slice(0, 3)).toEqual([
      ['TIME', 'OUTCOME', 'GOOD UNTIL', 'NEXT DUE', 'REQUEST', 'ERROR'],
      ['2026-11-21T12:24:00Z', 'failed', '-', '-', 'r-24', 'ecr_refused: AccessDeniedException'],
      ['2026-11-21T12:23:00Z', 'delivered', '2999-01-01T00:00:00Z', '2998-12-31T00:00:00Z', 'r-23', '-'],
    ]);
    expect(rows).toHaveLength(21);
  });

  it('has as many lines as are asked for, as JSON too', async () => {
    const run = await portunus(['jobs', 'history', 'nightly', '--direct', '--lines', '2', '-o', 'json']);
    expect(JSON.parse(run.out)).toEqual([
      {
        job: 'nightly',
        requestId: 'r-24',
        at: '2026-11-21T12:24:00.000Z',
        outcome: 'failed',
        error: { code: 'ecr_refused', reason: 'AccessDeniedException' },
      },
      expect.objectContaining({ requestId: 'r-23', outcome: 'delivered' }),
    ]);
    expect(cells((await portunus(['jobs', 'history', 'nightly', '--direct', '-n', '100'])).out)).toHaveLength(26);
  });

  it.each(['0', '101', '-1', '1.5', 'x', ''])('is not of %j lines', async (count) => {
    const run = await portunus(['jobs', 'history', 'nightly', '--direct', `--lines=${count}`]);
    expect(run.err).toContain('must be from 1 to 100');
    expect(run).toMatchObject({ code: 64, out: '' });
  });

  it('of a job that was never tried is empty', async () => {
    expect(cells((await portunus(['jobs', 'history', 'other', '--direct'])).out)).toHaveLength(1);
    expect((await portunus(['jobs', 'history', 'other', '--direct', '-o', 'json'])).out).toBe('[]\n');
  });

  it('of a disabled job is shown', async () => {
    expect((await portunus(['jobs', 'history', 'disabled', '--direct'])).code).toBe(0);
  });
});

describe.each([['list'], ['run', 'nightly'], ['history', 'nightly']])('jobs %s', (...command) => {
  const args = ['jobs', ...command.filter((part) => typeof part === 'string')];

  it('asks for an address without --direct', async () => {
    expect(await portunus(args)).toEqual({
      code: 64,
      out: '',
      err: 'portunus: no address of Portunus: give --url, PORTUNUS_URL, or --direct\n',
    });
  });

  it.each(['other', '', 'JSON', 'constructor'])('knows no output called %j', async (output) => {
    const run = await portunus([...args, '--direct', `--output=${output}`]);
    expect([run.code, run.out]).toEqual([64, '']);
    expect(run.err).toContain(`argument '${output}' is invalid. must be table or json`);
  });

  it('tells a missing variable', async () => {
    const run = await portunus([...args, '--direct'], { PORTUNUS_ACTIVITY_TABLE: '' });
    expect(run.err).toBe("portunus: Bad environment: PORTUNUS_ACTIVITY_TABLE must be a DynamoDB table's name\n");
    expect(run.code).toBe(1);
  });

  it('ends with what is wrong where there is no table', async () => {
    const run = await portunus([...args, '--direct'], { PORTUNUS_DEFINITIONS_TABLE: 'no-such-table' });
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toMatch(/^portunus: table \S+ in eu-west-1 does not exist/);
  });
});

it.each(['--help', 'list --help'])('jobs %s says what there is', async (args) => {
  const run = await portunus(['jobs', ...args.split(' ')]);
  expect(run).toMatchObject({ code: 0, err: '' });
  expect(run.out).toMatch(/refresh jobs|every job/);
});
