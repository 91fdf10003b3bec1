import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { accountOfPrincipal } from '../../domain/aws.ts';
import type { Call } from '../../domain/call.ts';
import type { AwsSession, CallerIdentity } from '../../domain/credential.ts';
import type { PortunusError } from '../../domain/errors.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { StartSession } from '../../vending/issuing/ports.ts';
import type { SessionRequest } from '../../vending/issuing/session-request.ts';
import type {
  GetKeyIdentity,
  GetOwnAccount,
  GetTokenUse,
  ReadRefusedPart,
  RefusedPart,
} from '../../vending/verify/ports.ts';
import type { ReadAccountKey } from '../sts/account-keys.ts';
import { createAssumeRole } from '../sts/assume-role.ts';
import { createWithSts, type WithSts } from '../sts/clients.ts';
import { stsError } from '../sts/errors.ts';
import { invalidAnswer } from '../sts/session.ts';
import { createGetFederationToken, createGetSessionToken } from '../sts/user-session.ts';

/** The calls that issuing makes, and how much of a session's token each answer says is used, in percent. */
export function createVerifyingSts(readAccountKey: ReadAccountKey): {
  readonly startSession: StartSession;
  readonly tokenUse: GetTokenUse;
  readonly getKeyIdentity: GetKeyIdentity;
  readonly getOwnAccount: GetOwnAccount;
} {
  const withSts = createWithSts(readAccountKey);
  const uses = new WeakMap<AwsSession, number>();
  return {
    startSession: async (request, call) => {
      let use: number | undefined;
      const noting: WithSts = (how, within, send) =>
        withSts(how, within, async (client) => {
          const answer = await send(client);
          use ??= useIn(answer);
          return answer;
        });
      const session = await start(noting, request, call);
      if (use !== undefined) uses.set(session, use);
      return session;
    },
    tokenUse: (session) => uses.get(session),
    getKeyIdentity: createGetKeyIdentity(withSts),
    getOwnAccount: createGetOwnAccount(withSts),
  };
}

/** The types that need a caller's proof are no business of a verification, which has none. */
function start(withSts: WithSts, request: SessionRequest, call: Call): Promise<AwsSession> {
  switch (request.type) {
    case 'assumed-role':
      return createAssumeRole(withSts)(request, call);
    case 'federated-user':
      return createGetFederationToken(withSts)(request, call);
    case 'session-token':
      return createGetSessionToken(withSts)(request, call);
    default:
      throw new TypeError(`${request.type} needs a caller's own proof`);
  }
}

/** STS renamed the member in 2026, and still answers with both. */
function useIn(answer: unknown): number | undefined {
  const { SessionTokenUtilization, PackedPolicySize } = isJsonObject(answer) ? answer : {};
  const percent = SessionTokenUtilization ?? PackedPolicySize;
  return typeof percent === 'number' ? percent : undefined;
}

function createGetKeyIdentity(withSts: WithSts): GetKeyIdentity {
  return (secretArn, region, call) =>
    identityOf(withSts, { sourceCredentials: { source: 'iam-user', secretArn }, region }, call);
}

/** The account of a function never changes, so it is asked once. */
function createGetOwnAccount(withSts: WithSts): GetOwnAccount {
  let known: string | undefined;
  return async (call) => {
    known ??= (await identityOf(withSts, { sourceCredentials: { source: 'execution-role' } }, call)).accountId;
    return known;
  };
}

async function identityOf(withSts: WithSts, who: Parameters<WithSts>[0], call: Call): Promise<CallerIdentity> {
  try {
    const { Account, Arn, UserId } = await withSts(who, call, (client) =>
      client.send(new GetCallerIdentityCommand({}), { abortSignal: call.signal }),
    );
    if (!Account || !Arn || !UserId || accountOfPrincipal(Arn) !== Account) throw invalidAnswer('identity_unreadable');
    return { accountId: Account, arn: Arn, userId: UserId };
  } catch (error) {
    throw stsError(error, 'session-token', call);
  }
}

const PARTS: readonly (readonly [name: RegExp, message: RegExp, part: RefusedPart])[] = [
  [/^PackedPolicyTooLarge/, /(?:)/, 'policy-size'],
  [/^ValidationError/, /MaxSessionDuration/, 'duration'],
  [/^AccessDenied/, /sts:TagSession/, 'tags'],
  [/^AccessDenied/, /sts:SetSourceIdentity/, 'source-identity'],
];

/** Only the text of a refusal tells which right was missing. The text itself goes nowhere. */
export const readRefusedPart: ReadRefusedPart = ({ cause }: PortunusError) => {
  if (!(cause instanceof Error)) return 'other';
  return PARTS.find(([name, message]) => name.test(cause.name) && message.test(cause.message))?.[2] ?? 'other';
};
