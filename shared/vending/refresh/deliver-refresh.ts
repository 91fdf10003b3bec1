import { createHash } from 'node:crypto';
import type { Call } from '../../domain/call.ts';
import type { Destination } from '../../domain/destination.ts';
import { asPortunusError, PortunusError } from '../../domain/errors.ts';
import type { Intent, RefreshMessage, RefreshOutcome, RefreshState } from '../../domain/refresh-state.ts';
import type { Secret } from '../../domain/secret.ts';
import { whyNoDestination } from '../../policy/definitions/check-destinations.ts';
import { whyOfAnotherStage } from '../../policy/definitions/check-stage.ts';
import { INTENT_MS } from '../../policy/refresh-schedule.ts';
import {
  type Deliver,
  type FindRefreshJob,
  type HoldsDelivery,
  type ReadRefreshState,
  StateConflict,
} from './ports.ts';
import { type DeliveryPorts, prepareDelivery } from './prepare-delivery.ts';
import { complete, fail, type ProgressPorts, save, stop } from './refresh-progress.ts';

export interface RefreshPorts extends DeliveryPorts, ProgressPorts {
  readonly findRefreshJob: FindRefreshJob;
  readonly readState: ReadRefreshState;
  readonly deliver: Deliver;
  readonly holdsDelivery: HoldsDelivery;
  /** Where the deployment lets jobs deliver, as IAM patterns. */
  readonly destinations: readonly string[] | undefined;
}

/**
 * Delivers one job once. The order is login, intent, value, state, so that the next delivery can find out how far an
 * interrupted one came. Throws only if the job's state cannot be read or saved. `in-progress` means that another
 * delivery of the job has started, and may still be running.
 */
export async function deliverRefresh(
  ports: RefreshPorts,
  message: RefreshMessage,
  call: Call,
  item: number,
): Promise<RefreshOutcome | 'in-progress'> {
  const state = await ports.readState(message.job, call);
  if (state === undefined || state.dueAt === undefined || state.window !== message.window) return 'stale';
  if (state.intent !== undefined && call.now().getTime() - state.intent.at.getTime() < INTENT_MS) return 'in-progress';
  try {
    return await refreshOrFail(ports, { state }, call, item);
  } catch (error) {
    // Another delivery has taken over the job, and now decides its outcome.
    if (error instanceof StateConflict) return 'stale';
    throw error;
  }
}

async function refreshOrFail(ports: RefreshPorts, progress: Progress, call: Call, item: number) {
  try {
    return await refresh(ports, progress, call, item);
  } catch (error) {
    if (error instanceof StateConflict) throw error;
    return await fail(ports, progress.state, asPortunusError(error), call);
  }
}

/** How far a delivery has come: the state that was saved last. */
interface Progress {
  state: RefreshState;
}

async function refresh(ports: RefreshPorts, progress: Progress, call: Call, item: number) {
  const job = await ports.findRefreshJob(progress.state.job, call);
  if (job === undefined || !job.value.enabled) return stop(ports, progress.state, call);
  const { destination } = job.value;
  assertAllowed(ports, destination);
  const { intent, ...state } = ofDestination(progress.state, destination.arn);
  const isThere = intent !== undefined && (await ports.holdsDelivery(destination, intent, tokenOf(intent), call));
  if (isThere && intent.window === state.window) return complete(ports, state, intent, 'confirmed', call);
  const known = isThere ? { ...state, stored: intent } : state;
  progress.state = known;
  const delivery = await prepareDelivery(ports, job, known.window, call, item);
  progress.state = await save(ports, { ...known, intent: delivery.intent }, call);
  await write(ports, destination, delivery, progress, call);
  return complete(ports, progress.state, delivery.intent, 'delivered', call);
}

/** Checks the destination against this deployment. It was checked on write, perhaps by another stage or with
 * other settings. */
function assertAllowed({ issue, destinations }: RefreshPorts, { arn }: Destination): void {
  const detail = whyOfAnotherStage(arn, issue.deployment.stage) ?? whyNoDestination(arn, destinations);
  if (detail !== undefined) throw new PortunusError('destination_refused', 'delivery', { detail });
}

/** Drops what is known about a previous destination, because it does not apply to this one. */
function ofDestination({ intent, stored, ...state }: RefreshState, arn: string): RefreshState {
  return {
    ...state,
    ...(stored?.destination === arn && { stored }),
    ...(intent?.destination === arn && { intent }),
  };
}

function tokenOf({ destination, window }: Intent): string {
  return createHash('sha256').update(`${destination}\n${window}`).digest('hex');
}

async function write(
  ports: RefreshPorts,
  destination: Destination,
  { value, intent }: { readonly value: Secret; readonly intent: Intent },
  progress: Progress,
  call: Call,
) {
  const mayCreate = progress.state.stored === undefined;
  try {
    await ports.deliver({ destination, value, token: tokenOf(intent), mayCreate }, call);
  } catch (error) {
    // Nothing was written, so the intent is dropped. After any other error the value may have been written, and the
    // intent stays so that the next delivery can check.
    if (error instanceof PortunusError && error.code === 'destination_refused') {
      const { intent: _dropped, ...state } = progress.state;
      progress.state = { ...state, window: call.now().toISOString() };
    }
    throw error;
  }
}
