import type { Caller } from '../../domain/caller.ts';
import type { Connector } from '../../domain/connector.ts';
import type { Condition, NotChecked } from '../../domain/explanation.ts';
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
    conditions: isOnce
      ? [{ condition: 'oneTimeTokens', held, expected: 'jti', ...(actual !== undefined && { actual }) }]
      : [],
    notChecked: [
      ...(isOnce ? [{ what: 'oneTimeTokens', why: 'explaining uses no token, so the token may be used already' }] : []),
      ...(rateLimit === undefined ? [] : [{ what: 'rateLimit', why: limitText(rateLimit) }]),
    ],
  };
}

function limitText({ requests, perSeconds }: NonNullable<Connector['rateLimit']>): string {
  return `explaining does not count; a caller may make ${requests} requests in ${perSeconds} seconds`;
}
