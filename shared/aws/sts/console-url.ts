import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { PARTITIONS } from '../../domain/aws.ts';
import type { Call } from '../../domain/call.ts';
import type { AwsSession } from '../../domain/credential.ts';
import { PortunusError } from '../../domain/errors.ts';
import { Secret } from '../../domain/secret.ts';
import type { ConsoleUrlRequest, GetConsoleUrl } from '../../vending/issuing/ports.ts';
import { MAX_ATTEMPTS } from '../request-handler.ts';
import { invalidAnswer } from './session.ts';

const ATTEMPT_MS = 2_000;
const MAX_PAUSE_MS = 200;
const MAX_ANSWER_CHARACTERS = 16_384;
const SigninAnswer = v.object({ SigninToken: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{16,12000}$/)) });

/**
 * Creates sign-in links with AWS's federation endpoint (IAM user guide, "Enable custom identity broker access to the
 * AWS console"). `endpoint` replaces the partition's endpoint, as the SDK's setting for its Signin client does.
 */
export function createGetConsoleUrl(endpoint?: string): GetConsoleUrl {
  return async (request, session, call) => {
    const { console, signin } = PARTITIONS[request.partition];
    const federation = `${endpoint ?? `https://${request.region}.${signin}`}/federation`;
    const token = await getSigninToken(federation, request, session, call);
    const query = new URLSearchParams({ Action: 'login', Destination: `https://${console}/`, SigninToken: token });
    return new Secret(`${federation}?${query}`);
  };
}

/** The session's keys are sent in the body, because proxies may log addresses. */
async function getSigninToken(
  federation: string,
  { durationSeconds }: ConsoleUrlRequest,
  session: AwsSession,
  call: Call,
): Promise<string> {
  const Session = JSON.stringify({
    sessionId: session.accessKeyId,
    sessionKey: session.secretAccessKey.reveal(),
    sessionToken: session.sessionToken.reveal(),
  });
  const body = new URLSearchParams({
    Action: 'getSigninToken',
    Session,
    ...(durationSeconds !== undefined && { SessionDuration: String(durationSeconds) }),
  });
  const { status, text } = await post(federation, body, call, MAX_ATTEMPTS);
  if (status >= 400) throw failed('role_refused', `the sign-in endpoint refused the session (HTTP ${status})`);
  return readSigninToken(text);
}

function readSigninToken(text: string): string {
  try {
    return v.parse(SigninAnswer, JSON.parse(text)).SigninToken;
  } catch {
    // The parse error is not kept as the cause: it quotes the text, which may contain the token.
    throw invalidAnswer('no_signin_token');
  }
}

/**
 * Posts the form, and retries after a pause if the network or the server failed. It never follows a redirect, which
 * could send a session's keys to another host.
 */
async function post(
  url: string,
  body: URLSearchParams,
  call: Call,
  attempts: number,
): Promise<{ status: number; text: string }> {
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(ATTEMPT_MS)]);
  try {
    const response = await fetch(url, { method: 'POST', body, signal, redirect: 'error' });
    if (response.status < 500 && response.status !== 429)
      return { status: response.status, text: await readText(response) };
    throw failed('sts_unavailable', `the sign-in endpoint answered HTTP ${response.status}`);
  } catch (error) {
    if (call.signal.aborted) throw failed('deadline_exceeded', 'sign-in endpoint');
    if (attempts > 1) {
      await sleep(Math.random() * MAX_PAUSE_MS);
      return post(url, body, call, attempts - 1);
    }
    throw error instanceof PortunusError ? error : failed('sts_unavailable', 'the sign-in endpoint is not reachable');
  }
}

async function readText(response: Response): Promise<string> {
  return (await response.text()).slice(0, MAX_ANSWER_CHARACTERS);
}

function failed(code: 'role_refused' | 'sts_unavailable' | 'deadline_exceeded', detail: string) {
  return new PortunusError(code, 'sts', { detail });
}
