import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { createRequestHandler, MAX_ATTEMPTS } from './request-handler.ts';
import type { userCredentials } from './sdk-credentials.ts';
import { type Layered, unlogged } from './unlogged.ts';

/**
 * What a client would look up in the environment and in files, where each miss costs it an error. These are plain
 * values, read one by one. A client's whole configuration has its signer too, which signs with the client's own keys
 * whatever other keys stand beside it.
 */
interface Settings {
  readonly endpoint?: string;
  /** Always: what is configured has been looked up, and is in `endpoint`. */
  readonly ignoreConfiguredEndpointUrls: true;
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
  readonly retryMode: string;
  readonly userAgentAppId: string;
  readonly authSchemePreference: string[];
}

/** What one client differs in from the others of its service. Without keys, the execution role signs. */
interface Own {
  readonly region?: string | undefined;
  readonly credentials?: ReturnType<typeof userCredentials>;
}

export interface ClientConfig extends Own, Partial<Settings> {
  readonly region?: string;
  readonly maxAttempts: number;
  readonly requestHandler: NodeHttpHandler;
}

/** A client, as far as its settings are read. */
interface Configured {
  readonly config: {
    readonly serviceConfiguredEndpoint?: () => Promise<string | undefined>;
    readonly useFipsEndpoint: () => Promise<boolean>;
    readonly useDualstackEndpoint: () => Promise<boolean>;
    readonly retryMode: string | (() => Promise<string>);
    readonly userAgentAppId: () => Promise<string | undefined>;
    readonly authSchemePreference: () => Promise<string[]>;
  };
}

/**
 * Makes the clients of one service, each for its own region and keys. They share connections and time limits. The first
 * one looks the settings up, which are the same in every region, and the others are given what it found.
 */
export function createClients<C extends Configured & Layered>(
  create: (config: ClientConfig) => C,
): (own: Own) => Promise<C> {
  const shared = { maxAttempts: MAX_ATTEMPTS, requestHandler: createRequestHandler(2_000) };
  let settings: Settings | undefined;
  return async ({ region, credentials }) => {
    const own = { ...(region !== undefined && { region }), ...(credentials && { credentials }) };
    if (settings !== undefined) return unlogged(create({ ...shared, ...settings, ...own }));
    const client = unlogged(create({ ...shared, ...own }));
    settings = await settingsOf(client);
    return client;
  };
}

async function settingsOf({ config }: Configured): Promise<Settings> {
  const endpoint = await config.serviceConfiguredEndpoint?.();
  return {
    ...(endpoint !== undefined && { endpoint }),
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: await config.useFipsEndpoint(),
    useDualstackEndpoint: await config.useDualstackEndpoint(),
    retryMode: typeof config.retryMode === 'string' ? config.retryMode : await config.retryMode(),
    userAgentAppId: (await config.userAgentAppId()) ?? '',
    authSchemePreference: await config.authSchemePreference(),
  };
}
