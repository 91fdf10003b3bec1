// A pull secret of core/v1, and what a kubelet credential provider prints.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { aLogin, issuedLogins, OPTIONS, otherLogin, publicLogin, writeLogins } from '../../support/format-samples.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const CONFIG = `{"auths":{"${HOST}":{"auth":"QVdTOmh1c2g="},"https://${HOST}":{"auth":"QVdTOmh1c2g="}}}`;
const YAML = { ...OPTIONS, yaml: true };

describe('kubernetes-secret', () => {
  it('is a secret of type dockerconfigjson', () => {
    const { contentType, body } = writeLogins('kubernetes-secret');
    const secret = JSON.parse(body);
    expect(contentType).toBe('application/json');
    expect(secret).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'portunus-team-a-pull-login',
        annotations: { 'portunus/refresh-after': '2026-11-21T12:29:59.123Z' },
      },
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': expect.stringMatching(/^[A-Za-z0-9+/]+={0,2}$/) },
    });
    expect(Buffer.from(secret.data['.dockerconfigjson'], 'base64').toString()).toBe(CONFIG);
  });

  it('is in YAML, to the character, if it is asked for', () => {
    expect(writeLogins('kubernetes-secret', issuedLogins(), YAML)).toEqual({
      contentType: 'application/yaml',
      body:
        '"apiVersion": "v1"\n"kind": "Secret"\n"metadata":\n  "name": "portunus-team-a-pull-login"\n' +
        '  "annotations":\n    "portunus/refresh-after": "2026-11-21T12:29:59.123Z"\n' +
        `"type": "kubernetes.io/dockerconfigjson"\n"data":\n  ".dockerconfigjson": "${btoa(CONFIG)}"\n`,
    });
  });

  it.each([
    ['one login', [aLogin()]],
    ['several', [aLogin(), otherLogin]],
    ['ECR Public', [publicLogin]],
  ] as const)('is the same in both for %s', (_name, logins) => {
    const issued = issuedLogins(...logins);
    const [json, yaml] = [writeLogins('kubernetes-secret', issued), writeLogins('kubernetes-secret', issued, YAML)];
    expect(parse(yaml.body, { version: '1.2' })).toEqual(JSON.parse(json.body));
    expect(parse(yaml.body, { version: '1.1' })).toEqual(JSON.parse(json.body));
  });

  it.each(['0', 'true', 'null', '1e3', 'f0e1d2c3-0000-4000-8000-000000000001', `a${'b'.repeat(62)}`])(
    'has a name that Kubernetes takes for the connector %s',
    (id) => expectName({ ...issuedLogins(), connectorId: id }),
  );

  it.each(['a-', 'shop--'])('has one for %s as well, which may be the id of a connector', (id) => {
    expectName({ ...issuedLogins(), connectorId: id });
  });

  /** RFC 1123, as apimachinery's IsDNS1123Subdomain has it. */
  const expectName = (issued: ReturnType<typeof issuedLogins>) => {
    const { name } = JSON.parse(writeLogins('kubernetes-secret', issued).body).metadata;
    expect(name).toMatch(/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/);
    expect(name.length).toBeLessThanOrEqual(253);
  };
});

describe('kubelet', () => {
  it('is a response of v1, held by registry until it is worth a new one', () => {
    const { contentType, body } = writeLogins('kubelet');
    expect(contentType).toBe('application/json');
    expect(JSON.parse(body)).toEqual({
      kind: 'CredentialProviderResponse',
      apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
      cacheKeyType: 'Registry',
      cacheDuration: '0h29m59s',
      auth: { [HOST]: { username: 'AWS', password: 'hush' } },
    });
  });

  it('has every registry, by its bare host', () => {
    expect(JSON.parse(writeLogins('kubelet', issuedLogins(aLogin(), otherLogin)).body).auth).toEqual({
      [HOST]: { username: 'AWS', password: 'hush' },
      '210987654321.dkr.ecr.eu-west-1.amazonaws.com': { username: 'AWS', password: 'hush2' },
    });
    expect(JSON.parse(writeLogins('kubelet', issuedLogins(publicLogin)).body).auth).toEqual({
      'public.ecr.aws': { username: 'AWS', password: 'hush' },
    });
  });

  it.each([
    [0, '0h0m0s'],
    [999, '0h0m0s'],
    [1_000, '0h0m1s'],
    [-5_000, '0h0m0s'],
    [3_600_000, '1h0m0s'],
    [21_599_999, '5h59m59s'],
    [86_400_000, '24h0m0s'],
  ])('%i ms from now is %s for Go, and never less than nothing', (ms, duration) => {
    const issued = issuedLogins();
    const refreshAfter = new Date(issued.issuedAt.getTime() + ms);
    const { cacheDuration } = JSON.parse(writeLogins('kubelet', { ...issued, refreshAfter }).body);
    expect(cacheDuration).toBe(duration);
    expect(cacheDuration).toMatch(/^(?:[0-9]+h)(?:[0-9]+m)(?:[0-9]+s)$/);
  });
});
