import * as v from 'valibot';

/** IAM writes a list of one as that one. */
function oneOrMore<S extends v.GenericSchema>(entry: S) {
  return v.pipe(
    v.union([v.array(entry), entry]),
    v.transform((value) => (Array.isArray(value) ? value : [value]) as v.InferOutput<S>[]),
  );
}

const Texts = oneOrMore(v.string());
const Values = oneOrMore(v.pipe(v.union([v.string(), v.boolean(), v.number()]), v.transform(String)));
const Statement = v.strictObject({
  Sid: v.optional(v.string()),
  Effect: v.picklist(['Allow', 'Deny']),
  Principal: v.union([
    v.pipe(
      v.literal('*'),
      v.transform(() => ({ AWS: ['*'] }) as Readonly<Record<string, readonly string[]>>),
    ),
    v.record(v.string(), Texts),
  ]),
  Action: Texts,
  Condition: v.optional(v.record(v.string(), v.record(v.string(), Values)), {}),
});
const Document = v.object({ Statement: oneOrMore(Statement) });

/** A statement of a trust policy, with every list as a list. */
export type TrustStatement = v.InferOutput<typeof Statement>;

/** Reads a trust policy as IAM returns it. `undefined` if it has parts that are not known here. */
export function parseTrustPolicy(document: unknown): readonly TrustStatement[] | undefined {
  const parsed = v.safeParse(Document, document);
  return parsed.success ? parsed.output.Statement : undefined;
}
