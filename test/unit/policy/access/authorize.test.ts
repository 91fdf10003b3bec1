// What was found under a connector's id, and what a caller learns of it.
import { describe, expect, it } from 'vitest';
import { authorize } from '../../../../shared/policy/access/access.ts';
import { aConnector, aWorkload } from '../../../support/builders.ts';

const ALLOWED = aConnector();
const REFUSING = aConnector({ grants: [] });
const HIDDEN = { code: 'not_allowed', stage: 'authorization', errors: undefined };

const RULES = { adminsMayIssue: true };

type Asked = Parameters<typeof authorize>;
function refusalOf(found: Asked[0], caller: Asked[1], action: Asked[2]) {
  const decided = authorize(found, caller, action, RULES);
  return decided.allowed ? undefined : decided.refusal;
}

describe('a connector', () => {
  it('that grants something is allowed, by the grant', () => {
    const stored = { version: 3, value: ALLOWED };
    const decided = authorize(stored, aWorkload(), 'ecr-login', RULES);
    expect(decided).toEqual({ allowed: true, connector: stored, by: 'grants[0]', grant: ALLOWED.grants[0] });
  });

  it.each([
    ['is not there', undefined, 'no_such_connector'],
    ['is disabled', { version: 1, value: aConnector({ enabled: false }) }, 'disabled'],
    ['grants nothing', { version: 1, value: REFUSING }, 'no_grant_matches'],
    ['grants nothing and is broken', { unreadable: 'region is unknown', access: REFUSING }, 'no_grant_matches'],
  ])('that %s is refused as any other', (_what, found, reason) => {
    expect(refusalOf(found, aWorkload(), 'ecr-login')).toMatchObject({ ...HIDDEN, reason });
  });

  it.each([
    ['that lets the caller in', { unreadable: 'region is unknown', access: ALLOWED }],
    ['of which not even the grants are readable', { unreadable: 'region is unknown' }],
  ])('%s is reported as broken', (_what, found) => {
    const broken = { code: 'connector_invalid', stage: 'connector', reason: 'region is unknown' };
    expect(refusalOf(found, aWorkload(), 'ecr-login')).toMatchObject(broken);
  });

  it('that serves something else says so to who is let in', () => {
    const detail = 'has ecr only: the connector does not serve session';
    expect(refusalOf({ version: 1, value: ALLOWED }, aWorkload(), 'session')).toMatchObject({
      code: 'invalid_request',
      stage: 'authorization',
      errors: [{ field: 'serves', detail }],
      reason: 'not_served',
    });
  });

  it('that serves something else says nothing of it to others', () => {
    expect(refusalOf({ version: 1, value: REFUSING }, aWorkload(), 'session')).toMatchObject({
      ...HIDDEN,
      reason: 'not_served',
    });
  });
});
