import * as v from 'valibot';
import { isJsonObject } from './strict-json.ts';

const TextList = v.union(
  [v.pipe(v.string(), v.nonEmpty()), v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.nonEmpty())],
  'must be a text or a list of texts',
);

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
function isConditionValue(value: unknown): boolean {
  return isScalar(value) || (Array.isArray(value) && value.length > 0 && value.every(isScalar));
}

/** Kept as written, because the schema library's record would drop a key named `__proto__`, and with it a condition. */
const Condition = v.custom<Readonly<Record<string, unknown>>>(
  (value) =>
    isJsonObject(value) &&
    Object.values(value).every((keys) => isJsonObject(keys) && Object.values(keys).every(isConditionValue)),
  'must be a map of operators to maps of keys to values',
);

const Statement = v.pipe(
  v.strictObject({
    Sid: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9]*$/, 'must be letters and digits'))),
    Effect: v.picklist(['Allow', 'Deny']),
    Action: v.exactOptional(TextList),
    NotAction: v.exactOptional(TextList),
    Resource: v.exactOptional(TextList),
    NotResource: v.exactOptional(TextList),
    Condition: v.exactOptional(Condition),
  }),
  v.check(
    ({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined),
    'must have either Action or NotAction',
  ),
  v.check(
    ({ Resource, NotResource }) => (Resource === undefined) !== (NotResource === undefined),
    'must have either Resource or NotResource',
  ),
);

export type Statement = v.InferOutput<typeof Statement>;

/**
 * An identity-based IAM policy as sessions take it, without principals (IAM user guide, "Grammar of the IAM JSON
 * policy").
 */
export const PolicyDocument = v.strictObject({
  Version: v.literal('2012-10-17', "must be '2012-10-17', as text"),
  Id: v.exactOptional(v.string()),
  Statement: v.pipe(
    v.unknown(),
    v.transform((written) => (Array.isArray(written) ? written : [written])),
    v.array(Statement),
    v.nonEmpty('must not be empty'),
  ),
});

export type PolicyDocument = v.InferOutput<typeof PolicyDocument>;
