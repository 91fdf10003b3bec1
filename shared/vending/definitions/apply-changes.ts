import type { Call } from '../../domain/call.ts';
import type { Author } from '../../domain/change-record.ts';
import type { Change } from './plan-definitions.ts';
import { isPending } from './shown-plan.ts';
import { scheduleJobs, type WritePorts, writeChanges } from './write-changes.ts';

/**
 * How many changes are written in one transaction. With the records of their versions they stay below DynamoDB's limit
 * of 100 items.
 */
export const MOST_TOGETHER = 30;

/**
 * The most bytes in one transaction. DynamoDB allows 4 MB, and a transaction holds each definition twice, and the
 * previous version up to once.
 */
const MOST_BYTES = 1_048_576;

/** A plan that was not written to its end, for the reason in `cause`. */
export class CutShort extends Error {
  override readonly name = 'CutShort';
  /** How many of the pending changes were written, in the order of the plan. */
  readonly done: number;
  /** The changes of the transaction that failed. It is empty if a job could not be put on the schedule. */
  readonly group: readonly Change[];

  constructor(cause: unknown, done: number, group: readonly Change[] = []) {
    super('the plan was cut short', { cause });
    this.done = done;
    this.group = group;
  }
}

interface Applying {
  readonly ports: WritePorts;
  readonly author: Author;
  /** Makes the call for the next transaction. */
  readonly nextCall: () => Call;
  /** Whether there is time for one more transaction. The first is written in any case. */
  readonly goesOn?: () => boolean;
  readonly onWritten?: (done: number, group: readonly Change[]) => void;
}

/**
 * Writes the changes of a plan in its order, one transaction after another, and returns how many were written. A plan of
 * one transaction is written whole or not at all. Whoever is cut short anywhere plans again, and finds what is left.
 * Throws {@link CutShort}.
 */
export async function applyChanges(
  changes: readonly Change[],
  { ports, author, nextCall, goesOn = () => true, onWritten = () => {} }: Applying,
): Promise<number> {
  const unchanged = changes.filter((change) => !isPending(change));
  // These come first: an earlier try may have been cut short between a job and its schedule, and so may this one be.
  await schedule(unchanged, ports, nextCall, 0);
  let done = 0;
  for (const group of groupsOf(changes.filter(isPending))) {
    if (done > 0 && !goesOn()) return done;
    await writeChanges(group, ports, author, nextCall()).catch((error: unknown) => {
      throw new CutShort(error, done, group);
    });
    done += group.length;
    onWritten(done, group);
    await schedule(group, ports, nextCall, done);
  }
  return done;
}

async function schedule(group: readonly Change[], ports: WritePorts, nextCall: () => Call, done: number) {
  await scheduleJobs(group, ports, nextCall()).catch((error: unknown) => {
    throw new CutShort(error, done);
  });
}

/** Groups changes into transactions without reordering them. */
export function groupsOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const groups: Change[][] = [];
  let bytes = 0;
  for (const change of changes) {
    const size = sizeOf(change);
    const last = groups.at(-1);
    if (last === undefined || last.length >= MOST_TOGETHER || bytes + size > MOST_BYTES) {
      groups.push([change]);
      bytes = size;
    } else {
      last.push(change);
      bytes += size;
    }
  }
  return groups;
}

function sizeOf({ definition, before }: Change): number {
  return Buffer.byteLength(JSON.stringify([definition, before]), 'utf8');
}
