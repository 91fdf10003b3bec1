import * as v from 'valibot';
import { faulty, type Parsed, parseWith } from './parse.ts';
import { Secret } from './secret.ts';
import { parseStrictJson } from './strict-json.ts';

/** The access key of an IAM user. */
export interface AccountKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
}

/** The steps of a rotation. */
export const ROTATION_STEPS = ['create', 'discard', 'switch', 'deactivate', 'delete'] as const;

const ACCESS_KEY_ID = /^AKIA[A-Z0-9]{12,124}$/;

/** Whether a text is the id of an IAM user's key. Those of temporary keys are none. */
export function isAccessKeyId(text: string): boolean {
  return ACCESS_KEY_ID.test(text);
}

/**
 * A key as it stands in a secret and in a request. Temporary keys (`ASIA…`) are refused: they expire, and cannot make
 * the calls that need an IAM user.
 */
export const KeyFields = v.strictObject({
  accessKeyId: v.pipe(v.string(), v.check(isAccessKeyId, "must be an IAM user's access key id (AKIA…)")),
  secretAccessKey: v.pipe(
    v.string(),
    v.regex(/^[\x21-\x7e]{16,128}$/, 'must be a secret access key'),
    v.check((text) => !isAccessKeyId(text), 'is an access key id: the two fields are swapped'),
  ),
});

/** The name of a field. A secret in the place of one has other characters, or more of them. */
const FIELD_NAME = /^[A-Za-z]{1,30}$/;

/** Parses a key. Faults never hold a value, nor the name of a field that could be a secret in the wrong place. */
export function parseAccountKey(written: unknown, root: string): Parsed<AccountKey> {
  const parsed = parseWith(KeyFields, written, root);
  if (!parsed.ok) {
    const other = { field: root, detail: 'has a field of another name' };
    return { ok: false, errors: parsed.errors.map((fault) => (FIELD_NAME.test(fault.field) ? fault : other)) };
  }
  return { ok: true, value: { ...parsed.value, secretAccessKey: new Secret(parsed.value.secretAccessKey) } };
}

/**
 * What the stage AWSPENDING holds while a key is created: AWS's answer may get lost, and with it a key that nobody can
 * use. A key that is there afterwards and was not there before is that one.
 */
const IntentFields = v.strictObject({
  creating: v.strictObject({
    at: v.pipe(v.string(), v.isoTimestamp('must be a time')),
    beside: v.array(v.string()),
  }),
});

export interface KeyIntent {
  readonly at: Date;
  /** The ids of the user's keys at that time. */
  readonly beside: readonly string[];
}

export function intentText({ at, beside }: KeyIntent): Secret {
  return new Secret(JSON.stringify({ creating: { at: at.toISOString(), beside } }));
}

/** Parses the text of a secret: a key, or the intent to create one. */
export function parseSecretText(text: string): Parsed<AccountKey | KeyIntent> {
  let written: unknown;
  try {
    written = parseStrictJson(text);
  } catch {
    return faulty('secret', 'is not JSON');
  }
  const intent = v.safeParse(IntentFields, written);
  if (!intent.success) return parseAccountKey(written, 'secret');
  const { at, beside } = intent.output.creating;
  return { ok: true, value: { at: new Date(at), beside } };
}
