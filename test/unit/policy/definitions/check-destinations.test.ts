import { describe, expect, it } from 'vitest';
import { NO_DEFINITIONS } from '../../../../shared/domain/definitions.ts';
import { destinationFaults, whyNoDestination } from '../../../../shared/policy/definitions/check-destinations.ts';
import { aRefreshJob } from '../../../support/refresh-builders.ts';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/logins/team-a/pull';
const PARAMETER = 'arn:aws:ssm:eu-west-1:123456789012:parameter/portunus/dev/logins/team-a/pull';

describe('a destination', () => {
  it.each([
    [SECRET, 'arn:aws:secretsmanager:*:123456789012:secret:portunus/dev/logins/*'],
    [`${SECRET}-AbCdEf`, 'arn:aws:secretsmanager:*:123456789012:secret:portunus/dev/logins/team-a/*'],
    [SECRET, 'arn:*:secretsmanager:eu-*:*:secret:portunus/*'],
    [SECRET, SECRET],
    [PARAMETER, 'arn:aws:ssm:eu-west-?:123456789012:parameter/portunus/dev/logins/team-a/*'],
  ])('%s is allowed by %s', (arn, pattern) => {
    expect(whyNoDestination(arn, ['arn:aws:ssm:*:000000000000:parameter/x', pattern])).toBeUndefined();
  });

  it.each([
    [SECRET, 'arn:aws:secretsmanager:*:999999999999:secret:portunus/dev/logins/*'],
    [SECRET, 'arn:aws:secretsmanager:*:123456789012:secret:portunus/dev/logins/team-b/*'],
    // A dot is a dot, and the pattern is of the whole ARN.
    [SECRET, 'arn:aws:secretsmanager:*:123456789012:secret:portunus.dev/*'],
    [SECRET, 'arn:aws:secretsmanager:*:123456789012:secret:portunus/dev/logins/team-a'],
    [SECRET, 'secretsmanager:*'],
    [PARAMETER, 'arn:aws:secretsmanager:*:123456789012:secret:portunus/dev/logins/*'],
  ])('%s is not allowed by %s', (arn, pattern) => {
    expect(whyNoDestination(arn, [pattern])).toMatch(/PORTUNUS_DESTINATIONS/);
  });

  it('is allowed by no empty list', () => {
    expect(whyNoDestination(SECRET, [])).toMatch(/PORTUNUS_DESTINATIONS/);
  });

  it('may be anywhere where no deployment limits it', () => {
    expect(whyNoDestination(SECRET, undefined)).toBeUndefined();
  });
});

describe('a job', () => {
  const faultsOf = (enabled: boolean) => {
    const job = { written: {}, value: aRefreshJob({ enabled }) };
    return destinationFaults({ ...NO_DEFINITIONS, refreshJobs: [job, job] }, ['arn:aws:ssm:*:*:parameter/*']);
  };

  it('may not deliver elsewhere, and each is named', () => {
    expect(faultsOf(true).map(({ field }) => field)).toEqual([
      'refreshJobs[0].destination.arn',
      'refreshJobs[1].destination.arn',
    ]);
  });

  it('can be disabled whatever its destination is, or nobody could stop it', () => {
    expect(faultsOf(false)).toEqual([]);
  });
});
