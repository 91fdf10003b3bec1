import type { Call } from '../../domain/call.ts';
import { parseWith } from '../../domain/parse.ts';
import { RefreshJob } from '../../domain/refresh-job.ts';
import { type AdminPorts, conflict, getDefinition } from './write-for-caller.ts';

/** Makes a job due now; the next run of the schedule sends it off. */
export async function runRefreshJob(ports: AdminPorts, id: string, call: Call): Promise<{ id: string; due: Date }> {
  const { value } = await getDefinition(ports, { kind: 'refresh-job', id }, call);
  const job = parseWith(RefreshJob, value, 'job');
  if (!job.ok || !job.value.enabled) throw conflict('enabled', 'must be true: the job is disabled, or not readable');
  await ports.scheduleJob(id, 'now', call);
  return { id, due: call.now() };
}
