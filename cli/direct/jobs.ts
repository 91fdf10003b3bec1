import { createRecordAct } from '../../shared/aws/dynamodb/audit-log.ts';
import { createListDefinitions, createReadDefinition } from '../../shared/aws/dynamodb/definition-store.ts';
import { createListRefreshEntries } from '../../shared/aws/dynamodb/refresh-history.ts';
import { createFindRefreshJob } from '../../shared/aws/dynamodb/refresh-jobs.ts';
import { createScheduleJob } from '../../shared/aws/dynamodb/refresh-schedule.ts';
import { createReadRefreshStates } from '../../shared/aws/dynamodb/refresh-state.ts';
import { recordAndDo } from '../../shared/vending/definitions/record-act.ts';
import { listJobs } from '../../shared/vending/refresh/read-jobs.ts';
import { CommandError, commandCall } from '../command.ts';
import type { JobAccess } from '../job-access.ts';
import { jobLine } from '../job-lines.ts';
import { whoDefines } from './defined-by.ts';
import type { createTableAccess } from './tables.ts';

type Tables = ReturnType<typeof createTableAccess>;

const PAGE = 100;

/** Reads and runs refresh jobs in the tables, as the API does. */
export function createDirectJobs(tables: Tables): JobAccess {
  const { definitions, activity } = tables;
  const ports = {
    listDefinitions: createListDefinitions(definitions),
    readStates: createReadRefreshStates(activity),
  };
  const readDefinition = createReadDefinition(definitions);
  const listEntries = createListRefreshEntries(activity);
  return {
    list: async function* () {
      let after: string | undefined;
      do {
        const page = await listJobs(ports, { limit: PAGE, ...(after !== undefined && { after }) }, commandCall());
        yield page.items.flatMap(({ value }, index) => {
          const state = page.states[index];
          return state === undefined ? [] : [jobLine(value, state)];
        });
        after = page.after;
      } while (after !== undefined);
    },
    run: (job) => runJob(tables, job),
    history: async function* (job, limit) {
      if ((await readDefinition('refresh-job', job, commandCall())) === undefined) throw noSuchJob(job);
      let before: string | undefined;
      do {
        const page = await listEntries(job, { limit, ...(before !== undefined && { before }) }, commandCall());
        yield page.items;
        before = page.before;
      } while (before !== undefined);
    },
  };
}

/** Makes a job due now, and records who wants it. */
async function runJob({ definitions, activity }: Tables, id: string): Promise<void> {
  const call = commandCall();
  const job = await createFindRefreshJob(definitions)(id, call);
  if (job === undefined) throw noSuchJob(id);
  if (!job.value.enabled) throw new CommandError([`the refresh job ${id} is disabled`]);
  const act = { action: 'job-run', kind: 'refresh-job', id } as const;
  const schedule = () => createScheduleJob(activity)(id, 'now', call);
  await recordAndDo({ recordAct: createRecordAct(activity) }, act, await whoDefines(), call, schedule);
}

function noSuchJob(id: string): CommandError {
  return new CommandError([`there is no refresh job ${id}`]);
}
