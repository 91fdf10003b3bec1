import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../local/stand-in/faults.ts';
import { type StandIn, startStandIn } from '../../local/stand-in/server.ts';
import type { Principal, Role } from '../../local/stand-in/state.ts';

process.env.AWS_EC2_METADATA_DISABLED = 'true';

const NOW = new Date('2026-11-21T12:00:00.250Z');
const PULLER = 'arn:aws:iam::444455556666:role/ci/puller';
const LAMBDA: Principal = {
  arn: 'arn:aws:sts::111122223333:assumed-role/portunus-issue/portunus',
  accessKeyId: 'ASIALAMBDALAMBDALAMB',
  secretAccessKey: 'lambda-secret',
  sessionToken: 'lambda-token',
  kind: 'role-session',
};
const USER: Principal = {
  arn: 'arn:aws:iam::111122223333:user/ci/deployer',
  accessKeyId: 'AKIAUSERUSERUSERUSER',
  secretAccessKey: 'user-secret',
  kind: 'iam-user',
};
const CHINESE: Principal = {
  arn: 'arn:aws-cn:sts::777788889999:assumed-role/puller/portunus',
  accessKeyId: 'ASIACHINACHINACHINAC',
  secretAccessKey: 'china-secret',
  sessionToken: 'china-token',
  kind: 'role-session',
};
const SOVEREIGN: Principal = {
  arn: 'arn:aws-eusc:sts::777788889999:assumed-role/puller/portunus',
  accessKeyId: 'ASIAEUSCEUSCEUSCEUSC',
  secretAccessKey: 'eusc-secret',
  sessionToken: 'eusc-token',
  kind: 'role-session',
};
const ROLE: Role = {
  arn: PULLER,
  trustedPrincipals: ['arn:aws:iam::111122223333:role/portunus-issue', USER.arn],
  maxSessionDurationSeconds: 7200,
  ecr: true,
};
const LOGIN_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'ecr:Get*', Resource: '*' },
});
const DENIED_MESSAGE =
  'User: arn:aws:sts::111122223333:assumed-role/portunus-issue/portunus is not authorized to perform: ' +
  'sts:AssumeRole on resource: arn:aws:iam::444455556666:role/ci/puller';

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
/** What the SDK is about to send, signature and all. */
interface SignedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}
type Tamper = (request: SignedRequest) => void;

let standIn: StandIn;
let standInNow: Date;

const configOf = ({ accessKeyId, secretAccessKey, sessionToken }: Keys, region: string) => ({
  endpoint: standIn.url,
  region,
  maxAttempts: 1,
  credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
});

/** Changes requests after the SDK signed them. */
const tampering = (tamper: Tamper) => (next: (args: never) => unknown) => async (args: { request: SignedRequest }) => {
  tamper(args.request);
  return next(args as never);
};
const AFTER_SIGNING = { relation: 'after', toMiddleware: 'httpSigningMiddleware' } as const;

const stsOf = (keys: Keys, region = 'eu-west-1', tamper?: Tamper) => {
  const client = new STSClient(configOf(keys, region));
  if (tamper) client.middlewareStack.addRelativeTo(tampering(tamper) as never, AFTER_SIGNING);
  return client;
};
const ecrOf = (keys: Keys, region = 'eu-west-1', tamper?: Tamper) => {
  const client = new ECRClient(configOf(keys, region));
  if (tamper) client.middlewareStack.addRelativeTo(tampering(tamper) as never, AFTER_SIGNING);
  return client;
};

const assume = (input: Partial<AssumeRoleCommandInput> = {}, keys: Keys = LAMBDA) =>
  stsOf(keys).send(new AssumeRoleCommand({ RoleArn: PULLER, RoleSessionName: 'build-42', ...input }));

const assumedKeys = async (input: Partial<AssumeRoleCommandInput> = {}, by: Keys = LAMBDA): Promise<Keys> => {
  const { Credentials } = await assume(input, by);
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
};

const logIn = (keys: Keys, registryIds?: string[], region = 'eu-west-1') =>
  ecrOf(keys, region).send(new GetAuthorizationTokenCommand(registryIds === undefined ? {} : { registryIds }));

const whoAmI = (keys: Keys, tamper?: Tamper, region = 'eu-west-1') =>
  stsOf(keys, region, tamper).send(new GetCallerIdentityCommand({}));

const refusal = (name: string, httpStatusCode: number) => ({ name, $metadata: { httpStatusCode } });

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterAll(() => {
  vi.useRealTimers();
});
beforeEach(async () => {
  standInNow = NOW;
  const principals = [LAMBDA, USER, CHINESE, SOVEREIGN];
  standIn = await startStandIn({ principals, roles: [ROLE], now: () => standInNow });
});
afterEach(() => standIn.stop());

