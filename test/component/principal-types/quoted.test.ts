// Refusals of AWS that quote what was sent: nobody is told of it, and it is kept nowhere.
import { expect, it } from 'vitest';
import { useTypedService } from '../../support/principal-type-service.ts';
import { USER } from '../../support/principal-type-setup.ts';
import { askFor, connectorFor } from '../../support/principal-type-uses.ts';
import type { Type } from '../../support/principal-types.ts';

const world = useTypedService();

/** What each call was made with that AWS could quote. */
const CALLS = [
  ['assumed-role-by-user', 'GetSecretValue'],
  ['assumed-role-by-user', 'AssumeRole'],
  ['federated-user', 'GetFederationToken'],
  ['session-token', 'GetSessionToken'],
  ['session-token', 'GetCallerIdentity'],
  ['web-identity', 'AssumeRoleWithWebIdentity'],
  ['saml', 'AssumeRoleWithSAML'],
  ['saml', 'GetAuthorizationToken'],
] as const satisfies readonly (readonly [Type, string])[];
const CODES = ['ValidationError', 'AccessDenied', 'InvalidIdentityToken', 'SignatureDoesNotMatch', 'Odd_Code'];

it.each(CALLS.flatMap(([type, action]) => CODES.map((code) => [type, action, code] as const)))(
  'of %s, from %s with %s',
  async (type, action, code) => {
    const use = type === 'federated-user' ? 'narrowed' : 'plain';
    await world.apply({ connectors: [connectorFor(type, use)] });
    const invoke = await world.service.freshEnvironment('issue');
    const ask = askFor(world, type, use);
    const sent = [ask.token, USER.secretAccessKey, String(ask.body?.samlAssertion ?? 'no assertion')];
    const error = { code, status: 403, message: `Refused: ${sent.join(' | ')}` };
    world.standIn.faults.inject({ action, fault: { error }, times: Number.POSITIVE_INFINITY });
    const answer = await world.ask(ask, invoke);
    world.standIn.faults.clear();
    expect(answer.status).toBeGreaterThanOrEqual(400);
    for (const secret of sent) expect(answer.text).not.toContain(secret);
    expect(await world.leaks()).toEqual([]);
  },
);
