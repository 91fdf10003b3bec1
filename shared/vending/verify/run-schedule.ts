import type { Call } from '../../domain/call.ts';
import { asPortunusError } from '../../domain/errors.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import { type CheckOutcome, checkLine, type Verification, type VerifyRun } from '../../domain/verification.ts';
import type { ListedDefinition } from '../definitions/ports.ts';
import type { ReportFault } from '../issuing/ports.ts';
import { mapLimited } from '../map-limited.ts';
import type { RunPorts, StatePorts } from './ports.ts';
import { keepState } from './verify-for-caller.ts';

interface Ports extends RunPorts, StatePorts {
  readonly verify: (connectorId: string, call: Call) => Promise<Verification>;
  readonly reportFault: ReportFault;
}

interface RunCall extends Omit<Call, 'signal'> {
  /** Milliseconds until the run is ended from outside. */
  readonly timeLeft: () => number;
}

/**
 * Few at once: a connector takes several calls of STS, whose quota of 600 a second is that of everybody's logins too.
 */
const AT_ONCE = 3;
/** How many connectors are read together. The position is saved after each of these groups. */
const PAGE = 12;
/** What one connector may take, and what a group needs at most. */
const CONNECTOR_MS = 20_000;
const GROUP_MS = (PAGE / AT_ONCE) * CONNECTOR_MS + 5_000;

/**
 * Verifies all enabled connectors, one group after another. A run that has no time for another group leaves its position,
 * and the next one goes on from there.
 */
export async function runSchedule(ports: Ports, { timeLeft, ...about }: RunCall): Promise<VerifyRun> {
  const within = (ms: number): Call => ({
    ...about,
    signal: AbortSignal.timeout(Math.max(0, Math.min(ms, timeLeft()))),
  });
  const before = await ports.readRun(within(GROUP_MS));
  const isGoingOn = before !== undefined && before.finishedAt === undefined;
  let run: VerifyRun = isGoingOn
    ? before
    : { startedAt: about.now().toISOString(), passed: 0, failed: 0, notChecked: 0 };
  const from = { pageSize: PAGE, ...(run.after !== undefined && { after: run.after }) };
  for await (const { items, after } of ports.listDefinitions('connector', from, within(timeLeft()))) {
    const outcomes = await mapLimited(items.filter(isEnabled), AT_ONCE, ({ id }) => verifyOne(ports, id, within));
    run = { ...run, ...addedTo(run, outcomes), ...(after !== undefined && { after }) };
    if (after === undefined) break;
    await ports.saveRun(run, within(GROUP_MS));
    if (timeLeft() < GROUP_MS) return run;
  }
  const { after: _through, ...counted } = run;
  const finished = { ...counted, finishedAt: about.now().toISOString() };
  await ports.saveRun(finished, within(GROUP_MS));
  ports.reportRun(finished, within(GROUP_MS));
  return finished;
}

/** An unreadable connector counts as enabled: that nobody can read it is what a run is to find. */
function isEnabled({ written }: ListedDefinition): boolean {
  return !isJsonObject(written) || written.enabled !== false;
}

/** One connector never ends the run: what fails beside AWS is reported, and the connector counts as not checked. */
async function verifyOne(ports: Ports, id: string, within: (ms: number) => Call): Promise<CheckOutcome> {
  const call = within(CONNECTOR_MS);
  try {
    const verification = await ports.verify(id, call).catch((error) => unverified(ports, id, error, call));
    await keepState(ports, verification, within(CONNECTOR_MS));
    return verification.outcome;
  } catch (error) {
    ports.reportFault(asPortunusError(error), call, { connectorId: id });
    return 'not_checked';
  }
}

function unverified({ reportFault }: Ports, connectorId: string, thrown: unknown, call: Call): Verification {
  const error = asPortunusError(thrown);
  // Somebody deleted it since the page was read.
  if (error.code !== 'not_found') reportFault(error, call, { connectorId });
  return { connectorId, outcome: 'not_checked', checks: [checkLine('definition', 'not_checked', error.code)] };
}

function addedTo({ passed, failed, notChecked }: VerifyRun, outcomes: readonly CheckOutcome[]) {
  const count = (outcome: CheckOutcome) => outcomes.filter((each) => each === outcome).length;
  return {
    passed: passed + count('passed'),
    failed: failed + count('failed'),
    notChecked: notChecked + count('not_checked'),
  };
}
