import type { Account } from '../../domain/account.ts';
import type { Connector } from '../../domain/connector.ts';
import type { Written } from '../../domain/definitions.ts';
import { destinationKey } from '../../domain/destination.ts';
import type { FieldError } from '../../domain/errors.ts';
import { didYouMean } from '../../domain/parse.ts';
import type { RefreshJob } from '../../domain/refresh-job.ts';
import { refreshJobFaults } from './check-refresh-job.ts';

/** All known definitions by id. */
export interface ById {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly connectors: ReadonlyMap<string, Connector>;
}

/** Faults of refresh jobs with their connectors, and of refresh jobs with each other. */
export function jobReferenceFaults(jobs: readonly Written<RefreshJob>[], known: ById): readonly FieldError[] {
  return [
    ...jobs.flatMap(({ value }, index) => jobFaults(value, known, `refreshJobs[${index}]`)),
    ...sharedDestinations(jobs),
  ];
}

/**
 * Warns of grants to unknown jobs. It is not an error, because connector and job refer to each other and one has to be
 * written first. Until the job exists, the grant lets nobody in.
 */
export function strangerWarnings(
  { grants }: Connector,
  refreshJobs: ReadonlyMap<string, RefreshJob>,
  path: string,
): FieldError[] {
  return grants.flatMap(({ refreshJob }, index) =>
    refreshJob === undefined || refreshJobs.has(refreshJob)
      ? []
      : [
          {
            field: `${path}.grants[${index}].refreshJob`,
            detail: `is not a defined refresh job${didYouMean(refreshJob, [...refreshJobs.keys()])}`,
          },
        ],
  );
}

function undefinedConnector(job: RefreshJob, connectors: ById['connectors'], path: string): FieldError {
  return {
    field: `${path}.connector`,
    detail: `is not a defined connector${didYouMean(job.connector, [...connectors.keys()])}`,
  };
}

function jobFaults(job: RefreshJob, { connectors, accounts }: ById, path: string): FieldError[] {
  const connector = connectors.get(job.connector);
  if (connector === undefined) return [undefinedConnector(job, connectors, path)];
  const account = accounts.get(connector.account);
  // The missing account is a fault of the connector, which is reported elsewhere.
  if (account === undefined) return [];
  return refreshJobFaults(job, connector, account).map(({ field, detail }) => ({ field: `${path}.${field}`, detail }));
}

/** Two jobs with the same destination would keep overwriting each other's logins. */
function sharedDestinations(jobs: readonly Written<RefreshJob>[]): FieldError[] {
  const keys = jobs.map(({ value }) => destinationKey(value.destination));
  return keys.flatMap((key, index) =>
    keys.indexOf(key) < index
      ? [{ field: `refreshJobs[${index}].destination.arn`, detail: 'is the destination of another job too' }]
      : [],
  );
}
