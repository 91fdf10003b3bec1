import * as v from 'valibot';
import { JobState, RefreshEntry } from '../../shared/domain/refresh-state.ts';
import { CommandError } from '../command.ts';
import type { JobAccess } from '../job-access.ts';
import { jobLine } from '../job-lines.ts';
import { type ApiClient, bodyOf, pagesOf } from './client.ts';

/** Reads and runs refresh jobs through the API. Auditors may read the history too. */
export function createHttpJobs(api: ApiClient): JobAccess {
  const named = (id: string) => ({ path: { id } });
  return {
    list: async function* () {
      for await (const { items, states } of pagesOf((from) =>
        api.GET('/refresh-jobs', { params: { query: { state: 'true', limit: 100, ...from } } }),
      )) {
        yield told(v.array(JobState), states).map((state, index) => jobLine(items[index], state));
      }
    },
    run: async (job) => {
      bodyOf(await api.POST('/refresh-jobs/{id}/run', { params: named(job) }));
    },
    history: async function* (job, limit) {
      for await (const { items } of pagesOf((from) =>
        api.GET('/refresh-jobs/{id}/history', { params: { ...named(job), query: { limit, ...from } } }),
      )) {
        yield told(v.array(RefreshEntry), items);
      }
    },
  };
}

function told<S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, body);
  if (parsed.success) return parsed.output;
  throw new CommandError(['the answer tells nothing of refresh jobs: is the command older than the service?']);
}
