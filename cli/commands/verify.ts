import { dirname } from 'node:path';
import type { Command } from 'commander';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import type { CheckOutcome } from '../../shared/domain/verification.ts';
import { mapLimited } from '../../shared/vending/map-limited.ts';
import { CommandError, NO_CONNECTOR, usageError } from '../command.ts';
import { makeFolder, writeText } from '../files/text-files.ts';
import { type ApiAnswer, type ApiClient, allOf, bodyOf, isNotFound } from '../http/client.ts';
import { type AccessOptions, openApi, withCredentialOptions } from '../open-access.ts';
import { jsonText, outputOption, printable } from '../output.ts';
import { readClaims } from './explain.ts';
import { readVerifyResult, type VerifyResult } from './verify-result.ts';

interface Options extends Omit<AccessOptions, 'direct'> {
  readonly all?: boolean;
  readonly claims?: string;
  readonly issuer?: string;
  readonly last?: boolean;
  readonly junit?: string;
  readonly output: string;
}

/** Adds the command that tries connectors against AWS. The function does it: nobody else may assume their roles. */
export function addVerifyCommand(program: Command): void {
  const command = program
    .command('verify')
    .description('try connectors against AWS: whether their sessions open, and are refused where they must be')
    .argument('[connector]', 'its ID')
    .option('--all', 'all connectors that are enabled')
    .option('--claims <file>', "a caller's claims for the templates, as JSON or YAML (stand-ins otherwise)")
    .option('--issuer <id>', 'of the claims: one that a grant of the connector names')
    .option('--last', 'tell what the last verification found, and ask nothing of AWS')
    .option('--url <url>', 'address of the API, without /v1 (PORTUNUS_URL otherwise)')
    .option('--junit <file>', 'write the results there too, as JUnit XML')
    .addOption(outputOption('text', 'json'));
  withCredentialOptions(command).action(verify);
}

async function verify(connector: string | undefined, options: Options): Promise<void> {
  const { all, last, junit, output } = options;
  if ((connector === undefined) !== (all === true)) throw usageError('give the ID of a connector, or --all');
  const claims = await readClaims(options.claims);
  if (claims !== undefined && (all || last)) throw usageError('--claims go with one connector, and not with --last');
  if (options.issuer !== undefined && claims === undefined) throw usageError('--issuer goes with --claims');
  if (junit !== undefined) await makeFolder(dirname(junit));
  const ask = await openApi(options);
  const ids = connector === undefined ? await enabledConnectors(ask) : [connector];
  const body = { claims, issuer: options.issuer };
  const results = await mapLimited(ids, AT_ONCE, (id) => (last ? lastOf(ask, id) : askToVerify(ask, id, body)));
  console.log(output === 'json' ? jsonText(results) : textOf(results));
  if (results.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1;
  if (junit === undefined) return;
  const { verifyJunit } = await import('./junit.ts');
  await writeText(junit, `${verifyJunit(results)}\n`, 'w');
}

/** Few at once, because each takes several calls of STS. */
const AT_ONCE = 3;

async function enabledConnectors(api: ApiClient): Promise<readonly string[]> {
  const connectors = await allOf((from) => api.GET('/connectors', { params: { query: { limit: 100, ...from } } }));
  return connectors.flatMap(({ id, enabled }) => (typeof id === 'string' && enabled !== false ? [id] : []));
}

async function askToVerify(api: ApiClient, id: string, body: object): Promise<VerifyResult> {
  return readVerifyResult(foundIn(await api.POST('/connectors/{id}/verify', { params: { path: { id } }, body }), id));
}

async function lastOf(api: ApiClient, id: string): Promise<VerifyResult> {
  const body = foundIn(await api.GET('/connectors/{id}/verify', { params: { path: { id } } }), id);
  const { failed, ...state } = isJsonObject(body) ? body : {};
  return readVerifyResult({ ...state, checks: failed });
}

function foundIn(answer: ApiAnswer, id: string): unknown {
  if (isNotFound(answer)) throw new CommandError([`${id}: ${NO_CONNECTOR}`]);
  return bodyOf(answer);
}

const MARKS: Readonly<Record<CheckOutcome, string>> = {
  passed: 'passed     ',
  failed: 'FAILED     ',
  not_checked: 'not checked',
};

function textOf(results: readonly VerifyResult[]): string {
  const count = (wanted: CheckOutcome) => results.filter(({ outcome }) => outcome === wanted).length;
  return [
    ...results.flatMap(linesOf),
    `${count('passed')} passed, ${count('failed')} failed, ${count('not_checked')} not checked`,
  ].join('\n');
}

function linesOf({ connectorId, outcome, verifiedAt, failingSince, checks }: VerifyResult): readonly string[] {
  const when = verifiedAt === undefined ? '' : ` at ${verifiedAt}`;
  const since = failingSince === undefined ? '' : `, failing since ${failingSince}`;
  const width = Math.max(...checks.map(({ check }) => check.length), 0);
  return [
    printable(`${MARKS[outcome].trim()} ${connectorId}${when}${since}`),
    ...checks.flatMap(({ check, outcome: mark, seen, todo }) => [
      printable(`  ${MARKS[mark]}  ${check.padEnd(width)}  ${seen}`),
      ...(todo === undefined ? [] : [printable(`  ${' '.repeat(MARKS[mark].length)}  ${' '.repeat(width)}  ${todo}`)]),
    ]),
  ];
}
