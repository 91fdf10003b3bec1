import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { createRequestHandler, MAX_ATTEMPTS } from '../../shared/aws/request-handler.ts';
import { Secret } from '../../shared/domain/secret.ts';
import { CommandError, usageError } from '../command.ts';
import { regionInUrl, settingsRegion } from './region.ts';

/**
 * The lives that are asked for, in seconds. A token can't outlive the session that asks for it, so a session near its end
 * gets one of the shortest life.
 */
const LIVES = [300, 60];
const ATTEMPT_MS = 5_000;

/** Shows who the machine is by a token that AWS signs for its role. */
export interface OwnToken {
  /** Returns a token. One serves until half of its life is over. */
  readonly getToken: () => Promise<Secret>;
  /** The access key that asks for it at present. */
  readonly accessKeyId: () => Promise<string>;
}

/**
 * Shows who the caller is by `sts:GetWebIdentityToken`, which works from any account. The global endpoint of STS does not
 * have this call, so it needs a region.
 */
export async function createOwnToken(url: string, audience: string): Promise<OwnToken> {
  const region = (await settingsRegion()) ?? regionInUrl(url);
  if (region === undefined) throw usageError('no region to ask STS in: set AWS_REGION');
  const requestHandler = createRequestHandler(ATTEMPT_MS);
  const client = new STSClient({ region, maxAttempts: MAX_ATTEMPTS, requestHandler });
  let held: { readonly token: Secret; readonly staleAt: number } | undefined;
  const getToken = async () => {
    if (held === undefined || held.staleAt <= Date.now()) held = await ask(client, audience);
    return held.token;
  };
  return { getToken, accessKeyId: async () => (await client.config.credentials()).accessKeyId };
}

async function ask(client: STSClient, audience: string) {
  let error: unknown;
  for (const seconds of LIVES) {
    try {
      return await askFor(client, audience, seconds);
    } catch (thrown) {
      error = thrown;
      if (nameOf(thrown) !== 'SessionDurationEscalation') break;
    }
  }
  throw inWords(error);
}

async function askFor(client: STSClient, audience: string, DurationSeconds: number) {
  const command = new GetWebIdentityTokenCommand({ Audience: [audience], SigningAlgorithm: 'ES384', DurationSeconds });
  const { WebIdentityToken, Expiration } = await client.send(command);
  if (!WebIdentityToken || !Expiration)
    throw new CommandError(['STS answered sts:GetWebIdentityToken without a token']);
  const now = Date.now();
  return { token: new Secret(WebIdentityToken), staleAt: now + (Expiration.getTime() - now) / 2 };
}

const WORDS: Readonly<Record<string, string>> = {
  OutboundWebIdentityFederationDisabled:
    'the AWS account of this role does not issue web identity tokens: switch them on once with "aws iam enable-outbound-web-identity-federation"',
  SessionDurationEscalation: "this role's session ends within a minute: try again when its credentials are renewed",
  AccessDenied: 'this role may not ask for web identity tokens: allow it sts:GetWebIdentityToken',
  JWTPayloadSizeExceeded: "the token would be too large: remove some of the role's tags",
};

function inWords(error: unknown): unknown {
  const words = WORDS[nameOf(error)];
  return words === undefined ? error : new CommandError([words]);
}

/** The SDK appends `Exception` to the names of errors that are in its model. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name.replace(/Exception$/, '') : '';
}
