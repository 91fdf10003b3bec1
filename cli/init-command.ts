import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { CommandError } from './command-error.ts';
import { filesOf, TEMPLATES } from './init/index.ts';

interface Options {
  readonly ci: string;
  readonly dir: string;
  readonly force?: boolean;
}

const CIS = Object.keys(TEMPLATES).join(', ');

export const addInitCommand = (program: Command): void => {
  program
    .command('init')
    .description("write definitions, the role's policies and cases to begin with")
    .requiredOption('--ci <name>', `one of ${CIS}`)
    .option('--dir <folder>', 'where to', '.')
    .option('--force', 'write over files that are there')
    .action(async ({ ci, dir, force = false }: Options) => {
      const template = Object.hasOwn(TEMPLATES, ci) ? TEMPLATES[ci] : undefined;
      if (template === undefined) throw new CommandError([`--ci must be one of ${CIS}`]);
      const files = Object.entries(filesOf(template)).map(([name, text]) => ({ path: join(dir, name), text }));
      if (!force) await assertNew(files.map(({ path }) => path));
      await mkdir(dir, { recursive: true });
      for (const { path, text } of files) await writeFile(path, text, { flag: force ? 'w' : 'wx' });
      console.log([...files.map(({ path }) => `wrote ${path}`), ...nextSteps(dir)].join('\n'));
    });
};

/** All of them are named, and then none is written. */
const assertNew = async (paths: readonly string[]): Promise<void> => {
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => [path],
        () => [],
      ),
    ),
  );
  const there = found.flat();
  if (there.length > 0) throw new CommandError(there.map((path) => `${path} is there already (--force overwrites it)`));
};

const nextSteps = (dir: string): readonly string[] => [
  'Change what is marked "# change:", and the account, region, repositories and role names in both policies. Then:',
  `  portunus lint -f ${dir}`,
  `  portunus test -f ${join(dir, 'cases.yaml')}`,
  `  portunus apply -f ${dir}`,
  'and put the external ID that apply prints into trust-policy.json.',
];
