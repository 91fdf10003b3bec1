// An address that keeps sending bad tokens, and a good token of the same address, under the deployed bundle.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from '../../support/problem.ts';
import { getLogin, type Service, startService } from '../../support/service.ts';

let service: Service;
let token: string;
beforeAll(async () => {
  service = await startService();
  token = await service.aws.issuer.mint();
});
afterAll(() => service.stop());

describe('an address that failed to authenticate a hundred times', () => {
  it('is told to wait, and gets a login with a good token all the same', async () => {
    const invoke = await service.freshEnvironment('issue');
    let refused = await invoke('issue', getLogin('bad'));
    let tried = 0;
    // Where a minute ends meanwhile, the count begins anew.
    for (; refused.status === 401 && tried < 200; tried += 1) {
      expectProblem(refused, { status: 401, code: 'token_rejected', stage: 'authentication' });
      refused = await invoke('issue', getLogin('bad'));
    }
    expect(tried).toBeGreaterThanOrEqual(100);
    expectProblem(refused, { status: 429, code: 'too_many_requests', stage: 'authentication' });
    expect(refused.headers['retry-after']).toMatch(/^([1-9]|[1-5]\d|60)$/);
    expect((await invoke('issue', getLogin(token))).status).toBe(200);
  });
});
