import { AssumeRoleWithWebIdentityCommand, type AssumeRoleWithWebIdentityCommandInput } from '@aws-sdk/client-sts';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  assume,
  type Keys,
  LAMBDA,
  LOGIN_POLICY,
  logIn,
  openSession,
  PULLER,
  ROLE,
  refusal,
  setStandInNow,
  standIn,
  stsOf,
  unsignedSts,
  useStandIn,
  whoAmI,
} from '../../support/stand-in.ts';

useStandIn();

const ISSUER = 'https://ci.example/oidc';
const CLAIMS: JWTPayload = { iss: ISSUER, sub: 'repo:acme/app:main', aud: 'sts.example' };
const EXPIRES = Date.parse('2026-11-21T12:10:00Z') / 1000;
let key: CryptoKey;
let otherKey: CryptoKey;
let jwks: { keys: object[] };

beforeAll(async () => {
  const [good, other] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
  [key, otherKey] = [good.privateKey, other.privateKey];
  jwks = { keys: [{ ...(await exportJWK(good.publicKey)), kid: 'k1', alg: 'ES256' }] };
});

const TRUST = { provider: 'ci.example/oidc', audience: 'sts.example', subject: 'repo:acme/*' };
const WEB_ROLE = { ...ROLE, trustedPrincipals: [], trustedOidc: [TRUST] };

beforeEach(() => {
  standIn.putOidcProvider({ account: '444455556666', url: ISSUER, clientIds: ['sts.example'], jwks: jwks as never });
  standIn.putRole(WEB_ROLE);
});

