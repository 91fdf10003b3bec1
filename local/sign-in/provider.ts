import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair } from 'jose';
import type { Context, Provider } from 'oidc-provider';
import { choice, page } from './pages.ts';
import { claimsOf, PEOPLE } from './people.ts';

export const CLI_CLIENT_ID = 'portunus-cli';
export const CONSOLE_CLIENT_ID = 'portunus-console';

const ALGORITHM = 'ES256';
const KEY_ID = 'people-1';
const SCOPES = 'openid profile email offline_access';

/** An OpenID provider on this machine, where people sign in. */
export interface SignInProvider {
  readonly url: string;
  readonly jwks: { readonly keys: readonly object[] };
  readonly stop: () => Promise<void>;
}

interface SignInProviderOptions {
  /** What differs from the provider's own configuration, for tests. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly client?: Readonly<Record<string, unknown>>;
  /** What differs of the console's client. */
  readonly consoleClient?: Readonly<Record<string, unknown>>;
  /** The address of the API, whose console people come from. */
  readonly consoleUrl?: string;
}

/** Starts the provider. Its library is loaded at the first request, so that a start doesn't wait for it. */
export async function startSignInProvider(options: SignInProviderOptions = {}): Promise<SignInProvider> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const key = { kid: KEY_ID, alg: ALGORITHM, use: 'sig' };
  const privateJwk = { ...(await exportJWK(privateKey)), ...key };
  let answer: Promise<RequestListener> | undefined;
  const server = createServer((request, response) => {
    // Pages of other sites can't reach the provider by a name of their own.
    if (request.headers.host !== new URL(url).host) {
      response.writeHead(403).end();
      return;
    }
    answer ??= createListener(url, privateJwk, options);
    void answer.then((listener) => listener(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { url, jwks: { keys: [{ ...(await exportJWK(publicKey)), ...key }] }, stop };
}

async function createListener(url: string, key: object, options: SignInProviderOptions): Promise<RequestListener> {
  const { interactionPolicy, Provider } = await import('oidc-provider');
  const { createMemoryAdapter } = await import('oidc-provider/lib/adapters/memory_adapter.js');
  const policy = interactionPolicy.base();
  // Nobody is asked to consent to a demonstration.
  policy.remove('consent');
  const provider = new Provider(url, {
    jwks: { keys: [key] },
    adapter: createMemoryAdapter(),
    cookies: { keys: [randomUUID()] },
    clients: [commandClient(options), consoleClient(options)],
    interactions: { policy, url: (_context: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    ...BEHAVIOR,
    ...options.configuration,
  });
  provider.use(askOften);
  const listen = provider.callback();
  return (request, response) =>
    INTERACTION.test(request.url ?? '') ? void interact(provider, request, response) : listen(request, response);
}

/** The client of the command, which has no server and no secret. */
function commandClient({ client }: SignInProviderOptions) {
  return {
    client_id: CLI_CLIENT_ID,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
    response_types: ['code'],
    // Of loopback addresses, a provider compares no port (RFC 8252 section 7.3).
    redirect_uris: ['http://127.0.0.1/callback'],
    id_token_signed_response_alg: ALGORITHM,
    ...client,
  };
}

/** A client with a server of its own. A company's provider would give it a secret too. */
function consoleClient({ consoleUrl = 'http://127.0.0.1', consoleClient: more }: SignInProviderOptions) {
  return {
    client_id: CONSOLE_CLIENT_ID,
    // A web client must have https. Of this kind, the provider compares no port of a loopback address.
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: ['http://127.0.0.1/console/sign-in/callback/demo-sign-in'],
    post_logout_redirect_uris: [`${consoleUrl}/console`],
    id_token_signed_response_alg: ALGORITHM,
    // Changes that matter ask when the person signed in.
    require_auth_time: true,
    ...more,
  };
}

/** The page of a sign-in that has begun. */
const INTERACTION = /^\/interaction\/[\w-]+$/;

function accountOf(id: string) {
  const person = PEOPLE.find((one) => one.id === id);
  return person && { accountId: id, claims: async () => claimsOf(person) };
}

async function consented({ oidc: { provider, session, client } }: Context) {
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope(SCOPES);
  await grant.save();
  return grant;
}

async function isOfClient(_context: unknown, client: OfClient, token: OfClient): Promise<boolean> {
  return client.clientId === token.clientId;
}

interface OfClient {
  readonly clientId: string;
}

/** Commands ask each second whether the person is done. By default, they do every five. */
async function askOften(context: Context, next: () => Promise<void>): Promise<void> {
  await next();
  if (context.path === '/device/auth' && context.status === 200) Object.assign(context.body as object, { interval: 1 });
}

/** Shows who one can be, and takes the choice. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(choice(String(request.url)));
    return;
  }
  const person = new URLSearchParams(await text(request)).get('person') ?? '';
  const isKnown = PEOPLE.some(({ id }) => id === person);
  try {
    await provider.interactionFinished(
      request,
      response,
      isKnown ? { login: { accountId: person } } : { error: 'access_denied' },
    );
  } catch {
    response.writeHead(400, { 'content-type': 'text/html; charset=utf-8' }).end(page('That took too long', ''));
  }
}

/** The forms are the provider's own. */
const DEVICE_PAGES = {
  userCodeInputSource: async (context: Context, form: string) => {
    context.body = page(
      'Enter the code',
      `${form}<p><button type="submit" form="op.deviceInputForm">Continue</button></p>`,
    );
  },
  userCodeConfirmSource: async (context: Context, form: string, _client: unknown, _device: unknown, code: string) => {
    const buttons = `<button type="submit" form="op.deviceConfirmForm">Yes</button>
<button type="submit" form="op.deviceConfirmForm" value="yes" name="abort">No</button>`;
    context.body = page('Is this your code?', `<p><strong>${code}</strong></p>${form}<p>${buttons}</p>`);
  },
  successSource: async (context: Context) => {
    context.body = page('You are signed in', '<p>Go back to your terminal.</p>');
  },
};

const LOGOUT_PAGES = {
  logoutSource: async (context: Context, form: string) => {
    const button = '<button type="submit" form="op.logoutForm" value="yes" name="logout">Sign out</button>';
    context.body = page('Sign out?', `${form}<p>${button}</p>`);
  },
  postLogoutSuccessSource: async (context: Context) => {
    context.body = page('You are signed out', '');
  },
};

/** What the provider does for every client. */
const BEHAVIOR = {
  scopes: SCOPES.split(' '),
  claims: { openid: ['sub', 'groups', 'token_use'], profile: ['name'], email: ['email'] },
  // Portunus reads ID tokens alone, so the claims are in them.
  conformIdTokenClaims: false,
  findAccount: (_context: unknown, id: string) => accountOf(id),
  loadExistingGrant: consented,
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  ttl: {
    AccessToken: 600,
    DeviceCode: 600,
    Grant: 86_400,
    IdToken: 600,
    Interaction: 600,
    RefreshToken: 86_400,
    Session: 86_400,
  },
  features: {
    devInteractions: { enabled: false },
    deviceFlow: { enabled: true, ...DEVICE_PAGES },
    revocation: { enabled: true, allowedPolicy: isOfClient },
    rpInitiatedLogout: { enabled: true, ...LOGOUT_PAGES },
  },
  renderError: (context: Context, { error }: { readonly error: string }) => {
    context.body = page('That did not work', `<p>${error.replaceAll(/[^a-z_]/g, '')}</p>`);
  },
};
