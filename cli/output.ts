import Table from 'cli-table3';
import { InvalidArgumentError, Option } from 'commander';
import type { DefinitionKind } from '../shared/domain/definition.ts';
import { didYouMean } from '../shared/domain/parse.ts';
import { isJsonObject } from '../shared/domain/strict-json.ts';

export { printable, printableJson } from '../shared/domain/printable.ts';

/** Makes the option `--output` with these formats. The first one is the default. */
export function outputOption(...forms: readonly [string, ...string[]]): Option {
  return new Option('-o, --output <form>', forms.join(' or ')).default(forms[0]).argParser((form: string) => {
    if (forms.includes(form)) return form;
    throw new InvalidArgumentError(`must be ${forms.join(' or ')}${didYouMean(form, forms)}`);
  });
}

export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** Formats columns with headings, and without borders, so that other programs can split them. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const borderless = Object.fromEntries(
    ['top', 'bottom', 'left', 'right'].flatMap((side) =>
      ['', '-mid', '-left', '-right'].map((part) => [`${side}${part}`, '']),
    ),
  );
  const table = new Table({
    head: [...head],
    chars: { ...borderless, mid: '', 'mid-mid': '', 'left-mid': '', 'right-mid': '', middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

type Definition = Readonly<Record<string, unknown>>;
type Column = readonly [head: string, cell: (definition: Definition) => unknown];

const DASH = '-';

const NAME: Column = ['NAME', ({ name }) => name];
const STATE: Column = ['STATE', ({ enabled }) => (enabled === false ? 'disabled' : 'enabled')];

/** The columns of each kind. A dash replaces values that are unreadable, or that the reader may not see. */
const COLUMNS: Readonly<Record<DefinitionKind, readonly Column[]>> = {
  issuer: [STATE, ['KIND', ({ kind }) => kind], ['URL', ({ url }) => url]],
  account: [
    ['AWS ACCOUNT', ({ awsAccountId }) => awsAccountId],
    ['PARTITION', ({ partition }) => partition],
    ['CREDENTIALS', ({ credentials }) => (isJsonObject(credentials) ? credentials.source : undefined)],
  ],
  connector: [
    NAME,
    STATE,
    ['TYPE', ({ principalType }) => principalType],
    ['ACCOUNT', ({ account }) => account],
    ['ROLE', ({ roleArn }) => (typeof roleArn === 'string' ? roleArn.replace(/^.*:role\//, '') : undefined)],
    ['REGION', ({ region }) => region],
    // Only administrators see the account and the grants.
    [
      'GRANTS',
      ({ account, grants }) => (account === undefined ? undefined : Array.isArray(grants) ? grants.length : 0),
    ],
  ],
  'refresh-job': [
    NAME,
    STATE,
    ['CONNECTOR', ({ connector }) => connector],
    ['FORMAT', ({ format }) => format],
    ['DESTINATION', ({ destination }) => (isJsonObject(destination) ? destination.arn : undefined)],
  ],
};

/** Formats definitions of one kind as a table, with a line for each. */
export function definitionTable(kind: DefinitionKind, all: readonly unknown[]): string {
  const columns: readonly Column[] = [['ID', ({ id }) => id], ...COLUMNS[kind]];
  return tableOf(
    columns.map(([head]) => head),
    all.filter(isJsonObject).map((one) => columns.map(([, cell]) => String(cell(one) ?? DASH))),
  );
}
