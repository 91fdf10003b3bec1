import * as v from 'valibot';
import { AwsAccountId, PARTITIONS, type Partition, partitionOfRegion } from './aws.ts';
import { DefinitionId } from './definition.ts';
import { STAGE } from './stage.ts';

/** Secrets of account keys must be under this path, because Portunus has no right to read any other secret. */
const SECRET_ARN = new RegExp(
  '^arn:aws(?:-[a-z-]+)?:secretsmanager:([a-z0-9-]+):[0-9]{12}:secret:' +
    String.raw`portunus/${STAGE}/keys/[\w/+=.@-]{1,200}-[A-Za-z0-9]{6}$`,
);

/** Secrets are regional: the region is part of the name. */
export function regionOfSecret(secretArn: string): string {
  return SECRET_ARN.exec(secretArn)?.[1] ?? '';
}

const SecretArn = v.pipe(
  v.string(),
  v.regex(SECRET_ARN, 'must be the whole ARN of a secret under portunus/STAGE/keys/'),
  v.check(
    (arn) => !SECRET_ARN.test(arn) || partitionOfRegion(regionOfSecret(arn)) === arn.split(':')[1],
    'must name a region of its partition',
  ),
);

/** An AWS account, and the credentials with which Portunus reaches it. */
export const Account = v.strictObject({
  id: DefinitionId,
  awsAccountId: AwsAccountId,
  partition: v.picklist(Object.keys(PARTITIONS) as Partition[]),
  credentials: v.variant('source', [
    v.strictObject({ source: v.literal('execution-role') }),
    v.strictObject({ source: v.literal('iam-user'), secretArn: SecretArn }),
  ]),
});

export type Account = v.InferOutput<typeof Account>;

/** The credentials that begin a connector's session. */
export type BaseCredentials = Account['credentials'];
