import { AwsError } from '../core/aws-error.ts';
import type { Answer, Service } from '../core/service.ts';

type FaultName =
  | 'hang'
  | 'reset'
  | 'truncate'
  | 'stall'
  | 'no-credentials'
  | 'empty'
  | 'html'
  | 'throttle'
  | 'server-error'
  | 'unavailable'
  | 'access-denied';

interface DelayFault {
  readonly delayMs: number;
}

/** Changes the text of the success document, for answers that are wrong in one field. */
interface MutateFault {
  readonly mutate: (document: string) => string;
}

/** Any error of AWS, in the protocol of the service that sends it. */
interface ErrorFault {
  readonly error: { readonly code: string; readonly status: number; readonly message: string };
}

export type Fault = FaultName | DelayFault | MutateFault | ErrorFault;

interface AnyOrder {
  /**
   * The action as it is recorded, such as `AssumeRole`, `GetSecretValue` or `getSigninToken`. `*` means every action.
   */
  readonly action: string;
  readonly fault: Fault;
}

export interface CountedOrder extends AnyOrder {
  /** How many calls get the fault. The default is 1, and `Infinity` means all until `clear`. */
  readonly times?: number;
  readonly probability?: never;
}

/** Applies until `clear`. */
export interface ChanceOrder extends AnyOrder {
  /** The probability that a call gets the fault, from 0 to 1. */
  readonly probability: number;
  /**
   * Returns a number from 0 up to but not including 1, as `Math.random` does. A seeded generator makes a test
   * repeatable.
   */
  readonly random: () => number;
  readonly times?: never;
}

export type FaultOrder = CountedOrder | ChanceOrder;

/**
 * Faults apply in the order in which they were added, and only to calls that would have succeeded. A fault that refuses
 * prevents the call's change. Every other fault spoils only the answer, after the change was made.
 */
export interface Faults {
  readonly inject: (order: FaultOrder) => void;
  readonly clear: () => void;
}

/** An answer that is about to be sent. */
export interface Outgoing {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The encoding of the body, UTF-8 by default. */
  readonly encoding?: 'latin1' | undefined;
  readonly delivery: 'whole' | 'hang' | 'reset' | 'truncate' | 'stall';
  readonly delayMs: number;
}

/** The part of {@link Faults} that only the stand-in uses. */
export interface FaultQueue extends Faults {
  /** Returns the fault for the next call of an action, and counts it. */
  readonly take: (action: string) => Fault | undefined;
}

/** Who made which call, as far as it is known. */
interface Asked {
  readonly action: string;
  readonly callerArn: string | undefined;
}

/** CodeArtifact's protocol has HTTP's statuses, and names of its own. */
const REST_REFUSALS: Readonly<Partial<Record<FaultName, readonly [code: string, status: number]>>> = {
  throttle: ['ThrottlingException', 429],
  'server-error': ['InternalServerException', 500],
  'access-denied': ['AccessDeniedException', 403],
};

function refuseRest({ action, callerArn = 'anonymous' }: Asked, fault: FaultName) {
  const [code, status] = REST_REFUSALS[fault] ?? [];
  return code && status
    ? new AwsError(code, status, `User: ${callerArn} may not perform ${action} now: ${fault}`)
    : undefined;
}

function refuse(service: Service, { action, callerArn = 'anonymous' }: Asked, fault: FaultName) {
  const isSts = service.name === 'sts';
  const isS3 = service.name === 's3';
  const denial = `User: ${callerArn} is not authorized to perform: ${service.name}:${action}`;
  switch (fault) {
    case 'throttle':
      if (isS3) return new AwsError('SlowDown', 503, 'Please reduce your request rate.');
      return new AwsError(isSts ? 'Throttling' : 'ThrottlingException', 400, 'Rate exceeded');
    case 'server-error':
      return new AwsError('InternalFailure', 500, 'The request processing has failed because of an unknown error.');
    case 'unavailable':
      return new AwsError(
        'ServiceUnavailable',
        503,
        'The request has failed due to a temporary failure of the server.',
      );
    case 'access-denied':
      return isSts || isS3
        ? new AwsError('AccessDenied', 403, denial)
        : new AwsError('AccessDeniedException', 400, denial);
    default:
      return undefined;
  }
}

