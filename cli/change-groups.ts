import type { Change } from '../shared/vending/definitions/plan-definitions.ts';

/** A transaction takes 4 MB. It has each definition twice, and may have what was there before once. */
const MOST_BYTES = 1_048_576;

/** Changes that are written together, in their order: no more than `most`, and no more than a transaction takes. */
export function groupsOf(changes: readonly Change[], most: number): readonly (readonly Change[])[] {
  const groups: Change[][] = [];
  let bytes = 0;
  for (const change of changes) {
    const size = sizeOf(change);
    const last = groups.at(-1);
    if (last === undefined || last.length >= most || bytes + size > MOST_BYTES) {
      groups.push([change]);
      bytes = size;
    } else {
      last.push(change);
      bytes += size;
    }
  }
  return groups;
}

function sizeOf({ definition, before }: Change): number {
  return Buffer.byteLength(JSON.stringify([definition, before]), 'utf8');
}
