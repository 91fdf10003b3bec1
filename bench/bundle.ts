import { codeOf, kilobytes, loadedAtStart } from '../test/support/metafile.ts';
import { verdict } from './statistics.ts';

/** The targets in KB: the code that is loaded at start, and all of it. */
const MOST = {
  issue: [300, 560],
  read: [400, 600],
} as const;

/** Prints the sizes of functions: the code that is loaded at start, and everything in the zip. */
export function benchBundles(): void {
  for (const [name, [mostAtStart, mostInAll]] of Object.entries(MOST)) {
    console.log(verdict(`${name}: KB loaded at start`, kilobytes(loadedAtStart(name)), mostAtStart, 1));
    console.log(verdict(`${name}: KB with all chunks`, kilobytes(codeOf(name)), mostInAll, 1));
  }
}
