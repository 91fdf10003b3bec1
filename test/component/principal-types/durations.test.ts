// How long sessions last: each type's own range, what shortens them, and that it is said.
import { describe, expect, it } from 'vitest';
import { useTypedService } from '../../support/principal-type-service.ts';
import { aConnectorOf, type Type } from '../../support/principal-types.ts';
import { expectProblem } from '../../support/problem.ts';

const world = useTypedService();
const POLICY_TYPES: readonly Type[] = ['federated-user'];
async function define(type: Type, more: Readonly<Record<string, unknown>> = {}) {
  const fields = { serves: ['ecr', 'session'], ...(POLICY_TYPES.includes(type) && { access: 'push' }), ...more };
  await world.apply({ connectors: [aConnectorOf(type, `${type}-time`, fields)] });
}
function ask(type: Type, durationSeconds?: number, token = world.job()) {
  const asked = { ...(durationSeconds !== undefined && { durationSeconds }) };
  const proof = { ...(type === 'saml' && { samlAssertion: world.assertion() }) };
  return world.ask({ route: 'credentials', id: `${type}-time`, token, body: { ...asked, ...proof } });
}
function sentSeconds() {
  return world.standIn.calls
    .map(({ parameters }) => parameters.durationSeconds)
    .filter((seconds) => seconds !== undefined);
}

const BAD = { status: 400, code: 'invalid_request', stage: 'request', fields: ['durationSeconds'] };
/** Type, default, most that is asked and given, first that is too much. */
const RANGES = [
  ['assumed-role-by-user', 3600, 43200, 43201],
  ['federated-user', 43200, 129600, 129601],
  ['session-token', 43200, 129600, 129601],
  ['web-identity', 3600, 43200, 43201],
  ['saml', 3600, 43200, 43201],
] as const;

describe.each(RANGES)('%s', (type, usual, most, tooMuch) => {
  it(`lasts ${usual} s if not asked otherwise, 900 to ${most} if it is`, async () => {
    await define(type);
    for (const seconds of [undefined, 900, most]) {
      const granted = seconds ?? usual;
      const { body } = await ask(type, seconds);
      expect(body.duration).toEqual({ requestedSeconds: granted, grantedSeconds: granted });
      const life = (Date.parse(body.credentials.expirationDate) - Date.now()) / 1000;
      expect(Math.abs(life - granted)).toBeLessThan(30);
    }
    expect(sentSeconds()).toEqual([usual, 900, most]);
  });

  it(`refuses 899 and ${tooMuch}`, async () => {
    await define(type);
    expectProblem(await ask(type, 899), BAD);
    expectProblem(await ask(type, tooMuch), BAD);
    expect(world.standIn.calls).toEqual([]);
  });

  it("is cut to the connector's maximum, and says so", async () => {
    await define(type, { maxDurationSeconds: 1800 });
    const { body } = await ask(type, 7200);
    expect(body.duration).toEqual({ requestedSeconds: 7200, grantedSeconds: 1800, limitedBy: 'connector' });
    expect(sentSeconds()).toEqual([1800]);
  });

  it("is cut to what is left of the caller's token, where the connector goes by it", async () => {
    await define(type, { withinTokenLife: true, serves: ['session'] });
    const exp = Math.floor(Date.now() / 1000) + 1200;
    const { body } = await ask(type, 3600, world.job({ exp }));
    expect(body.duration).toMatchObject({ requestedSeconds: 3600, limitedBy: 'caller-token' });
    expect(body.duration.grantedSeconds).toBeGreaterThan(1190);
    expect(body.duration.grantedSeconds).toBeLessThanOrEqual(1200);
    expect(Date.parse(body.credentials.expirationDate)).toBeLessThanOrEqual(exp * 1000);
    expect(sentSeconds()).toEqual([body.duration.grantedSeconds]);
    expectProblem(await ask(type, 3600, world.job({ exp: exp - 400 })), BAD);
  });
});

describe('assumed-role, from the execution role', () => {
  it('is chained: an hour at most', async () => {
    await define('assumed-role');
    const { body } = await ask('assumed-role', 43200);
    expect(body.duration).toEqual({ requestedSeconds: 43200, grantedSeconds: 3600, limitedBy: 'role-chaining' });
    expectProblem(await ask('assumed-role', 43201), BAD);
    expect(sentSeconds()).toEqual([3600]);
  });

  it('names the lowest limit', async () => {
    await define('assumed-role', { maxDurationSeconds: 1800, withinTokenLife: true, serves: ['session'] });
    const exp = Math.floor(Date.now() / 1000) + 3000;
    const { body } = await ask('assumed-role', 43200, world.job({ exp }));
    expect(body.duration).toEqual({ requestedSeconds: 43200, grantedSeconds: 1800, limitedBy: 'connector' });
  });

  it('is refused more than an hour when it is written', async () => {
    const lines = [expect.stringContaining('connectors[0].maxDurationSeconds ')];
    await expect(define('assumed-role', { maxDurationSeconds: 3601 })).rejects.toMatchObject({ lines });
  });
});

it.each([
  ['assumed-role-by-user', 43201],
  ['federated-user', 129601],
  ['session-token', 129601],
  ['web-identity', 43201],
  ['saml', 43201],
] as const)('%s is refused a maximum of %i s, and of 899, when it is written', async (type, tooMuch) => {
  const lines = [expect.stringContaining('connectors[0].maxDurationSeconds ')];
  await expect(define(type, { maxDurationSeconds: tooMuch })).rejects.toMatchObject({ lines });
  await expect(define(type, { maxDurationSeconds: 899 })).rejects.toMatchObject({ lines });
});

it('saml: an assertion may end the session sooner, and that is not done in silence', async () => {
  await define('saml');
  const sessionNotOnOrAfter = new Date(Date.now() + 1_200_000);
  const body = { samlAssertion: world.assertion({ sessionNotOnOrAfter }) };
  for (const route of ['credentials', 'ecr/credentials']) {
    const answer = await world.ask({ route, id: 'saml-time', token: world.job(), body });
    const life = (Date.parse(answer.body.session.expirationDate) - Date.now()) / 1000;
    expect(life).toBeLessThanOrEqual(1200);
    // Section 2: "nothing is shortened in silence". The assertion is what the caller showed.
    expect(answer.body.duration).toMatchObject({ requestedSeconds: 3600, limitedBy: 'caller-token' });
    expect(Math.abs(answer.body.duration.grantedSeconds - 1200)).toBeLessThan(10);
  }
});
