// Refresh jobs that are valid, of which a test breaks one thing. Written by hand as literals, as in builders.ts.
import type { RefreshJob } from '../../shared/domain/refresh-job.ts';
import type { Known } from '../../shared/policy/definitions/check-references.ts';

/** The table before anybody has applied anything. */
export const NOTHING_KNOWN: Known = { issuers: [], accounts: [], connectors: [], refreshJobs: [] };

export const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/logins/team-a';

/** A refresh job as an operator writes it. */
export function aWrittenJob(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'nightly',
    connector: 'team-a-pull',
    destination: { type: 'secretsmanager', arn: SECRET_ARN },
    format: 'docker-config',
    ...overrides,
  };
}

/** The same as it is read, with the defaults filled in. */
export function aRefreshJob(overrides: Partial<RefreshJob> = {}): RefreshJob {
  return {
    id: 'nightly',
    enabled: true,
    connector: 'team-a-pull',
    destination: { type: 'secretsmanager', arn: SECRET_ARN },
    format: 'docker-config',
    ...overrides,
  };
}
