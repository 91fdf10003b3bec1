import type { DefinitionKind } from '../../shared/domain/definition.ts';
import { type Definitions, NO_DEFINITIONS, SCHEMAS } from '../../shared/domain/definitions.ts';
import type { FieldError } from '../../shared/domain/errors.ts';
import { parseWith } from '../../shared/domain/parse.ts';
import { stageFaults } from '../../shared/policy/definitions/check-stage.ts';
import { referencesOf } from '../offline.ts';
import { defineAccounts, type ImportedAccount, type KeyAccount, keyOfNeed, readKeyAccount } from './accounts.ts';
import type { Column } from './columns.ts';
import { type PendingConnector, readConnector } from './connectors.ts';
import type { ImportOptions } from './options.ts';
import type { Report, Row } from './rows.ts';

export interface ImportedConnector {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly row: Row;
  readonly isUndecided: boolean;
}

export interface Imported {
  readonly accounts: readonly ImportedAccount[];
  readonly connectors: readonly ImportedConnector[];
}

/**
 * Makes definitions of the rows. Throws every fault of every row, so that either all rows are understood or nothing is
 * written.
 */
export function importRows(rows: readonly Row[], options: ImportOptions, report: Report): Imported {
  const keyAccounts = rows.filter(({ kind }) => kind === 'account').map((row) => readKeyAccount(row, report));
  const pending = rows
    .filter(({ kind }) => kind === 'connector')
    .map((row) => readConnector(row, keyAccounts, options, report));
  const needs = pending.flatMap(({ need }) => (need === undefined ? [] : [need]));
  const accounts = defineAccounts(needs, options, report);
  const connectors = pending.map((one) => withAccount(one, accounts));
  noteUnused(keyAccounts, pending, report);
  check({ accounts: [...accounts.values()], connectors }, options, report);
  if (connectors.length === 0 && !report.isFaulty) report.faultAt('the files', 'have no connector');
  report.assertNone();
  return { accounts: [...accounts.values()], connectors };
}

/** Stands for an account that has a fault, so that the other fields of its connector can be checked. */
const UNKNOWN_ACCOUNT = 'unknown';

function withAccount(
  { row, need, fields, isUndecided }: PendingConnector,
  accounts: ReadonlyMap<string, ImportedAccount>,
): ImportedConnector {
  const { id, name, description, enabled, ...rest } = fields;
  const account = need === undefined ? undefined : accounts.get(keyOfNeed(need));
  const named = { id, name, description, enabled, account: account?.definition.id ?? UNKNOWN_ACCOUNT };
  const set = Object.entries(named).filter(([, value]) => value !== undefined);
  return { row, isUndecided, definition: { ...Object.fromEntries(set), ...rest } };
}

function noteUnused(keyAccounts: readonly KeyAccount[], pending: readonly PendingConnector[], report: Report): void {
  const used = new Set(pending.map(({ need }) => need?.source));
  for (const account of keyAccounts.filter((one) => !used.has(one))) {
    report.note(account.row, 'id', 'is left out: no connector uses this account');
  }
}

/** Checks what was made as every reader of definitions does. What has a fault already is not told another one. */
function check({ accounts, connectors }: Imported, { stage }: ImportOptions, report: Report): void {
  const before = new Set(report.places);
  const tell = (row: Row | undefined, fault: FieldError) => {
    if (row === undefined) report.faultAt('the options', `${fault.field} ${fault.detail}`);
    else tellAt(row, fault, before, report);
  };
  const parsed = {
    account: accounts.map(({ definition, row }) => parsedAs('account', definition, (fault) => tell(row, fault))),
    connector: connectors.map(({ definition, row }) => parsedAs('connector', definition, (fault) => tell(row, fault))),
  };
  const definitions = {
    ...NO_DEFINITIONS,
    accounts: parsed.account.flatMap((one) => one ?? []),
    connectors: parsed.connector.flatMap((one) => one ?? []),
  } as Definitions;
  const rows = {
    accounts: accounts.filter((_one, index) => parsed.account[index] !== undefined).map(({ row }) => row),
    connectors: connectors.filter((_one, index) => parsed.connector[index] !== undefined).map(({ row }) => row),
  };
  const ofStage = stage === undefined ? [] : stageFaults(definitions, stage);
  for (const { field, detail } of [...referencesOf(definitions).faults, ...ofStage]) {
    const [, list = '', index = '', name = ''] = /^(accounts|connectors)\[(\d+)\]\.(.*)$/.exec(field) ?? [];
    tell(list === 'accounts' ? rows.accounts[Number(index)] : rows.connectors[Number(index)], { field: name, detail });
  }
}

function parsedAs(kind: DefinitionKind, written: unknown, tell: (fault: FieldError) => void) {
  const parsed = parseWith(SCHEMAS[kind], written, '');
  if (parsed.ok) return { written, value: parsed.value };
  for (const fault of parsed.errors) tell(fault);
  return undefined;
}

/** The columns whose fields have other names. */
const COLUMNS: Readonly<Record<string, Column>> = {
  principalType: 'type',
  account: 'accountId',
  policy: 'iamPolicy',
  maxDurationSeconds: 'maxDuration',
  grants: 'groups',
  systemScope: 'scope',
  credentials: 'secretArn',
};

function tellAt(row: Row, { field, detail }: FieldError, before: ReadonlySet<string>, report: Report): void {
  const [, name = '', rest = ''] = /^(?:credentials\.)?(\w*)\.?(.*)$/.exec(field) ?? [];
  const column = COLUMNS[name] ?? (name as Column);
  if (before.has(report.placeOf(row, column))) return;
  const remedy = / is not taken by |^is not taken by /.test(detail) ? ': empty it' : '';
  report.fault(row, column, `${rest === '' ? '' : `${rest} `}${detail}${remedy}`);
}
