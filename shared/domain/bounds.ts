/** Characters of a reason, wherever it is kept: it may quote a stored definition, or hold a sentence for each fault. */
const MAX_REASON = 500;
/** Faults that one error names; of the others it says how many there are. */
export const MAX_FAULTS = 10;
const MAX_FIELD = 200;
const MAX_DETAIL = 500;
/** All named faults together, as JSON: with it an answer stays well under 8 KB. */
const MAX_FAULT_BYTES = 5_000;

/** The beginning of a text, on one line: a cut never leaves half a character. */
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

/** The first faults, as many as an answer has room for, and how many are left: a hostile request may have thousands. */
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
