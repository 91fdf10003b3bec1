// Errors of ECR and ECR Public as the SDK throws them (ECR API reference, "Common Errors" and those of the call).
import { describe, expect, it } from 'vitest';
import { loginError } from '../../../../shared/aws/login-error.ts';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import { aCall } from '../../../support/builders.ts';

const CANARY = 'CANARY-of-AWS';
function told(registry: 'ecr' | 'ecr-public', name: string, status: number | undefined, more: object = {}) {
  const $metadata = status === undefined ? {} : { httpStatusCode: status };
  const thrown = Object.assign(new Error(CANARY), { name, $metadata, ...more });
  const error = loginError(thrown, registry, aCall());
  const { cause: _kept, ...shown } = error;
  expect(JSON.stringify([error.message, shown])).not.toContain(CANARY);
  return { code: error.code, stage: error.stage, reason: error.reason ?? '' };
}

describe.each(['ecr', 'ecr-public'] as const)('a call to %s', (registry) => {
  it.each([
    ['AccessDeniedException', 400, 'ecr_refused', /GetAuthorizationToken .*must be allowed/],
    ['InvalidParameterException', 400, 'ecr_refused', /registry/],
    ['UnrecognizedClientException', 400, 'ecr_refused', /enable the region/],
    ['InvalidClientTokenId', 403, 'ecr_refused', /enable the region/],
    ['OptInRequired', 403, 'ecr_refused', /enable the region/],
    ['ThrottlingException', 400, 'ecr_unavailable', /quota/],
    ['TooManyRequestsException', 429, 'ecr_unavailable', /quota/],
    ['ServerException', 500, 'ecr_unavailable', /^ServerException$/],
    ['ServiceUnavailable', 503, 'ecr_unavailable', /^ServiceUnavailable$/],
    ['SomethingNew', 400, 'ecr_refused', /^SomethingNew$/],
    ['SyntaxError', 200, 'upstream_invalid', /^SyntaxError$/],
  ])('that fails with %s (%d) is %s, and the operator reads %s', (name, status, code, reason) => {
    expect(told(registry, name, status)).toMatchObject({ code, stage: 'ecr', reason: expect.stringMatching(reason) });
  });

  it('that meets a name that is not there is refused: trying again will not help', () => {
    expect(told(registry, 'Error', undefined, { code: 'ENOTFOUND' })).toMatchObject({
      code: 'ecr_refused',
      reason: expect.stringMatching(/^ENOTFOUND: .*region/),
    });
    expect(told(registry, 'Error', undefined, { code: 'EAI_AGAIN' }).code).toBe('ecr_unavailable');
  });

  it('that outlives the deadline is the deadline’s', () => {
    const thrown = Object.assign(new Error('x'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
    expect(loginError(thrown, registry, aCall({ signal: AbortSignal.abort() })).code).toBe('deadline_exceeded');
  });

  it('that ended in an error of ours is left as it is', () => {
    const ours = new PortunusError('upstream_invalid', 'ecr', { reason: 'not_one_login_a_registry' });
    expect(loginError(ours, registry, aCall())).toBe(ours);
  });
});

// ECR Public is in one region, which nobody can disable.
it.each(['RegionDisabled', 'RegionDisabledException'])('says what to do about a region that is off: %s', (name) => {
  const { code, reason } = told('ecr', name, 403);
  expect(code).toBe('ecr_refused');
  expect(reason).toMatch(/enable the region/);
});

it('names Portunus’s own role where that is what asks', () => {
  const thrown = Object.assign(new Error(CANARY), {
    name: 'AccessDeniedException',
    $metadata: { httpStatusCode: 400 },
  });
  const { reason } = loginError(thrown, 'ecr', aCall(), 'execution-role');
  expect(reason).toMatch(/must be allowed to Portunus's own role$/);
});

it('names every right that a login needs', () => {
  expect(told('ecr', 'AccessDeniedException', 400).reason).toContain('ecr:GetAuthorizationToken');
  const { reason } = told('ecr-public', 'AccessDeniedException', 400);
  expect(reason).toContain('ecr-public:GetAuthorizationToken');
  expect(reason).toContain('sts:GetServiceBearerToken');
});
