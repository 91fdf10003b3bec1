import { AssumeRoleWithSAMLCommand, type AssumeRoleWithSAMLCommandInput } from '@aws-sdk/client-sts';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AssertionOptions, createSamlProvider, type SamlIdentityProvider } from '../../support/saml.ts';
import {
  LOGIN_POLICY,
  logIn,
  PULLER,
  ROLE,
  refusal,
  setStandInNow,
  standIn,
  unsignedSts,
  useStandIn,
} from '../../support/stand-in.ts';

useStandIn();

const PROVIDER = 'arn:aws:iam::444455556666:saml-provider/corporate';
const SAML_ROLE = { ...ROLE, trustedPrincipals: [], trustedSaml: [PROVIDER] };
let provider: SamlIdentityProvider;
let stranger: SamlIdentityProvider;

beforeAll(async () => {
  [provider, stranger] = [await createSamlProvider(), await createSamlProvider()];
});
beforeEach(() => {
  standIn.putSamlProvider({ arn: PROVIDER, certificate: provider.certificate });
  standIn.putRole(SAML_ROLE);
});

function assert(options: Partial<AssertionOptions> = {}, by: SamlIdentityProvider = provider) {
  return by.assert({ roleArn: PULLER, providerArn: PROVIDER, sessionName: 'octocat', ...options });
}

function exchange(SAMLAssertion: string, input: Partial<AssumeRoleWithSAMLCommandInput> = {}) {
  return unsignedSts().send(
    new AssumeRoleWithSAMLCommand({ RoleArn: PULLER, PrincipalArn: PROVIDER, SAMLAssertion, ...input }),
  );
}

function invalid(message: string) {
  return {
    ...refusal('InvalidIdentityTokenException', 400),
    message: expect.stringContaining(message),
  };
}
const expired = refusal('ExpiredTokenException', 400);
function notAuthorized(action: string) {
  return {
    ...refusal('AccessDenied', 403),
    message: `Not authorized to perform sts:${action}`,
  };
}

describe('AssumeRoleWithSAML', () => {
  it('gives a session of the role, without a signature of AWS', async () => {
    const answer = await exchange(assert({ sourceIdentity: 'octocat' }), { Policy: LOGIN_POLICY });
    expect(answer).toMatchObject({
      AssumedRoleUser: { Arn: 'arn:aws:sts::444455556666:assumed-role/puller/octocat' },
      Credentials: { Expiration: new Date('2026-11-21T13:00:00Z') },
      Subject: 'octocat',
      SubjectType: 'persistent',
      Issuer: 'https://idp.example/saml',
      Audience: 'https://signin.aws.amazon.com/saml',
      SourceIdentity: 'octocat',
      PackedPolicySize: 5,
    });
    expect(answer.NameQualifier).toMatch(/^[A-Za-z0-9+/]{27}=$/);
    expect(standIn.issued).toMatchObject([{ action: 'AssumeRoleWithSAML' }]);
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {};
    const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    await expect(logIn(keys)).resolves.toMatchObject({ authorizationData: [{}] });
  });

  it('takes a response that is signed as a whole', async () => {
    await expect(exchange(assert({ sign: 'response' }))).resolves.toMatchObject({ AssumedRoleUser: {} });
  });

  it('takes role and provider in either order', async () => {
    const assertion = assert({ rolePair: `${PROVIDER}, ${PULLER}` });
    await expect(exchange(assertion)).resolves.toMatchObject({ AssumedRoleUser: {} });
  });

  it('records everything but the assertion', async () => {
    const assertion = assert();
    await exchange(assertion, { DurationSeconds: 900 });
    expect(standIn.calls[0]).toMatchObject({ action: 'AssumeRoleWithSAML', outcome: 'ok', accessKeyId: undefined });
    expect(standIn.calls[0]?.parameters).toEqual({
      roleArn: PULLER,
      principalArn: PROVIDER,
      samlProviderArn: PROVIDER,
      durationSeconds: 900,
    });
    expect(JSON.stringify(standIn.calls)).not.toContain(assertion.slice(100, 200));
  });

  it.each<[string, Partial<AssumeRoleWithSAMLCommandInput>, string]>([
    ['no role', { RoleArn: undefined }, "Value null at 'roleArn'"],
    ['no provider', { PrincipalArn: undefined }, "Value null at 'principalArn'"],
    ['no assertion', { SAMLAssertion: undefined }, "Value null at 'sAMLAssertion'"],
    ['an assertion of 100,001', { SAMLAssertion: 'a'.repeat(100_001) }, 'length less than or equal to 100000'],
    ['899 seconds', { DurationSeconds: 899 }, 'value greater than or equal to 900'],
    ['43,201 seconds', { DurationSeconds: 43_201 }, 'value less than or equal to 43200'],
    ['a policy of 2,049', { Policy: LOGIN_POLICY.padEnd(2049, ' ') }, 'length less than or equal to 2048'],
    ["more than the role's maximum", { DurationSeconds: 7201 }, 'exceeds the MaxSessionDuration set for this role'],
  ])('refuses %s', async (_name, input, message) => {
    const call = exchange(assert(), input as Partial<AssumeRoleWithSAMLCommandInput>);
    const expected = { ...refusal('ValidationError', 400), message: expect.stringContaining(message) };
    await expect(call).rejects.toMatchObject(expected);
  });

  it('is cut by the end of the login at the provider', async () => {
    const answer = await exchange(assert({ sessionNotOnOrAfter: new Date('2026-11-21T12:20:00Z') }));
    expect(answer.Credentials?.Expiration).toEqual(new Date('2026-11-21T12:20:00Z'));
    await expect(exchange(assert({ sessionNotOnOrAfter: new Date('2026-11-21T12:00:00Z') }))).rejects.toMatchObject(
      expired,
    );
  });

  it('asks for a provider that is known', async () => {
    const other = 'arn:aws:iam::444455556666:saml-provider/other';
    const call = exchange(assert({ providerArn: other }), { PrincipalArn: other });
    await expect(call).rejects.toMatchObject(invalid("Specified provider doesn't exist"));
  });

  it('asks for the trust of the role', async () => {
    standIn.putRole(ROLE);
    await expect(exchange(assert())).rejects.toMatchObject(notAuthorized('AssumeRoleWithSAML'));
    const nobody = 'arn:aws:iam::444455556666:role/nobody';
    const call = exchange(assert({ roleArn: nobody }), { RoleArn: nobody });
    await expect(call).rejects.toMatchObject(notAuthorized('AssumeRoleWithSAML'));
  });
});

