/** A test that exists: its file, and its title or a part of it that no other title of the file has. */
export interface Place {
  readonly file: string;
  readonly test: string;
}

/** One line of the catalogue of attacks, bad inputs and faults: where it is tested, or why it can not happen yet. */
export type Row =
  | { readonly id: string; readonly what: string; readonly coveredBy: readonly Place[] }
  | { readonly id: string; readonly what: string; readonly doesNotApply: string };

export function at(file: string, ...tests: readonly string[]): readonly Place[] {
  return tests.map((test) => ({ file, test }));
}
