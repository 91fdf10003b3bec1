// The routes that serverless.yml gives to the gateway, with the function of each.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface ServedRoute {
  readonly name: string;
  readonly method: string;
  readonly path: string;
}

type Functions = Readonly<Record<string, { readonly events?: readonly { httpApi?: Omit<ServedRoute, 'name'> }[] }>>;

export function servedRoutes(): readonly ServedRoute[] {
  const text = readFileSync('serverless.yml', 'utf8').replaceAll(/!(?:Ref|GetAtt|Sub) /g, '');
  const functions: Functions = parse(text).functions;
  return Object.entries(functions).flatMap(([name, { events = [] }]) =>
    events.flatMap(({ httpApi }) => (httpApi === undefined ? [] : [{ name, ...httpApi }])),
  );
}

/** Those of the API. The console's own are no part of what is described, versioned and promised to programs. */
export function apiRoutes(): readonly ServedRoute[] {
  return servedRoutes().filter(({ path }) => !path.startsWith('/console'));
}
