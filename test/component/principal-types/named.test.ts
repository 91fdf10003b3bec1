// Who a session says that its caller is, with and without templates, and what of it each type refuses.
import { describe, expect, it } from 'vitest';
import { useTypedService } from '../../support/principal-type-service.ts';
import { aConnectorOf, type Type } from '../../support/principal-types.ts';
import { expectProblem } from '../../support/problem.ts';

const world = useTypedService();

function NEEDED(type: Type) {
  return type === 'federated-user' ? { access: 'push' } : {};
}
async function sent(type: Type, session: object | undefined, claims: Readonly<Record<string, unknown>> = {}) {
  const { session: _usual, ...connector } = aConnectorOf(type, `${type}-named`, NEEDED(type)) as Record<
    string,
    unknown
  >;
  await world.apply({ connectors: [{ ...connector, ...(session && { session }) }] });
  const answer = await world.ask({ route: 'ecr/credentials', id: `${type}-named`, token: world.job(claims) });
  const call = world.standIn.calls.find(({ action }) => /^(AssumeRole|GetFederation)/.test(action));
  return { answer, parameters: call?.parameters };
}

/** The subject, cut to what AWS takes, and the start of the SHA-256 of issuer and subject. */
const NAMELESS = [
  ['assumed-role', 'roleSessionName', 'repo-acme-shop-ref-refs-heads-main+HIH1cvl8zESU'],
  ['assumed-role-by-user', 'roleSessionName', 'repo-acme-shop-ref-refs-heads-main+HIH1cvl8zESU'],
  ['web-identity', 'roleSessionName', 'repo-acme-shop-ref-refs-heads-main+HIH1cvl8zESU'],
  ['federated-user', 'name', 'repo-acme-shop-ref-+HIH1cvl8zESU'],
] as const;

describe.each(NAMELESS)('%s', (type, parameter, name) => {
  it('is named by the subject, if nothing else is said', async () => {
    const { answer, parameters } = await sent(type, undefined);
    expect(answer.status).toBe(200);
    expect(parameters?.[parameter]).toBe(name);
    expect(parameters?.tags).toBeUndefined();
    expect(parameters?.sourceIdentity).toBeUndefined();
  });

  it('is refused where a claim of a template is missing', async () => {
    const { answer, parameters } = await sent(type, { name: 'ci-{environment}' });
    expectProblem(answer, { status: 403, code: 'not_allowed', stage: 'authorization' });
    expect(parameters).toBeUndefined();
  });

  it('has a name that AWS takes, whatever the claim holds', async () => {
    const { answer, parameters } = await sent(type, { name: '{run_id}' }, { run_id: `ß/${'9'.repeat(300)}\n` });
    expect(answer.status).toBe(200);
    expect(parameters?.[parameter]).toMatch(
      type === 'federated-user' ? /^--9{17}\+[\w-]{12}$/ : /^--9{49}\+[\w-]{12}$/,
    );
  });
});

/** Templates that the STS call of a type has no parameter for. */
const NOT_TAKEN = [
  ['federated-user', 'sourceIdentity'],
  ['session-token', 'name'],
  ['session-token', 'sourceIdentity'],
  ['session-token', 'tags'],
  ['web-identity', 'sourceIdentity'],
  ['web-identity', 'tags'],
  ['saml', 'name'],
  ['saml', 'sourceIdentity'],
  ['saml', 'tags'],
] as const;
it.each(NOT_TAKEN)('%s takes no %s', async (type, name) => {
  const session = { [name]: name === 'tags' ? { repository: '{repository}' } : '{run_id}' };
  const written = world.apply({ connectors: [aConnectorOf(type, 'bad', { ...NEEDED(type), session })] });
  await expect(written).rejects.toMatchObject({ lines: [expect.stringContaining(`must not have ${name}`)] });
});
