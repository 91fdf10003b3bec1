import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../command.ts';

export const FILES_HELP =
  'files, or folders, of which all .yml, .yaml and .json files count, those of folders inside too; - for standard input';

const EXTENSION = /\.(?:ya?ml|json)$/;
/** What `portunus test` reads, and the roles' policies, may lie beside the definitions. */
const OTHERS = /(?:^|[.-])(?:cases\.\w+|(?:trust|permission)-policy\.json)$/;
/** Of programs such as git, and of packages: nobody means these by the folder that they are in. */
const SKIPPED_FOLDER = /^\.|^node_modules$/;

/** The files that are meant by files and folders, each once. */
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
      // A link to a file counts, as Kubernetes mounts them; one to a folder could lead round in a circle.
      return entry.isSymbolicLink() && (await stat(path)).isDirectory() ? [] : [path];
    }),
  );
  return found.flat();
}
