// Deliveries against the stand-in over HTTP: the environment of a function, and values that must not leak.
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { Principal } from '../../local/stand-in/core/state.ts';
import { type StandIn, startStandIn } from '../../local/stand-in/server.ts';
import type { PortunusError } from '../../shared/domain/errors.ts';
import { Secret } from '../../shared/domain/secret.ts';
import { LAMBDA } from './stand-in.ts';
import { thrownBy } from './tokens.ts';

/** The account of the function, which is LAMBDA's. */
export const OWN_ACCOUNT = '111122223333';

const CANARY = 'CANARY-ecr-login';

/** A value that no error may hold. */
export function aValue(text = 'one'): Secret {
  return new Secret(`${CANARY}-${text}`);
}
/** One of exactly so many bytes. */
export function aValueOf(bytes: number): Secret {
  return new Secret(CANARY.padEnd(bytes, 'x'));
}

/** What Secrets Manager takes for a token: 32 to 64 characters. */
export const TOKENS = { first: 'a'.repeat(64), second: 'b'.repeat(64) } as const;

export interface Delivering {
  standIn: StandIn;
}

/** A new stand-in for each test, which the SDK finds by the environment alone. */
export function useDeliveries(principals: readonly Principal[] = [LAMBDA]): Delivering {
  const world = {} as Delivering;
  beforeEach(async () => {
    world.standIn = await startStandIn({ principals });
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', world.standIn.url);
    vi.stubEnv('AWS_ENDPOINT_URL_SSM', world.standIn.url);
    vi.stubEnv('AWS_ACCESS_KEY_ID', LAMBDA.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', LAMBDA.secretAccessKey);
    vi.stubEnv('AWS_SESSION_TOKEN', LAMBDA.sessionToken);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await world.standIn.stop();
  });
  return world;
}

/** How a delivery ended, for comparison; the value is in no part of it. */
export async function failureOf(promise: Promise<unknown>) {
  const error: PortunusError = await thrownBy(promise);
  const { cause, ...shown } = error;
  expect(JSON.stringify([error.message, shown, String(cause)])).not.toContain(CANARY);
  return { code: error.code, stage: error.stage, reason: error.reason ?? '' };
}

export function refused(reason: RegExp) {
  return {
    code: 'destination_refused',
    stage: 'delivery',
    reason: expect.stringMatching(reason),
  };
}

/** Nobody knows whether the value was written. */
export function unavailable(reason: RegExp) {
  return {
    code: 'destination_unavailable',
    stage: 'delivery',
    reason: expect.stringMatching(reason),
  };
}
