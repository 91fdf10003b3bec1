import type { Call } from '../domain/call.ts';
import { DUE_SHARDS } from '../domain/refresh-state.ts';
import { LEASE_MS, secondsLeft } from '../policy/refresh-schedule.ts';
import { mapLimited } from './map-limited.ts';
import type { DueJob, LeaseJob, ListDueJobs, SendMessages } from './refresh-ports.ts';

export interface DispatchPorts {
  readonly listDueJobs: ListDueJobs;
  readonly leaseJob: LeaseJob;
  readonly sendMessages: SendMessages;
  /** Seconds of life left in what a due job has stored. */
  readonly reportLife: (job: string, secondsLeft: number) => void;
}

/** What one run did. */
export interface Dispatched {
  readonly sent: number;
  /** What the queue did not take; it is due again at once. */
  readonly returned: number;
}

const LEASES_AT_ONCE = 5;
/** As many as SQS takes in one call. */
const MESSAGES_A_CALL = 10;

/**
 * Sends off every job that is due. The lease comes first: a job that is leased and not sent is late, whereas one that
 * is sent and not leased would be sent again each minute. A shard that can not be read keeps none of the others back.
 */
export const dispatchRefresh = async (ports: DispatchPorts, call: Call): Promise<Dispatched> => {
  const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => dispatchShard(ports, shard, call));
  const settled = await Promise.allSettled(shards);
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const runs = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  return {
    sent: runs.reduce((total, { sent }) => total + sent, 0),
    returned: runs.reduce((total, { returned }) => total + returned, 0),
  };
};

const dispatchShard = async (ports: DispatchPorts, shard: number, call: Call): Promise<Dispatched> => {
  let [sent, returned] = [0, 0];
  for await (const page of ports.listDueJobs(shard, call.now(), call)) {
    const leased = await leaseAll(ports, page, call);
    for (let from = 0; from < leased.length; from += MESSAGES_A_CALL) {
      const some = leased.slice(from, from + MESSAGES_A_CALL);
      const refused = await sendOrReturn(ports, some, call);
      sent += some.length - refused;
      returned += refused;
    }
    // What is left stays due, and the next run begins with what is due for longest.
    if (call.signal.aborted) break;
  }
  return { sent, returned };
};

const leaseAll = async (ports: DispatchPorts, page: readonly DueJob[], call: Call): Promise<readonly DueJob[]> => {
  const until = new Date(call.now().getTime() + LEASE_MS);
  const leases = await mapLimited(page, LEASES_AT_ONCE, async (due) => {
    if (!(await ports.leaseJob(due, until, call))) return undefined;
    if (due.endsAt !== undefined) ports.reportLife(due.job, secondsLeft(call.now(), due.endsAt));
    return { ...due, dueAt: until };
  });
  return leases.filter((leased) => leased !== undefined);
};

const sendOrReturn = async (ports: DispatchPorts, leased: readonly DueJob[], call: Call): Promise<number> => {
  const messages = leased.map(({ job, window }) => ({ job, window }));
  const refused = await ports.sendMessages(messages, call);
  const back = leased.filter(({ job }) => refused.some((message) => message.job === job));
  // Due at once: the next run takes them.
  await mapLimited(back, LEASES_AT_ONCE, (due) => ports.leaseJob(due, call.now(), call));
  return back.length;
};
