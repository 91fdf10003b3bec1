import * as v from 'valibot';
import { DefinitionId } from '../definition.ts';
import { Count } from './common.ts';

/** The keys that verify an issuer's tokens, as it has them at the moment. */
export const IssuerKeysJson = v.strictObject({
  issuer: DefinitionId,
  /** Where the keys are: in the definition, or where the issuer publishes them. */
  source: v.picklist(['definition', 'issuer']),
  keys: v.array(
    v.strictObject({
      /** Absent if the key has none. */
      keyId: v.exactOptional(v.string()),
      type: v.string(),
      algorithms: v.array(v.string()),
    }),
  ),
  /** Entries that can't be used. Positions begin with 0. */
  leftOut: v.array(v.strictObject({ position: Count, why: v.string() })),
  /** Why there are no keys, as in the log. */
  failure: v.exactOptional(v.string()),
});
