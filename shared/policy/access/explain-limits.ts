import { type Caller, issuerOf } from '../../domain/caller.ts';
import type { Connector } from '../../domain/connector.ts';
import type { Condition, NotChecked } from '../../domain/explanation.ts';
import { fillConnector, templatesOf } from '../session/fill-connector.ts';
import { tokenUse } from './one-time-token.ts';

interface ExplainedLimits {
  readonly conditions: readonly Condition[];
  readonly notChecked: readonly NotChecked[];
}

/** What a connector asks of callers beyond a grant. An explanation neither consumes a token nor counts. */
export function explainLimits(connector: Connector, caller: Caller): ExplainedLimits {
  const { oneTimeTokens, rateLimit } = connector;
  const isOnce = oneTimeTokens === true;
  const actual = caller.via === 'oidc' ? caller.tokenId : `(${caller.via})`;
  const held = !('refused' in tokenUse(connector, caller));
  return {
    conditions: [
      ...(isOnce
        ? [{ condition: 'oneTimeTokens', held, expected: 'jti', ...(actual !== undefined && { actual }) }]
        : []),
      ...claimConditions(connector, caller),
    ],
    notChecked: [
      ...(isOnce ? [{ what: 'oneTimeTokens', why: 'explaining uses no token, so the token may be used already' }] : []),
      ...(rateLimit === undefined ? [] : [{ what: 'rateLimit', why: limitText(rateLimit) }]),
    ],
  };
}

/** Each text that holds claims, with what it says for this caller, or the one that can not be filled. */
function claimConditions(connector: Connector, caller: Caller): readonly Condition[] {
  const filling = fillConnector(connector, { claims: caller.claims, issuer: issuerOf(caller) });
  const templates = templatesOf(connector);
  if (!filling.ok) {
    const unfilled = templates.filter(({ path }) => path === filling.path);
    return unfilled.map(({ path, text }) => ({ condition: path, held: false, expected: text }));
  }
  const { roleArn, region, repositories = [] } = filling.connector;
  const actual = {
    roleArn,
    region,
    ...Object.fromEntries(repositories.map((text, at) => [`repositories[${at}]`, text])),
  };
  const texts = new Map<string, unknown>(Object.entries(actual));
  return templates.map(({ path, text }) => ({ condition: path, held: true, expected: text, actual: texts.get(path) }));
}

function limitText({ requests, perSeconds }: NonNullable<Connector['rateLimit']>): string {
  return `explaining does not count; a caller may make ${requests} requests in ${perSeconds} seconds`;
}
