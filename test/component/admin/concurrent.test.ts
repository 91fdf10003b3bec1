// Who writes at once: nothing is lost, and who wrote on what was gone by then is told.
import { describe, expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import { aConnectorToWrite, anAccountToWrite, anIssuerToWrite } from '../../support/admin-definitions.ts';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';

const service = useAdminService();
useNoTimeLimits();
const FIFTY = Array.from({ length: 50 }, (_, index) => `field-${index + 1}`);
/** Environments that know nothing of each other write in vain more often, and need no fifty to show it. */
const TWENTY_ONE = FIFTY.slice(0, 21);

function count(values: readonly unknown[]) {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
}

describe('patches of one definition at once, without If-Match', () => {
  it('50 of an issuer are all applied, and each is a version', async () => {
    const definition = anIssuerToWrite({ require: { team: ['a'] } });
    const { id } = definition;
    await service.ask({ route: 'POST /issuers', body: definition });
    const answers = await Promise.all(
      FIFTY.map((claim) => service.ask({ route: 'PATCH /issuers/{id}', id, body: { require: { [claim]: ['x'] } } })),
    );
    expect(count(answers.map(({ status }) => status))).toEqual({ 200: 50 });
    const stored = await service.item('issuer', id);
    expect(stored?.version).toBe(51);
    expect(Object.keys(stored?.definition.require).sort()).toEqual(['team', ...FIFTY].sort());
    expect(new Set(answers.map(({ headers }) => headers.etag)).size).toBe(50);
  });

  it('21 of a connector, in three environments, are all applied, and each has its record', async () => {
    const definition = aConnectorToWrite();
    const { id } = definition;
    await service.ask({ route: 'POST /connectors', body: definition });
    const externalId = (await service.item('connector', id))?.definition.externalId;
    // In one environment they take turns; here are three that know nothing of each other.
    const environments = await Promise.all(Array.from({ length: 3 }, () => service.freshEnvironment('admin')));
    const answers = await Promise.all(
      TWENTY_ONE.map((tag, index) =>
        service.ask(
          { route: 'PATCH /connectors/{id}', id, body: { session: { tags: { [tag]: 'x' } } } },
          environments[index % environments.length],
        ),
      ),
    );
    expect(count(answers.map(({ status }) => status))).toEqual({ 200: 21 });
    const stored = await service.item('connector', id);
    expect(stored).toMatchObject({ version: 22, definition: { externalId } });
    expect(Object.keys(stored?.definition.session.tags).sort()).toEqual([...TWENTY_ONE].sort());
    const begun = (await service.changesOf('connector', id)).filter(({ outcome }) => outcome === 'begun');
    const failed = (await service.changesOf('connector', id)).filter(({ outcome }) => outcome === 'failed');
    expect(begun.length - failed.length).toBe(22);
    expect(failed.filter(({ code }) => code !== 'conflict')).toEqual([]);
  });
});

describe('two writes that name the same version', () => {
  it.each(['PUT', 'PATCH'])('by %s: one succeeds, and the other is a conflict', async (method) => {
    const definition = anAccountToWrite();
    const { id } = definition;
    await service.ask({ route: 'POST /accounts', body: definition });
    const route = `${method} /accounts/{id}`;
    const headers = { 'if-match': '"1"' };
    const write = (awsAccountId: string) => service.ask({ route, id, headers, body: { ...definition, awsAccountId } });
    const answers = await Promise.all([write('222222222222'), write('333333333333')]);
    expect(count(answers.map(({ status }) => status))).toEqual({ 200: 1, 412: 1 });
    const winner = answers.find(({ status }) => status === 200);
    expect(await service.item('account', id)).toMatchObject({ version: 2, definition: winner?.body });
    const loser = answers.find(({ status }) => status === 412);
    expect([loser?.body.code, loser?.body.retryable]).toEqual(['precondition_failed', false]);
  });

  it('a change and a deletion: one is done', async () => {
    const definition = anAccountToWrite();
    const { id } = definition;
    await service.ask({ route: 'POST /accounts', body: definition });
    const headers = { 'if-match': '"1"' };
    const body = { ...definition, partition: 'aws-cn' };
    const [changed, deleted] = await Promise.all([
      service.ask({ route: 'PUT /accounts/{id}', id, headers, body }),
      service.ask({ route: 'DELETE /accounts/{id}', id, headers }),
    ]);
    const isDeleted = deleted.status === 204;
    expect([changed.status, deleted.status]).toEqual(isDeleted ? [expect.any(Number), 204] : [200, 412]);
    if (isDeleted) expect([404, 412]).toContain(changed.status);
    expect(await service.item('account', id)).toMatchObject({ version: 2, deleted: isDeleted });
  });
});

it('one of 20 different creations of an id succeeds, and the others are conflicts', async () => {
  const definition = anAccountToWrite();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const awsAccountId = String(100_000_000_000 + index);
      return service.ask({ route: 'POST /accounts', body: { ...definition, awsAccountId } });
    }),
  );
  expect(count(answers.map(({ status }) => status))).toEqual({ 201: 1, 409: 19 });
  const winner = answers.find(({ status }) => status === 201);
  expect(await service.item('account', definition.id)).toMatchObject({ version: 1, definition: winner?.body });
});

it('20 equal creations of a definition create it once, and none of them is a conflict', async () => {
  const body = anAccountToWrite();
  const answers = await Promise.all(Array.from({ length: 20 }, () => service.ask({ route: 'POST /accounts', body })));
  expect(answers.filter(({ status }) => status !== 200 && status !== 201).map(({ text }) => text)).toEqual([]);
  expect(await service.item('account', body.id)).toMatchObject({ version: 1, definition: body });
});
