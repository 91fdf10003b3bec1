// What Kubernetes is given, held against its published types, and its docker config read by a client of registries.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createScratch, needing, type Scratch, type ServedApi, serveApi } from '../support/programs.ts';
import { type Service, startService } from '../support/service.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

let scratch: Scratch;
let service: Service;
let api: ServedApi;
let token: string;

beforeAll(async () => {
  scratch = createScratch();
  service = await startService();
  token = await service.aws.issuer.mint();
});
afterAll(async () => {
  await service.stop();
  scratch.remove();
});
beforeEach(async () => {
  api = await serveApi();
});
afterEach(() => api.stop());

async function get(query: string, headers: Record<string, string> = {}): Promise<string> {
  const url = `${api.url}/v1/connectors/shop-images/ecr/credentials?${query}`;
  const response = await fetch(url, { headers: { ...headers, authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  return response.text();
}
/** The same login as a value: it is in the cache by then. */
async function theLogin(query = ''): Promise<{ password: string; authorizationToken: string }> {
  const { source, credentials } = JSON.parse(await get(query));
  expect(source).toBe('cache');
  return credentials[0];
}

/** RFC 1123, as names and the prefixes of annotations must be written; and the name of an annotation. */
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const ANNOTATION = /^(?=.{1,63}$)[A-Za-z0-9]([-\w.]*[A-Za-z0-9])?$/;

describe.each<readonly [string, () => Promise<string>, (text: string) => unknown]>([
  ['JSON', () => get('format=kubernetes-secret'), JSON.parse],
  ['YAML', () => get('', { accept: 'application/yaml' }), (text) => parse(text)],
])('the Secret in %s', (_form, ask, read) => {
  // biome-ignore lint/suspicious/noExplicitAny: what is being tested is its form.
  const secret = async (): Promise<any> => read(await ask());

  it('is a core/v1 Secret of the type for registries, with nothing that is not in that type', async () => {
    const { metadata, data, ...rest } = await secret();
    expect(rest).toEqual({ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/dockerconfigjson' });
    expect(Object.keys(data)).toEqual(['.dockerconfigjson']);
    expect(Object.keys(metadata).toSorted()).toEqual(['annotations', 'name']);
    expect(metadata.name).toMatch(SUBDOMAIN);
    for (const [name, value] of Object.entries(metadata.annotations)) {
      const [prefix = '', short = ''] = name.split('/');
      expect(prefix).toMatch(SUBDOMAIN);
      expect(short).toMatch(ANNOTATION);
      expect(value).toBeTypeOf('string');
    }
  });

  it('holds the docker config in standard base64', async () => {
    const { data } = await secret();
    const config = Buffer.from(data['.dockerconfigjson'], 'base64');
    // Go reads no other alphabet, and wants the padding.
    expect(config.toString('base64')).toBe(data['.dockerconfigjson']);
    const auth = (await theLogin()).authorizationToken;
    expect(JSON.parse(config.toString('utf8'))).toEqual({
      auths: { [HOST]: { auth }, [`https://${HOST}`]: { auth } },
    });
  });
});

{
  const { skip, note } = needing('skopeo');
  describe.skipIf(skip)(`skopeo${note}`, () => {
    const getLogin = (file: string, host: string) =>
      scratch.run('skopeo', ['login', '--get-login', '--authfile', scratch.path(file), host]);

    it.each([
      ['docker config', 'docker-config', (text: string) => text],
      [
        "Secret's docker config",
        'kubernetes-secret',
        (text: string) => Buffer.from(JSON.parse(text).data['.dockerconfigjson'], 'base64').toString('utf8'),
      ],
    ])('finds the user of the registry in the %s, and none of another', async (_what, format, configOf) => {
      scratch.write('auth.json', configOf(await get(`format=${format}`)));
      expect(await getLogin('auth.json', HOST)).toMatchObject({ status: 0, stdout: 'AWS\n' });
      const other = await getLogin('auth.json', '210987654321.dkr.ecr.eu-west-1.amazonaws.com');
      expect(other.status).not.toBe(0);
      expect(other.stderr).toContain('not logged into');
    });

    it('finds each of several registries', async () => {
      scratch.write('auth.json', await get('format=docker-config&registryIds=123456789012,210987654321'));
      for (const id of ['123456789012', '210987654321']) {
        const { stdout } = await getLogin('auth.json', `${id}.dkr.ecr.eu-west-1.amazonaws.com`);
        expect(stdout).toBe('AWS\n');
      }
    });
  });
}

describe('the answer for a kubelet', () => {
  it('is a CredentialProviderResponse of credentialprovider.kubelet.k8s.io/v1', async () => {
    const { cacheDuration, ...rest } = JSON.parse(await get('format=kubelet'));
    const { password } = await theLogin();
    expect(rest).toEqual({
      apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
      kind: 'CredentialProviderResponse',
      cacheKeyType: 'Registry',
      auth: { [HOST]: { username: 'AWS', password } },
    });
    // A metav1.Duration is what Go's time.ParseDuration reads.
    expect(cacheDuration).toMatch(/^(\d+h)?(\d+m)?\d+s$/);
  });
});
