import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../../../clients/typescript/src/index.ts';
import { isJsonObject } from '../../../../shared/domain/strict-json.ts';
import { api } from '../../../api/client.ts';
import { PAGE_LIMIT, type Read, readAll } from '../../../api/read-all.ts';
import type { Job, JobState } from './health.ts';

/** 2,000 jobs. Beyond that the screen says that it shows a part. */
const MOST_PAGES = 20;

/** Takes from a job's definition what a screen shows. Another release may have written it, so nothing is required. */
function jobOf(written: unknown, state: JobState): Job {
  const { enabled, name, connector, destination, format }: Readonly<Record<string, unknown>> = isJsonObject(written)
    ? written
    : {};
  const arn = isJsonObject(destination) ? destination.arn : undefined;
  return {
    id: state.job,
    enabled: enabled !== false,
    ...(typeof name === 'string' && { name }),
    ...(typeof connector === 'string' && { connector }),
    ...(typeof arn === 'string' && { destination: arn }),
    ...(typeof format === 'string' && { format }),
    state,
  };
}

interface Jobs {
  readonly jobs: readonly Job[];
  readonly isWhole: boolean;
}

async function readJobs(): Promise<Jobs> {
  const { pages, isWhole }: Read<{ items: readonly unknown[]; states?: readonly JobState[] }> = await readAll(
    (from) => api.GET('/refresh-jobs', { params: { query: { state: 'true', limit: PAGE_LIMIT, ...from } } }),
    MOST_PAGES,
  );
  const jobs = pages.flatMap(({ items, states = [] }) => states.map((state, index) => jobOf(items[index], state)));
  return { jobs, isWhole };
}

export function useJobs() {
  return useQuery({ queryKey: ['jobs', 'list'], queryFn: readJobs });
}

export async function readState(id: string): Promise<JobState> {
  return dataOf(await api.GET('/refresh-jobs/{id}/state', { params: { path: { id } } }));
}

async function readJob(id: string): Promise<Job> {
  const params = { params: { path: { id } } };
  const [definition, state] = await Promise.all([api.GET('/refresh-jobs/{id}', params), readState(id)]);
  return jobOf(dataOf(definition), state);
}

export function useJob(id: string) {
  return useQuery({ queryKey: ['jobs', 'one', id], queryFn: () => readJob(id) });
}

const HISTORY = 50;

export function useHistory(id: string) {
  return useQuery({
    queryKey: ['jobs', 'history', id],
    queryFn: async () =>
      dataOf(await api.GET('/refresh-jobs/{id}/history', { params: { path: { id }, query: { limit: HISTORY } } })),
  });
}
