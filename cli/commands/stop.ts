import type { Command } from 'commander';
import { readCliSettings } from '../../shared/config/config.ts';
import { parseWith } from '../../shared/domain/parse.ts';
import { isSameScope, type Stop, StopReason, StopScope, scopeText } from '../../shared/domain/stop.ts';
import { CommandError, type Failed, usageError } from '../command.ts';
import { confirmed } from '../confirm.ts';
import { endingOf } from '../ending.ts';
import { createHttpStops } from '../http/stops.ts';
import { type AccessOptions, isDirect, openApi, readUrl, withCredentialOptions } from '../open-access.ts';
import { jsonText, outputOption, tableOf } from '../output.ts';
import type { StopPlace } from '../stop-place.ts';

interface Options extends Omit<AccessOptions, 'url'> {
  readonly url?: readonly string[];
  readonly region?: readonly string[];
}

type ChangeOptions = Options & { readonly reason: string; readonly yes?: boolean };

const SCOPES = 'all, issuer ID, connector ID, caller ISSUER SUBJECT, or job ID';

/** Adds the commands that stop and resume, and the one that shows what is stopped. */
export function addStopCommands(program: Command): void {
  const change = (action: 'stop' | 'resume', description: string, reason: string) =>
    withPlaces(program.command(`${action} <scope> [names...]`).description(`${description}: ${SCOPES}`))
      .requiredOption('--reason <text>', reason)
      .option('-y, --yes', 'without asking')
      .action((scope: string, names: readonly string[], options: ChangeOptions) =>
        changeEverywhere(action, [scope, ...names], options),
      );
  change('stop', 'issue nothing from now on', 'required: why; callers who are stopped read it');
  change('resume', 'issue again what was stopped', 'required: why, for the audit');
  withPlaces(program.command('stops').description('show what is stopped, by whom, and why'))
    .addOption(outputOption('table', 'json'))
    .action(async ({ output, ...options }: Options & { readonly output: string }) => {
      const places = await openPlaces(options);
      const stops = await everywhere(places, async ({ name, list }) => ({ place: name, items: await list() }));
      if (output === 'json') console.log(jsonText(stops.done));
      // Where some place did not answer, "nothing is stopped" is true of the others alone.
      else if (stops.done.length > 0) console.log(stopsTable(stops.done, stops.failed.length > 0));
      throwFailed(stops.failed);
    });
}

function withPlaces(command: Command): Command {
  const repeated = (value: string, before: readonly string[] = []) => [...before, value];
  const urls = 'address of the API, once for each region (PORTUNUS_URL otherwise)';
  return withCredentialOptions(command.option('--url <url>', urls, repeated))
    .option('--direct', 'use the tables themselves, with your own AWS credentials')
    .option('--region <region>', 'with --direct: of the tables, once for each (AWS_REGION otherwise)', repeated);
}

async function changeEverywhere(action: 'stop' | 'resume', words: readonly string[], options: ChangeOptions) {
  const scope = scopeOf(words);
  const reason = parseWith(StopReason, options.reason, '--reason');
  if (!reason.ok) throw usageError(`--reason ${reason.errors[0]?.detail}`);
  const places = await openPlaces(options);
  const names = places.map(({ name }) => name).join(', ');
  if (!options.yes && !(await confirmed(`${action} ${scopeText(scope)} in ${names}?`))) {
    throw new CommandError([`nothing was ${DONE[action]}`]);
  }
  const { failed } = await everywhere(places, async (place) => {
    const stops = await changeIn(place, action, { scope, reason: reason.value }, places.length > 1);
    console.log(`${place.name}: ${DONE[action]} ${scopeText(scope)}; ${inForce(stops)}`);
  });
  throwFailed(failed);
}

/**
 * With several places, a stop may be gone before it is resumed: a global table has carried the resume of another region
 * here.
 */
async function changeIn(
  place: StopPlace,
  action: 'stop' | 'resume',
  request: Parameters<StopPlace['change']>[1],
  isOneOfSeveral: boolean,
): Promise<readonly Stop[]> {
  try {
    return await place.change(action, request);
  } catch (error) {
    if (action === 'stop' || !isOneOfSeveral) throw error;
    const stops = await place.list().catch(() => undefined);
    if (stops === undefined || stops.some(({ scope }) => isSameScope(scope, request.scope))) throw error;
    return stops;
  }
}

const DONE = { stop: 'stopped', resume: 'resumed' } as const;

function inForce({ length }: readonly Stop[]): string {
  return length === 0 ? 'nothing is stopped' : `${length} ${length === 1 ? 'stop is' : 'stops are'} in force`;
}

function scopeOf([kind = '', ...names]: readonly string[]): StopScope {
  const [first, second, ...more] = names;
  const wanted = kind === 'all' ? 0 : kind === 'caller' ? 2 : 1;
  const given =
    kind === 'all' ? kind : kind === 'caller' ? { caller: { issuer: first, subject: second } } : { [kind]: first };
  const scope = parseWith(StopScope, given, 'scope');
  if (scope.ok && names.length === wanted && more.length === 0) return scope.value;
  throw usageError(`${[kind, ...names].join(' ')} is no scope: it is ${SCOPES}`);
}

async function openPlaces({ url, region, ...options }: Options): Promise<readonly StopPlace[]> {
  const isOfTables = isDirect({ ...options, ...(url?.[0] !== undefined && { url: url[0] }) });
  if (!isOfTables) {
    if (region !== undefined) throw usageError('--region names the tables of --direct: for an API, give its --url');
    const urls = url ?? [readUrl(undefined, 'give --url, PORTUNUS_URL, or --direct')];
    return Promise.all(urls.map(async (one) => createHttpStops(await openApi({ ...options, url: one }), one)));
  }
  const { createDirectStops, createTableAccess, whoDefines } = await import('../direct/index.ts');
  const regions = region ?? [readCliSettings().region];
  return regions.map((one) =>
    createDirectStops(createTableAccess(one), whoDefines, one ?? 'the tables', console.error),
  );
}

interface Everywhere<T> {
  readonly done: readonly T[];
  readonly failed: readonly CommandError[];
}

/** Does it in every place at once: one region that does not answer must not keep the others running. */
async function everywhere<T>(
  places: readonly StopPlace[],
  work: (place: StopPlace) => Promise<T>,
): Promise<Everywhere<T>> {
  const results = await Promise.allSettled(places.map(work));
  const failed = results.flatMap((result, index) => {
    if (result.status === 'fulfilled') return [];
    const { lines, failed: how } = endingOf(result.reason);
    return [
      new CommandError(
        lines.map((line) => `${places[index]?.name}: ${line}`),
        how,
      ),
    ];
  });
  return { done: results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])), failed };
}

function throwFailed(failed: readonly CommandError[]): void {
  if (failed.length === 0) return;
  const how: Failed = failed.find(({ failed: one }) => one !== 'unavailable')?.failed ?? 'unavailable';
  throw new CommandError(
    failed.flatMap(({ lines }) => lines),
    how,
  );
}

interface StopsOfPlace {
  readonly place: string;
  readonly items: readonly Stop[];
}

function stopsTable(places: readonly StopsOfPlace[], areSome: boolean): string {
  const rows = places.flatMap(({ place, items }) =>
    items.map(({ scope, reason, by, at }) => [place, scopeText(scope), reason, by, at]),
  );
  if (rows.length > 0) return tableOf(['WHERE', 'STOPPED', 'REASON', 'BY', 'SINCE'], rows);
  return areSome ? places.map(({ place }) => `${place}: nothing is stopped`).join('\n') : 'nothing is stopped';
}
