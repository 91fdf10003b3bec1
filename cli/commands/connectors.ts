import type { Command } from 'commander';
import { SERVED, type Served } from '../../shared/domain/principal-type.ts';
import { type ListedConnector, listConnectors } from '../http/connectors.ts';
import { readOneOf } from '../logins/options.ts';
import { type ApiOptions, GIVE_URL, openApi, withApiOptions } from '../open-access.ts';
import { jsonText, outputOption, printable, tableOf } from '../output.ts';

interface Options extends ApiOptions {
  readonly serves?: Served;
  readonly state?: boolean;
  readonly output: string;
}

/** Adds the command that says which connectors its caller may use. */
export function addConnectorsCommand(program: Command): void {
  const command = program
    .command('connectors [text]')
    .description(
      'show the connectors that you may use; with a text, those that have it in their id, name or description',
    )
    .option('--serves <service>', `only those that serve this: ${SERVED.join(', ')}`, readOneOf(SERVED))
    .option('--state', 'show when each was last used and verified; for administrators')
    .addOption(outputOption('table', 'json'));
  withApiOptions(command).action(async (text: string | undefined, { serves, state, output, ...access }: Options) => {
    const filters = { ...(text !== undefined && { text }), ...(serves !== undefined && { serves }) };
    const api = await openApi(access, GIVE_URL);
    const all = await listConnectors(api, { ...filters, ...(state === true && { state: 'true' }) });
    if (output === 'json')
      console.log(jsonText(all.map(({ connector, state }) => ({ ...connector, ...(state && { state }) }))));
    else if (all.length > 0) console.log(state === true ? stateTable(all) : tableOf(HEAD, all.map(rowOf)));
    else console.error(Object.keys(filters).length === 0 ? NONE : 'no connector that you may use is like that');
  });
}

const NONE = 'you may use no connector: portunus doctor shows who the service takes you for';

type Connector = Readonly<Record<string, unknown>>;

/** Administrators get definitions as they were written, where the default is left out. */
function servedBy({ serves }: Connector): readonly unknown[] {
  return Array.isArray(serves) ? serves : ['ecr'];
}

const HEAD = ['ID', 'NAME', 'SERVES', 'ACCESS', 'REGIONS', 'REPOSITORIES', 'ACCOUNT'];

/** A dash stands for no limit, and for what only administrators see. */
function rowOf({ connector }: ListedConnector): readonly string[] {
  const { id, name, access, region, regions, repositories, account, enabled } = connector;
  const serves = `${listText(servedBy(connector))}${enabled === false ? ' (disabled)' : ''}`;
  return [id, name, serves, access, regionsText(region, regions), listText(repositories), account].map((cell) =>
    printable(String(cell ?? '') || '-'),
  );
}

/** When each was used and verified. A dash stands for never, and for what is not kept. */
function stateTable(all: readonly ListedConnector[]): string {
  const rows = all.map(
    ({ connector: { id, name, enabled }, state: { lastUsedAt, verified, unreadable } = { connector: '' } }) =>
      [
        ...[
          id,
          name,
          enabled === false ? 'no' : 'yes',
          lastUsedAt,
          verified?.outcome,
          verified?.at,
          verified?.failingSince,
        ],
        unreadable && 'not readable',
      ].map((cell) => printable(String(cell ?? '') || '-')),
  );
  return tableOf(['ID', 'NAME', 'ENABLED', 'LAST USED', 'VERIFIED', 'AT', 'FAILING SINCE', 'NOTE'], rows);
}

/** A default alone is no limit. */
function regionsText(region: unknown, regions: unknown): string | undefined {
  if (!Array.isArray(regions)) return region === undefined ? undefined : `any (${region})`;
  return listText([...new Set(region === undefined ? regions : [region, ...regions])]);
}

function listText(list: unknown): string | undefined {
  return Array.isArray(list) && list.length > 0 ? list.join(', ') : undefined;
}
