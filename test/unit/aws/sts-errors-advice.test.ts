// What an operator reads: a sentence that says what to change, with nothing of AWS's own words in it.
import { describe, expect, it } from 'vitest';
import { stsError } from '../../../shared/aws/sts-errors.ts';
import { aCall } from '../../support/builders.ts';

type Type = Parameters<typeof stsError>[1];
const reasonOf = (type: Type, name: string, status: number, message = 'CANARY') => {
  const error = Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
  return stsError(error, type, aCall()).reason ?? '';
};

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

  it('tells the two limits of a duration from each other, which have one code', () => {
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

  it('tells what is denied, and to whom', () => {
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

  it('tells a token’s audience from an issuer that the account does not know', () => {
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

  it.each(['x'.repeat(65), 'Access Denied', 'a\nb', 'é', ''])('takes no text for a code: %j', (name) => {
    expect(reasonOf('assumed-role', name, 400)).toBe('Unknown');
  });
});
