// Errors of STS as the SDK throws them: modelled ones with the suffix Exception, all others under their code.
import { describe, expect, it } from 'vitest';
import { stsError } from '../../../../shared/aws/sts/errors.ts';
import type { ErrorCode } from '../../../../shared/domain/errors.ts';
import { aCall } from '../../../support/builders.ts';

const CANARY = 'CANARY-of-AWS';
function thrown(name: string, status: number | undefined, message = '') {
  return Object.assign(new Error(`${message} ${CANARY}`), {
    name,
    $fault: (status ?? 0) >= 500 ? 'server' : 'client',
    $metadata: status === undefined ? {} : { httpStatusCode: status, requestId: CANARY },
    Code: CANARY,
  });
}

type Type = Parameters<typeof stsError>[1];
const ALL: readonly Type[] = [
  ...(['assumed-role', 'federated-user', 'session-token', 'web-identity', 'saml', 'caller-identity'] as const),
];
const PROVEN: readonly Type[] = ['web-identity', 'saml'];
const SIGNED = ALL.filter((type) => !PROVEN.includes(type));

function told(type: Type, name: string, status?: number, message?: string, call = aCall()) {
  const error = stsError(thrown(name, status, message), type, call);
  const { code, stage, reason = '', errors } = error;
  // Neither AWS's words nor its ids go on, whatever is done with the error: only the cause keeps them.
  const { cause: _kept, ...shown } = error;
  expect(JSON.stringify([error.message, shown])).not.toContain(CANARY);
  expect(stage).toBe('sts');
  return { code, reason, fields: errors?.map(({ field }) => field) };
}

type Row = readonly [string, number, readonly Type[], ErrorCode];
function each(rows: readonly Row[]) {
  return rows.flatMap(([name, status, types, code]) => types.map((type) => [name, status, type, code] as const));
}

// STS API reference, the errors of each call and those common to all.
describe('a call to STS that fails', () => {
  it.each(
    each([
      ['PackedPolicyTooLargeException', 400, ['assumed-role', 'federated-user', ...PROVEN], 'role_refused'],
      ['MalformedPolicyDocumentException', 400, ['assumed-role', 'federated-user', ...PROVEN], 'role_refused'],
      ['RegionDisabledException', 403, ALL, 'role_refused'],
      ['AccessDenied', 403, ALL, 'role_refused'],
      ['OptInRequired', 403, ALL, 'role_refused'],
      ['ValidationError', 400, ALL, 'role_refused'],
      ['InvalidClientTokenId', 403, SIGNED, 'misconfigured'],
      ['SignatureDoesNotMatch', 403, SIGNED, 'misconfigured'],
      ['IncompleteSignature', 400, SIGNED, 'misconfigured'],
      ['MissingAuthenticationToken', 403, SIGNED, 'misconfigured'],
      ['ExpiredToken', 403, SIGNED, 'sts_unavailable'],
      ['RequestExpired', 400, SIGNED, 'sts_unavailable'],
      ['InvalidIdentityTokenException', 400, ['web-identity'], 'role_refused'],
      ['IDPCommunicationErrorException', 400, PROVEN, 'sts_unavailable'],
      ['Throttling', 400, ALL, 'sts_unavailable'],
      ['ThrottlingException', 400, ALL, 'sts_unavailable'],
      ['RequestLimitExceeded', 503, ALL, 'sts_unavailable'],
      ['ServiceUnavailable', 503, ALL, 'sts_unavailable'],
      ['InternalFailure', 500, ALL, 'sts_unavailable'],
      ['STSServiceException', 502, ALL, 'sts_unavailable'],
      ['STSServiceException', 504, ALL, 'sts_unavailable'],
      ['SomethingNew', 400, ALL, 'role_refused'],
      ['SyntaxError', 200, ALL, 'upstream_invalid'],
    ]),
  )('with %s (%d), for %s, is %s', (name, status, type, code) => {
    expect(told(type, name, status).code).toBe(code);
    // As the wire has it, where the SDK does not know the error.
    expect(told(type, name.replace(/Exception$/, ''), status).code).toBe(code);
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET'])('on the way (%s) may work later', (code) => {
    const error = Object.assign(thrown('Error', undefined), { code });
    expect(stsError(error, 'assumed-role', aCall())).toMatchObject({ code: 'sts_unavailable', reason: code });
  });

  it('after the deadline is the deadline’s, whatever it says', () => {
    const call = aCall({ signal: AbortSignal.abort() });
    for (const type of SIGNED) {
      expect(told(type, 'AccessDenied', 403, '', call).code).toBe('deadline_exceeded');
      expect(told(type, 'AbortError', undefined, '', call).code).toBe('deadline_exceeded');
    }
  });

  it('for a clock that is wrong is not the key’s fault', () => {
    const expired = Object.assign(thrown('SignatureDoesNotMatch', 403), { message: 'Signature expired: 2026' });
    expect(stsError(expired, 'assumed-role', aCall())).toMatchObject({ code: 'sts_unavailable' });
  });
});

