// Lambda freezes an environment between two requests, for minutes: what it finds of its connections when it thaws.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditOf } from '../../support/audit-records.ts';
import { type ProxiedService, startProxiedService, UPSTREAMS } from '../../support/proxied-service.ts';
import { getLogin } from '../../support/service.ts';
import { useStarted } from '../../support/use-service.ts';

const service = useStarted(startProxiedService);
let invoke: ProxiedService['invoke'];
let run = 7_000;

beforeEach(async () => {
  invoke = await service.freshEnvironment('issue');
});
afterEach(async () => {
  for (const proxy of Object.values(service.proxies)) await proxy.meet(undefined);
});

/** A login that no cache holds. */
async function login() {
  run += 1;
  return invoke('issue', getLogin(await service.aws.issuer.mint({ run_id: `${run}` })));
}
function connections() {
  return UPSTREAMS.map((upstream) => service.proxies[upstream].connections());
}

async function expectGood(answer: Awaited<ReturnType<typeof login>>) {
  expect([answer.status, answer.body.source]).toEqual([200, 'fresh']);
  expect(await auditOf(service.aws, answer.body.requestId)).toEqual(['issued fresh']);
}

describe('connections that are kept', () => {
  it('serve the next request too, where nothing happened to them', async () => {
    await expectGood(await login());
    const before = connections();
    await expectGood(await login());
    expect(connections()).toEqual(before);
  });

  it('and were closed meanwhile are made anew', async () => {
    await expectGood(await login());
    const before = connections();
    for (const upstream of UPSTREAMS) {
      await service.proxies[upstream].meet('refuse');
      await service.proxies[upstream].meet(undefined);
    }
    await expectGood(await login());
    expect(connections()).toEqual(before.map((count) => count + 1));
  });

  // The other side has forgotten them and says so only when it is written to.
  it.each([...UPSTREAMS, 'ALL'] as const)('and turn out dead at the next request are made anew (%s)', async (which) => {
    await expectGood(await login());
    for (const upstream of UPSTREAMS) if (which === 'ALL' || which === upstream) service.proxies[upstream].age('reset');
    await expectGood(await login());
  });

  it.each(UPSTREAMS)('and turn out dead without a word cost an attempt, not the request (%s)', async (upstream) => {
    await expectGood(await login());
    service.proxies[upstream].age('blackhole');
    await expectGood(await login());
  });
});
