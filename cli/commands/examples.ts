import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import { didYouMean } from '../../shared/domain/parse.ts';
import { POLICY_SIMULATOR, type PolicyExample, shownExample } from '../../shared/domain/policy-example.ts';
import { POLICY_EXAMPLES } from '../../shared/domain/policy-examples.ts';
import { CommandError } from '../command.ts';
import { jsonText, tableOf } from '../output.ts';

interface Options {
  readonly as?: string;
}

/** Adds the command that shows policies to copy. It needs no service. */
export function addExamplesCommand(program: Command): void {
  program
    .command('examples [name]')
    .description('show IAM policies to copy into connectors, or one of them')
    .addOption(new Option('--as <form>', 'the fields of a connector, or the policy alone').choices(['yaml', 'json']))
    .action((name: string | undefined, { as }: Options) => {
      console.log(name === undefined ? allText(as) : oneText(exampleNamed(name), as));
    });
}

function exampleNamed(name: string): PolicyExample {
  const found = POLICY_EXAMPLES.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = POLICY_EXAMPLES.map((one) => one.name);
  throw new CommandError([`there is no example of this name, "portunus examples" lists all${didYouMean(name, names)}`]);
}

function allText(as: string | undefined): string {
  if (as === 'json') return jsonText(POLICY_EXAMPLES.map(shownExample));
  if (as === 'yaml') return POLICY_EXAMPLES.map((one) => `--- # ${one.name}\n${oneText(one)}`).join('\n');
  return tableOf(
    ['NAME', 'SERVES', 'TITLE'],
    POLICY_EXAMPLES.map(({ name, serves, title }) => [name, serves, title]),
  );
}

function oneText(example: PolicyExample, as?: string): string {
  return as === 'json' ? jsonText(example.policy) : `# ${example.sentence}\n${exampleText(example)}`;
}

/** The example as fields of a connector. */
export function exampleText(example: PolicyExample): string {
  const { replace, principalTypes, serves, policy } = shownExample(example);
  return [
    `# For the principal types ${principalTypes.join(', ')}. Try it: ${POLICY_SIMULATOR}`,
    ...Object.entries(replace).map(([placeholder, meaning]) => `# Replace ${placeholder} with ${meaning}.`),
    stringify({ serves: [serves], policy }, { lineWidth: 0, version: '1.1' }).trimEnd(),
  ].join('\n');
}
