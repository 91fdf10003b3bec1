import * as v from 'valibot';
import { ERROR_CODES, STAGES } from '../errors.ts';

export const FieldFault = v.strictObject({
  /** The path of the field, such as `grants[0].issuer`. */
  field: v.string(),
  detail: v.string(),
});

/** The members that a problem has wherever it stands. */
export const problemEntries = {
  type: v.pipe(v.string(), v.regex(/^urn:portunus:error:[a-z_]+$/)),
  title: v.string(),
  status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
  detail: v.string(),
  code: v.picklist(ERROR_CODES),
  stage: v.picklist(STAGES),
  retryable: v.boolean(),
  errors: v.exactOptional(v.array(FieldFault)),
  moreErrors: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
};

/** An error, as problem details (RFC 9457). */
export const Problem = v.strictObject({ ...problemEntries, requestId: v.string() });

/** What API Gateway answers by itself, before a function is asked. */
export const GatewayMessage = v.strictObject({ message: v.nullable(v.string()) });
