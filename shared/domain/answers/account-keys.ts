import * as v from 'valibot';
import { ROTATION_STEPS } from '../account-key.ts';
import { DefinitionId } from '../definition.ts';
import { Time } from './common.ts';

const Days = v.pipe(v.number(), v.minValue(0));

const StepName = v.picklist(ROTATION_STEPS);

/** A key that was put. The secret is never in an answer. */
export const PutKey = v.strictObject({
  accessKeyId: v.string(),
  user: v.string(),
  secretArn: v.string(),
  /** Whether the account's definition has this secret. A new account's has to be given it. */
  isInDefinition: v.boolean(),
  /** Absent if the user may not list its own keys. */
  createdAt: v.exactOptional(Time),
  ageDays: v.exactOptional(Days),
});

const keysEntries = {
  account: DefinitionId,
  user: v.string(),
  secretArn: v.string(),
  accessKeyId: v.string(),
  createdAt: v.exactOptional(Time),
  ageDays: v.exactOptional(Days),
  changedAt: Time,
  keys: v.array(
    v.strictObject({
      accessKeyId: v.string(),
      status: v.picklist(['Active', 'Inactive']),
      createdAt: Time,
      /** Its stage in the account's secret, if it is there. */
      stage: v.exactOptional(v.picklist(['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'])),
    }),
  ),
  /** The next step of a rotation that has begun. */
  next: v.exactOptional(v.strictObject({ step: StepName, notBefore: Time })),
};

export const AccountKeysJson = v.strictObject(keysEntries);

export const RotatedKeysJson = v.strictObject({
  ...keysEntries,
  /** The steps that this request took. */
  done: v.array(v.strictObject({ step: StepName, accessKeyId: v.string() })),
});