describe('a good call', () => {
  it('assumes a role', async () => {
    const answer = await assume({ SourceIdentity: 'octocat', Tags: [{ Key: 'repo', Value: 'portunus' }] });
    expect(answer).toMatchObject({
      AssumedRoleUser: { Arn: 'arn:aws:sts::444455556666:assumed-role/puller/build-42' },
      Credentials: { Expiration: new Date('2026-11-21T13:00:00Z') },
      SourceIdentity: 'octocat',
      PackedPolicySize: 1,
    });
    expect(answer.AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA[A-Z2-7]{17}:build-42$/);
    expect(answer.Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(answer.Credentials?.SecretAccessKey).toHaveLength(40);
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('logs in to the registries asked for', async () => {
    const keys = await assumedKeys();
    const { authorizationData = [] } = await logIn(keys, ['444455556666', '999900001111']);
    expect(authorizationData.map(({ proxyEndpoint }) => proxyEndpoint)).toEqual([
      'https://444455556666.dkr.ecr.eu-west-1.amazonaws.com',
      'https://999900001111.dkr.ecr.eu-west-1.amazonaws.com',
    ]);
    expect(authorizationData[0]?.expiresAt).toEqual(new Date('2026-11-22T00:00:00.123Z'));
    const login = Buffer.from(authorizationData[0]?.authorizationToken ?? '', 'base64').toString();
    expect(login).toMatch(/^AWS:[A-Za-z0-9+/=]{1900}$/);
  });

  it("logs in to the session's own registry when none is asked for", async () => {
    const { authorizationData } = await logIn(await assumedKeys());
    expect(authorizationData).toHaveLength(1);
    expect(authorizationData?.[0]?.proxyEndpoint).toBe('https://444455556666.dkr.ecr.eu-west-1.amazonaws.com');
  });

  it.each([
    ['cn-north-1', CHINESE, 'https://777788889999.dkr.ecr.cn-north-1.amazonaws.com.cn'],
    ['eusc-de-east-1', SOVEREIGN, 'https://777788889999.dkr.ecr.eusc-de-east-1.amazonaws.eu'],
  ])('names the registry of %s', async (region, principal, endpoint) => {
    const [, partition] = principal.arn.split(':');
    standIn.putRole({ arn: `arn:${partition}:iam::777788889999:role/puller`, trustedPrincipals: [], ecr: true });
    const { authorizationData } = await logIn(principal, undefined, region);
    expect(authorizationData?.[0]?.proxyEndpoint).toBe(endpoint);
  });

  it.each([
    ['a role session', LAMBDA, '111122223333', /^AROA[A-Z2-7]{17}:portunus$/],
    ['an IAM user', USER, '111122223333', /^AIDA[A-Z2-7]{17}$/],
  ])('tells %s who it is', async (_name, principal, account, userId) => {
    const identity = await whoAmI(principal);
    expect(identity).toMatchObject({ Arn: principal.arn, Account: account });
    expect(identity.UserId).toMatch(userId);
  });

  it('gives a session the identity of its ARN', async () => {
    const identity = await whoAmI(await assumedKeys());
    expect(identity.Arn).toBe('arn:aws:sts::444455556666:assumed-role/puller/build-42');
  });
});

describe('the record of calls', () => {
  it('shows parameters and caller, but no secret', async () => {
    const keys = await assumedKeys({
      DurationSeconds: 900,
      ExternalId: 'tenant:7',
      SourceIdentity: 'octocat',
      Tags: [{ Key: '__proto__', Value: 'x' }],
      TransitiveTagKeys: ['__proto__'],
      Policy: LOGIN_POLICY,
      PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
    });
    await logIn(keys, ['444455556666']);
    expect(standIn.calls).toEqual([
      {
        time: NOW,
        action: 'AssumeRole',
        region: 'eu-west-1',
        accessKeyId: 'ASIALAMBDALAMBDALAMB',
        callerArn: 'arn:aws:sts::111122223333:assumed-role/portunus-issue/portunus',
        parameters: {
          roleArn: 'arn:aws:iam::444455556666:role/ci/puller',
          roleSessionName: 'build-42',
          durationSeconds: 900,
          externalId: 'tenant:7',
          sourceIdentity: 'octocat',
          tags: Object.assign(Object.create(null), JSON.parse('{"__proto__":"x"}')),
          policy: LOGIN_POLICY,
          policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
          transitiveTagKeys: ['__proto__'],
        },
        outcome: 'ok',
      },
      {
        time: NOW,
        action: 'GetAuthorizationToken',
        region: 'eu-west-1',
        accessKeyId: keys.accessKeyId,
        callerArn: 'arn:aws:sts::444455556666:assumed-role/puller/build-42',
        parameters: { registryIds: ['444455556666'] },
        outcome: 'ok',
      },
    ]);
    expect(Object.keys(standIn.calls[0]?.parameters.tags ?? {})).toEqual(['__proto__']);
    const record = JSON.stringify(standIn.calls);
    for (const secret of [keys.secretAccessKey, keys.sessionToken ?? '', 'lambda-secret', 'lambda-token']) {
      expect(record).not.toContain(secret);
    }
  });

  it('keeps what was handed out apart, byte for byte', async () => {
    const keys = await assumedKeys();
    const { authorizationData } = await logIn(keys);
    const session = standIn.issued.find((issued) => issued.action === 'AssumeRole');
    const login = standIn.issued.find((issued) => issued.action === 'GetAuthorizationToken');
    expect(session).toMatchObject({ ...keys, expiration: new Date('2026-11-21T13:00:00Z') });
    const authorization = login?.authorizations[0];
    expect(authorization?.authorizationToken).toBe(authorizationData?.[0]?.authorizationToken);
    expect(JSON.stringify(standIn.calls)).not.toContain(authorization?.password);
  });

  it('shows the code of a refusal and what was asked', async () => {
    await expect(assume({ DurationSeconds: 1 })).rejects.toMatchObject({ name: 'ValidationError' });
    expect(standIn.calls[0]).toMatchObject({ outcome: 'ValidationError', parameters: { durationSeconds: 1 } });
    expect(standIn.issued).toEqual([]);
  });
});

describe('signatures', () => {
  const { sessionToken: _token, ...lambdaWithoutToken } = LAMBDA;
  const editHeader =
    (name: string, from: string | RegExp, to: string): Tamper =>
    ({ headers }) => {
      headers[name] = (headers[name] ?? '').replace(from, to);
    };
  const setHeader = (name: string, value: string) => editHeader(name, /^.*$/, value);
  const editAuthorization = (from: string | RegExp, to: string) => editHeader('authorization', from, to);
  const removeHeader =
    (name: string): Tamper =>
    ({ headers }) => {
      delete headers[name];
    };
  const NAMES = {
    missing: ['MissingAuthenticationToken', 403, 'MissingAuthenticationTokenException', 400],
    incomplete: ['IncompleteSignature', 400, 'IncompleteSignatureException', 400],
    unknown: ['InvalidClientTokenId', 403, 'UnrecognizedClientException', 400],
    mismatch: ['SignatureDoesNotMatch', 403, 'InvalidSignatureException', 400],
  } as const;

  const expectRefusals = async (fault: keyof typeof NAMES, keys: Keys, tamper?: Tamper) => {
    const [stsName, stsStatus, ecrName, ecrStatus] = NAMES[fault];
    await expect(whoAmI(keys, tamper)).rejects.toMatchObject(refusal(stsName, stsStatus));
    const login = ecrOf(keys, 'eu-west-1', tamper).send(new GetAuthorizationTokenCommand({}));
    await expect(login).rejects.toMatchObject(refusal(ecrName, ecrStatus));
    expect(standIn.calls.map(({ outcome }) => outcome)).toEqual([stsName, ecrName]);
  };

  it.each<[string, Keys, keyof typeof NAMES]>([
    ['a wrong secret', { ...LAMBDA, secretAccessKey: 'lambda-secreT' }, 'mismatch'],
    ['an unknown key', { ...USER, accessKeyId: 'AKIANOBODY' }, 'unknown'],
    ['a key in another case', { ...USER, accessKeyId: 'akiauseruseruseruser' }, 'unknown'],
    ['a wrong token', { ...LAMBDA, sessionToken: 'lambda-toke' }, 'unknown'],
    ['the token of another session', { ...LAMBDA, sessionToken: 'china-token' }, 'unknown'],
    ["a session's key without token", lambdaWithoutToken, 'unknown'],
    ["a user's key with a token", { ...USER, sessionToken: 'lambda-token' }, 'unknown'],
  ])('are refused with %s', async (_name, keys, fault) => {
    await expectRefusals(fault, keys);
  });

  it.each<[string, Tamper, keyof typeof NAMES]>([
    ['taken away', removeHeader('authorization'), 'missing'],
    ['replaced by a password', setHeader('authorization', 'Basic QVdTOng='), 'missing'],
    ['of another algorithm', editAuthorization('SHA256', 'SHA1'), 'incomplete'],
    ['without Signature', editAuthorization(/, Signature=.*/, ''), 'incomplete'],
    ['with an empty Signature', editAuthorization(/Signature=.*/, 'Signature='), 'incomplete'],
    ['with two Signatures', editAuthorization(/$/, ', Signature=00'), 'incomplete'],
    ['with a scope of four parts', editAuthorization('/aws4_request', ''), 'incomplete'],
    ['with another terminator', editAuthorization('aws4_request', 'aws5_request'), 'mismatch'],
    ['with another day in the scope', editAuthorization('20261121', '20261120'), 'mismatch'],
    ['for another region', editAuthorization('eu-west-1', 'eu-west-2'), 'mismatch'],
    ['for no region', editAuthorization('eu-west-1', 'nowhere'), 'mismatch'],
    ['for another service', editAuthorization(/\/(sts|ecr)\//, '/s3/'), 'mismatch'],
    ['without date', removeHeader('x-amz-date'), 'incomplete'],
    ['with a date of another form', setHeader('x-amz-date', '2026-11-21T12:00:00Z'), 'incomplete'],
    ['with another date', setHeader('x-amz-date', '20261121T120001Z'), 'mismatch'],
    ['that leave out the host', editAuthorization('host;', ''), 'mismatch'],
    ['that leave out the date', editAuthorization('x-amz-date;', ''), 'mismatch'],
    ['that leave out the token', editAuthorization('x-amz-security-token;', ''), 'mismatch'],
    ['that leave out a header added later', setHeader('x-amz-extra', '1'), 'mismatch'],
    ['over headers in disorder', editAuthorization(/(host);(x-amz-content-sha256)/, '$2;$1'), 'mismatch'],
    ['whose token was taken away', removeHeader('x-amz-security-token'), 'mismatch'],
    ['over another content type', editHeader('content-type', /$/, ';charset=utf-8'), 'mismatch'],
  ])('are refused when %s', async (_name, tamper, fault) => {
    await expectRefusals(fault, LAMBDA, tamper);
  });

  it('are refused when the body was changed', async () => {
    const tamper: Tamper = (request) => {
      request.body = request.body.replace('build-42', 'build-43');
    };
    const input = { RoleArn: PULLER, RoleSessionName: 'build-42' };
    const call = stsOf(LAMBDA, 'eu-west-1', tamper).send(new AssumeRoleCommand(input));
    await expect(call).rejects.toMatchObject(refusal('SignatureDoesNotMatch', 403));
  });

  it('are refused when they pass by raw HTTP without one', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'Action=GetCallerIdentity&Version=2011-06-15';
    const response = await fetch(standIn.url, { method: 'POST', headers, body });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  it.each([
    ['exactly five minutes old', '2026-11-21T12:05:00.000Z'],
    ['exactly five minutes early', '2026-11-21T11:55:00.000Z'],
  ])('are accepted when %s', async (_name, now) => {
    standInNow = new Date(now);
    await expect(whoAmI(USER)).resolves.toMatchObject({ Arn: USER.arn });
  });

  it.each([
    ['older', '2026-11-21T12:05:00.001Z', /^Signature expired: 20261121T120000Z is now earlier than /],
    ['earlier', '2026-11-21T11:54:59.999Z', /^Signature not yet current: 20261121T120000Z is still later than /],
  ])('are refused when %s than five minutes', async (_name, now, text) => {
    standInNow = new Date(now);
    const message = expect.stringMatching(text);
    await expect(whoAmI(USER)).rejects.toMatchObject({ ...refusal('SignatureDoesNotMatch', 403), message });
    await expect(logIn(USER)).rejects.toMatchObject({ ...refusal('InvalidSignatureException', 400), message });
  });

  it('are refused with a key of another partition', async () => {
    await expect(whoAmI(LAMBDA, undefined, 'cn-north-1')).rejects.toMatchObject(refusal('InvalidClientTokenId', 403));
    const login = logIn(await assumedKeys(), undefined, 'cn-north-1');
    await expect(login).rejects.toMatchObject(refusal('UnrecognizedClientException', 400));
  });
});

describe('the end of a session', () => {
  const at = (time: string) => {
    standInNow = new Date(time);
    vi.setSystemTime(time);
  };
  afterEach(() => {
    vi.setSystemTime(NOW);
  });

  it('leaves its last second', async () => {
    const keys = await assumedKeys({ DurationSeconds: 900 });
    at('2026-11-21T12:14:59.999Z');
    await expect(logIn(keys)).resolves.toMatchObject({ authorizationData: [{}] });
  });

  it('closes STS and ECR', async () => {
    const keys = await assumedKeys({ DurationSeconds: 900 });
    at('2026-11-21T12:15:00.000Z');
    await expect(whoAmI(keys)).rejects.toMatchObject(refusal('ExpiredToken', 403));
    await expect(logIn(keys)).rejects.toMatchObject(refusal('ExpiredTokenException', 400));
  });

  it('is not moved by another session', async () => {
    const first = await assumedKeys();
    const second = await assumedKeys();
    const mixed = { ...first, sessionToken: second.sessionToken ?? '' };
    await expect(whoAmI(mixed)).rejects.toMatchObject(refusal('InvalidClientTokenId', 403));
  });
});

describe('parameters of AssumeRole', () => {
  const tags = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: '' }));
  const policyArns = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ arn: `arn:aws:iam::aws:policy/P${index}` }));
  const policyOf = (length: number) => LOGIN_POLICY.padEnd(length, ' ');
  const statement = (fields: object) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'ecr:*', Resource: '*', ...fields }],
    });

  it.each<[string, Partial<AssumeRoleCommandInput>]>([
    ['a session name of 2', { RoleSessionName: 'ab' }],
    ['a session name of 64', { RoleSessionName: '=,.@-+_'.padEnd(64, 'x') }],
    ['a duration of 900', { DurationSeconds: 900 }],
    ['the 3,600 of a chained session', { DurationSeconds: 3600 }],
    ['an external ID of 2', { ExternalId: 'ab' }],
    ['an external ID of 1,224', { ExternalId: '=,.@:/-+_'.padEnd(1224, 'x') }],
    ['a source identity of 2', { SourceIdentity: 'ab' }],
    ['a source identity of 64', { SourceIdentity: 'a'.repeat(64) }],
    ['50 tags', { Tags: tags(50) }],
    ['no tags', { Tags: [], TransitiveTagKeys: [], PolicyArns: [] }],
    ['the longest tag', { Tags: [{ Key: 'k'.repeat(128), Value: 'v'.repeat(256) }] }],
    ['a tag in other letters', { Tags: [{ Key: 'Größe 名_.:/=+-@', Value: 'ок' }] }],
    ['a transitive tag in another case', { Tags: [{ Key: 'Repo', Value: '' }], TransitiveTagKeys: ['repo'] }],
    ['10 policies', { PolicyArns: policyArns(10) }],
    ["a policy of the role's account", { PolicyArns: [{ arn: 'arn:aws:iam::444455556666:policy/ci/pull' }] }],
    ['a policy of 2,048', { Policy: policyOf(2048) }],
    ['policy and ARNs of 2,048 together', { Policy: policyOf(2022), PolicyArns: policyArns(1) }],
    ['a policy with a condition', { Policy: statement({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }) }],
  ])('accept %s', async (_name, input) => {
    await expect(assume(input)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  it.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    ['no role', { RoleArn: undefined }, "Value null at 'roleArn'"],
    ['a role ARN of 19', { RoleArn: 'arn:aws:iam::4:role' }, 'length greater than or equal to 20'],
    ['a role ARN of 2,049', { RoleArn: PULLER.padEnd(2049, 'x') }, 'length less than or equal to 2048'],
    ['an ARN of a user', { RoleArn: USER.arn }, 'arn:aws:iam::111122223333:user/ci/deployer is invalid'],
    ['a short account', { RoleArn: 'arn:aws:iam::44445555666:role/p' }, 'arn:aws:iam::44445555666:role/p is invalid'],
    ['a name no role has', { RoleArn: `${PULLER}<&>"'` }, `${PULLER}<&>"' is invalid`],
    ['no session name', { RoleSessionName: undefined }, "Value null at 'roleSessionName'"],
    ['a session name of 1', { RoleSessionName: 'a' }, 'length greater than or equal to 2'],
    ['a session name of 65', { RoleSessionName: 'a'.repeat(65) }, 'length less than or equal to 64'],
    ['a slash in the session name', { RoleSessionName: 'a/b' }, 'regular expression pattern: [\\w+=,.@-]*'],
    ['a line end in the session name', { RoleSessionName: 'ab\n' }, 'regular expression pattern'],
    ['a duration of 899', { DurationSeconds: 899 }, 'value greater than or equal to 900'],
    ['a duration of 43,201', { DurationSeconds: 43201 }, 'value less than or equal to 43200'],
    ['a broken duration', { DurationSeconds: 900.5 }, "Value '900.5' at 'durationSeconds' is not an integer"],
    ['an external ID of 1', { ExternalId: 'a' }, 'length greater than or equal to 2'],
    ['an external ID of 1,225', { ExternalId: 'a'.repeat(1225) }, 'length less than or equal to 1224'],
    ['a blank in the external ID', { ExternalId: 'a b' }, 'regular expression pattern'],
    ['a source identity of 1', { SourceIdentity: 'a' }, 'length greater than or equal to 2'],
    ['a source identity of 65', { SourceIdentity: 'a'.repeat(65) }, 'length less than or equal to 64'],
    ['a reserved source identity', { SourceIdentity: 'aws:octocat' }, 'regular expression pattern'],
    ['51 tags', { Tags: tags(51) }, "at 'tags' failed to satisfy constraint"],
    ['an empty tag key', { Tags: [{ Key: '', Value: 'v' }] }, "at 'tags.1.member.key' failed"],
    ['a tag key of 129', { Tags: [{ Key: 'k'.repeat(129), Value: '' }] }, 'length less than or equal to 128'],
    ['a tag value of 257', { Tags: [{ Key: 'k', Value: 'v'.repeat(257) }] }, 'length less than or equal to 256'],
    ['a tag without value', { Tags: [{ Key: 'k', Value: undefined }] }, "Value null at 'tags.1.member.value'"],
    ['a hash in a tag value', { Tags: [{ Key: 'k', Value: '#1' }] }, "at 'tags.1.member.value' failed"],
    ['a reserved tag key', { Tags: [{ Key: 'AWS:k', Value: '' }] }, "the reserved prefix 'aws:'"],
    ['11 policies', { PolicyArns: policyArns(11) }, "at 'policyArns' failed"],
    ['a policy of another account', { PolicyArns: [{ arn: 'arn:aws:iam::111122223333:policy/pull' }] }, 'is not valid'],
    ['a policy ARN that is none', { PolicyArns: [{ arn: 'arn:aws:iam::aws:role/administrator' }] }, 'is not valid'],
    ['an empty policy', { Policy: '' }, "at 'policy' failed"],
    ['a policy with a letter above U+00FF', { Policy: statement({ Sid: 'ł' }) }, "at 'policy' failed"],
    [
      '3,601 seconds in a chain',
      { DurationSeconds: 3601 },
      'exceeds the 1 hour session limit for roles assumed by role',
    ],
    ["more than the role's maximum", { DurationSeconds: 7201 }, 'exceeds the MaxSessionDuration set for this role.'],
  ])('refuse %s', async (_name, input, message) => {
    const call = assume(input as Partial<AssumeRoleCommandInput>);
    await expect(call).rejects.toMatchObject({
      ...refusal('ValidationError', 400),
      message: expect.stringContaining(message),
    });
  });

  it('tell all faults together', async () => {
    const message =
      "2 validation errors detected: Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null; " +
      "Value '1' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900";
    await expect(assume({ RoleSessionName: undefined, DurationSeconds: 1 })).rejects.toMatchObject({ message });
  });

  const tag = (Key: string) => ({ Key, Value: '' });
  it.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    ['a tag key in two cases', { Tags: [tag('repo'), tag('Repo')] }, 'InvalidParameterValue'],
    ['a transitive key that is no tag', { Tags: tags(1), TransitiveTagKeys: ['k1'] }, 'InvalidParameterValue'],
    ['a policy of 2,049', { Policy: policyOf(2049) }, 'PackedPolicyTooLargeException'],
    ['2,049 with an ARN', { Policy: policyOf(2023), PolicyArns: policyArns(1) }, 'PackedPolicyTooLargeException'],
  ])('refuse %s by name', async (_name, input, name) => {
    await expect(assume(input)).rejects.toMatchObject(refusal(name, 400));
  });

  it.each([
    ['is no JSON', '{'],
    ['is a list', '[]'],
    ['has no version', '{"Statement":[]}'],
    ['has no statement', '{"Version":"2012-10-17"}'],
    ['is of a later version', LOGIN_POLICY.replace('2012', '2026')],
    ['has another field', LOGIN_POLICY.replace('{', '{"Note":"",')],
    ['has a principal', statement({ Principal: '*' })],
    ['has another effect', statement({ Effect: 'allow' })],
    ['has no action', statement({ Action: undefined })],
    ['has action and opposite', statement({ NotAction: 's3:*' })],
    ['has no resource', statement({ Resource: [] })],
  ])('refuse a policy that %s', async (_name, policy) => {
    const malformed = refusal('MalformedPolicyDocumentException', 400);
    await expect(assume({ Policy: policy })).rejects.toMatchObject(malformed);
  });

  /** The SDK sends what it knows only, so the form is changed before it is signed. */
  const sendForm = (change: (body: string) => string) => {
    const client = stsOf(LAMBDA);
    const changeBody: Tamper = (request) => {
      request.body = change(request.body);
      request.headers['content-length'] = `${request.body.length}`;
    };
    client.middlewareStack.add(tampering(changeBody) as never, { step: 'build' });
    return client.send(new AssumeRoleCommand({ RoleArn: PULLER, RoleSessionName: 'build-42' }));
  };

  it.each<[string, (body: string) => string, string, number]>([
    ['an unknown one', (body) => `${body}&Color=red`, 'InvalidQueryParameter', 400],
    ['one given twice', (body) => `${body}&RoleSessionName=other`, 'InvalidQueryParameter', 400],
    ['one that cannot be decoded', (body) => `${body}&ExternalId=%ZZ`, 'InvalidQueryParameter', 400],
    ['a list with a gap', (body) => `${body}&TransitiveTagKeys.member.2=x`, 'InvalidQueryParameter', 400],
    ['one without equals sign', (body) => `${body}&ExternalId`, 'InvalidQueryParameter', 400],
    ['another version', (body) => body.replace('2011-06-15', '2011-06-16'), 'InvalidAction', 400],
    ['no version', (body) => body.replace('&Version=2011-06-15', ''), 'InvalidAction', 400],
    ['an action of no service', (body) => body.replace('AssumeRole', 'constructor'), 'InvalidAction', 400],
  ])('refuse %s', async (_name, change, name, status) => {
    await expect(sendForm(change)).rejects.toMatchObject(refusal(name, status));
  });

  it('refuse the other actions of STS', async () => {
    const call = stsOf(USER).send(new GetSessionTokenCommand({}));
    await expect(call).rejects.toMatchObject(refusal('InvalidAction', 400));
  });
});

