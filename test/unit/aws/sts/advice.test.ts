// What an operator reads: a sentence that says what to change, with nothing of AWS's own words in it.
import { describe, expect, it } from 'vitest';
import { stsError } from '../../../../shared/aws/sts/errors.ts';
import { aCall } from '../../../support/builders.ts';

type Type = Parameters<typeof stsError>[1];
type By = Parameters<typeof stsError>[3];
function reasonOf(type: Type, name: string, status: number, message = 'CANARY', by?: By) {
  const error = Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
  return stsError(error, type, aCall(), by).reason ?? '';
}

describe('the sentence for the operator', () => {
  it.each<readonly [Type, string, number, RegExp]>([
    ['assumed-role', 'PackedPolicyTooLargeException', 400, /shorten .*policy/],
    ['assumed-role', 'MalformedPolicyDocumentException', 400, /connector's policy/],
    ['assumed-role', 'RegionDisabledException', 403, /activate STS .*region/],
    ['assumed-role', 'OptInRequired', 403, /account/],
    ['assumed-role', 'AccessDenied', 403, /trust policy/],
    ['federated-user', 'AccessDenied', 403, /sts:GetFederationToken/],
    ['web-identity', 'AccessDenied', 403, /trust policy/],
    ['saml', 'AccessDenied', 403, /trust policy/],
    ['federated-user', 'InvalidClientTokenId', 403, /access key.*secret/],
    ['session-token', 'SignatureDoesNotMatch', 403, /access key.*secret/],
    ['web-identity', 'InvalidIdentityTokenException', 400, /identity provider/],
    ['web-identity', 'IDPCommunicationErrorException', 400, /reach the issuer/],
    ['web-identity', 'IDPRejectedClaimException', 403, /identity provider/],
    ['assumed-role', 'Throttling', 400, /quota/],
    ['assumed-role', 'RequestLimitExceeded', 503, /quota/],
    ['assumed-role', 'ValidationError', 400, /check /],
    // The credentials of the function's own role are no IAM user's key.
    ['assumed-role', 'ExpiredToken', 403, /expired/],
    ['session-token', 'ExpiredToken', 403, /expired/],
  ])('for %s, %s (%d): %s', (type, name, status, expected) => {
    const reason = reasonOf(type, name, status);
    expect(reason).toMatch(new RegExp(`^${name}: .{20,}`));
    expect(reason).toMatch(expected);
    expect(reason).not.toContain('CANARY');
  });

  it('distinguishes the two limits of a duration, which share a code', () => {
    const chained = reasonOf(
      'assumed-role',
      'ValidationError',
      400,
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
    const tooLong = reasonOf(
      'assumed-role',
      'ValidationError',
      400,
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
    expect(chained).toMatch(/hour/);
    expect(tooLong).toMatch(/maximum session duration.*maxDurationSeconds/);
    expect(tooLong).not.toBe(chained);
  });

  it('names the denied action and the caller', () => {
    const denied = (action: string) =>
      reasonOf(
        'assumed-role',
        'AccessDenied',
        403,
        `User: arn:aws:sts::111122223333:assumed-role/CANARY/x is not authorized to perform: ${action} on resource: ` +
          'arn:aws:iam::123456789012:role/portunus/CANARY',
      );
    const reasons = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'].map(denied);
    expect(reasons[1]).toMatch(/sts:TagSession.*trust policy/);
    expect(reasons[2]).toMatch(/sts:SetSourceIdentity.*trust policy/);
    expect(new Set(reasons).size).toBe(3);
    expect(reasons.join()).not.toContain('CANARY');
  });

  it('names no role’s trust policy where there is no role', () => {
    const message =
      'User: arn:aws:iam::123456789012:user/x is not authorized to perform: sts:TagSession on resource: y';
    const reason = reasonOf('federated-user', 'AccessDenied', 403, message);
    expect(reason).toMatch(/sts:TagSession/);
    expect(reason).not.toMatch(/trust policy/);
  });

  it('distinguishes a wrong audience from an issuer that the account does not have', () => {
    const audience = reasonOf('web-identity', 'InvalidIdentityTokenException', 400, 'Incorrect token audience');
    const unknown = reasonOf(
      'web-identity',
      'InvalidIdentityTokenException',
      400,
      'No OpenIDConnect provider found in your account for https://ci.example',
    );
    expect(audience).toMatch(/audience/);
    expect(unknown).not.toBe(audience);
  });

  it.each<readonly [Type, By, string, RegExp, RegExp]>([
    ['assumed-role', 'execution-role', 'AccessDenied', /Portunus's own role.*CONNECTOR_ROLES/, /IAM user|first role/],
    ['assumed-role', 'iam-user', 'AccessDenied', /the account's IAM user/, /Portunus|CONNECTOR_ROLES/],
    ['assumed-role', 'session', 'AccessDenied', /the connector's first role/, /Portunus|CONNECTOR_ROLES/],
    ['web-identity', undefined, 'AccessDenied', /sts:AssumeRoleWithWebIdentity/, /Portunus|external ID|SAML/],
    ['saml', undefined, 'AccessDenied', /sts:AssumeRoleWithSAML/, /Portunus|external ID|OIDC/],
    ['session-token', undefined, 'AccessDenied', /sts:GetSessionToken/, /trust policy|Portunus/],
    ['web-identity', undefined, 'ExpiredTokenException', /the caller's token has expired/, /function|Portunus/],
    ['saml', undefined, 'ExpiredTokenException', /the caller's assertion has expired/, /function|Portunus/],
    ['assumed-role', 'execution-role', 'ExpiredToken', /Portunus's own credentials/, /caller/],
    ['assumed-role', 'session', 'ExpiredToken', /expired/, /function|Portunus|caller/],
    ['assumed-role', 'iam-user', 'InvalidClientTokenId', /access key.*secret/, /partition/],
    ['assumed-role', 'execution-role', 'InvalidClientTokenId', /partition/, /secret/],
    ['saml', undefined, 'InvalidIdentityTokenException', /SAML provider.*metadata/, /OIDC/],
    ['web-identity', undefined, 'InvalidIdentityTokenException', /OIDC/, /SAML|metadata/],
  ])('for %s (by %s), %s, is about what that call is made with', (type, by, name, expected, wrong) => {
    const reason = reasonOf(type, name, 403, 'CANARY', by);
    expect(reason).toMatch(expected);
    expect(reason).not.toMatch(wrong);
  });

  it('says that a service control policy denies the call, for every caller', () => {
    const message = 'x is not authorized to perform: sts:AssumeRole with an explicit deny in a service control policy';
    expect(reasonOf('assumed-role', 'AccessDenied', 403, message)).toMatch(/control policy .*organization/);
  });

  it('distinguishes an old thumbprint from an issuer that the account does not have', () => {
    const message = "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint";
    expect(reasonOf('web-identity', 'InvalidIdentityTokenException', 400, message)).toMatch(/thumbprint/);
  });

  it.each(['x'.repeat(65), 'Access Denied', 'a\nb', 'é', ''])('takes no text for a code: %j', (name) => {
    expect(reasonOf('assumed-role', name, 400)).toBe('Unknown');
  });
});