function spoil(fault: FaultName, service: Service, whole: Outgoing): Outgoing {
  switch (fault) {
    case 'hang':
    case 'reset':
    case 'truncate':
    case 'stall':
      return { ...whole, delivery: fault };
    case 'no-credentials':
      return { ...whole, body: service.withoutCredentials(whole.body) };
    case 'empty':
      return { ...whole, body: '' };
    case 'html':
      return { ...whole, contentType: 'text/html', body: '<!doctype html><title>Sign in</title><p>Please sign in.' };
    default:
      return whole;
  }
}

/** Applies the fault to the answer. Throws an AwsError if the fault is a refusal. */
export function applyFault(fault: Fault | undefined, service: Service, answer: Answer, asked: Asked): Outgoing {
  const { document: body, encoding, status = 200, contentType = service.contentType, headers = {} } = answer;
  const whole: Outgoing = { status, contentType, headers, body, encoding, delivery: 'whole', delayMs: 0 };
  if (fault === undefined) return whole;
  if (typeof fault === 'string') {
    const rest = service.name === 'codeartifact' ? refuseRest(asked, fault) : undefined;
    const refusal = rest ?? refuse(service, asked, fault);
    if (refusal !== undefined) throw refusal;
    return spoil(fault, service, whole);
  }
  if ('error' in fault) throw new AwsError(fault.error.code, fault.error.status, fault.error.message);
  return 'delayMs' in fault ? { ...whole, delayMs: fault.delayMs } : { ...whole, body: fault.mutate(body) };
}

/** Returns how a call with a fault is recorded. A delayed answer still counts as `ok`. */
export function outcomeOf(fault: Fault | undefined): string {
  if (fault === undefined) return 'ok';
  if (typeof fault === 'string') return `fault:${fault}`;
  return 'mutate' in fault ? 'fault:mutate' : 'ok';
}

interface Waiting {
  readonly action: string;
  readonly fault: Fault;
  left: number;
}

interface Chance {
  readonly action: string;
  readonly fault: Fault;
  readonly isHit: () => boolean;
}

function isFor(asked: string, { action }: { readonly action: string }) {
  return action === '*' || action === asked;
}

function toWaiting({ action, fault, times = 1 }: CountedOrder): Waiting {
  if (!(times === Number.POSITIVE_INFINITY || Number.isInteger(times)) || times < 1) {
    throw new RangeError(`times must be a whole number from 1, or Infinity: ${times}`);
  }
  return { action, fault, left: times };
}

function toChance({ action, fault, probability, random }: ChanceOrder): Chance {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`probability must be from 0 to 1: ${probability}`);
  }
  return { action, fault, isHit: () => random() < probability };
}

/** Creates the queue. Faults with a count apply first, in order. Then each probability is drawn, until one hits. */
export function createFaultQueue(): FaultQueue {
  const queue: Waiting[] = [];
  const chances: Chance[] = [];
  const takeCounted = (action: string) => {
    const next = queue.find((waiting) => isFor(action, waiting));
    if (next === undefined) return undefined;
    next.left -= 1;
    if (next.left === 0) queue.splice(queue.indexOf(next), 1);
    return next.fault;
  };
  return {
    inject: (order) => {
      if (order.probability === undefined) queue.push(toWaiting(order));
      else chances.push(toChance(order));
    },
    clear: () => {
      queue.length = 0;
      chances.length = 0;
    },
    take: (action) => takeCounted(action) ?? chances.find((chance) => isFor(action, chance) && chance.isHit())?.fault,
  };
}