describe('trust', () => {
  const denied = refusal('AccessDenied', 403);
  const deniedFor = (action: string) => ({ ...denied, message: DENIED_MESSAGE.replace('sts:AssumeRole', action) });
  const TAGS = [{ Key: 'repo', Value: 'portunus' }];

  it('says the same of an unknown role, a closed one and a wrong external ID', async () => {
    const unknown = await assume({ RoleArn: 'arn:aws:iam::444455556666:role/ci/pullet' }).catch(
      (error) => error.message,
    );
    standIn.putRole({ ...ROLE, trustedPrincipals: [USER.arn] });
    await expect(assume()).rejects.toMatchObject({ ...denied, message: DENIED_MESSAGE });
    standIn.putRole({ ...ROLE, externalId: 'tenant-7' });
    await expect(assume()).rejects.toMatchObject({ ...denied, message: DENIED_MESSAGE });
    await expect(assume({ ExternalId: 'Tenant-7' })).rejects.toMatchObject({ ...denied, message: DENIED_MESSAGE });
    expect(unknown).toBe(DENIED_MESSAGE.replace(/puller$/, 'pullet'));
  });

  it('asks for the path of the role', async () => {
    await expect(assume({ RoleArn: 'arn:aws:iam::444455556666:role/puller' })).rejects.toMatchObject(denied);
  });

  it('accepts the exact external ID', async () => {
    standIn.putRole({ ...ROLE, externalId: 'tenant-7' });
    await expect(assume({ ExternalId: 'tenant-7' })).resolves.toMatchObject({ AssumedRoleUser: {} });
  });

  it("knows a caller's role by its path", async () => {
    const arn = 'arn:aws:iam::111122223333:role/service/portunus-issue';
    standIn.putRole({ arn, trustedPrincipals: [] });
    await expect(assume()).rejects.toMatchObject(denied);
    standIn.putRole({ ...ROLE, trustedPrincipals: [arn] });
    await expect(assume()).resolves.toMatchObject({ AssumedRoleUser: {} });
  });

  it('lets a role refuse tags and source identities', async () => {
    standIn.putRole({ ...ROLE, allowTagSession: false, allowSetSourceIdentity: false });
    await expect(assume()).resolves.toMatchObject({ AssumedRoleUser: {} });
    await expect(assume({ Tags: TAGS })).rejects.toMatchObject(deniedFor('sts:TagSession'));
    await expect(assume({ SourceIdentity: 'octocat' })).rejects.toMatchObject(deniedFor('sts:SetSourceIdentity'));
  });

  it('lets a role require tags', async () => {
    standIn.putRole({ ...ROLE, requiredTags: ['repo'] });
    await expect(assume({ Tags: TAGS })).resolves.toMatchObject({ AssumedRoleUser: {} });
    await expect(assume()).rejects.toMatchObject(deniedFor('sts:AssumeRole'));
    await expect(assume({ Tags: [{ Key: 'Repo', Value: '' }] })).rejects.toMatchObject(denied);
  });

  it('gives an IAM user the whole maximum of the role', async () => {
    const answer = await assume({ DurationSeconds: 7200 }, USER);
    expect(answer.Credentials?.Expiration).toEqual(new Date('2026-11-21T14:00:00Z'));
    await expect(assume({ DurationSeconds: 7201 }, USER)).rejects.toMatchObject(refusal('ValidationError', 400));
  });

  it('carries source identity and transitive tags along a chain', async () => {
    standIn.putRole({ ...ROLE, trustedPrincipals: [USER.arn, PULLER] });
    const keys = await assumedKeys({ SourceIdentity: 'octocat', Tags: TAGS, TransitiveTagKeys: ['repo'] }, USER);
    await expect(assume({}, keys)).resolves.toMatchObject({ SourceIdentity: 'octocat' });
    await expect(assume({ SourceIdentity: 'other' }, keys)).rejects.toMatchObject(denied);
    await expect(assume({ Tags: TAGS }, keys)).rejects.toMatchObject(refusal('InvalidParameterValue', 400));
    await expect(assume({ DurationSeconds: 3601 }, keys)).rejects.toMatchObject(refusal('ValidationError', 400));
    standIn.putRole({ ...ROLE, trustedPrincipals: [USER.arn, PULLER], allowTagSession: false });
    await expect(assume({}, keys)).rejects.toMatchObject(denied);
  });
});

