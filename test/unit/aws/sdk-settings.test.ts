// The hosts that AWS is asked at: by the SDK's own settings, in every partition. Nothing is sent: no name is found.
import dns from 'node:dns';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGetRegistryLogins } from '../../../shared/aws/ecr/logins.ts';
import { createGetPublicLogin } from '../../../shared/aws/ecr/public-login.ts';
import { createReadAccountKey } from '../../../shared/aws/sts/account-keys.ts';
import { createSts } from '../../../shared/aws/sts/sts.ts';
import { parseRegistryHost } from '../../../shared/domain/aws.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import type { SessionRequest } from '../../../shared/vending/issuing/session-request.ts';
import { aCall } from '../../support/builders.ts';
import { thrownBy } from '../../support/tokens.ts';

const FIPS = { AWS_USE_FIPS_ENDPOINT: 'true' };
const DUAL = { AWS_USE_DUALSTACK_ENDPOINT: 'true' };
const session = {
  accessKeyId: 'ASIAEXAMPLE000000001',
  secretAccessKey: new Secret('secret'),
  sessionToken: new Secret('token'),
  arn: 'arn:aws:sts::123456789012:assumed-role/team-a/ci-1',
  expiresAt: new Date(Date.now() + 3_600_000),
};
const roleArn = 'arn:aws:iam::123456789012:role/team-a';
const common = { durationSeconds: 900, policyArns: [] };
function startSession(request: SessionRequest) {
  return createSts(createReadAccountKey()).startSession(request, aCall());
}

