// What most test files stand on: one service for all of their tests, and what is expected of it whatever fails.
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { auditItems, secretsOf } from './audit-records.ts';
import { expectProblem } from './problem.ts';
import { type Answer, getLogin, type Service, startService } from './service.ts';

/** What `start` gives, from the first test of a file or suite to its last: only inside of tests is there anything. */
export function useStarted<S extends { readonly stop: () => Promise<void> }>(start: () => Promise<S>): S {
  const started = {} as S;
  beforeAll(async () => void Object.assign(started, await start()));
  afterAll(() => started.stop());
  return started;
}

type WithToken<S> = S & { readonly token: string };

/** A service, a good token for it, and before each test no calls of AWS. */
export function useServiceOf<S extends Service>(start: () => Promise<S>): WithToken<S> {
  const service = useStarted(async () => {
    const started = await start();
    return { ...started, token: await started.aws.issuer.mint() };
  });
  beforeEach(() => void service.aws.standIn.calls.splice(0));
  return service;
}

export function useService() {
  return useServiceOf(startService);
}

/** Expects an event to be refused for its form, before AWS is asked anything. */
export function refusalsOf(service: WithToken<Service>) {
  return async (event: unknown, status: number, code: string, fields: readonly string[] = []): Promise<void> => {
    const answer = await service.invoke('issue', event);
    expectProblem(answer, { status, code, stage: 'request', fields });
    expect(answer.text).not.toContain(service.token);
    expect(service.aws.standIn.calls).toEqual([]);
  };
}

/** Each test in an environment that has just started, with no fault left over, and no secret in the log after it. */
export function useFaults(service: WithToken<Service>) {
  const expectNoSecret = (text: string) =>
    expect(secretsOf(service.aws).filter((secret) => text.includes(secret))).toEqual([]);
  let invoke: Service['invoke'];
  beforeEach(async () => {
    invoke = await service.freshEnvironment('issue');
  });
  afterEach(() => {
    service.aws.standIn.faults.clear();
    expectNoSecret(service.logged());
  });
  const login = (remainingMs?: number, query: Record<string, string> = {}, id?: string) =>
    invoke('issue', getLogin(service.token, query, id), remainingMs);
  const callsOf = (action: string) => service.aws.standIn.calls.filter((call) => call.action === action);
  return {
    login,
    callsOf,
    expectNoSecret,
    expectNothingReleased: ({ body, text }: Answer) => {
      expect(body.credentials).toBeUndefined();
      expectNoSecret(text);
      // Without a session of the connector's, nobody asks ECR: not with the function's own role either.
      expect(callsOf('GetAuthorizationToken').map((call) => call.accessKeyId)).not.toContain('ASIALOCALEXECUTION01');
    },
    expectNextToSucceed: async () => {
      service.aws.standIn.faults.clear();
      const { status, body } = await login();
      expect([status, body.source]).toEqual([200, 'fresh']);
    },
    recordsOf: async ({ body }: Answer) =>
      (await auditItems(service.aws)).filter(({ requestId }) => requestId?.S === body.requestId),
  };
}
