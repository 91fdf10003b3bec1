import { createRecordAct } from '../../shared/aws/dynamodb/audit-log.ts';
import { readRefreshHistory } from '../../shared/aws/dynamodb/refresh-history.ts';
import { createFindRefreshJob, listRefreshJobs } from '../../shared/aws/dynamodb/refresh-jobs.ts';
import { createScheduleJob } from '../../shared/aws/dynamodb/refresh-schedule.ts';
import { createReadRefreshState } from '../../shared/aws/dynamodb/refresh-state.ts';
import { recordAndDo } from '../../shared/vending/definitions/record-act.ts';
import { CommandError, commandCall } from '../command.ts';
import type { JobLine } from '../job-lines.ts';
import { whoDefines } from './defined-by.ts';
import type { createTableAccess } from './tables.ts';

type Tables = ReturnType<typeof createTableAccess>;

/** Lists every job with its state, sorted by id. */
export async function listJobs({ definitions, activity }: Tables): Promise<readonly JobLine[]> {
  const call = commandCall();
  const readState = createReadRefreshState(activity);
  const lines: JobLine[] = [];
  for await (const jobs of listRefreshJobs(definitions, call)) {
    const states = await Promise.all(jobs.map(({ id }) => readState(id, call)));
    lines.push(...jobs.map((job, index) => ({ ...job, state: states[index] })));
  }
  return lines;
}

/** Makes a job due now, and records who wants it. The schedule dispatches it in its next run. */
export async function runJob({ definitions, activity }: Tables, id: string): Promise<void> {
  const job = await findJob(definitions, id);
  if (!job.value.enabled) throw new CommandError([`the refresh job ${id} is disabled`]);
  const call = commandCall();
  const act = { action: 'job-run', kind: 'refresh-job', id } as const;
  const schedule = () => createScheduleJob(activity)(id, 'now', call);
  await recordAndDo({ recordAct: createRecordAct(activity) }, act, await whoDefines(), call, schedule);
}

export async function readJobHistory({ definitions, activity }: Tables, id: string, most: number) {
  await findJob(definitions, id);
  return readRefreshHistory(activity, id, most, commandCall());
}

async function findJob(definitions: Tables['definitions'], id: string) {
  const job = await createFindRefreshJob(definitions)(id, commandCall());
  if (job === undefined) throw new CommandError([`there is no refresh job ${id}`]);
  return job;
}
