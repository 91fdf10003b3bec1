import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../command.ts';

export const FILES_HELP =
  'files, or folders, of which all .yml, .yaml and .json files count, those of folders inside too; - for standard input';

const EXTENSION = /\.(?:ya?ml|json)$/;
/** Files that belong beside definitions but contain none: cases for `portunus test`, and the roles' policies. */
const OTHERS = /(?:^|[.-])(?:cases\.\w+|(?:trust|permission)-policy\.json)$/;
/** Folders that programs such as git and npm fill. Nobody who names their parent folder means these. */
const SKIPPED_FOLDER = /^\.|^node_modules$/;

/** Returns the files that these paths name. A folder stands for its definitions files, and each file occurs once. */
export async function filesAt(paths: readonly string[]): Promise<readonly string[]> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  if (files.length > 0) return [...new Set(files)];
  throw new CommandError([
    `${paths.join(', ')}: no .yml, .yaml or .json file of definitions is there, nor in a folder inside`,
  ]);
}

async function filesOf(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined && /[*?[{]/.test(path)) {
    throw new CommandError([
      `${path}: there is no such file, and patterns are for the shell: leave out the quotes, or name the folder, which is read with all folders in it`,
    ]);
  }
  return found?.isDirectory() ? filesIn(path) : [path];
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sorted = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const found = await Promise.all(
    sorted.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED_FOLDER.test(entry.name) ? [] : filesIn(path);
      if (!EXTENSION.test(entry.name) || OTHERS.test(entry.name)) return [];
      // Links to files count, because Kubernetes mounts files as links. Links to folders are skipped, because they
      // could form a cycle.
      return entry.isSymbolicLink() && (await stat(path)).isDirectory() ? [] : [path];
    }),
  );
  return found.flat();
}
