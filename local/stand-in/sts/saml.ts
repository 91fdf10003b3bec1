import { createHash } from 'node:crypto';
import { readSamlProviderArn } from '../core/arn.ts';
import type { UnsignedCall } from '../core/service.ts';
import type { State } from '../core/state.ts';
import type { Given } from './answer.ts';
import { type Assertion, readAssertion } from './saml-assertion.ts';
import { invalidAssertion, readSignedAssertion } from './saml-signature.ts';
import type { SessionInput } from './session-input.ts';
import { assertRoleInput } from './session-rules.ts';
import { ASSUME_ROLE_WITH_SAML } from './session-shapes.ts';
import { claimedRoleSession } from './sessions.ts';

const ATTRIBUTES = 'https://aws.amazon.com/SAML/Attributes/';
const TAG_ATTRIBUTE = `${ATTRIBUTES}PrincipalTag:`;

function findProvider(state: State, arn: string) {
  const provider = state.samlProviders.get(arn);
  if (provider === undefined) throw invalidAssertion("Specified provider doesn't exist");
  return provider;
}

function valuesOf({ attributes }: Assertion, name: string) {
  return attributes.get(`${ATTRIBUTES}${name}`) ?? [];
}

/** Identity providers write the role and the provider in either order. */
function assertRole(assertion: Assertion, { roleArn = '', principalArn = '' }: SessionInput) {
  const pairs = valuesOf(assertion, 'Role').map((pair) =>
    pair
      .split(',')
      .map((arn) => arn.trim())
      .sort()
      .join(),
  );
  if (pairs.length === 0) throw invalidAssertion('Role is required in AuthnResponse');
  if (!pairs.includes([roleArn, principalArn].sort().join())) {
    throw invalidAssertion('The role and provider asked for are not among those of the AuthnResponse');
  }
}

function readSessionName(assertion: Assertion): string {
  const [name, ...rest] = valuesOf(assertion, 'RoleSessionName');
  if (name === undefined || rest.length > 0) throw invalidAssertion('RoleSessionName is required in AuthnResponse');
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name;
  throw invalidAssertion('RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}');
}

/** Adds the parameters that only the assertion contains. */
function withAttributes(input: SessionInput, assertion: Assertion): SessionInput {
  return {
    ...input,
    sourceIdentity: valuesOf(assertion, 'SourceIdentity')[0],
    tags: [...assertion.attributes]
      .filter(([name]) => name.startsWith(TAG_ATTRIBUTE))
      .map(([name, values]) => ({ key: name.slice(TAG_ATTRIBUTE.length), value: values.join() })),
    transitiveTagKeys: valuesOf(assertion, 'TransitiveTagKeys'),
  };
}

/** Returns the NameQualifier, which distinguishes users of two providers. AWS documents how it is computed. */
function nameQualifier(issuer: string, providerArn: string) {
  const { account = '', name = '' } = readSamlProviderArn(providerArn) ?? {};
  return createHash('sha1').update(`${issuer}${account}/${name}`).digest('base64');
}

/** Decides an AssumeRoleWithSAML as STS would. */
export function assumeRoleWithSaml({ state }: UnsignedCall, sent: SessionInput): Given {
  assertRoleInput(sent, ASSUME_ROLE_WITH_SAML);
  const { principalArn = '', samlAssertion = '' } = sent;
  const { certificate } = findProvider(state, principalArn);
  const assertion = readAssertion(readSignedAssertion(samlAssertion, certificate), state.now());
  assertRole(assertion, sent);
  const input = withAttributes(sent, assertion);
  const issued = claimedRoleSession(state, input, {
    action: 'AssumeRoleWithSAML',
    kind: 'saml',
    sessionName: readSessionName(assertion),
    isTrusted: ({ trustedSaml }) => trustedSaml?.includes(principalArn) ?? false,
    notAfter: assertion.sessionNotOnOrAfter,
  });
  const { subject, subjectType, issuer, recipient } = assertion;
  return {
    issued,
    sourceIdentity: input.sourceIdentity,
    more: {
      Subject: subject,
      SubjectType: subjectType,
      Issuer: issuer,
      Audience: recipient,
      NameQualifier: nameQualifier(issuer, principalArn),
    },
  };
}
