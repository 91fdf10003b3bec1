import type { Written } from '../edit/object/path.ts';

/** The lists of a file. As `portunus apply` does, it leaves out what begins with `x-`, which is there for anchors alone. */
export function definitionsIn(file: Written): Written {
  return Object.fromEntries(Object.entries(file).filter(([name]) => !name.startsWith('x-')));
}
