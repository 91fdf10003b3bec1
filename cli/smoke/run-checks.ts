import { ApiError } from '../http/client.ts';
import { type Check, notTried, type Outcome, refuted, whyNotTried } from './check.ts';
import { NoLogin } from './logins.ts';
import type { Need } from './needs.ts';
import { CHECKS } from './table.ts';
import { hasNeed, type World } from './world.ts';

export interface Result extends Outcome {
  readonly id: string;
  readonly proves: string;
  readonly settles?: string;
  readonly seconds: number;
}

export interface Choice {
  readonly isChosen: (check: Check) => boolean;
  /** Removes the definitions before a long wait: an administrator's token may be over after it. */
  readonly beforeWaiting: () => Promise<void>;
  /** Why something that was asked for is not there. */
  readonly lacks: Partial<Record<Need, string>>;
  readonly stop: AbortSignal;
  readonly report: (result: Result) => void;
}

/** Runs the chosen checks one after the other. A check never throws: what goes wrong is its outcome. */
export async function runChecks(world: World, choice: Choice): Promise<readonly Result[]> {
  const chosen = CHECKS.filter(choice.isChosen);
  const results: Result[] = [];
  for (const check of chosen.filter(({ begin }) => begin === undefined))
    results.push(await resultOf(world, check, choice));
  const waiting = chosen.filter(({ begin }) => begin !== undefined);
  for (const check of waiting) if (notYet(world, check, choice) === undefined) await begun(world, check);
  if (waiting.length > 0) await choice.beforeWaiting();
  for (const check of waiting) results.push(await resultOf(world, check, choice));
  return results;
}

/** What goes wrong at the beginning is told at the end. */
async function begun(world: World, { begin }: Check): Promise<void> {
  await begin?.(world).catch(() => undefined);
}

async function resultOf(world: World, check: Check, choice: Choice): Promise<Result> {
  const started = world.now().getTime();
  const { verdict, because } = notYet(world, check, choice) ?? (await runOne(world, check, choice));
  const { id, proves, settles } = check;
  const seconds = Math.round((world.now().getTime() - started) / 1000);
  const result = { id, proves, ...(settles !== undefined && { settles }), verdict, because, seconds };
  choice.report(result);
  return result;
}

const INTERRUPTED = notTried('interrupted');

/** Why a check is not tried at all. */
function notYet(world: World, check: Check, { lacks, stop }: Choice): Outcome | undefined {
  if (stop.aborted) return INTERRUPTED;
  const without = check.needs.find((need) => lacks[need] !== undefined);
  const reason = without === undefined ? undefined : lacks[without];
  return reason === undefined ? whyNotTried(check, (need) => hasNeed(world, need)) : notTried(reason);
}

async function runOne(world: World, check: Check, { stop }: Choice): Promise<Outcome> {
  try {
    return await check.run(world);
  } catch (error) {
    return stop.aborted ? INTERRUPTED : outcomeOf(error);
  }
}

/** A refusal of the service refutes what needed it. A connection that fails proves nothing in either direction. */
function outcomeOf(error: unknown): Outcome {
  if (error instanceof NoLogin) return refuted(`no login: ${error.message}`);
  const { name, message, cause } = error as Error;
  // fetch tells in its cause alone what has failed.
  const line = (cause instanceof Error ? `${message}: ${cause.message}` : message).replaceAll('\n', '; ');
  if (error instanceof ApiError && error.status !== undefined) return refuted(line);
  return notTried(name === 'TimeoutError' ? 'no answer in time: try again' : `${name}: ${line}`);
}