describe('GetAuthorizationToken', () => {
  const ids = (count: number) => Array.from({ length: count }, () => '444455556666');
  const policy = (Effect: string, Action: string, Resource = '*') => ({ Effect, Action, Resource });
  const documentOf = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });

  it('accepts 10 registries', async () => {
    const { authorizationData } = await logIn(await assumedKeys(), ids(10));
    expect(authorizationData).toHaveLength(10);
  });

  it.each([
    ['no registry', []],
    ['11 registries', ids(11)],
    ['a registry of 11 digits', ['44445555666']],
    ['a registry of 13 digits', ['4444555566660']],
    ['a registry with letters', ['44445555666a']],
  ])('refuses %s', async (_name, registryIds) => {
    await expect(logIn(await assumedKeys(), registryIds)).rejects.toMatchObject(
      refusal('InvalidParameterException', 400),
    );
  });

  it.each<[string, Partial<SignedRequest>, string]>([
    ['a body that is no JSON', { body: '{' }, 'SerializationException'],
    ['a body that is a list', { body: '[]' }, 'InvalidParameterException'],
    ['another field', { body: '{"registryId":"444455556666"}' }, 'InvalidParameterException'],
    ['null for the registries', { body: '{"registryIds":null}' }, 'InvalidParameterException'],
    ['a number for a registry', { body: '{"registryIds":[444455556666]}' }, 'InvalidParameterException'],
    ['another operation', { headers: { 'x-amz-target': 'GetAuthorizationToken' } }, 'UnknownOperationException'],
    ['another content type', { headers: { 'content-type': 'application/json' } }, 'UnknownOperationException'],
    ['another path', { path: '/v2/' }, 'UnknownOperationException'],
    ['another method', { method: 'PUT' }, 'UnknownOperationException'],
  ])('refuses %s', async (_name, change, name) => {
    const client = ecrOf(await assumedKeys());
    const changeBeforeSigning: Tamper = (request) => {
      const { headers, body } = { ...request, ...change };
      Object.assign(request, change, {
        headers: { ...request.headers, ...headers, 'content-length': `${body.length}` },
      });
    };
    client.middlewareStack.add(tampering(changeBeforeSigning) as never, { step: 'build' });
    const call = client.send(new GetAuthorizationTokenCommand({}));
    await expect(call).rejects.toMatchObject(refusal(name, 400));
  });

  it.each([
    ['an IAM user', USER],
    ['a role without the right', LAMBDA],
  ])('refuses %s', async (_name, principal) => {
    const message = expect.stringMatching(
      /is not authorized to perform: ecr:GetAuthorizationToken on resource: \* because no identity-based policy allows/,
    );
    await expect(logIn(principal)).rejects.toMatchObject({ ...refusal('AccessDeniedException', 400), message });
  });

  it.each<[string, Partial<AssumeRoleCommandInput>]>([
    ['an allowing policy', { Policy: documentOf(policy('Allow', 'ECR:getauthorizationtoken')) }],
    ['all but other actions', { Policy: documentOf({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }) }],
    ['a pull policy of AWS', { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly' }] }],
    ['a policy of the account', { PolicyArns: [{ arn: 'arn:aws:iam::444455556666:policy/pull' }] }],
  ])('is left to a session with %s', async (_name, input) => {
    await expect(logIn(await assumedKeys(input))).resolves.toMatchObject({ authorizationData: [{}] });
  });

  it.each<[string, Partial<AssumeRoleCommandInput>]>([
    ['a policy for other actions', { Policy: documentOf(policy('Allow', 'ecr:BatchGetImage')) }],
    [
      'a policy for one repository',
      { Policy: documentOf(policy('Allow', 'ecr:*', 'arn:aws:ecr:eu-west-1:444455556666:repository/a')) },
    ],
    ['a denying policy', { Policy: documentOf(policy('Allow', '*'), policy('Deny', 'ecr:Get*')) }],
    ['a policy of AWS for something else', { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' }] }],
  ])('is taken from a session by %s', async (_name, input) => {
    const message = expect.stringContaining('because no session policy allows the ecr:GetAuthorizationToken action');
    const call = logIn(await assumedKeys(input));
    await expect(call).rejects.toMatchObject({ ...refusal('AccessDeniedException', 400), message });
  });
});

describe('faults', () => {
  const callBoth = [
    ['AssumeRole', () => assume()],
    ['GetAuthorizationToken', async () => logIn(await assumedKeys())],
  ] as const;

  it.each<[Fault, string, number, string, number]>([
    ['throttle', 'Throttling', 400, 'ThrottlingException', 400],
    ['server-error', 'InternalFailure', 500, 'InternalFailure', 500],
    ['unavailable', 'ServiceUnavailable', 503, 'ServiceUnavailable', 503],
    ['access-denied', 'AccessDenied', 403, 'AccessDeniedException', 400],
  ])('%s: an error, and nothing issued', async (fault, stsName, stsStatus, ecrName, ecrStatus) => {
    const keys = await assumedKeys();
    standIn.faults.inject({ action: '*', fault, times: 2 });
    await expect(assume()).rejects.toMatchObject(refusal(stsName, stsStatus));
    await expect(logIn(keys)).rejects.toMatchObject(refusal(ecrName, ecrStatus));
    expect(standIn.calls.map(({ outcome }) => outcome)).toEqual(['ok', stsName, ecrName]);
    expect(standIn.issued).toHaveLength(1);
    await expect(logIn(keys)).resolves.toMatchObject({ authorizationData: [{}] });
  });

  it.each(callBoth)('reset: %s loses its connection', async (action, call) => {
    standIn.faults.inject({ action, fault: 'reset', times: 1 });
    await expect(call()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(standIn.calls.at(-1)?.outcome).toBe('fault:reset');
  });

  it.each(callBoth)('truncate: %s breaks off', async (action, call) => {
    standIn.faults.inject({ action, fault: 'truncate', times: 1 });
    await expect(call()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(standIn.calls.at(-1)?.outcome).toBe('fault:truncate');
  });

  it.each(callBoth)('hang and stall: %s ends when the stand-in stops', async (action, call) => {
    standIn.faults.inject({ action, fault: 'hang', times: 1 });
    standIn.faults.inject({ action, fault: 'stall', times: 1 });
    const outcomes = [call(), call()].map((pending) => pending.catch((error) => error.code));
    await vi.waitFor(() => {
      expect(standIn.calls.map(({ outcome }) => outcome)).toEqual(
        expect.arrayContaining(['fault:hang', 'fault:stall']),
      );
    });
    await standIn.stop();
    expect(await Promise.all(outcomes)).toEqual(['ECONNRESET', 'ECONNRESET']);
  });

  it('hang: ends for a client that gives up', async () => {
    standIn.faults.inject({ action: 'AssumeRole', fault: 'hang', times: 1 });
    const abort = new AbortController();
    const command = new AssumeRoleCommand({ RoleArn: PULLER, RoleSessionName: 'build-42' });
    const pending = stsOf(LAMBDA).send(command, { abortSignal: abort.signal });
    const outcome = expect(pending).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(standIn.calls).toHaveLength(1));
    abort.abort();
    await outcome;
  });

  it('no-credentials: good answers without what was asked for', async () => {
    const keys = await assumedKeys();
    standIn.faults.inject({ action: '*', fault: 'no-credentials', times: 2 });
    const session = await assume();
    expect(session.Credentials).toBeUndefined();
    expect(session.AssumedRoleUser?.Arn).toBe('arn:aws:sts::444455556666:assumed-role/puller/build-42');
    expect((await logIn(keys)).authorizationData).toEqual([]);
  });

  it('empty: answers without anything', async () => {
    const keys = await assumedKeys();
    standIn.faults.inject({ action: '*', fault: 'empty', times: 2 });
    expect((await assume()).Credentials).toBeUndefined();
    expect((await logIn(keys)).authorizationData).toBeUndefined();
  });

  it('html: a page in place of a document', async () => {
    const keys = await assumedKeys();
    standIn.faults.inject({ action: '*', fault: 'html', times: 2 });
    // The SDK takes any XML-like text for a success of STS: a caller must look for the credentials itself.
    expect((await assume()).Credentials).toBeUndefined();
    await expect(logIn(keys)).rejects.toMatchObject({ name: 'SyntaxError' });
  });

  it('mutate: an answer with one wrong field', async () => {
    const mutate = (text: string) => text.replace('2026-11-21T13:00:00Z', '2020-01-01T00:00:00Z');
    standIn.faults.inject({ action: 'AssumeRole', fault: { mutate }, times: 1 });
    const { Credentials } = await assume();
    expect(Credentials?.Expiration).toEqual(new Date('2020-01-01T00:00:00Z'));
    expect(standIn.calls[0]?.outcome).toBe('fault:mutate');
  });

  it('delay: a good answer, later', async () => {
    standIn.faults.inject({ action: 'AssumeRole', fault: { delayMs: 20 }, times: 1 });
    await expect(assume()).resolves.toMatchObject({ AssumedRoleUser: {} });
    expect(standIn.calls[0]?.outcome).toBe('ok');
  });

  it('delay: does not hold up the end of the stand-in', async () => {
    standIn.faults.inject({ action: 'AssumeRole', fault: { delayMs: 600_000 }, times: 1 });
    const outcome = expect(assume()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await vi.waitFor(() => expect(standIn.calls).toHaveLength(1));
    await standIn.stop();
    await outcome;
  });

  it('count, keep their order, wait for their action and can be cleared', async () => {
    standIn.faults.inject({ action: 'GetAuthorizationToken', fault: 'throttle', times: 1 });
    standIn.faults.inject({ action: 'AssumeRole', fault: 'unavailable' });
    standIn.faults.inject({ action: '*', fault: 'server-error', times: Number.POSITIVE_INFINITY });
    await expect(assume()).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    await expect(assume()).rejects.toMatchObject({ name: 'InternalFailure' });
    await expect(whoAmI(USER)).rejects.toMatchObject({ name: 'InternalFailure' });
    standIn.faults.clear();
    await expect(logIn(await assumedKeys())).resolves.toMatchObject({ authorizationData: [{}] });
  });

  it('are not spent on a call that is refused anyway', async () => {
    standIn.faults.inject({ action: 'AssumeRole', fault: 'throttle', times: 1 });
    await expect(assume({ DurationSeconds: 1 })).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(assume()).rejects.toMatchObject({ name: 'Throttling' });
  });

  it.each([0, -1, 1.5, Number.NaN])('are not taken %s times', (times) => {
    expect(() => standIn.faults.inject({ action: '*', fault: 'hang', times })).toThrow(RangeError);
  });
});

describe('the server', () => {
  const MIB = 1024 * 1024;
  const post = async (length: number) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'Action=GetCallerIdentity&Version=2011-06-15&x='.padEnd(length, 'x');
    return (await fetch(standIn.url, { method: 'POST', headers, body })).status;
  };

  it('reads a body of 1 MiB and no more', async () => {
    expect(await post(MIB)).toBe(403);
    expect(await post(MIB + 1)).toBe(413);
  });

  it('refuses a request that is no call', async () => {
    expect((await fetch(standIn.url)).status).toBe(400);
  });

  it('takes its time when told so', async () => {
    const slow = await startStandIn({ principals: [USER], serviceTimesMs: { AssumeRole: 600_000 }, now: () => NOW });
    const client = new STSClient({ ...configOf(USER, 'eu-west-1'), endpoint: slow.url });
    await expect(client.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Arn: USER.arn });
    const command = new AssumeRoleCommand({ RoleArn: PULLER, RoleSessionName: 'build-42' });
    const outcome = expect(client.send(command)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await vi.waitFor(() => expect(slow.calls).toHaveLength(2));
    await slow.stop();
    await outcome;
  });

  it('stops twice without harm', async () => {
    await standIn.stop();
    await expect(standIn.stop()).resolves.toBeUndefined();
  });

  it('does not take a port that is in use', async () => {
    await expect(startStandIn({ principals: [], port: standIn.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  const { sessionToken: _token, ...tokenless } = LAMBDA;
  it.each<[string, Principal[]]>([
    ['a session without token', [tokenless]],
    ['a user with a token', [{ ...USER, sessionToken: 'token' }]],
    ['an ARN of another kind', [{ ...USER, arn: LAMBDA.arn }]],
    ['one access key for two', [USER, USER]],
  ])('does not start with %s', async (_name, principals) => {
    await expect(startStandIn({ principals })).rejects.toThrow(RangeError);
  });

  it.each<[string, Partial<Role>]>([
    ['no role ARN', { arn: USER.arn }],
    ['a maximum of 3,599', { maxSessionDurationSeconds: 3599 }],
    ['a maximum of 43,201', { maxSessionDurationSeconds: 43201 }],
    ['everybody as principal', { trustedPrincipals: ['*'] }],
    ['a principal of another partition', { trustedPrincipals: ['arn:aws-cn:iam::111122223333:role/portunus'] }],
  ])('does not take a role with %s', (_name, change) => {
    expect(() => standIn.putRole({ ...ROLE, ...change })).toThrow(RangeError);
  });
});
