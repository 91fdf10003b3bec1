import { type Caller, issuerOf } from '../../domain/caller.ts';
import type { Connector } from '../../domain/connector.ts';
import type { Condition } from '../../domain/explanation.ts';
import { fillConnector, templatesOf } from './fill-connector.ts';

/** Each text of a connector that holds claims, with what it says for this caller, or the one that can not be filled. */
export function explainClaims(connector: Connector, caller: Caller): readonly Condition[] {
  const filling = fillConnector(connector, { claims: caller.claims, issuer: issuerOf(caller) });
  const templates = templatesOf(connector);
  if (!filling.ok) {
    const unfilled = templates.filter(({ path }) => path === filling.path);
    return unfilled.map(({ path, text }) => ({ condition: path, held: false, expected: text }));
  }
  const { roleArn, region, repositories = [] } = filling.connector;
  const listed = repositories.map((text, at) => [`repositories[${at}]`, text] as const);
  const actual = new Map<string, unknown>([['roleArn', roleArn], ['region', region], ...listed]);
  return templates.map(({ path, text }) => ({ condition: path, held: true, expected: text, actual: actual.get(path) }));
}
