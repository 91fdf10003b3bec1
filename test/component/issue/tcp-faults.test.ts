// What a network does to connections, under the deployed bundle: each of its three upstreams behind a TCP proxy.
import { afterEach, describe, expect, it } from 'vitest';
import { auditOf } from '../../support/audit-records.ts';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';
import { expectProblem } from '../../support/problem.ts';
import { startProxiedService } from '../../support/proxied-service.ts';
import type { TcpFault } from '../../support/tcp-proxy.ts';
import { useFaults, useServiceOf } from '../../support/use-service.ts';

const service = useServiceOf(startProxiedService);
const { login, expectNothingReleased, expectNextToSucceed } = useFaults(service);
const limits = useNoTimeLimits({ attempts: true });
afterEach(async () => {
  for (const proxy of Object.values(service.proxies)) await proxy.meet(undefined);
});

describe.each([
  { upstream: 'DYNAMODB', stage: 'authentication', code: 'table_unavailable', calls: [] },
  { upstream: 'STS', stage: 'sts', code: 'sts_unavailable', calls: [] },
  { upstream: 'ECR', stage: 'ecr', code: 'ecr_unavailable', calls: ['AssumeRole'] },
] as const)('$upstream over a connection', ({ upstream, stage, code, calls }) => {
  const meet = async (fault: TcpFault | undefined) => service.proxies[upstream].meet(fault);
  /** What reached STS and ECR whole; an answer that broke off on its way back was asked for all the same. */
  const reached = () => [...new Set(service.aws.standIn.calls.map(({ action }) => action))];

  it.each<readonly [string, TcpFault]>([
    ['that is refused', 'refuse'],
    ['that is reset', 'reset'],
    ['that breaks before a byte of the answer', { resetAfterBytes: 0 }],
    ['that breaks inside of the status line', { resetAfterBytes: 10 }],
    ['that breaks inside of the answer', { resetAfterBytes: 150 }],
  ])('%s is unavailable, and there again when the network is', async (_name, fault) => {
    await meet(fault);
    const answer = await login();
    expectProblem(answer, { status: 503, code, stage });
    expectNothingReleased(answer);
    if (fault === 'refuse' || fault === 'reset') expect(reached()).toEqual(calls);
    await meet(undefined);
    await expectNextToSucceed();
  });

  it.each<readonly [string, TcpFault]>([
    ['on which nothing arrives', 'blackhole'],
    ['that answers byte by byte', { dripMs: 50 }],
    ['that answers too late', { latencyMs: 3_000 }],
  ])('%s is given up at the deadline', async (_name, fault) => {
    await meet(fault);
    const { received } = service.proxies[upstream];
    const before = received();
    const asked = login();
    await limits.pass(10_000, () => received() > before);
    const answer = await asked;
    expectProblem(answer, { status: 504, code: 'deadline_exceeded', stage });
    expectNothingReleased(answer);
    await meet(undefined);
    await expectNextToSucceed();
  });

  it('that is slow, but not too slow, is waited for', async () => {
    await meet({ latencyMs: 150 });
    await expectNextToSucceed();
  });
});

describe('the audit record over a connection', () => {
  it.each<readonly [string, TcpFault, number, string]>([
    ['that is refused', 'refuse', 503, 'audit_unavailable'],
    ['that is reset', 'reset', 503, 'audit_unavailable'],
    ['on which nothing arrives', 'blackhole', 504, 'deadline_exceeded'],
    ['that answers byte by byte', { dripMs: 50 }, 504, 'deadline_exceeded'],
  ])('%s: no credential', async (_name, fault, status, code) => {
    const tables = service.proxies.DYNAMODB;
    let before = Number.POSITIVE_INFINITY;
    // The network fails while ECR answers: all that was read before is read, and the record is all that is left.
    const mutate = (document: string) => {
      before = tables.received();
      void tables.meet(fault);
      return document;
    };
    service.aws.standIn.faults.inject({ action: 'GetAuthorizationToken', fault: { mutate } });
    const asked = login();
    if (status === 504) await limits.pass(10_000, () => tables.received() > before);
    const answer = await asked;
    expectProblem(answer, { status, code, stage: 'audit' });
    expectNothingReleased(answer);
    await tables.meet(undefined);
    // The login was had, and is released now that it can be recorded.
    const next = await login();
    expect([next.status, next.body.source]).toEqual([200, 'cache']);
    expect(await auditOf(service.aws, next.body.requestId)).toEqual(['issued cache']);
  });
});
