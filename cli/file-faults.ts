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
    super(faults.map(({ place, detail }) => `${place}: ${detail}`));
    this.faults = faults;
  }
}
