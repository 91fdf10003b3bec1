// What a release writes, and how a release reads that and decides on it.
import { ISSUE_ACTIONS, type IssueAction } from '../../shared/domain/issue-request.ts';
import type { Decided, Item, Read } from './release.ts';
import { AUDIT, CALLERS, CHANGE, DEFINITIONS, MESSAGE, RESULT, STATES } from './samples.ts';

export type Release = typeof import('./release.ts');

export interface Written {
  readonly items: readonly Item[];
  readonly message: string;
}

/** What is read, by what it is: `connector own`, or `version 1 of issuer ci`. As JSON, so that it can be compared. */
export type Reads = Readonly<Record<string, Read>>;

const ACTIONS = Object.keys(ISSUE_ACTIONS) as IssueAction[];

export async function writeAll({ write }: Release): Promise<Written> {
  const changedAt = new Date('2026-11-20T12:00:00.000Z');
  const definitions = DEFINITIONS.map(({ kind, definition }) =>
    write.definition({ kind, id: definition.id, definition, replaces: undefined, changedBy: 'corp:ada', changedAt }),
  );
  const gone = { kind: 'account', id: 'gone', definition: undefined, replaces: 1 } as const;
  const others = [
    write.definition({ ...gone, changedBy: 'corp:ada', changedAt }),
    ...STATES.map((state) => write.state(state)),
    ...[write.history(RESULT), write.audit(AUDIT), write.change(CHANGE)],
  ];
  const items = await Promise.all([...definitions, ...others]);
  return { items: items.flat(), message: await write.message(MESSAGE) };
}

export async function readAll({ read }: Release, { items, message }: Written): Promise<Reads> {
  const reads: [string, Promise<Read>][] = DEFINITIONS.flatMap(({ kind, definition: { id, url } }) => [
    [`version 1 of ${kind} ${id}`, read.version(items, kind, id, 1)],
    ...(kind === 'issuer' ? [[`issuer ${id}`, read.issuer(items, String(url))] as [string, Promise<Read>]] : []),
    ...(kind === 'account' ? [[`account ${id}`, read.account(items, id)] as [string, Promise<Read>]] : []),
    ...(kind === 'connector' ? [[`connector ${id}`, read.connector(items, id)] as [string, Promise<Read>]] : []),
    ...(kind === 'refresh-job' ? [[`refresh-job ${id}`, read.job(items, id)] as [string, Promise<Read>]] : []),
  ]);
  reads.push(
    ['account gone', read.account(items, 'gone')],
    ['version 2 of account gone', read.version(items, 'account', 'gone', 2)],
    ...STATES.map(({ job }): [string, Promise<Read>] => [`state ${job}`, read.state(items, job)]),
    ['history nightly', read.history(items, 'nightly')],
    ['message', read.message(message)],
  );
  const done = await Promise.all(reads.map(async ([name, value]) => [name, await value] as const));
  return asJson(Object.fromEntries(done));
}

/** For each connector, caller and action: the grant that lets the caller in, or the code of the refusal. */
export async function decideAll({ decide }: Release, { items }: Written): Promise<Readonly<Record<string, string>>> {
  const connectors = DEFINITIONS.filter(({ kind }) => kind === 'connector');
  const cases = connectors.flatMap(({ definition: { id } }) =>
    CALLERS.flatMap((caller, index) => ACTIONS.map((action) => ({ id, caller, index, action }))),
  );
  const done = await Promise.all(
    cases.map(async ({ id, caller, index, action }): Promise<[string, string]> => {
      const { by }: Decided = await decide(items, id, caller, action);
      return [`caller ${index}, ${action} of ${id}`, by];
    }),
  );
  return Object.fromEntries(done);
}

export async function writeEverything(release: Release) {
  const written = await writeAll(release);
  return { written, reads: await readAll(release, written), decisions: await decideAll(release, written) };
}

/** Times become texts, as they do in a file. */
export function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