// The words of AWS (aws/aws-cli#7194).
const VERIFICATION_KEY =
  "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements";

describe('a code of two meanings', () => {
  it.each([
    [VERIFICATION_KEY, 'sts_unavailable'],
    ['No OpenIDConnect provider found in your account for https://ci.example', 'role_refused'],
    ['Incorrect token audience', 'role_refused'],
  ] as const)('is told apart by its text: %s', (message, code) => {
    expect(told('web-identity', 'InvalidIdentityTokenException', 400, message).code).toBe(code);
    expect(told('web-identity', 'InvalidIdentityToken', 400, message).code).toBe(code);
  });

  it.each(ALL)('may work later for %s where STS could not get keys, whoever proves what', (type) => {
    expect(told(type, 'InvalidIdentityTokenException', 400, VERIFICATION_KEY)).toMatchObject({
      code: 'sts_unavailable',
      fields: undefined,
    });
  });

  it('is the operator’s where the SAML provider that the connector names is missing', () => {
    const message = "Specified provider doesn't exist";
    expect(told('saml', 'InvalidIdentityTokenException', 400, message)).toMatchObject({
      code: 'role_refused',
      fields: undefined,
    });
  });

  it('is the deadline’s after the deadline', () => {
    const call = aCall({ signal: AbortSignal.abort() });
    expect(told('web-identity', 'InvalidIdentityTokenException', 400, VERIFICATION_KEY, call).code).toBe(
      'deadline_exceeded',
    );
  });
});

describe('what the caller proves itself with', () => {
  it.each([
    ['ExpiredTokenException', 400],
    ['IDPRejectedClaimException', 403],
  ])('is the caller’s own to mend, a token: %s', (name, status) => {
    expect(told('web-identity', name, status)).toMatchObject({ code: 'token_rejected', fields: undefined });
  });

  it.each([
    ['ExpiredTokenException', 400],
    ['IDPRejectedClaimException', 403],
    ['InvalidIdentityTokenException', 400],
  ])('or an assertion: %s', (name, status) => {
    expect(told('saml', name, status)).toMatchObject({ code: 'invalid_request', fields: ['samlAssertion'] });
  });

  it('or a code of an MFA device', () => {
    const message = 'MultiFactorAuthentication failed with invalid MFA one time pass code.';
    expect(told('session-token', 'AccessDenied', 403, message)).toMatchObject({
      code: 'invalid_request',
      fields: ['mfaCode'],
    });
    expect(told('assumed-role', 'AccessDenied', 403, message).code).toBe('role_refused');
  });

  it('is not what our own keys are: those end too', () => {
    for (const type of SIGNED) expect(told(type, 'ExpiredToken', 403).code).toBe('sts_unavailable');
  });

  it('is not refused where the deadline is what ended the call', () => {
    const call = aCall({ signal: AbortSignal.abort() });
    expect(told('web-identity', 'AbortError', undefined, '', call).code).toBe('deadline_exceeded');
    expect(told('saml', 'AbortError', undefined, '', call).code).toBe('deadline_exceeded');
  });
});
