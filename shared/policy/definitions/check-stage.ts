import type { Definitions } from '../../domain/definitions.ts';
import type { FieldError } from '../../domain/errors.ts';
import { stageOf } from '../../domain/stage.ts';

/** Says that an ARN is of another stage. `undefined` if it is of this one. */
export function whyOfAnotherStage(arn: string, stage: string): string | undefined {
  const named = stageOf(arn);
  if (named === stage) return undefined;
  return `is of stage ${named}, and this deployment is of stage ${stage} (PORTUNUS_STAGE)`;
}

/**
 * Faults of keys and destinations that belong to another stage of the same account. A test stage must not issue with
 * the keys of production, or write over its secrets.
 */
export function stageFaults({ accounts, issuers, refreshJobs }: Definitions, stage: string): readonly FieldError[] {
  const named = [
    ...accounts.flatMap(({ value: { credentials } }, index) =>
      credentials.source === 'iam-user'
        ? [{ field: `accounts[${index}].credentials.secretArn`, arn: credentials.secretArn }]
        : [],
    ),
    ...issuers.flatMap(({ value: { clientSecretArn: arn } }, index) =>
      arn === undefined ? [] : [{ field: `issuers[${index}].clientSecretArn`, arn }],
    ),
    ...refreshJobs.map(({ value: { destination } }, index) => ({
      field: `refreshJobs[${index}].destination.arn`,
      arn: destination.arn,
    })),
  ];
  return named.flatMap(({ field, arn }) => {
    const detail = whyOfAnotherStage(arn, stage);
    return detail === undefined ? [] : [{ field, detail }];
  });
}
