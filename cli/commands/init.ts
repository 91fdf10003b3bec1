import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { TEMPLATES } from '../../shared/domain/ci-templates/index.ts';
import { CONNECTOR } from '../../shared/domain/ci-templates/portunus-yml.ts';
import { didYouMean } from '../../shared/domain/parse.ts';
import { usageError } from '../command.ts';
import { assertFree, makeFolder, writeText } from '../files/text-files.ts';
import { filesOf } from '../init/index.ts';

interface Options {
  readonly ci: string;
  readonly dir: string;
  readonly force?: boolean;
}

const CIS = Object.keys(TEMPLATES);

export function addInitCommand(program: Command): void {
  program
    .command('init')
    .description("write definitions, the role's policies and cases to begin with")
    .requiredOption('--ci <name>', `one of ${CIS.join(', ')}`)
    .option('--dir <folder>', 'where to', '.')
    .option('--force', 'write over files that are there')
    .action(async ({ ci, dir, force = false }: Options) => {
      const template = Object.hasOwn(TEMPLATES, ci) ? TEMPLATES[ci] : undefined;
      if (template === undefined) throw usageError(`--ci must be one of ${CIS.join(', ')}${didYouMean(ci, CIS)}`);
      const files = Object.entries(filesOf(template)).map(([name, text]) => ({ path: join(dir, name), text }));
      if (!force) await assertFree(files.map(({ path }) => path));
      await makeFolder(dir);
      for (const { path, text } of files) await writeText(path, text, force ? 'w' : 'wx');
      console.log([...files.map(({ path }) => `wrote ${path}`), ...nextSteps(dir)].join('\n'));
    });
}

function nextSteps(dir: string): readonly string[] {
  return [
    'Change what is marked "# change:", and the account, region, repositories and role names in both policies. Then:',
    `  ${ownCommand()} lint -f ${quoted(dir)}`,
    `  ${ownCommand()} test -f ${quoted(join(dir, 'cases.yaml'))}`,
    `  ${ownCommand()} apply -f ${quoted(dir)} --direct   # or --url https://… --auth-token-file FILE`,
    'Both policies have placeholders. When the connector is stored, this writes them filled in:',
    `  ${ownCommand()} iam ${CONNECTOR} --as aws-cli --direct   # or json, terraform, cloudformation`,
  ];
}

/** Returns the command that runs this CLI from the user's folder. npx finds it only in the CLI's own checkout. */
function ownCommand(): string {
  const [, checkout] = /^(.*)[\\/]dist[\\/]cli[\\/]/.exec(fileURLToPath(import.meta.url)) ?? [];
  if (checkout === process.cwd()) return 'npx portunus';
  const program = checkout === undefined ? (process.argv[1] ?? '') : join(checkout, 'dist/cli/portunus.js');
  return `node ${quoted(relative(process.cwd(), program))}`;
}

/** Quotes a path for a POSIX shell, if it needs quotes. */
function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
