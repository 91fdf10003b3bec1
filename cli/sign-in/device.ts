import { shownAddress } from '../addresses.ts';
import { CommandError } from '../command.ts';
import { printable } from '../output.ts';
import { toFailure } from './failures.ts';
import { type Provider, scopeFor, signedIn } from './provider.ts';
import type { Tokens } from './store.ts';

/** What a sign-in needs of the terminal. */
export interface Terminal {
  readonly print: (line: string) => void;
  /** Opens a page in the browser of this machine, if there is one. */
  readonly openPage: (address: string) => Promise<void>;
}

/** Signs in with a code that the person enters in a browser on any machine (RFC 8628). */
export async function signInByDevice(provider: Provider, { print, openPage }: Terminal): Promise<Tokens> {
  const { client, config, issuer } = provider;
  try {
    const device = await client.initiateDeviceAuthorization(config, { scope: scopeFor(provider) });
    const page = shownAddress(device.verification_uri);
    if (page === undefined) throw new CommandError([`${issuer.id} names no https address to sign in at`]);
    const minutes = Math.max(1, Math.round(device.expires_in / 60));
    print(`Open ${page}\nand enter the code ${printable(device.user_code)} within ${minutes} minutes.`);
    await openPage(shownAddress(device.verification_uri_complete ?? '') ?? page);
    const signal = AbortSignal.timeout(device.expires_in * 1000);
    const response = await client.pollDeviceAuthorizationGrant(config, device, undefined, { signal }).catch((error) => {
      throw signal.aborted ? Object.assign(new Error('expired'), { error: 'expired_token' }) : error;
    });
    return signedIn(provider, response);
  } catch (error) {
    throw toFailure(error, issuer);
  }
}
