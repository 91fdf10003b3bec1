import type { Call } from '../../domain/call.ts';
import type { ListIssuers } from '../issuing/ports.ts';

/** What a person's own program needs to sign in at an issuer. Anybody may read it: it lets nobody in. */
export interface SignIn {
  readonly id: string;
  readonly url: string;
  readonly cliClientId: string;
  readonly scopes: readonly string[];
  /** How old an ID token may be when it is shown to the service. */
  readonly maxTokenAgeSeconds: number;
}

/** Most providers name groups by a claim of their own, without a scope. `offline_access` asks for a refresh token. */
const DEFAULT_SCOPES: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];

/** Lists the issuers where people can sign in from a terminal. */
export async function listSignIns(listIssuers: ListIssuers, call: Call): Promise<readonly SignIn[]> {
  return (await listIssuers(call)).flatMap(
    ({ id, url, kind, enabled, cliClientId, scopes = DEFAULT_SCOPES, maxTokenAgeSeconds }) =>
      enabled && kind === 'user' && cliClientId !== undefined
        ? [{ id, url, cliClientId, scopes, maxTokenAgeSeconds }]
        : [],
  );
}
