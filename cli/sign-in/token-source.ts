import { readPersonSettings } from '../../shared/config/config.ts';
import { CommandError } from '../command.ts';
import { currentSignIn } from './current-token.ts';
import { openKeychain } from './keychain.ts';
import { createSignInStore, type SignIn, type SignInStore } from './store.ts';

/** Opens the store of this person on this machine. */
export function openStore(): SignInStore {
  const { stateFolder, usesKeychain } = readPersonSettings();
  if (stateFolder === undefined) throw new CommandError(['no folder for your sign-in: set HOME or XDG_STATE_HOME']);
  return createSignInStore(stateFolder, async () => (usesKeychain ? openKeychain() : undefined));
}

/** The form in which the store knows a service. */
export function serviceOf(url: string): string {
  return new URL(url).href.replace(/\/$/, '');
}

/** Reads a token as often as requests are made: it may be renewed while a command runs. */
export interface TokenSource {
  readonly read: () => Promise<string>;
  /** Gets another token than the last one, which the service did not accept. Absent if there can be no other. */
  readonly renew?: () => Promise<string>;
}

/** Opens the sign-in of this person at a service. It is `undefined` if there is none. */
export async function openSignIn(url: string): Promise<TokenSource | undefined> {
  if (readPersonSettings().stateFolder === undefined) return undefined;
  const [store, service, now] = [openStore(), serviceOf(url), () => new Date()];
  let latest = await currentSignIn(service, { store, now });
  if (latest === undefined) return undefined;
  const keep = (found: SignIn | undefined): string => {
    if (found === undefined) throw new CommandError(['you have signed out meanwhile: run portunus login']);
    latest = found;
    return found.tokens.idToken.reveal();
  };
  return {
    read: async () => keep(await currentSignIn(service, { store, now, ...(latest && { latest }) })),
    // The clocks may differ, or the service accepts a token for a shorter time than when the person signed in.
    renew: async () =>
      keep(await currentSignIn(service, { store, now, ...(latest && { refused: latest.tokens.idToken }) })),
  };
}