function sign(claims: JWTPayload = {}, by: CryptoKey = key) {
  return new SignJWT({ iat: EXPIRES - 900, exp: EXPIRES, ...CLAIMS, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
    .sign(by);
}

function exchange(WebIdentityToken: string, input: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) {
  return unsignedSts().send(
    new AssumeRoleWithWebIdentityCommand({ RoleArn: PULLER, RoleSessionName: 'build-42', WebIdentityToken, ...input }),
  );
}

async function keysOf(token: string, input?: Partial<AssumeRoleWithWebIdentityCommandInput>): Promise<Keys> {
  const { Credentials } = await exchange(token, input);
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

function notAuthorized(action: string) {
  return {
    ...refusal('AccessDenied', 403),
    message: `Not authorized to perform sts:${action}`,
  };
}
function invalidToken(message: string) {
  return {
    ...refusal('InvalidIdentityTokenException', 400),
    message: expect.stringContaining(message),
  };
}

describe('AssumeRoleWithWebIdentity', () => {
  it('gives a session of the role, without a signature', async () => {
    const answer = await exchange(await sign(), { Policy: LOGIN_POLICY });
    expect(answer).toMatchObject({
      AssumedRoleUser: { Arn: 'arn:aws:sts::444455556666:assumed-role/puller/build-42' },
      Credentials: { Expiration: new Date('2026-11-21T13:00:00Z') },
      SubjectFromWebIdentityToken: 'repo:acme/app:main',
      Audience: 'sts.example',
      Provider: 'arn:aws:iam::444455556666:oidc-provider/ci.example/oidc',
      PackedPolicySize: 5,
    });
    expect(standIn.issued).toMatchObject([{ action: 'AssumeRoleWithWebIdentity' }]);
  });

  it('does not look at a signature that is there', async () => {
    const fields = { Action: 'AssumeRoleWithWebIdentity', Version: '2011-06-15', RoleArn: PULLER };
    const body = new URLSearchParams({ ...fields, RoleSessionName: 'build-42', WebIdentityToken: await sign() });
    const headers = { authorization: 'AWS4-HMAC-SHA256 x' };
    expect((await fetch(standIn.url, { method: 'POST', headers, body })).status).toBe(200);
    expect(standIn.calls[0]).toMatchObject({ accessKeyId: undefined, callerArn: undefined, outcome: 'ok' });
  });

  it('meets faults like any other action', async () => {
    const error = { code: 'IDPCommunicationError', status: 400, message: 'The provider does not answer' };
    standIn.faults.inject({ action: 'AssumeRoleWithWebIdentity', fault: { error } });
    standIn.faults.inject({ action: 'AssumeRoleWithWebIdentity', fault: 'access-denied' });
    const token = await sign();
    await expect(exchange(token)).rejects.toMatchObject(refusal('IDPCommunicationErrorException', 400));
    await expect(exchange(token)).rejects.toMatchObject(refusal('AccessDenied', 403));
    expect(standIn.calls.map(({ outcome }) => outcome)).toEqual(['IDPCommunicationError', 'AccessDenied']);
    expect(standIn.issued).toEqual([]);
  });

  it('records everything but the token', async () => {
    const token = await sign();
    await exchange(token, { DurationSeconds: 900, PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] });
    expect(standIn.calls[0]).toMatchObject({
      action: 'AssumeRoleWithWebIdentity',
      region: undefined,
      parameters: {
        roleArn: PULLER,
        roleSessionName: 'build-42',
        durationSeconds: 900,
        policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      },
    });
    expect(JSON.stringify(standIn.calls)).not.toContain(token.split('.')[2]);
  });

  it.each<[string, Partial<AssumeRoleWithWebIdentityCommandInput>, string]>([
    ['no role', { RoleArn: undefined }, "Value null at 'roleArn'"],
    ['no session name', { RoleSessionName: undefined }, "Value null at 'roleSessionName'"],
    ['no token', { WebIdentityToken: undefined }, "Value null at 'webIdentityToken'"],
    ['a token of 3', { WebIdentityToken: 'abc' }, "Value '***' at 'webIdentityToken'"],
    ['a token of 20,001', { WebIdentityToken: 'a'.repeat(20_001) }, 'length less than or equal to 20000'],
    ['899 seconds', { DurationSeconds: 899 }, 'value greater than or equal to 900'],
    ['43,201 seconds', { DurationSeconds: 43_201 }, 'value less than or equal to 43200'],
    ['a policy of 2,049', { Policy: LOGIN_POLICY.padEnd(2049, ' ') }, 'length less than or equal to 2048'],
    ['a provider of OAuth 2.0', { ProviderId: 'graph.facebook.com' }, 'ProviderId'],
    ["more than the role's maximum", { DurationSeconds: 7201 }, 'exceeds the MaxSessionDuration set for this role'],
  ])('refuses %s', async (_name, input, message) => {
    const call = exchange(await sign(), input as Partial<AssumeRoleWithWebIdentityCommandInput>);
    const expected = { ...refusal('ValidationError', 400), message: expect.stringContaining(message) };
    await expect(call).rejects.toMatchObject(expected);
  });

  it("gives the role's whole maximum, as nothing is chained", async () => {
    const answer = await exchange(await sign(), { DurationSeconds: 7200 });
    expect(answer.Credentials?.Expiration).toEqual(new Date('2026-11-21T14:00:00Z'));
  });
});

describe('a web identity token', () => {
  it('must come from a provider of the account', async () => {
    const call = exchange(await sign({ iss: 'https://other.example' }));
    const text = 'No OpenIDConnect provider found in your account for https://other.example';
    await expect(call).rejects.toMatchObject(invalidToken(text));
    await expect(exchange(await sign({ iss: 'http://ci.example/oidc' }))).rejects.toMatchObject(
      invalidToken('No OpenIDConnect provider found in your account for http://ci.example/oidc'),
    );
    const foreign = 'arn:aws:iam::999900001111:role/puller';
    standIn.putRole({ ...WEB_ROLE, arn: foreign });
    await expect(exchange(await sign(), { RoleArn: foreign })).rejects.toMatchObject(
      invalidToken('No OpenIDConnect provider'),
    );
  });

  it.each<[string, () => Promise<string>, string]>([
    ['be a JWT', async () => 'abc.def', 'not a valid JWT'],
    ['be signed by the provider', () => sign({}, otherKey), "Couldn't retrieve verification key"],
    ['be signed at all', async () => new UnsecuredJWT(CLAIMS).encode(), "Couldn't retrieve verification key"],
    ['be for a known audience', () => sign({ aud: 'other' }), 'Incorrect token audience'],
    ['have an audience', () => sign({ aud: undefined as never }), 'Missing a required claim: aud'],
    ['have a subject', () => sign({ sub: undefined as never }), 'Missing a required claim: sub'],
    ['have an end', () => sign({ exp: undefined as never }), 'Missing a required claim: exp'],
    ['have begun', () => sign({ nbf: EXPIRES }), 'Invalid claim: nbf'],
  ])('must %s', async (_name, token, message) => {
    await expect(exchange(await token())).rejects.toMatchObject(invalidToken(message));
  });

  it('must not be expired', async () => {
    setStandInNow(new Date('2026-11-21T12:10:00Z'));
    const message = 'Token expired: current date/time 1795263000 must be before the expiration date/time 1795263000';
    const expected = { ...refusal('ExpiredTokenException', 400), message };
    await expect(exchange(await sign())).rejects.toMatchObject(expected);
  });

  it('may have several audiences', async () => {
    await expect(exchange(await sign({ aud: ['other', 'sts.example'] }))).resolves.toMatchObject({
      Audience: 'sts.example',
    });
  });
});

describe('trust in web identities', () => {
  it.each([
    ['another provider', { ...TRUST, provider: 'other.example' }],
    ['another audience', { ...TRUST, audience: 'other' }],
    ['another subject', { ...TRUST, subject: 'repo:evil/*' }],
    ['a subject of more characters', { ...TRUST, subject: 'repo:acme/app' }],
  ])('in %s is of no use', async (_name, trusted) => {
    standIn.putRole({ ...WEB_ROLE, trustedOidc: [trusted] });
    await expect(exchange(await sign())).rejects.toMatchObject(notAuthorized('AssumeRoleWithWebIdentity'));
  });

  it('is not there by itself, nor in a role that does not exist', async () => {
    standIn.putRole(ROLE);
    await expect(exchange(await sign())).rejects.toMatchObject(notAuthorized('AssumeRoleWithWebIdentity'));
    const call = exchange(await sign(), { RoleArn: 'arn:aws:iam::444455556666:role/nobody' });
    await expect(call).rejects.toMatchObject(notAuthorized('AssumeRoleWithWebIdentity'));
  });

  it('may be in any subject', async () => {
    standIn.putRole({ ...WEB_ROLE, trustedOidc: [{ provider: TRUST.provider, audience: TRUST.audience }] });
    await expect(exchange(await sign({ sub: 'anybody' }))).resolves.toMatchObject({ AssumedRoleUser: {} });
  });
});

describe('claims for the session', () => {
  const tagsClaim = (principal_tags: unknown, transitive_tag_keys?: unknown) => ({
    'https://aws.amazon.com/tags': { principal_tags, transitive_tag_keys },
  });
  const sourceIdentity = { 'https://aws.amazon.com/source_identity': 'octocat' };

  it('set its tags and source identity, for the chain too', async () => {
    standIn.putRole({ ...WEB_ROLE, requiredTags: ['repo'] });
    standIn.putRole({ ...ROLE, arn: 'arn:aws:iam::444455556666:role/next', trustedPrincipals: [PULLER] });
    await expect(exchange(await sign())).rejects.toMatchObject(notAuthorized('AssumeRoleWithWebIdentity'));
    const token = await sign({ ...tagsClaim({ repo: ['portunus'] }, ['repo']), ...sourceIdentity });
    await expect(exchange(token)).resolves.toMatchObject({ SourceIdentity: 'octocat' });
    const keys = await keysOf(token);
    const next = { RoleArn: 'arn:aws:iam::444455556666:role/next' };
    await expect(assume(next, keys)).resolves.toMatchObject({ SourceIdentity: 'octocat' });
    const again = assume({ ...next, Tags: [{ Key: 'repo', Value: 'other' }] }, keys);
    await expect(again).rejects.toMatchObject(refusal('InvalidParameterValue', 400));
  });

  it('can be refused by the role', async () => {
    standIn.putRole({ ...WEB_ROLE, allowTagSession: false, allowSetSourceIdentity: false });
    const tagged = exchange(await sign(tagsClaim({ repo: ['portunus'] })));
    await expect(tagged).rejects.toMatchObject(notAuthorized('TagSession'));
    await expect(exchange(await sign(sourceIdentity))).rejects.toMatchObject(notAuthorized('SetSourceIdentity'));
  });

  it.each<[string, JWTPayload]>([
    ['of a tag with two values', tagsClaim({ repo: ['a', 'b'] })],
    ['of a tag that is a number', tagsClaim({ repo: [1] })],
    ['of transitive keys that are no list', tagsClaim({ repo: ['a'] }, 'repo')],
    ['of a source identity that is a list', { 'https://aws.amazon.com/source_identity': ['octocat'] }],
  ])('are refused %s', async (_name, claims) => {
    await expect(exchange(await sign(claims))).rejects.toMatchObject(invalidToken('is not of the form'));
  });

  it('are refused where a parameter would be', async () => {
    const hash = exchange(await sign(tagsClaim({ repo: ['#1'] })));
    await expect(hash).rejects.toMatchObject(refusal('ValidationError', 400));
    const foreign = exchange(await sign(tagsClaim({ repo: ['a'] }, ['other'])));
    await expect(foreign).rejects.toMatchObject(refusal('InvalidParameterValue', 400));
  });
});

describe('a web identity session', () => {
  it('has the rights of its role', async () => {
    const keys = await keysOf(await sign());
    await expect(whoAmI(keys)).resolves.toMatchObject({
      Arn: 'arn:aws:sts::444455556666:assumed-role/puller/build-42',
    });
    await expect(logIn(keys)).resolves.toMatchObject({ authorizationData: [{}] });
    await expect(openSession({}, keys)).rejects.toMatchObject(refusal('AccessDenied', 403));
  });

  it('is chained when it goes on', async () => {
    standIn.putRole({ ...ROLE, arn: 'arn:aws:iam::444455556666:role/next', trustedPrincipals: [PULLER] });
    const next = { RoleArn: 'arn:aws:iam::444455556666:role/next', DurationSeconds: 3601 };
    const call = assume(next, await keysOf(await sign()));
    await expect(call).rejects.toMatchObject(refusal('ValidationError', 400));
  });

  it('is given to a client with keys too', async () => {
    const input = { RoleArn: PULLER, RoleSessionName: 'build-42', WebIdentityToken: await sign() };
    const call = stsOf({ ...LAMBDA, secretAccessKey: 'wrong' }).send(new AssumeRoleWithWebIdentityCommand(input));
    await expect(call).resolves.toMatchObject({ AssumedRoleUser: {} });
  });
});

describe('a provider', () => {
  it.each([
    ['an account that is none', { account: '1', url: ISSUER }],
    ['a URL that is not https', { account: '444455556666', url: 'http://ci.example' }],
  ])('is not taken with %s', (_name, change) => {
    expect(() => standIn.putOidcProvider({ clientIds: [], jwks: { keys: [] }, ...change })).toThrow(RangeError);
  });
});
