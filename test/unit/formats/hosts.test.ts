// A login under every host name of its registry, for programs compare names exactly.
import { describe, expect, it } from 'vitest';
import type { RegistryLogin } from '../../../shared/domain/credential.ts';
import type { FormatName } from '../../../shared/domain/format-name.ts';
import { aLogin, issuedLogins, otherLogin, publicLogin, writeLogins } from '../../support/format-samples.ts';

const ALL = [
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  '123456789012.dkr-ecr.eu-west-1.on.aws',
  '123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com',
  '123456789012.dkr-ecr-fips.eu-west-1.on.aws',
];
const OTHERS = ALL.map((host) => host.replace('123456789012', '210987654321'));
const PUBLIC = ['public.ecr.aws', 'ecr-public.aws.com'];

function written(format: FormatName, hosts: 'default' | 'all', ...logins: readonly RegistryLogin[]) {
  return JSON.parse(writeLogins(format, { ...issuedLogins(...logins), hosts }).body);
}

/** What each format has by host. */
const ENTRIES = {
  'docker-config': (value: { auths: object }) => value.auths,
  'kubernetes-secret': ({ data }: { data: Record<string, string> }) =>
    JSON.parse(Buffer.from(data['.dockerconfigjson'] ?? '', 'base64').toString()).auths,
  kubelet: ({ auth }: { auth: object }) => auth,
} as const;
const KEYED = Object.keys(ENTRIES) as (keyof typeof ENTRIES)[];
function entriesOf(format: keyof typeof ENTRIES, hosts: 'default' | 'all', ...logins: readonly RegistryLogin[]) {
  return ENTRIES[format](written(format, hosts, ...logins));
}
function keysOf(...args: Parameters<typeof entriesOf>) {
  return Object.keys(entriesOf(...args)).filter((key) => !key.startsWith('https://'));
}

describe.each(KEYED)('%s', (format) => {
  it('has all hosts, ECR’s own first', () => {
    expect(keysOf(format, 'all')).toEqual(ALL);
  });

  it('has all hosts of each of several registries, each with its own login', () => {
    const entries = entriesOf(format, 'all', aLogin(), otherLogin);
    const own = entriesOf(format, 'default', aLogin(), otherLogin);
    const [mine, theirs] = [ALL[0] ?? '', OTHERS[0] ?? ''];
    expect(Object.keys(entries).filter((key) => !key.startsWith('https://'))).toEqual([...ALL, ...OTHERS]);
    for (const host of ALL) expect(entries[host]).toEqual(own[mine]);
    for (const host of OTHERS) expect(entries[host]).toEqual(own[theirs]);
    expect(own[mine]).not.toEqual(own[theirs]);
  });

  it('has both hosts of ECR Public', () => {
    expect(keysOf(format, 'all', publicLogin)).toEqual(PUBLIC);
  });

  it('has ECR’s own host alone where nothing else is asked for', () => {
    expect(keysOf(format, 'default')).toEqual(ALL.slice(0, 1));
    expect(keysOf(format, 'default', publicLogin)).toEqual(PUBLIC.slice(0, 1));
  });

  it.each(ALL.slice(1))('keeps the host that ECR gave, should it give another one: %s', (host) => {
    const login = aLogin({ proxyEndpoint: `https://${host}` });
    expect(keysOf(format, 'default', login)).toEqual([host]);
    expect(keysOf(format, 'all', login)).toEqual([host, ...ALL.filter((other) => other !== host)]);
  });

  it('has two hosts where there is no FIPS', () => {
    const host = '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn';
    const login = aLogin({ region: 'cn-north-1', proxyEndpoint: `https://${host}` });
    expect(keysOf(format, 'all', login)).toEqual([host, '123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn']);
  });
});

it('docker-config has each host by its URL too', () => {
  expect(Object.keys(entriesOf('docker-config', 'all'))).toEqual(ALL.flatMap((host) => [host, `https://${host}`]));
});

describe('json', () => {
  it('has all URLs beside the one that ECR gave', () => {
    const [credential] = written('json', 'all').credentials;
    expect(credential).toEqual({
      registryId: '123456789012',
      region: 'eu-west-1',
      username: 'AWS',
      password: 'hush',
      authorizationToken: 'QVdTOmh1c2g=',
      proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      proxyEndpointDomain: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      expirationDate: '2026-11-21T22:00:00.000Z',
      proxyEndpoints: [
        'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
        'https://123456789012.dkr-ecr.eu-west-1.on.aws',
        'https://123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com',
        'https://123456789012.dkr-ecr-fips.eu-west-1.on.aws',
      ],
    });
  });

  it('has those of each registry, and of ECR Public', () => {
    const { credentials } = written('json', 'all', aLogin(), otherLogin, publicLogin);
    expect(credentials.map(({ proxyEndpoints }: { proxyEndpoints: string[] }) => proxyEndpoints)).toEqual(
      [ALL, OTHERS, PUBLIC].map((hosts) => hosts.map((host) => `https://${host}`)),
    );
  });

  it('does not have them where nothing else is asked for', () => {
    expect(written('json', 'default').credentials[0]).not.toHaveProperty('proxyEndpoints');
  });
});
