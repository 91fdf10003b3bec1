import type { Call } from '../../domain/call.ts';
import type { AwsSession } from '../../domain/credential.ts';
import type { PortunusError } from '../../domain/errors.ts';
import { type CheckLine, checkLine, type VerifyCheck } from '../../domain/verification.ts';
import type { SessionRequest } from '../issuing/session-request.ts';
import { type Fault, readFault } from './faults.ts';
import type { GetTokenUse, RefusedPart, VerifyPorts } from './ports.ts';

/** A session that AWS gave, and the request that it gave it for. Nothing of it leaves the verification. */
export interface OpenedSession {
  readonly request: SessionRequest;
  readonly session: AwsSession;
  /** The parts that AWS refused, without which the session was opened. */
  readonly without: ReadonlyMap<RefusedPart, Fault>;
}

type Opening = OpenedSession | { readonly fault: Fault; readonly without: ReadonlyMap<RefusedPart, Fault> };

/** A session of its least duration ends soon, although nobody keeps it. */
export const LEAST_SECONDS = 900;

/** What the session needs at least for the checks that follow. */
const LOGIN_ALONE = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['ecr:GetAuthorizationToken', 'ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
      Resource: '*',
    },
  ],
});

/**
 * Opens the session as it would be issued. If AWS refuses a part of it, it is asked again without that part, so that one
 * run finds every fault, and the checks that need a session can go on.
 */
export async function openAsWritten(
  { startSession, readRefusedPart }: Pick<VerifyPorts, 'startSession' | 'readRefusedPart'>,
  written: SessionRequest,
  call: Call,
): Promise<Opening> {
  const without = new Map<RefusedPart, Fault>();
  let request = written;
  for (;;) {
    try {
      return { request, session: await startSession(request, call), without };
    } catch (error) {
      const fault = readFault(error, { byAccountKey: isByAccountKey(written) });
      const part = fault.refused ? readRefusedPart(error as PortunusError) : 'other';
      const less = without.has(part) ? undefined : leaveOut(part, request);
      if (less === undefined) return { fault, without };
      without.set(part, fault);
      request = less;
    }
  }
}

export function isByAccountKey(request: SessionRequest): boolean {
  return 'secretArn' in request || ('sourceCredentials' in request && request.sourceCredentials.source === 'iam-user');
}

function leaveOut(part: RefusedPart, request: SessionRequest): SessionRequest | undefined {
  if (request.type !== 'assumed-role' && request.type !== 'federated-user') return undefined;
  switch (part) {
    case 'duration':
      return { ...request, durationSeconds: LEAST_SECONDS };
    case 'policy-size':
      return { ...request, policy: LOGIN_ALONE, policyArns: [] };
    case 'tags':
      return { ...request, tags: [], ...(request.type === 'assumed-role' && { transitiveTags: false }) };
    case 'source-identity': {
      if (request.type !== 'assumed-role') return undefined;
      const { sourceIdentity: _left, ...rest } = request;
      return rest;
    }
    case 'other':
      return undefined;
  }
}

/** What of a session is judged by itself. */
const PARTS = ['duration', 'policy-size', 'tags', 'source-identity'] as const satisfies readonly VerifyCheck[];

/** The lines of the session as a whole, and of each part that it has. */
export function sessionLines(written: SessionRequest, opening: Opening, tokenUse: GetTokenUse): readonly CheckLine[] {
  const parts = PARTS.filter((part) => hasPart(written, part));
  const [refused] = opening.without.keys();
  const whole =
    'fault' in opening
      ? checkLine('session', opening.fault.refused ? 'failed' : 'not_checked', opening.fault.seen, opening.fault.todo)
      : refused === undefined
        ? checkLine('session', 'passed', `opened as ${opening.session.arn}`)
        : checkLine('session', 'failed', `opened only without: ${[...opening.without.keys()].join(', ')}`);
  return [whole, ...parts.map((part) => partLine(part, written, opening, tokenUse))];
}

function hasPart(request: SessionRequest, part: (typeof PARTS)[number]): boolean {
  switch (part) {
    case 'duration':
      return true;
    case 'policy-size':
      return 'policyArns' in request && (request.policy !== undefined || request.policyArns.length > 0);
    case 'tags':
      return 'tags' in request && request.tags.length > 0;
    case 'source-identity':
      return 'sourceIdentity' in request && request.sourceIdentity !== undefined;
  }
}

function partLine(
  part: (typeof PARTS)[number],
  written: SessionRequest,
  opening: Opening,
  tokenUse: GetTokenUse,
): CheckLine {
  const fault = opening.without.get(part);
  if (fault !== undefined) return checkLine(part, 'failed', fault.seen, fault.todo);
  if ('fault' in opening) return checkLine(part, 'not_checked', 'there is no session');
  return checkLine(part, 'passed', seenOf(part, written, tokenUse(opening.session)));
}

function seenOf(part: (typeof PARTS)[number], written: SessionRequest, percent: number | undefined): string {
  switch (part) {
    case 'duration':
      return `${written.durationSeconds} seconds are granted`;
    case 'policy-size':
      return percent === undefined ? 'the policies fit' : `the session takes ${percent} % of what it may carry`;
    case 'tags':
      return `tags are taken: ${'tags' in written ? written.tags.map(({ key }) => key).join(', ') : ''}`;
    case 'source-identity':
      return 'the source identity is taken';
  }
}
