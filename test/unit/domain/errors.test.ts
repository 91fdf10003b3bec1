import { describe, expect, it } from 'vitest';
import { ERROR_CODES, invalidRequest, PortunusError } from '../../../shared/domain/errors.ts';

// The contract's table of codes.
const CONTRACT = [
  'invalid_request',
  'payload_too_large',
  'token_missing',
  'token_rejected',
  'sign_in_required',
  'fresh_sign_in_required',
  'not_allowed',
  'invoked_directly',
  'stopped',
  'not_found',
  'conflict',
  'precondition_failed',
  'too_many_requests',
  'format_unknown',
  'connector_invalid',
  'misconfigured',
  'internal',
  'role_refused',
  'ecr_refused',
  'codeartifact_refused',
  'destination_refused',
  'upstream_invalid',
  'keys_unavailable',
  'sign_in_unavailable',
  'sts_unavailable',
  'ecr_unavailable',
  'codeartifact_unavailable',
  'table_unavailable',
  'audit_unavailable',
  'destination_unavailable',
  'deadline_exceeded',
];

describe('the error codes', () => {
  it('are codes of the contract, each once', () => {
    expect(ERROR_CODES.filter((code) => !CONTRACT.includes(code))).toEqual([]);
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
  });
});

describe('an error', () => {
  it('says code, stage, reason and cause', () => {
    const cause = new Error('connection reset');
    const error = new PortunusError('sts_unavailable', 'sts', { detail: 'no answer', cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ code: 'sts_unavailable', stage: 'sts', reason: 'no answer', cause });
    expect(error.message).toBe('sts_unavailable: no answer');
  });

  it.each([
    [{ reason: 'no_grant_matches' }, 'no_grant_matches'],
    [{ reason: 'claim_missing', detail: 'sub' }, 'claim_missing: sub'],
    [{ about: 'issuer ci', reason: 'fetch_failed' }, 'issuer ci: fetch_failed'],
    [{ about: 'issuer ci', reason: 'fetch_failed', detail: 'ECONNREFUSED' }, 'issuer ci: fetch_failed: ECONNREFUSED'],
    [{ detail: 'AccessDenied: allow it' }, 'AccessDenied: allow it'],
  ] as const)('of %o has the text %s', (options, text) => {
    expect(new PortunusError('not_allowed', 'authorization', options).reason).toBe(text);
  });

  it('is called by its code when it has no reason', () => {
    const error = new PortunusError('not_allowed', 'authorization');
    expect(error.message).toBe('not_allowed');
    expect(error.reason).toBeUndefined();
    expect(error.errors).toBeUndefined();
  });

  it('of a bad request holds every fault', () => {
    const errors = [
      { field: 'region', detail: 'is required' },
      { field: 'body', detail: 'must be an object' },
    ];
    expect(invalidRequest(errors)).toMatchObject({
      code: 'invalid_request',
      stage: 'request',
      errors,
      reason: 'region: is required; body: must be an object',
    });
  });
});
