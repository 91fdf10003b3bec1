import { timingSafeEqual } from 'node:crypto';
import { PortunusError } from '../../domain/errors.ts';
import type { Secret } from '../../domain/secret.ts';
import type { HttpEvent } from '../event.ts';

/**
 * Refuses an event that did not come through the deployment's API. Whoever may invoke the function can make up an event
 * with any caller in it. API Gateway adds the stage variable to every request, and no request can set it.
 */
export function assertThroughGateway(event: HttpEvent | undefined, secret: Secret | undefined): void {
  if (secret === undefined) return;
  const shown: unknown = event?.stageVariables?.gatewaySecret;
  if (typeof shown === 'string' && isEqual(shown, secret.reveal())) return;
  // A deployment whose API and functions have different secrets looks like an attack, and the log tells them apart.
  const detail = shown === undefined ? 'the event has no gateway secret' : 'the event has another gateway secret';
  throw new PortunusError('invoked_directly', 'authentication', { detail });
}

function isEqual(shown: string, expected: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
