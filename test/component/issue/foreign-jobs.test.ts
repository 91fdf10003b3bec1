// Good tokens of jobs that no grant means, through the deployed bundle: all of them get the same refusal.
import { describe, expect, it } from 'vitest';
import { auditOf } from '../../support/audit-records.ts';
import { expectProblem } from '../../support/problem.ts';
import { getLogin, startService } from '../../support/service.ts';
import { useStarted } from '../../support/use-service.ts';

const service = useStarted(startService);

describe('B40 a job of the right repository', () => {
  it.each<readonly [string, Record<string, unknown>]>([
    ['of a pull request', { sub: 'repo:acme/shop:pull_request', ref: 'refs/pull/7/merge' }],
    ['of a tag', { sub: 'repo:acme/shop:ref:refs/tags/main', ref: 'refs/tags/main' }],
    ['of another branch', { sub: 'repo:acme/shop:ref:refs/heads/x', ref: 'refs/heads/x' }],
    ['below a release', { ref: 'refs/heads/release/7/x' }],
    ['without a ref', { ref: undefined }],
    ['whose ref is an object', { ref: { name: 'refs/heads/main' } }],
    ['T9 that was made anew under its name', { repository_id: '77001234' }],
    ['without what its session is named after', { run_id: undefined }],
    ['whose run is a list', { run_id: ['7351'] }],
  ])('(%s) is let in by no grant', async (_name, claims) => {
    service.aws.standIn.calls.length = 0;
    const answer = await service.invoke('issue', getLogin(await service.aws.issuer.mint(claims)));
    expectProblem(answer, { status: 403, code: 'not_allowed', stage: 'authorization' });
    expect(service.aws.standIn.calls).toEqual([]);
    expect(await auditOf(service.aws, answer.body.requestId)).toEqual(['refused not_allowed']);
  });

  it.each<readonly [string, Record<string, unknown>]>([
    ['T11 of a fork', { repository: 'mallory/shop', repository_owner: 'mallory', repository_owner_id: '31337' }],
    ['without an owner', { repository_owner_id: undefined }],
    ['of an owner called alike', { repository_owner_id: '99190' }],
  ])('(%s) is nobody at all', async (_name, claims) => {
    service.aws.standIn.calls.length = 0;
    const answer = await service.invoke('issue', getLogin(await service.aws.issuer.mint(claims)));
    expectProblem(answer, { status: 401, code: 'token_rejected', stage: 'authentication' });
    expect(service.aws.standIn.calls).toEqual([]);
  });

  it.each<readonly [string, Record<string, unknown>, string]>([
    ['of a release', { ref: 'refs/heads/release/7' }, 'ci-1296269-7351'],
    ['in GitHub’s immutable form', { sub: 'repo:acme@9919/shop@1296269:ref:refs/heads/main' }, 'ci-1296269-7351'],
    ['whose ids are numbers', { repository_id: 1_296_269, run_id: 7_351 }, 'ci-1296269-7351'],
  ])('(%s) is let in', async (_name, claims, sessionName) => {
    const answer = await service.invoke('issue', getLogin(await service.aws.issuer.mint(claims)));
    expect([answer.status, answer.body.session.arn]).toEqual([
      200,
      `arn:aws:sts::123456789012:assumed-role/shop-images/${sessionName}`,
    ]);
  });
});
