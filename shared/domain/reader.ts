import { isJsonObject } from './strict-json.ts';
import { knownFields } from './suggest.ts';

/**
 * The number of this release's reader. It grows when readers learn something that older ones must not ignore. Reader 1
 * knows no `minReader`, and refuses whatever is new to it. Reader 2 ignores what it does not know, where `minReader`
 * lets it. Reader 3 enforces limits of rate, one-time tokens and stops. Reader 4 knows CodeArtifact.
 */
export const READER = 4;

/** What an item or a message says about the releases that may read it. */
interface Envelope {
  /** The form of the item. */
  readonly schema: number;
  /** The lowest reader that may read the item. Such a reader may ignore what it does not know. */
  readonly minReader?: number;
}

/** Whether this release may read something. Without `minReader`, a newer form is refused. */
export function mayRead({ schema, minReader }: Envelope, knownSchema: number): boolean {
  return minReader === undefined ? schema <= knownSchema : minReader <= READER;
}

/**
 * The fields of a definition that its schema does not know. Nested fields do not count: whatever `minReader` says, they
 * are refused, or ignored in a JWK.
 */
export function unknownFields(schema: unknown, definition: unknown): readonly string[] {
  if (!isJsonObject(definition)) return [];
  const known = knownFields(schema);
  return Object.keys(definition).filter((name) => !known.has(name));
}

/** What a newer release wrote into a definition, beyond what this one knows. */
export interface Newer {
  readonly minReader?: number;
  /** The fields that this release ignores and keeps. Empty if it can not read the definition at all. */
  readonly fields: readonly string[];
}

/** The part of a stored definition that this release knows. */
export function knownPart(definition: unknown, newer: Newer | undefined): unknown {
  return newer === undefined ? definition : withoutFields(definition, newer.fields);
}

/** A copy without these fields. It keeps a field that is called `__proto__`. */
export function withoutFields(definition: unknown, fields: readonly string[]): unknown {
  if (!isJsonObject(definition) || fields.length === 0) return definition;
  return Object.fromEntries(Object.entries(definition).filter(([name]) => !fields.includes(name)));
}
