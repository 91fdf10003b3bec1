/** Characters of a reason, in every log and response. A reason may quote a stored definition or list many faults. */
const MAX_REASON = 500;
/** How many faults one error names. The others are only counted. */
export const MAX_FAULTS = 10;
const MAX_FIELD = 200;
const MAX_DETAIL = 500;
/** Bytes of all named faults as JSON. This keeps a response well under 8 KB. */
const MAX_FAULT_BYTES = 5_000;

/** Shortens a text to `most` code units on one line. It never splits a surrogate pair. */
export function clip(text: string, most: number): string {
  const kept = text.length > most ? `${text.slice(0, most - 3).replace(/[\ud800-\udbff]$/, '')}...` : text;
  return kept.replaceAll(/[\p{Cc}\u2028\u2029]/gu, '?');
}

export function clipReason(reason: string): string {
  return clip(reason, MAX_REASON);
}

interface Fault {
  readonly field: string;
  readonly detail: string;
}

/** The first faults that fit into a response, and the number of the others. A hostile request may have thousands. */
export function firstFaults<F extends Fault>(faults: readonly F[]): { readonly first: readonly F[]; more: number } {
  const first: F[] = [];
  let bytes = 0;
  for (const fault of faults.slice(0, MAX_FAULTS)) {
    const shown = { ...fault, field: clip(fault.field, MAX_FIELD), detail: clip(fault.detail, MAX_DETAIL) };
    bytes += Buffer.byteLength(JSON.stringify(shown));
    if (bytes > MAX_FAULT_BYTES) break;
    first.push(shown);
  }
  return { first, more: faults.length - first.length };
}
