import { describe, expect, it } from 'vitest';
import { DIGEST, PUBLIC_HOST, policyOf, privateLogin, publicLogin, send } from '../../support/registry.ts';
import { assumedKeys, standIn, USER, useStandIn } from '../../support/stand-in.ts';

useStandIn();

const READS = [
  ['HEAD /v2/team/api/manifests/latest', 'BatchGetImage', 404],
  [`GET /v2/team/api/manifests/${DIGEST}`, 'BatchGetImage', 404],
  [`GET /v2/team/api/blobs/${DIGEST}`, 'GetDownloadUrlForLayer', 404],
  ['GET /v2/team/api/tags/list', 'ListImages', 200],
] as const;
const WRITES = [
  [`HEAD /v2/team/api/blobs/${DIGEST}`, 'BatchCheckLayerAvailability', 404],
  ['POST /v2/team/api/blobs/uploads/', 'InitiateLayerUpload', 202],
  ['PATCH /v2/team/api/blobs/uploads/1', 'UploadLayerPart', 202],
  [`PUT /v2/team/api/blobs/uploads/1?digest=${DIGEST}`, 'CompleteLayerUpload', 201],
  ['PUT /v2/team/api/manifests/1.0', 'PutImage', 201],
] as const;

describe('a request to the registry', () => {
  it.each([...READS, ...WRITES])('%s takes the right to %s, and is answered %i', async (line, right, status) => {
    const Policy = policyOf({ Action: ['ecr:GetAuthorizationToken', `ecr:${right}`] });
    const response = await send(line, await privateLogin(await assumedKeys({ Policy })));
    expect(response.status).toBe(status);
    expect(standIn.calls.at(-1)).toMatchObject({ action: `ecr:${right}`, outcome: 'ok' });
  });

  it.each([...READS, ...WRITES])('%s is refused without the right to %s', async (line, right) => {
    const Policy = policyOf({ Action: 'ecr:*' }, { Effect: 'Deny', Action: `ecr:${right}` });
    const response = await send(line, await privateLogin(await assumedKeys({ Policy })));
    expect(response.status).toBe(403);
    expect(standIn.calls.at(-1)).toMatchObject({ action: `ecr:${right}`, outcome: 'DENIED' });
  });

  it('tells where to upload to', async () => {
    const login = await privateLogin(await assumedKeys());
    const started = await send('POST /v2/team/api/blobs/uploads/', login);
    const location = started.headers.get('location') ?? '';
    expect(location).toMatch(/^\/v2\/team\/api\/blobs\/uploads\/[0-9a-f-]{36}$/);
    await expect(send(`PATCH ${location}`, login)).resolves.toMatchObject({ status: 202 });
    const pushed = await send('PUT /v2/team/api/manifests/1.0', login);
    expect(pushed.headers.get('docker-content-digest')).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

describe('the registry of ECR Public', () => {
  const LOGIN = { Action: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'] };

  it('is another one', async () => {
    const login = await publicLogin(USER);
    await expect(send('GET /v2/', login, PUBLIC_HOST)).resolves.toMatchObject({ status: 200 });
    await expect(send('GET /v2/', login, 'ecr-public.aws.com')).resolves.toMatchObject({ status: 200 });
    const host = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
    await expect(send('GET /v2/', login, host)).resolves.toMatchObject({ status: 401 });
    const other = await privateLogin(USER, 'us-east-1');
    await expect(send('GET /v2/', other, host)).resolves.toMatchObject({ status: 200 });
    await expect(send('GET /v2/', other, PUBLIC_HOST)).resolves.toMatchObject({ status: 401 });
    const { headers } = await send('GET /v2/', undefined, PUBLIC_HOST);
    expect(headers.get('www-authenticate')).toContain('https://public.ecr.aws/');
  });

  it.each(READS)('lets every login do %s', async (line, right, status) => {
    const login = await publicLogin(await assumedKeys({ Policy: policyOf(LOGIN) }));
    const response = await send(line.replace('/v2/', '/v2/alias/'), login, PUBLIC_HOST);
    expect(response.status).toBe(status);
    expect(standIn.calls.at(-1)).toMatchObject({ action: `ecr-public:${right}`, outcome: 'ok' });
  });

  it.each(WRITES)('wants for %s the right to %s', async (line, right, status) => {
    const Resource = 'arn:aws:ecr-public::444455556666:repository/team/api';
    const Policy = policyOf(LOGIN, { Action: `ecr-public:${right}`, Resource });
    const login = await publicLogin(await assumedKeys({ Policy }));
    await expect(send(line.replace('/v2/', '/v2/alias/'), login, PUBLIC_HOST)).resolves.toMatchObject({ status });
    const elsewhere = await send(line.replace('/v2/team', '/v2/alias/crew'), login, PUBLIC_HOST);
    expect(elsewhere.status).toBe(403);
  });
});