let hosts: string[];
beforeEach(() => {
  hosts = [];
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_ENDPOINT_URL')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'ASIAEXECUTION0000001');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'token');
  vi.spyOn(dns, 'lookup').mockImplementation(((host: string, _options: unknown, found: (error: Error) => void) => {
    hosts.push(host);
    found(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
  }) as never);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** The one host that a call looked for, which failed for want of it. */
async function hostOf(settings: Record<string, string>, ask: () => Promise<unknown>): Promise<string | undefined> {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  await thrownBy(ask());
  expect(new Set(hosts).size).toBe(1);
  return hosts[0];
}
function inRegion(region: string | undefined) {
  return region === undefined ? {} : { region };
}
function assumeRole(region?: string) {
  return startSession({
    ...common,
    ...inRegion(region),
    type: 'assumed-role',
    sourceCredentials: { source: 'execution-role' },
    roleArn,
    sessionName: 'ci-1',
    tags: [],
    transitiveTags: false,
  });
}
function withToken(region?: string) {
  return startSession({
    ...common,
    ...inRegion(region),
    type: 'web-identity',
    roleArn,
    sessionName: 'ci-1',
    token: new Secret('t'),
  });
}
function logIn(region: string) {
  return createGetRegistryLogins()({ region, registryIds: ['123456789012'] }, session, aCall());
}

// AWS General Reference, "Service endpoints"; the SDK's own endpoint rules.
describe('STS is asked at', () => {
  it.each<readonly [Record<string, string>, string | undefined, string]>([
    [{}, undefined, 'sts.eu-west-1.amazonaws.com'],
    [{}, 'us-east-1', 'sts.us-east-1.amazonaws.com'],
    [FIPS, undefined, 'sts-fips.eu-west-1.amazonaws.com'],
    [DUAL, undefined, 'sts.eu-west-1.api.aws'],
    [{ ...FIPS, ...DUAL }, undefined, 'sts-fips.eu-west-1.api.aws'],
    [{}, 'cn-north-1', 'sts.cn-north-1.amazonaws.com.cn'],
    [{}, 'us-gov-west-1', 'sts.us-gov-west-1.amazonaws.com'],
    [FIPS, 'us-gov-west-1', 'sts.us-gov-west-1.amazonaws.com'],
    [{}, 'eusc-de-east-1', 'sts.eusc-de-east-1.amazonaws.eu'],
    [{ AWS_STS_REGIONAL_ENDPOINTS: 'legacy' }, 'us-east-1', 'sts.us-east-1.amazonaws.com'],
    [{ AWS_STS_REGIONAL_ENDPOINTS: 'legacy' }, undefined, 'sts.eu-west-1.amazonaws.com'],
  ])('with %j, in %s: %s', async (settings, region, host) => {
    expect(await hostOf(settings, () => assumeRole(region))).toBe(host);
    hosts = [];
    expect(await hostOf(settings, () => withToken(region))).toBe(host);
  });

  it('the region’s own host for a second hop too', async () => {
    const hop = {
      sourceCredentials: { source: 'session', session },
      roleArn,
      sessionName: 'ci-1',
      tags: [],
      transitiveTags: false,
    };
    const ask = () => startSession({ ...common, ...hop, type: 'assumed-role', region: 'cn-north-1' } as never);
    expect(await hostOf({}, ask)).toBe('sts.cn-north-1.amazonaws.com.cn');
  });
});

describe('ECR is asked at', () => {
  it.each<readonly [Record<string, string>, string, string]>([
    [{}, 'eu-west-1', 'api.ecr.eu-west-1.amazonaws.com'],
    [FIPS, 'eu-west-1', 'api.ecr-fips.eu-west-1.amazonaws.com'],
    [DUAL, 'eu-west-1', 'ecr.eu-west-1.api.aws'],
    [{ ...FIPS, ...DUAL }, 'eu-west-1', 'ecr-fips.eu-west-1.api.aws'],
    [{}, 'cn-north-1', 'api.ecr.cn-north-1.amazonaws.com.cn'],
    [{}, 'us-gov-west-1', 'api.ecr.us-gov-west-1.amazonaws.com'],
    [{}, 'eusc-de-east-1', 'api.ecr.eusc-de-east-1.amazonaws.eu'],
  ])('with %j, in %s: %s', async (settings, region, host) => {
    expect(await hostOf(settings, () => logIn(region))).toBe(host);
  });

  it('us-east-1 for ECR Public, wherever the function is', async () => {
    expect(await hostOf({}, () => createGetPublicLogin()(session, aCall()))).toBe(
      'api.ecr-public.us-east-1.amazonaws.com',
    );
  });
});

// Only the first client of a service looks its settings up.
describe('ECR and STS are asked by the same settings a second time, in another region', () => {
  const URL_FOR_ALL = { AWS_ENDPOINT_URL: 'http://all.invalid' };
  const URL_FOR_EACH = { AWS_ENDPOINT_URL_ECR: 'http://ecr.invalid', AWS_ENDPOINT_URL_STS: 'http://sts.invalid' };
  it.each<readonly [Record<string, string>, string, string]>([
    [{}, 'api.ecr.eu-west-1.amazonaws.com', 'sts.eu-west-1.amazonaws.com'],
    [FIPS, 'api.ecr-fips.eu-west-1.amazonaws.com', 'sts-fips.eu-west-1.amazonaws.com'],
    [DUAL, 'ecr.eu-west-1.api.aws', 'sts.eu-west-1.api.aws'],
    [{ ...FIPS, ...DUAL }, 'ecr-fips.eu-west-1.api.aws', 'sts-fips.eu-west-1.api.aws'],
    [URL_FOR_ALL, 'all.invalid', 'all.invalid'],
    [{ ...URL_FOR_ALL, ...URL_FOR_EACH }, 'ecr.invalid', 'sts.invalid'],
    [
      { ...URL_FOR_ALL, ...URL_FOR_EACH, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      'api.ecr.eu-west-1.amazonaws.com',
      'sts.eu-west-1.amazonaws.com',
    ],
  ])('with %j: %s, %s', async (settings, ecrHost, stsHost) => {
    for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
    const getLogins = createGetRegistryLogins();
    const { getCallerIdentity } = createSts(createReadAccountKey());
    await thrownBy(getLogins({ region: 'cn-north-1', registryIds: [] }, session, aCall()));
    await thrownBy(getCallerIdentity(session, 'cn-north-1', aCall()));
    hosts = [];
    expect(await hostOf({}, () => getLogins({ region: 'eu-west-1', registryIds: [] }, session, aCall()))).toBe(ecrHost);
    hosts = [];
    expect(await hostOf({}, () => getCallerIdentity(session, undefined, aCall()))).toBe(stsHost);
  });
});

describe('Secrets Manager is asked', () => {
  it('in the region of the secret', async () => {
    const arn = 'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:portunus/dev/keys/build-AbCdEf';
    const ask = () => createReadAccountKey()(arn, { anew: false }, aCall());
    expect(await hostOf({}, ask)).toBe('secretsmanager.cn-north-1.amazonaws.com.cn');
  });
});

// Amazon ECR user guide, "Endpoints"; the registry hosts that amazon-ecr-credential-helper takes.
describe('the host of a registry', () => {
  it.each([
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'eu-west-1'],
    ['123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', 'us-east-1'],
    ['123456789012.dkr-ecr.eu-west-1.on.aws', 'eu-west-1'],
    ['123456789012.dkr-ecr-fips.us-east-1.on.aws', 'us-east-1'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn', 'cn-north-1'],
    ['123456789012.dkr.ecr.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ['123456789012.dkr-ecr-fips.us-gov-west-1.on.aws', 'us-gov-west-1'],
    ['123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
  ])('is read: %s', (host, region) => {
    expect(parseRegistryHost(host)).toEqual({ registryId: '123456789012', region });
  });

  it.each([
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn',
    '123456789012.dkr.ecr.cn-north-1.amazonaws.com',
    '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.com',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.eu',
    '123456789012.dkr-ecr.cn-north-1.on.aws',
    '123456789012.dkr.ecr.s3.amazonaws.com',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example',
    'x.123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    '12345678901.dkr.ecr.eu-west-1.amazonaws.com',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com:443',
  ])('is no other: %s', (host) => {
    expect(parseRegistryHost(host)).toBeUndefined();
  });
});