describe('a SAML assertion', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it.each<[string, () => string, string]>([
    ['that is no base64', () => '<xml/>', 'Invalid base64'],
    ['that is no XML', () => base64('<a><b></a>'), 'Error parsing SAMLResponse'],
    ['that is another document', () => base64('<html></html>'), 'Not a SAMLResponse'],
    [
      'with a document type',
      () => assert({ tamper: (xml) => `<!DOCTYPE r [<!ENTITY a "b">]>${xml}` }),
      'document type',
    ],
    ['that nobody signed', () => assert({ sign: 'nothing' }), 'is not signed'],
    ['that somebody else signed', () => assert({}, stranger), 'Invalid signature'],
    ['that was changed', () => assert({ tamper: (xml) => xml.replace('>octocat<', '>admin<') }), 'Invalid signature'],
    ['for another service', () => assert({ audience: 'urn:other' }), 'invalid audience'],
    ['sent to another place', () => assert({ recipient: 'https://other.example' }), 'invalid recipient'],
    ['from the future', () => assert({ notBefore: new Date('2026-11-21T12:01:00Z') }), 'not yet valid'],
    ['without a role', () => assert({ rolePair: '' }), 'are not among those of the AuthnResponse'],
    ['for another role', () => assert({ roleArn: `${PULLER}2` }), 'are not among those of the AuthnResponse'],
    ['with a name of 1', () => assert({ sessionName: 'a' }), 'RoleSessionName in AuthnResponse must match'],
    ['with a slash in its name', () => assert({ sessionName: 'a/b' }), 'RoleSessionName in AuthnResponse must match'],
  ])('is refused %s', async (_name, assertion, message) => {
    await expect(exchange(assertion())).rejects.toMatchObject(invalid(message));
  });

  it('is refused when it is over', async () => {
    const notOnOrAfter = new Date('2026-11-21T12:00:00.250Z');
    await expect(exchange(assert({ notOnOrAfter }))).rejects.toMatchObject(expired);
    const assertion = assert();
    setStandInNow(new Date('2026-11-21T12:05:00.250Z'));
    await expect(exchange(assertion)).rejects.toMatchObject(expired);
  });

  it('is not there when the login failed', async () => {
    const assertion = assert({ status: 'Responder' });
    await expect(exchange(assertion)).rejects.toMatchObject(refusal('IDPRejectedClaimException', 403));
  });

  const forge = (xml: string) => {
    const [assertion = ''] = /<saml:Assertion.*<\/saml:Assertion>/s.exec(xml) ?? [];
    const forged = assertion.replace(/<(ds:)?Signature .*<\/(ds:)?Signature>/s, '').replace('>octocat<', '>admin<');
    return { assertion, forged };
  };

  it.each<[string, (xml: string) => string]>([
    ['beside a forged one', (xml) => xml.replace('<saml:Assertion', `${forge(xml).forged}<saml:Assertion`)],
    [
      'beside a forged one of another ID',
      (xml) => xml.replace('<saml:Assertion', `${forge(xml).forged.replace(/ID="_/, 'ID="x')}<saml:Assertion`),
    ],
    [
      'inside a forged one',
      (xml) => {
        const { assertion, forged } = forge(xml);
        const around = forged.replace(/ID="_/, 'ID="x').replace('</saml:Assertion>', `${assertion}</saml:Assertion>`);
        return xml.replace(assertion, around);
      },
    ],
    [
      'put away in an extension, with a forged one in its place',
      (xml) => {
        const { assertion, forged } = forge(xml);
        const away = `<samlp:Extensions>${assertion}</samlp:Extensions>`;
        return xml.replace(assertion, `${away}${forged.replace(/ID="_/, 'ID="x')}`);
      },
    ],
    [
      'whose signature was moved to a forged one',
      (xml) => {
        const { assertion, forged } = forge(xml);
        const [signature = ''] = /<(ds:)?Signature .*<\/(ds:)?Signature>/s.exec(xml) ?? [];
        const other = forged.replace(/ID="_/, 'ID="x').replace('</saml:Assertion>', `${signature}</saml:Assertion>`);
        const away = `<samlp:Extensions>${assertion.replace(signature, '')}</samlp:Extensions>`;
        return xml.replace(assertion, `${away}${other}`);
      },
    ],
  ])('cannot be used %s', async (_name, tamper) => {
    const call = exchange(assert({ tamper, sessionName: 'genuine' }));
    await expect(call).rejects.toMatchObject(refusal('InvalidIdentityTokenException', 400));
  });
});

describe('attributes for the session', () => {
  it('set its tags', async () => {
    standIn.putRole({ ...SAML_ROLE, requiredTags: ['team'] });
    await expect(exchange(assert())).rejects.toMatchObject(notAuthorized('AssumeRoleWithSAML'));
    const tagged = assert({ tags: { team: 'core' }, transitiveTagKeys: ['team'] });
    await expect(exchange(tagged)).resolves.toMatchObject({ AssumedRoleUser: {} });
  });

  it('can be refused by the role', async () => {
    standIn.putRole({ ...SAML_ROLE, allowTagSession: false, allowSetSourceIdentity: false });
    await expect(exchange(assert({ tags: { team: 'core' } }))).rejects.toMatchObject(notAuthorized('TagSession'));
    const identified = exchange(assert({ sourceIdentity: 'octocat' }));
    await expect(identified).rejects.toMatchObject(notAuthorized('SetSourceIdentity'));
  });

  it('are refused where a parameter would be', async () => {
    const call = exchange(assert({ sourceIdentity: 'a b' }));
    await expect(call).rejects.toMatchObject(refusal('ValidationError', 400));
  });
});

describe('a provider', () => {
  it.each([
    ['another ARN', { arn: PULLER }],
    ['a certificate that is none', { certificate: 'PEM' }],
  ])('is not taken with %s', (_name, change) => {
    const good = { arn: PROVIDER, certificate: provider.certificate };
    expect(() => standIn.putSamlProvider({ ...good, ...change })).toThrow(RangeError);
  });

  it('of another partition is not trusted', () => {
    const trustedSaml = ['arn:aws-cn:iam::444455556666:saml-provider/corporate'];
    expect(() => standIn.putRole({ ...SAML_ROLE, trustedSaml })).toThrow(RangeError);
  });
});
