import { type Command, InvalidArgumentError } from 'commander';
import { stringify } from 'yaml';
import { DEFINITION_KINDS, type DefinitionKind } from '../../shared/domain/definition.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { differencesOf } from '../../shared/vending/definitions/shown-plan.ts';
import type { DefinitionAccess } from '../access.ts';
import { differenceLine } from '../change-lines.ts';
import { usageError } from '../command.ts';
import { kindNamed } from '../http/access.ts';
import { definitionIn } from '../http/history.ts';
import { type AccessOptions, openAccess, withAccessOptions } from '../open-access.ts';
import { jsonText, outputOption, printable, tableOf } from '../output.ts';
import { readVersion } from './restore.ts';

interface Options extends AccessOptions {
  readonly version?: number;
  readonly diff?: readonly [number, number];
  readonly output: string;
}

/** Adds the command that shows what a definition was. */
export function addHistoryCommand(program: Command): void {
  const command = program
    .command('history <kind> <id>')
    .description(`show who changed a definition and when, newest first (${DEFINITION_KINDS.join(', ')})`)
    .option('--version <number>', 'show the definition as it was at this version', readVersion)
    .option('--diff <from..to>', 'show each field that differs between two versions', readRange)
    .addOption(outputOption('text', 'json'));
  withAccessOptions(command).action(async (name: string, id: string, given: Options) => {
    const { version, diff, output, ...options } = given;
    if (version !== undefined && diff !== undefined) throw usageError('--version and --diff: give one of them');
    const kind = kindNamed(name);
    const { history } = await openAccess(options);
    const shown = await shownOf(history, { kind, id }, { version, diff });
    console.log(output === 'json' ? jsonText(shown.value) : shown.text());
  });
}

function readRange(text: string): readonly [number, number] {
  const [from = '', to = '', ...more] = text.split('..');
  if (more.length === 0 && to !== '') return [readVersion(from), readVersion(to)];
  throw new InvalidArgumentError('must be two versions, such as 3..4');
}

interface Shown {
  readonly value: unknown;
  readonly text: () => string;
}

async function shownOf(
  history: DefinitionAccess['history'],
  { kind, id }: { readonly kind: DefinitionKind; readonly id: string },
  { version, diff }: { version: number | undefined; diff: readonly [number, number] | undefined },
): Promise<Shown> {
  if (version !== undefined) {
    const value = await history.get(kind, id, version);
    return { value, text: () => stringify(value).trimEnd() };
  }
  if (diff !== undefined) {
    const [from, to] = await Promise.all(diff.map((one) => history.get(kind, id, one)));
    const value = differencesOf(definitionIn(from), definitionIn(to));
    return {
      value,
      text: () => value.map((one) => printable(differenceLine(one).trim())).join('\n') || 'no difference',
    };
  }
  const all: unknown[] = [];
  for await (const items of history.list(kind, id)) all.push(...items);
  return { value: all, text: () => historyTable(all) };
}

function historyTable(all: readonly unknown[]): string {
  const rows = all.filter(isJsonObject).map(({ version, changedAt, changedBy, deleted }) => {
    const at = changedAt instanceof Date ? changedAt.toISOString() : changedAt;
    return [version, at ?? '-', changedBy ?? '-', deleted === true ? 'deleted' : '-'].map((one) =>
      printable(String(one)),
    );
  });
  return tableOf(['VERSION', 'CHANGED AT', 'CHANGED BY', 'WHAT'], rows);
}
