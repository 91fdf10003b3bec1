// portunus-kubelet over the built handler, as a kubelet starts it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Api,
  type Home,
  makeHome,
  runClient,
  SHELLS,
  type Shell,
  startApi,
  viaGateway,
} from '../../support/clients.ts';
import { type Service, startService } from '../../support/service.ts';

const V1 = 'credentialprovider.kubelet.k8s.io/v1';
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const DUAL_STACK = '123456789012.dkr-ecr.eu-west-1.on.aws';

const MIRRORS = ['images.example:5000 shop-images', 'mirror.example:443 shop-images'];

let service: Service;
let api: Api;
let home: Home;
let env: Record<string, string>;
let token: string;
beforeAll(async () => {
  service = await startService();
  api = await startApi(await viaGateway());
  home = makeHome();
  token = await service.aws.issuer.mint();
  env = { ...home.env, PORTUNUS_URL: api.url, PORTUNUS_TOKEN_FILE: home.write('token', token) };
});
afterAll(async () => {
  await api.stop();
  await service.stop();
  home.remove();
});
beforeEach(() => {
  home.registries(`${HOST} shop-images`, `${DUAL_STACK} shop-images`, 'public.ecr.aws shop-releases', ...MIRRORS);
  api.seen.length = 0;
});

function request(fields: object) {
  return { kind: 'CredentialProviderRequest', apiVersion: V1, ...fields };
}
function kubelet(shell: Shell, fields: object, indent?: number) {
  return runClient('portunus-kubelet', { shell, env, input: JSON.stringify(request(fields), null, indent) });
}

