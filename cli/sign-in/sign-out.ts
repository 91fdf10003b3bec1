import { shownAddress } from '../addresses.ts';
import { toFailure } from './failures.ts';
import { discoverProvider } from './provider.ts';
import type { SignIn } from './store.ts';

/**
 * Ends a sign-in at its provider (RFC 7009). Returns the page that ends the browser's own session there, if the
 * provider has one. The ID token is left out of its address, which would show it to other programs of this machine.
 */
export async function endAtProvider({ issuer, tokens }: SignIn): Promise<{ readonly page?: string }> {
  try {
    const { client, config } = await discoverProvider(issuer);
    const { revocation_endpoint: revocation, end_session_endpoint: endSession } = config.serverMetadata();
    if (revocation !== undefined && tokens.refreshToken !== undefined) {
      await client.tokenRevocation(config, tokens.refreshToken.reveal(), { token_type_hint: 'refresh_token' });
    }
    const page = endSession === undefined ? undefined : shownAddress(client.buildEndSessionUrl(config).href);
    return page === undefined ? {} : { page };
  } catch (error) {
    throw toFailure(error, issuer);
  }
}
