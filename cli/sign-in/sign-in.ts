import { openPage } from './browser.ts';
import { signInByDevice } from './device.ts';
import type { SignInIssuer } from './issuers.ts';
import { signInByBrowser } from './loopback.ts';
import { discoverProvider } from './provider.ts';
import type { Tokens } from './store.ts';

interface SignInOptions {
  readonly device?: true;
  readonly browser?: boolean;
  readonly port: number;
  readonly timeout: number;
}

/** Signs a person in: by a code where the provider has such a flow, else by the browser of this machine. */
export async function signIn(
  issuer: SignInIssuer,
  { device, browser, port, timeout: timeoutSeconds }: SignInOptions,
  print: (line: string) => void,
): Promise<Tokens> {
  const provider = await discoverProvider(issuer);
  const terminal = { print, openPage: browser === false ? async () => {} : openPage };
  const hasDevice = provider.config.serverMetadata().device_authorization_endpoint !== undefined;
  return device || (hasDevice && browser !== true)
    ? signInByDevice(provider, terminal)
    : signInByBrowser(provider, terminal, { port, timeoutSeconds });
}
