import * as v from 'valibot';
import { type ArchiveOrigin, archiveFolder } from './archive-object.ts';
import { faulty, type Parsed, parseWith } from './parse.ts';
import { parseStrictJson } from './strict-json.ts';

/** How long the period of a digest is. Each period has one digest, so that a missing one is seen. */
export const DIGEST_PERIOD_MS = 15 * 60_000;

const SIGNING_ALGORITHM = 'ECDSA_SHA_256';

const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'));
const Base64 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be base64'));
const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(1_200));
const Time = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'must be an ISO 8601 time'));
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const ChainedObject = v.strictObject({
  key: Text,
  /** The version that the bucket gave the object. A later one under the same key is not what was archived. */
  versionId: Text,
  bytes: Count,
  /** Of the object as it is stored, which is compressed. */
  sha256: Hash,
  /** How many lines it holds. Absent if it is no archive of lines. */
  lines: v.exactOptional(Count),
});

const Digest = v.strictObject({
  schema: v.literal(1),
  /** The digest's own key, so that it can't stand in another's place. */
  key: Text,
  start: Time,
  end: Time,
  /** Absent in the first digest of an archive. */
  previous: v.exactOptional(v.strictObject({ key: Text, sha256: Hash, signature: Base64 })),
  objects: v.array(ChainedObject),
  signing: v.strictObject({ algorithm: v.literal(SIGNING_ALGORITHM), keyArn: Text, publicKeySha256: Hash }),
});

/** What a digest says: which objects were archived in a period, and which digest came before it. */
export type Digest = v.InferOutput<typeof Digest>;

export type ChainedObject = v.InferOutput<typeof ChainedObject>;

/** A digest as it is stored: its first line is the digest, and its second line signs the first. */
interface DigestLines {
  readonly digest: Digest;
  /** The first line with its line feed. */
  readonly line: string;
  readonly signature: string;
}

/** Everything that chains an archive lies below this. It ends with `day=`. */
export function digestFolder(origin: ArchiveOrigin): string {
  return `${archiveFolder(origin, 'digests')}day=`;
}

/**
 * The key of the digest whose period begins at a time. It follows from the end of the digest before: of two writers who
 * continue the same chain, only one can put the next digest.
 */
export function digestKey(origin: ArchiveOrigin, start: Date): string {
  const text = start.toISOString();
  const compact = text.replaceAll(/[-:]|\.\d{3}/g, '');
  return `${archiveFolder(origin, 'digests', text.slice(0, 10))}${compact}.jsonl`;
}

/** Where the public key lies that verifies the digests. */
export function publicKeyKey(origin: ArchiveOrigin, sha256: string): string {
  return `${archiveFolder(origin, 'digests')}public-key-${sha256}.pem`;
}

/** The first line of a stored digest. */
export function digestLine(digest: Omit<Digest, 'schema'>): string {
  return `${JSON.stringify({ schema: 1, ...digest })}\n`;
}

/** The text that is signed for the SHA-256 of a first line, in hexadecimal. It begins with what it is for: the key may sign other things too. */
export function signedText(sha256: string): string {
  return `portunus-audit-digest:${sha256}`;
}

export function digestFile(line: string, signature: string): string {
  return `${line}${JSON.stringify({ signature })}\n`;
}

const Signature = v.strictObject({ signature: Base64 });

/** Parses a stored digest. Whether its signature is right, the reader has to ask. */
export function parseDigest(text: string): Parsed<DigestLines> {
  const lines = text.split('\n');
  const [first = '', second = '', rest] = lines;
  if (lines.length !== 3 || rest !== '') return faulty('digest', 'must be two lines');
  const digest = parseLine(Digest, first);
  const signature = parseLine(Signature, second);
  if (!digest.ok) return digest;
  if (!signature.ok) return signature;
  return {
    ok: true,
    value: { digest: digest.value, line: `${first}\n`, signature: signature.value.signature },
  };
}

function parseLine<S extends v.GenericSchema>(schema: S, line: string): Parsed<v.InferOutput<S>> {
  try {
    return parseWith(schema, parseStrictJson(line), 'digest');
  } catch {
    return faulty('digest', 'must be JSON');
  }
}
