import { describe, expect, it } from 'vitest';
import { meetsConditions } from '../../../local/stand-in/iam/policy-conditions.ts';

describe('a condition', () => {
  const context = {
    'aws:SourceIp': '203.0.113.7',
    'aws:SourceVpce': 'vpce-1',
    'aws:SecureTransport': 'true',
    'aws:TokenAge': '60',
    'aws:CurrentTime': '2026-11-21T12:00:00Z',
    'aws:PrincipalArn': 'arn:aws:iam::444455556666:role/ci/puller',
    'aws:TagKeys': ['team', 'stage'],
    six: '2001:db8::7',
  };
  const meets = (Condition: object) => meetsConditions(Condition, context);

  it.each<[string, string, unknown, boolean]>([
    ['StringEquals', 'aws:SourceVpce', 'vpce-1', true],
    ['StringEquals', 'AWS:sourcevpce', ['vpce-2', 'vpce-1'], true],
    ['StringEquals', 'aws:SourceVpce', 'vpce-*', false],
    ['StringEquals', 'absent', 'vpce-1', false],
    ['StringEqualsIfExists', 'absent', 'vpce-1', true],
    ['StringEqualsIfExists', 'aws:SourceVpce', 'vpce-2', false],
    ['StringEqualsIgnoreCase', 'aws:SourceVpce', 'VPCE-1', true],
    ['StringNotEquals', 'aws:SourceVpce', ['vpce-2', 'vpce-1'], false],
    ['StringNotEquals', 'aws:SourceVpce', 'vpce-2', true],
    ['StringNotEquals', 'absent', 'vpce-1', true],
    ['StringLike', 'aws:SourceVpce', 'vpce-?', true],
    ['StringNotLike', 'aws:SourceVpce', 'vpce-*', false],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/ci/*', true],
    ['ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::*:role/*', true],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:*/puller', false],
    ['ArnLike', 'aws:SourceVpce', '*', false],
    ['ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/cd/*', true],
    ['ArnNotEquals', 'aws:PrincipalArn', 'arn:aws:iam::*:role/ci/*', false],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', true],
    ['IpAddress', 'aws:SourceIp', ['198.51.100.0/24', '203.0.113.7'], true],
    ['IpAddress', 'aws:SourceIp', '203.0.113.8/32', false],
    ['IpAddress', 'aws:SourceIp', '2001:db8::/32', false],
    ['IpAddress', 'six', ['10.0.0.0/8', '2001:DB8::/32'], true],
    ['IpAddress', 'six', '2001:db8::8', false],
    ['IpAddress', 'aws:SourceVpce', '0.0.0.0/0', false],
    ['NotIpAddress', 'aws:SourceIp', '203.0.113.0/24', false],
    ['NotIpAddress', 'absent', '203.0.113.0/24', true],
    ['Bool', 'aws:SecureTransport', true, true],
    ['Bool', 'aws:SecureTransport', 'false', false],
    ['Null', 'absent', 'true', true],
    ['Null', 'aws:SourceIp', true, false],
    ['Null', 'aws:SourceIp', false, true],
    ['NumericLessThan', 'aws:TokenAge', 61, true],
    ['NumericLessThan', 'aws:TokenAge', '60', false],
    ['NumericLessThanEquals', 'aws:TokenAge', '60', true],
    ['NumericGreaterThan', 'aws:TokenAge', '7', true],
    ['NumericGreaterThanEquals', 'aws:TokenAge', '61', false],
    ['NumericNotEquals', 'aws:TokenAge', '60.0', false],
    ['DateLessThan', 'aws:CurrentTime', '2026-11-21T13:00:01+01:00', true],
    ['DateGreaterThan', 'aws:CurrentTime', '2026-11-21T12:00:00Z', false],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', 'team', true],
    ['ForAnyValue:StringEquals', 'absent', 'team', false],
    ['ForAnyValue:StringNotEquals', 'absent', 'team', false],
    ['ForAnyValue:StringNotEquals', 'aws:TagKeys', 'team', true],
    ['ForAllValues:StringEquals', 'aws:TagKeys', 'team', false],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['stage', 'team', 'x'], true],
    ['ForAllValues:StringEquals', 'absent', 'team', true],
    ['ForAllValues:StringNotLike', 'aws:TagKeys', 't*', false],
  ])('%s on %s with %j: case %#', (operator, key, expected, result) => {
    expect(meets({ [operator]: { [key]: expected } })).toBe(result);
  });

  it('is met only with all others', () => {
    const good = { StringEquals: { 'aws:SourceVpce': 'vpce-1' } };
    expect(meets({ ...good, Bool: { 'aws:SecureTransport': true } })).toBe(true);
    expect(meets({ ...good, Bool: { 'aws:SecureTransport': false } })).toBe(false);
    expect(meets({ StringEquals: { 'aws:SourceVpce': 'vpce-1', absent: 'x' } })).toBe(false);
  });

  it.each([
    ['of an unknown operator', { StringMatches: { 'aws:SourceIp': 'x' } }],
    ['of an operator in another case', { stringEquals: { 'aws:SourceIp': 'x' } }],
    ['of an unknown quantifier', { 'ForSomeValues:StringEquals': { absent: 'x' } }],
    ['on a range that is none', { IpAddress: { 'aws:SourceIp': '203.0.113.0/x' } }],
    ['on a range of 33 bits', { IpAddress: { 'aws:SourceIp': '203.0.113.0/33' } }],
  ])('%s is not passed over', (_name, condition) => {
    expect(() => meets(condition)).toThrow(RangeError);
  });
});
