import type { Caller, OneTimeToken } from '../../domain/caller.ts';
import type { Connector } from '../../domain/connector.ts';
import type { ReasonOf } from '../../domain/refusal-reasons.ts';

type TokenUse =
  | { readonly refused: Extract<ReasonOf<'not_allowed'>, 'caller_shows_no_token' | 'token_without_id'> }
  /** The token to consume. Absent if the connector lets tokens be used again. */
  | { readonly token?: OneTimeToken };

/** What a connector with one-time tokens asks of a caller: a token that can be told from every other of its issuer. */
export function tokenUse({ oneTimeTokens }: Pick<Connector, 'oneTimeTokens'>, caller: Caller): TokenUse {
  if (oneTimeTokens !== true) return {};
  if (caller.via !== 'oidc') return { refused: 'caller_shows_no_token' };
  const { issuer, tokenId, expiresAt } = caller;
  return tokenId === undefined ? { refused: 'token_without_id' } : { token: { issuer, tokenId, expiresAt } };
}
