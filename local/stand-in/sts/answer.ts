import { uniqueId } from '../core/identifiers.ts';
import type { IssuedSession } from '../core/issued.ts';
import type { Answer, UnsignedCall } from '../core/service.ts';
import { element, text } from '../http/query.ts';
import type { SessionInput } from './session-input.ts';
import { packedPolicySize } from './session-rules.ts';

export const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** An issued session, and the other contents of its answer. */
export interface Given {
  readonly issued: IssuedSession;
  readonly sourceIdentity?: string | undefined;
  /** Fields that only one action returns, by wire name. */
  readonly more?: Readonly<Record<string, string>>;
}

export function respond({ action, requestId }: UnsignedCall, ...result: string[]): string {
  return element(
    `${action}Response xmlns="${NAMESPACE}"`,
    element(`${action}Result`, ...result),
    element('ResponseMetadata', text('RequestId', requestId)),
  );
}

function credentials(issued: IssuedSession) {
  return element(
    'Credentials',
    text('AccessKeyId', issued.accessKeyId),
    text('SecretAccessKey', issued.secretAccessKey),
    text('SessionToken', issued.sessionToken),
    text('Expiration', issued.expiration.toISOString().replace('.000Z', 'Z')),
  );
}

function nameOf(arn: string) {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** Returns who the session is. GetSessionToken returns nothing, because its session is still the user. */
function subject({ action, arn }: IssuedSession, { roleArn = '' }: SessionInput) {
  switch (action) {
    case 'GetSessionToken':
      return '';
    case 'GetFederationToken':
      return element('FederatedUser', text('FederatedUserId', `${arn.split(':')[4]}:${nameOf(arn)}`), text('Arn', arn));
    default:
      return element(
        'AssumedRoleUser',
        text('AssumedRoleId', `${uniqueId('AROA', roleArn)}:${nameOf(arn)}`),
        text('Arn', arn),
      );
  }
}

/** Builds the answer of every action that issues a session. */
export function answerWith(call: UnsignedCall, given: Given, input: SessionInput): Answer {
  const { issued, sourceIdentity, more = {} } = given;
  const packedSize = packedPolicySize(input);
  const document = respond(
    call,
    subject(issued, input),
    credentials(issued),
    ...Object.entries(more).map(([name, value]) => text(name, value)),
    sourceIdentity === undefined ? '' : text('SourceIdentity', sourceIdentity),
    packedSize === 0 ? '' : text('PackedPolicySize', `${packedSize}`),
  );
  return { document, issued };
}
