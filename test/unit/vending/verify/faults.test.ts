// What a failed call says of a connector: a no of AWS does, and silence does not.
import { describe, expect, it } from 'vitest';
import { type ErrorCode, PortunusError } from '../../../../shared/domain/errors.ts';
import { readFault } from '../../../../shared/vending/verify/faults.ts';

function read(code: ErrorCode, detail?: string, byAccountKey = false) {
  return readFault(new PortunusError(code, 'sts', { ...(detail !== undefined && { detail }) }), { byAccountKey });
}

describe('a refusal', () => {
  it.each<ErrorCode>(['role_refused', 'ecr_refused', 'connector_invalid', 'invalid_request'])('is %s', (code) => {
    expect(read(code).refused).toBe(true);
  });

  it("has AWS's code, and what to change", () => {
    expect(read('role_refused', 'AccessDenied: allow sts:TagSession: there')).toEqual({
      refused: true,
      seen: 'AccessDenied',
      todo: 'allow sts:TagSession: there',
    });
    expect(read('connector_invalid', 'roleArn must be of the account')).toEqual({
      refused: true,
      seen: 'roleArn must be of the account',
    });
  });

  it("is of the account's key where that signs, and otherwise of Portunus itself, which is no part of the connector", () => {
    expect(read('misconfigured', 'InvalidClientTokenId', true).refused).toBe(true);
    expect(read('misconfigured', 'InvalidClientTokenId', false).refused).toBe(false);
  });
});

describe('silence', () => {
  it.each<ErrorCode>([
    ...(['sts_unavailable', 'ecr_unavailable', 'table_unavailable'] as const),
    ...(['deadline_exceeded', 'upstream_invalid'] as const),
  ])('is %s', (code) => {
    expect(read(code).refused).toBe(false);
    expect(read(code, 'x', true).refused).toBe(false);
  });
});

it('throws a bug on, so that it does not look like a broken connector', () => {
  const bug = new TypeError('as the test wants it');
  expect(() => readFault(bug, { byAccountKey: false })).toThrow(bug);
  expect(() => read('internal')).toThrow('internal');
});
