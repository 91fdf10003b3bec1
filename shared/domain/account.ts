import * as v from 'valibot';
import { AwsAccountId, PARTITIONS, type Partition } from './aws.ts';
import { DefinitionId } from './definition.ts';

/** An AWS account and how Portunus reaches it. */
export const Account = v.strictObject({
  id: DefinitionId,
  awsAccountId: AwsAccountId,
  partition: v.picklist(Object.keys(PARTITIONS) as Partition[]),
  credentials: v.strictObject({
    source: v.literal('execution-role', "must be 'execution-role': no other source is supported by this version"),
  }),
});

export type Account = v.InferOutput<typeof Account>;
