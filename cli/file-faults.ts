import { CommandError } from './command-error.ts';

/** A fault of a file that was read: `place` is `portunus.yml:12`, `detail` begins with the field. */
export interface FileFault {
  readonly place: string;
  readonly detail: string;
}

/** Everything that is wrong with files, for commands that tell it in a form of their own. */
export class FileFaults extends CommandError {
  readonly faults: readonly FileFault[];

  constructor(faults: readonly FileFault[]) {
    const sorted = inOrder(faults);
    super(sorted.map(({ place, detail }) => `${place}: ${detail}`));
    this.faults = sorted;
  }
}

/** File by file as they were read, and line by line. */
function inOrder(faults: readonly FileFault[]): readonly FileFault[] {
  const parts = ({ place }: FileFault) => {
    const colon = place.lastIndexOf(':');
    return { file: place.slice(0, colon), line: Number(place.slice(colon + 1)) };
  };
  const files = faults.map((fault) => parts(fault).file);
  return faults.toSorted((a, b) => {
    const [one, other] = [parts(a), parts(b)];
    return files.indexOf(one.file) - files.indexOf(other.file) || one.line - other.line;
  });
}
