import type { Call } from '../../domain/call.ts';
import { DUE_SHARDS } from '../../domain/refresh-state.ts';
import { LEASE_MS, secondsLeft } from '../../policy/refresh-schedule.ts';
import { mapLimited } from '../map-limited.ts';
import type { DueJob, LeaseJob, ListDueJobs, SendMessages } from './ports.ts';

export interface DispatchPorts {
  readonly listDueJobs: ListDueJobs;
  readonly leaseJob: LeaseJob;
  readonly sendMessages: SendMessages;
  /** Reports the seconds of life left in a due job's stored login. */
  readonly reportLife: (job: string, secondsLeft: number) => void;
}

/** The result of one run. */
export interface Dispatched {
  readonly sent: number;
  /** How many messages the queue did not take. Their jobs are due again at once. */
  readonly returned: number;
}

const LEASES_AT_ONCE = 5;
/** SQS takes at most this many messages in one call. */
const MESSAGES_A_CALL = 10;

/**
 * Sends every due job to the queue. Each job is leased first: a job that is leased but not sent is only late, but one
 * that is sent without a lease would be sent again every minute. A failure does not stop the other jobs, and is thrown
 * at the end.
 */
export async function dispatchRefresh(ports: DispatchPorts, call: Call): Promise<Dispatched> {
  const run: Run = { sent: 0, returned: 0, failures: [] };
  const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => dispatchShard(ports, shard, run, call));
  await Promise.all(shards);
  if (run.failures.length > 0) throw run.failures[0];
  return { sent: run.sent, returned: run.returned };
}

interface Run {
  sent: number;
  returned: number;
  readonly failures: unknown[];
}

async function dispatchShard(ports: DispatchPorts, shard: number, run: Run, call: Call): Promise<void> {
  try {
    for await (const page of ports.listDueJobs(shard, call.now(), call)) {
      const leased = await leaseAll(ports, page, run, call);
      for (let from = 0; from < leased.length; from += MESSAGES_A_CALL) {
        await sendOrReturn(ports, leased.slice(from, from + MESSAGES_A_CALL), run, call);
      }
      // The remaining jobs stay due, and the next run starts with the ones that have been due longest.
      if (call.signal.aborted) return;
    }
  } catch (error) {
    run.failures.push(error);
  }
}

async function leaseAll(
  ports: DispatchPorts,
  page: readonly DueJob[],
  run: Run,
  call: Call,
): Promise<readonly DueJob[]> {
  const until = new Date(call.now().getTime() + LEASE_MS);
  const leases = await mapLimited(page, LEASES_AT_ONCE, async (due) => {
    if (!(await lease(ports, due, until, run, call))) return undefined;
    if (due.endsAt !== undefined) ports.reportLife(due.job, secondsLeft(call.now(), due.endsAt));
    return { ...due, dueAt: until };
  });
  return leases.filter((leased) => leased !== undefined);
}

/**
 * Leases a job. If it is unknown whether the lease was written, the job is due again when the lease would end, at the
 * latest.
 */
async function lease(ports: DispatchPorts, due: DueJob, until: Date, run: Run, call: Call): Promise<boolean> {
  try {
    return await ports.leaseJob(due, until, call);
  } catch (error) {
    run.failures.push(error);
    return false;
  }
}

async function sendOrReturn(ports: DispatchPorts, leased: readonly DueJob[], run: Run, call: Call): Promise<void> {
  const messages = leased.map(({ job, window }) => ({ job, window }));
  const refused = await ports.sendMessages(messages, call);
  const back = leased.filter(({ job }) => refused.some((message) => message.job === job));
  run.sent += leased.length - back.length;
  run.returned += back.length;
  // Their lease ends now, so the next run takes them.
  await mapLimited(back, LEASES_AT_ONCE, (due) => lease(ports, due, call.now(), run, call));
}
