// What may be served from the cache, and what is its caller's alone.
import { beforeEach, describe, expect, it } from 'vitest';
import { useTypedService } from '../../support/principal-type-service.ts';
import { askFor, connectorFor } from '../../support/principal-type-uses.ts';
import { TYPES, type Type, type Use } from '../../support/principal-types.ts';
import type { Service } from '../../support/service.ts';

const world = useTypedService();
let invoke: Service['invoke'];

beforeEach(async () => {
  invoke = await world.service.freshEnvironment('issue');
});

const OWN: readonly Type[] = ['web-identity', 'saml'];
/** The same request twice: where the second answer comes from, and how many calls of STS there were. */
async function twice(type: Type, use: Use) {
  await world.apply({ connectors: [connectorFor(type, use)] });
  world.standIn.calls.length = 0;
  const ask = askFor(world, type, use);
  const first = await world.ask(ask, invoke);
  const second = await world.ask(ask, invoke);
  expect([first.status, second.status]).toEqual([200, 200]);
  const made = world.standIn.calls.filter(({ action }) => /^(AssumeRole|GetSessionT|GetFed)/.test(action)).length;
  return { first: first.body, second: second.body, made };
}

describe.each(TYPES)('%s', (type) => {
  const use = type === 'federated-user' ? 'narrowed' : 'plain';
  const from = OWN.includes(type) ? 'fresh' : 'cache';
  const expected = type === 'provided' ? 0 : OWN.includes(type) ? 2 : 1;

  it(`a second login comes ${from === 'cache' ? 'from the cache' : 'fresh'}`, async () => {
    const { first, second, made } = await twice(type, use);
    expect([first.source, second.source]).toEqual(['fresh', from]);
    expect(made).toBe(expected);
    expect(first.credentials[0].password === second.credentials[0].password).toBe(from === 'cache');
  });

  if (type !== 'provided') {
    it(`a second session comes ${from === 'cache' ? 'from the cache' : 'fresh'}`, async () => {
      const { first, second, made } = await twice(type, 'session');
      expect([first.source, second.source]).toEqual(['fresh', from]);
      expect(made).toBe(expected);
      expect(first.credentials.accessKeyId === second.credentials.accessKeyId).toBe(from === 'cache');
    });
  }

  if (['assumed-role', 'assumed-role-by-user', 'web-identity', 'saml'].includes(type)) {
    it(`a second hop is made ${from === 'cache' ? 'once' : 'twice'}`, async () => {
      const { second, made } = await twice(type, 'second-hop');
      expect(second.source).toBe(from);
      expect(made).toBe(2 * expected);
    });
  }
});

describe('a session that another caller was given', () => {
  it.each(['assumed-role', 'assumed-role-by-user', 'federated-user'] as const)('is not served by %s', async (type) => {
    await world.apply({ connectors: [connectorFor(type, 'session')] });
    const ask = askFor(world, type, 'session');
    const first = await world.ask(ask, invoke);
    const other = await world.ask({ ...ask, token: world.job({ run_id: '7352' }) }, invoke);
    expect(other.body.source).toBe('fresh');
    expect(other.body.credentials.accessKeyId).not.toBe(first.body.credentials.accessKeyId);
  });
});