describe.each(SHELLS)('portunus-kubelet in $name', (shell) => {
  it.each([undefined, 2])('answers as a credential provider, with nothing else (indent %s)', async (indent) => {
    const { code, stdout, stderr } = await kubelet(shell, { image: `${HOST}/shop/app:1.0@sha256:ab` }, indent);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const issued = service.aws.standIn.issued.find((one) => one.action === 'GetAuthorizationToken');
    expect(JSON.parse(stdout)).toEqual({
      kind: 'CredentialProviderResponse',
      apiVersion: V1,
      cacheKeyType: 'Registry',
      cacheDuration: expect.stringMatching(/^\d+h\d+m\d+s$/),
      auth: { [HOST]: { username: 'AWS', password: issued?.authorizations[0]?.password } },
    });
    expect(api.seen).toEqual([
      {
        method: 'GET',
        url: '/v1/connectors/shop-images/ecr/credentials?format=kubelet&region=eu-west-1&registryIds=123456789012',
        authorization: `Bearer ${token}`,
      },
    ]);
  });

  // A kubelet compares the port of a key with that of the image.
  it.each([
    `${HOST}/shop/app`,
    `${HOST}:443/shop/app:1`,
    `${HOST}:443/shop/app@sha256:ab`,
    `${DUAL_STACK}/shop/app`,
    `${DUAL_STACK}:443/shop/app:1`,
    'public.ecr.aws/shop/app',
    'public.ecr.aws:443/shop/app:1',
    'images.example:5000/shop/app',
    'mirror.example/shop/app',
    'mirror.example:443/shop/app',
  ])('names the host of the image %s as it is written', async (image) => {
    const { stdout } = await kubelet(shell, { image });
    expect(Object.keys(JSON.parse(stdout).auth)).toEqual([image.split('/')[0]]);
  });

  it('names the host of the image once where every host name is asked for', async () => {
    home.registries(`${HOST} shop-images hosts=all`, `${DUAL_STACK} shop-images hosts=all`);
    const keysOf = async (image: string) =>
      [...(await kubelet(shell, { image })).stdout.matchAll(/"([^"]+)":\{"username"/g)].map(([, key]) => key);
    const every = await keysOf(HOST);
    expect(every).toHaveLength(4);
    expect(await keysOf(DUAL_STACK)).toEqual(every);
    expect(await keysOf(`${DUAL_STACK}:443`)).toEqual([`${DUAL_STACK}:443`, ...every.slice(1)]);
  });

  it('says of an IPv6 address that no connector is configured', async () => {
    const stderr = 'Portunus: no connector is configured for [::1]:5000\n';
    expect(await kubelet(shell, { image: '[::1]:5000/shop/app' })).toEqual({ code: 1, stdout: '', stderr });
  });

  it('sends the token of the pod when there is one, and else its own', async () => {
    const serviceAccountToken = await service.aws.issuer.mint({ run_id: '7352' });
    expect(await kubelet(shell, { image: HOST, serviceAccountToken })).toMatchObject({ code: 0 });
    expect(await kubelet(shell, { image: HOST, serviceAccountToken: '' }, 4)).toMatchObject({ code: 0 });
    expect(api.seen.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${serviceAccountToken}`,
      `Bearer ${token}`,
    ]);
  });

  it('takes the connector that the service account names, for hosts of Amazon', async () => {
    const serviceAccountAnnotations = { 'portunus/connector': 'shop-releases' };
    expect(await kubelet(shell, { image: HOST, serviceAccountAnnotations })).toMatchObject({ code: 0 });
    expect(api.seen[0]?.url).toMatch(/^\/v1\/connectors\/shop-releases\/ecr\/credentials\?/);
    expect(await kubelet(shell, { image: 'evil.example/x', serviceAccountAnnotations })).toEqual({
      code: 1,
      stdout: '',
      stderr: "Portunus: evil.example is not a registry of Amazon's\n",
    });
  });

  it('tells a refusal in one line of its error output', async () => {
    const serviceAccountAnnotations = { 'portunus/connector': 'bakery-images' };
    const { code, stdout, stderr } = await kubelet(shell, { image: HOST, serviceAccountAnnotations });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^Portunus: There is no such connector for this caller; see GET \/v1\/caller and GET \/v1\/connectors\. \(not_allowed, request [\w-]+\)\n$/,
    );
  });

  it.each<[object, string]>([
    [{ image: 'docker.io/library/alpine' }, 'no connector is configured for docker.io'],
    [{}, 'the request names no image'],
    [{ image: `${HOST}/a b` }, 'the request names no image'],
    [{ image: `${HOST}/$(id)` }, 'the request names no image'],
    [{ image: `${HOST}/"x` }, 'the request names no image'],
    [{ image: `${HOST}/a`, more: { image: 'evil.example' } }, 'the request names image twice'],
    [{ image: HOST, serviceAccountToken: 'a"b' }, 'the token has characters that no token has'],
    [{ image: HOST, serviceAccountToken: 'a\nb' }, 'the token has characters that no token has'],
    [{ image: HOST, serviceAccountToken: 'a$(id)' }, 'the token has characters that no token has'],
    [
      { image: HOST, serviceAccountToken: 'a', x: { serviceAccountToken: 'b' } },
      'the request names serviceAccountToken twice',
    ],
    [
      { image: HOST, serviceAccountAnnotations: { 'portunus/connector': '../admin' } },
      'the annotation portunus/connector names no connector: lower case letters, digits and hyphens',
    ],
    [{ apiVersion: `${V1}beta1`, image: HOST }, `this is no request of ${V1}`],
  ])('refuses %j', async (fields, line) => {
    expect(await kubelet(shell, fields)).toEqual({ code: 1, stdout: '', stderr: `Portunus: ${line}\n` });
    expect(api.seen).toEqual([]);
  });

  it('reads JSON however it is laid out', async () => {
    const input = JSON.stringify(request({ image: HOST }), null, '\t').replaceAll(': ', '\r\n:\n\t');
    expect(await runClient('portunus-kubelet', { shell, env, input })).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(['', 'no JSON', '[]'])('refuses the input %j', async (input) => {
    const stderr = `Portunus: this is no request of ${V1}\n`;
    expect(await runClient('portunus-kubelet', { shell, env, input })).toEqual({ code: 1, stdout: '', stderr });
  });
});
