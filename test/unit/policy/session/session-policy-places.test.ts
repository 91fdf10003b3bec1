import { describe, expect, it } from 'vitest';
import { sessionPolicies } from '../../../../shared/policy/session/session-policy.ts';

function placesOf(regions: readonly string[]): unknown {
  const scope = { partition: 'aws', accountId: '123456789012', services: ['ecr', 'ecr-public'] } as const;
  const policies = sessionPolicies({ regions }, { grant: undefined, requested: {} }, scope);
  const [, deny] = JSON.parse((policies.ok ? policies.value.policy : undefined) ?? '{}').Statement;
  return deny.NotResource;
}

describe('the regions of a session for both registries', () => {
  it('hold no public repository without us-east-1, where they all are', () => {
    expect(placesOf(['eu-west-1'])).toBe('arn:aws:ecr:eu-west-1:*:repository/*');
  });

  it('hold the public repositories with it', () => {
    expect(placesOf(['us-east-1'])).toEqual([
      'arn:aws:ecr:us-east-1:*:repository/*',
      'arn:aws:ecr-public::*:repository/*',
    ]);
  });
});
