import { once } from 'node:events';
import { type IncomingMessage, request as sendRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { basic, HOST, PUBLIC_HOST, privateLogin, send } from '../../support/registry.ts';
import { assumedKeys, CHINESE, setStandInNow, standIn, useStandIn } from '../../support/stand-in.ts';

useStandIn();

describe('a login to the registry', () => {
  it('is asked for', async () => {
    const response = await send('GET /v2/', undefined);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(`Basic realm="https://${HOST}/",service="ecr.amazonaws.com"`);
    expect(await response.json()).toEqual({ errors: [{ code: 'UNAUTHORIZED', message: 'Not Authorized' }] });
  });

  it('opens the registry named in the Host header', async () => {
    const authorization = await privateLogin(await assumedKeys());
    const [response] = (await once(
      sendRequest(`${standIn.url}/v2/`, { headers: { host: `${HOST}:443`, authorization } }).end(),
      'response',
    )) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(standIn.calls.at(-1)).toMatchObject({ action: 'registry:login', outcome: 'ok' });
  });

  it.each([
    ['444455556666.dkr.ecr-fips.eu-west-1.amazonaws.com', 200],
    ['444455556666.dkr-ecr.eu-west-1.on.aws', 200],
    ['999900001111.dkr.ecr.eu-west-1.amazonaws.com', 200],
    ['444455556666.dkr.ecr.eu-west-2.amazonaws.com', 401],
    ['444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn', 401],
    ['444455556666.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu', 401],
    [PUBLIC_HOST, 401],
    ['444455556666.dkr.ecr.eu-west-1.amazonaws.com.cn', 404],
    ['444455556666.dkr.ecr.eu-middle-1.amazonaws.com', 404],
    ['44445555666.dkr.ecr.eu-west-1.amazonaws.com', 404],
    ['127.0.0.1', 404],
  ])('is shown to %s: %i', async (host, status) => {
    const login = await privateLogin(await assumedKeys());
    await expect(send('GET /v2/', login, host)).resolves.toMatchObject({ status });
  });

  it('opens a registry in China', async () => {
    const login = await privateLogin(CHINESE, 'cn-north-1');
    const host = '777788889999.dkr.ecr.cn-north-1.amazonaws.com.cn';
    await expect(send('PUT /v2/team/api/manifests/1.0', login, host)).resolves.toMatchObject({ status: 201 });
  });

  it.each([
    ['another password', () => basic(Buffer.from('AWS:secret').toString('base64'))],
    ['no password', () => basic(Buffer.from('AWS').toString('base64'))],
    ['another scheme', (login: string) => login.replace('Basic', 'Bearer')],
    ['what is no base64', (login: string) => `${login}!`],
    [
      'another user name',
      (login: string) =>
        basic(Buffer.from(`X${Buffer.from(login.slice(6), 'base64')}`.replace('XAWS', 'aws')).toString('base64')),
    ],
  ])('is not taken with %s', async (_name, change) => {
    const login = await privateLogin(await assumedKeys());
    await expect(send('GET /v2/', change(login))).resolves.toMatchObject({ status: 401 });
  });

  it('outlives its session, for twelve hours in all', async () => {
    const login = await privateLogin(await assumedKeys({ DurationSeconds: 900 }));
    setStandInNow(new Date('2026-11-22T00:00:00.122Z'));
    await expect(send('PUT /v2/team/api/manifests/1.0', login)).resolves.toMatchObject({ status: 201 });
    setStandInNow(new Date('2026-11-22T00:00:00.123Z'));
    await expect(send('PUT /v2/team/api/manifests/1.0', login)).resolves.toMatchObject({ status: 401 });
  });

  it.each([
    'GET /v2/_catalog',
    'POST /v2/',
    'DELETE /v2/team/api/manifests/latest',
    'PUT /v2/Team/manifests/latest',
    'GET /v2/team/api/blobs/uploads/1',
  ])('does not help with %s, which is not simulated', async (line) => {
    const response = await send(line, await privateLogin(await assumedKeys()));
    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({ errors: [{ code: 'UNSUPPORTED' }] });
  });
});
