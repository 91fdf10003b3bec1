import { expect, it } from 'vitest';
import { auditItems } from '../support/audit-records.ts';
import { COMMON_HEADERS, expectProblem } from '../support/problem.ts';
import { startTablesService } from '../support/proxied-service.ts';
import { sampleEvent } from '../support/service.ts';
import { useStarted } from '../support/use-service.ts';

const service = useStarted(startTablesService);

it('tells a caller whom the service takes it for', async () => {
  const iat = Math.floor(Date.now() / 1000);
  const token = await service.aws.issuer.mint({ iat, nbf: iat, exp: iat + 600 });
  const answer = await service.invoke('read', sampleEvent('read/ok', token));
  expect(answer.headers).toEqual({ 'content-type': 'application/json', ...COMMON_HEADERS });
  expect([answer.status, answer.body]).toEqual([
    200,
    {
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      kind: 'workload',
      issuer: 'demo-ci',
      subject: 'repo:acme/shop:ref:refs/heads/main',
      administrator: false,
      auditor: false,
      groups: [],
      claims: {
        iss: 'https://ci.portunus.example',
        aud: 'https://portunus.example',
        sub: 'repo:acme/shop:ref:refs/heads/main',
        repository: 'acme/shop',
        repository_id: '1296269',
        repository_owner: 'acme',
        repository_owner_id: '9919',
        ref: 'refs/heads/main',
        run_id: '7351',
        iat,
        nbf: iat,
        exp: iat + 600,
      },
    },
  ]);
  expect(answer.text).not.toContain(token);
  expect(service.logged()).not.toContain(token);
});

it('takes a signed request for the role that signed it', async () => {
  const event = { ...sampleEvent('issue/iam'), routeKey: 'GET /iam/v1/caller' };
  const { body } = await service.invoke('read', event);
  expect(body).toEqual({
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    kind: 'workload',
    issuer: 'aws-iam',
    subject: 'arn:aws:iam::123456789012:role/build-agents',
    administrator: false,
    auditor: false,
    groups: [],
    claims: {
      sub: 'arn:aws:iam::123456789012:role/build-agents',
      account_id: '123456789012',
      role_name: 'build-agents',
      role_id: 'AROACKCEVSQ6C2EXAMPLE',
      session_name: 'build-1',
    },
  });
});

it('tells nobody whom it takes for nobody', async () => {
  const answer = await service.invoke('read', sampleEvent('read/no-authorization'));
  expectProblem(answer, { status: 401, code: 'token_missing', stage: 'authentication' });
});

it('writes no audit: nothing is issued here', async () => {
  const before = await auditItems(service.aws);
  await service.invoke('read', sampleEvent('read/ok', await service.aws.issuer.mint()));
  await service.invoke('read', sampleEvent('read/connectors', await service.aws.issuer.mint()));
  expect(await auditItems(service.aws)).toHaveLength(before.length);
  expect(service.tables.calls.map(({ operation }) => operation)).not.toContain('PutItem');
  expect(service.aws.standIn.calls).toEqual([]);
});

it('has no route of the issuing function', async () => {
  const answer = await service.invoke('read', sampleEvent('issue/ok', await service.aws.issuer.mint()));
  expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['routeKey'] });
});

it('tells everybody where people sign in, of one reading of the issuers however many ask', async () => {
  const ask = await service.freshEnvironment('read');
  service.tables.calls.length = 0;
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask('read', sampleEvent('read/sign-in'))));
  // The sample names no client, so nobody can sign in.
  expect(answers.map(({ status, body }) => [status, body])).toEqual(answers.map(() => [200, { items: [] }]));
  expect(service.tables.calls).toHaveLength(1);
});

it('takes nothing when it is asked where people sign in', async () => {
  const event = { ...sampleEvent('read/sign-in'), queryStringParameters: { issuer: 'corp' } };
  const answer = await service.invoke('read', event);
  expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['issuer'] });
});
