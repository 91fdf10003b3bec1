import type { Command } from 'commander';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { bodyOf } from '../http/client.ts';
import { type AccessOptions, openApi, withApiOptions } from '../open-access.ts';
import { jsonText, outputOption, printable, tableOf } from '../output.ts';

type Options = Omit<AccessOptions, 'direct'> & { readonly output: string };

/** Adds the command that shows an issuer's keys. The service asks the issuer: what this machine reaches says nothing. */
export function addIssuersCommands(program: Command): void {
  const issuers = program.command('issuers').description('keys of issuers: look at what each publishes now');
  const keys = issuers
    .command('keys <issuer>')
    .description('show which keys verify its tokens now, and which entries of its key set can not be used')
    .addOption(outputOption('table', 'json'));
  withApiOptions(keys).action(async (id: string, { output, ...options }: Options) => {
    const api = await openApi(options);
    const shown = bodyOf(await api.GET('/issuers/{id}/keys', { params: { path: { id } } }));
    console.log(output === 'json' ? jsonText(shown) : textOf(shown));
    if (isJsonObject(shown) && shown.failure !== undefined) process.exitCode = 1;
  });
}

function textOf(shown: unknown): string {
  const { keys, leftOut, failure }: Readonly<Record<string, unknown>> = isJsonObject(shown) ? shown : {};
  const rows = objectsIn(keys).map(({ keyId = '-', type, algorithms }) =>
    [keyId, type, Array.isArray(algorithms) ? algorithms.join(' ') : '-'].map((one) => printable(String(one))),
  );
  return [
    ...(rows.length > 0 ? [tableOf(['KEY ID', 'TYPE', 'ALGORITHMS'], rows)] : []),
    ...objectsIn(leftOut).map(({ position, why }) => printable(`left out: keys[${position}] ${why}`)),
    ...(failure === undefined ? [] : [printable(`no keys: ${failure}`)]),
  ].join('\n');
}

function objectsIn(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
