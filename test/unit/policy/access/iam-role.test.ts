import { describe, expect, it } from 'vitest';
import { namesRole } from '../../../../shared/policy/access/iam-role.ts';

const role = { partition: 'aws', accountId: '123456789012', roleName: 'build-agents' };

describe('the ARN of a role', () => {
  it.each([
    ['without a path', 'arn:aws:iam::123456789012:role/build-agents'],
    ['with a path, which sessions do not show', 'arn:aws:iam::123456789012:role/ci/eu/build-agents'],
  ])('names the role %s', (_what, arn) => {
    expect(namesRole(arn, role)).toBe(true);
  });

  it.each([
    ['the same name in another account', 'arn:aws:iam::210987654321:role/build-agents'],
    ['the same name in another partition', 'arn:aws-cn:iam::123456789012:role/build-agents'],
    ['a longer name', 'arn:aws:iam::123456789012:role/build-agents-2'],
    ['a shorter name', 'arn:aws:iam::123456789012:role/build'],
    ['the name in another case', 'arn:aws:iam::123456789012:role/Build-Agents'],
    ['the name as a path', 'arn:aws:iam::123456789012:role/build-agents/other'],
    ['a wildcard', 'arn:aws:iam::123456789012:role/*'],
    ['a user of that name', 'arn:aws:iam::123456789012:user/build-agents'],
    ['a session of the role', 'arn:aws:sts::123456789012:assumed-role/build-agents/x'],
    ['nothing', ''],
  ])('does not name it for %s', (_what, arn) => {
    expect(namesRole(arn, role)).toBe(false);
  });
});
