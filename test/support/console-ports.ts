// What the use cases of the console need, in memory: one person, one provider, and an API that lets them in.
import type { Call } from '../../shared/domain/call.ts';
import { PortunusError } from '../../shared/domain/errors.ts';
import { Secret } from '../../shared/domain/secret.ts';
import type {
  ApiRequest,
  ConsoleIssuer,
  ConsolePorts,
  GivenTokens,
  StoredSession,
} from '../../shared/vending/console/ports.ts';
import { keyOfSession } from '../../shared/vending/console/session.ts';
import { aCall, anIssuer, NOW } from './builders.ts';

export const ID = new Secret('i'.repeat(43));
export const KEY = keyOfSession(ID);

/** A moment after the sign-in. */
export function timeAt(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1_000);
}

export function callAt(seconds: number, requestId = `request-${seconds}`): Call {
  return aCall({ now: () => timeAt(seconds), requestId });
}

export const CORP = anIssuer({
  id: 'corp',
  url: 'https://id.corp.example',
  kind: 'user',
  audiences: ['console'],
  consoleClientId: 'console',
}) as ConsoleIssuer;

/** Tokens that were given some seconds after the sign-in, and are good for ten minutes. */
export function given(seconds = 0, more: Partial<GivenTokens> = {}): GivenTokens {
  return {
    tokens: { idToken: new Secret(`id ${seconds}`), refreshToken: new Secret(`refresh ${seconds}`) },
    subject: 'ada',
    issuedAt: timeAt(seconds),
    expiresAt: timeAt(seconds + 600),
    authenticatedAt: timeAt(seconds),
    ...more,
  };
}

export function aSession(more: Partial<StoredSession> = {}): StoredSession {
  return {
    ...{ key: KEY, issuer: 'corp', provider: CORP.url, subject: 'ada' },
    ...{ begunAt: NOW, authenticatedAt: NOW, usedAt: NOW },
    ...{ endsAt: timeAt(8 * 3_600), token: { issuedAt: NOW, expiresAt: timeAt(600) }, hasRefreshToken: true },
    sealed: { key: Buffer.from(''), text: Buffer.from('id 0 & refresh 0') },
    renewals: 0,
    ...more,
  };
}

export interface ConsoleWorld {
  readonly ports: ConsolePorts & { readonly reportFault: (error: PortunusError) => void };
  /** What happened, in its order. */
  readonly done: string[];
  readonly sessions: Map<string, StoredSession>;
}

/** The ports, with what a test wants otherwise. */
export function aConsole(session?: StoredSession, more: Partial<ConsolePorts> = {}): ConsoleWorld {
  const done: string[] = [];
  const sessions = new Map<string, StoredSession>(session === undefined ? [] : [[session.key, session]]);
  const leases = new Map<string, { readonly by: string; readonly until: Date }>();
  const change = (key: string, part: Partial<StoredSession>) => {
    const known = sessions.get(key);
    if (known !== undefined) sessions.set(key, { ...known, ...part });
  };
  const ids = ['i', 'j', 'k'].map((letter) => letter.repeat(43));
  const ports: ConsoleWorld['ports'] = {
    listIssuers: async () => [CORP],
    readIssuers: async () => [CORP],
    providers: {
      begin: async (_issuer, { fresh }) => ({
        address: `https://id.corp.example/authorize${fresh ? '?fresh' : ''}`,
        checks: { state: 's'.repeat(43), nonce: 'n'.repeat(43), verifier: 'v'.repeat(43) },
      }),
      redeem: async () => given(),
      refresh: async (_issuer, refreshToken, call) => {
        done.push(`spent ${refreshToken.reveal()}`);
        return given((call.now().getTime() - NOW.getTime()) / 1_000);
      },
      revoke: async (_issuer, refreshToken) => void done.push(`revoked ${refreshToken.reveal()}`),
      endPage: async () => 'https://id.corp.example/logout',
    },
    sessions: {
      create: async (one) => {
        done.push('created');
        sessions.set(one.key, one);
      },
      read: async (key) => sessions.get(key),
      touch: async (key, call) => {
        done.push('touched');
        change(key, { usedAt: call.now() });
      },
      lease: async ({ key, renewals }, until, call) => {
        const lease = leases.get(key);
        const isFree = lease === undefined || lease.until < call.now();
        if (!isFree || sessions.get(key)?.renewals !== renewals) return false;
        leases.set(key, { by: call.requestId, until });
        return true;
      },
      release: async (key) => void leases.delete(key),
      renew: async ({ key, renewals }, renewed, call) => {
        if (leases.get(key)?.by !== call.requestId || !sessions.has(key)) return false;
        leases.delete(key);
        change(key, { ...renewed, renewals: renewals + 1 });
        return true;
      },
      remove: async (key) => {
        done.push('removed');
        const last = sessions.get(key);
        sessions.delete(key);
        return last;
      },
    },
    seals: {
      seal: async ({ idToken, refreshToken }) => ({
        key: Buffer.from(''),
        text: Buffer.from([idToken, refreshToken].map((one) => one?.reveal() ?? '').join(' & ')),
      }),
      open: async ({ text }) => {
        const [idToken = '', refreshToken = ''] = Buffer.from(text).toString('utf8').split(' & ');
        return { idToken: new Secret(idToken), ...(refreshToken && { refreshToken: new Secret(refreshToken) }) };
      },
    },
    askApi: async (request: ApiRequest, token) => {
      done.push(`${request.method} ${request.path.join('/')} as ${token.reveal()}`);
      return { status: 200, headers: {}, body: '{"subject":"ada","claims":{"name":"Ada"}}' };
    },
    recordAct: async ({ action, outcome }) => void done.push(`${action} ${outcome}`),
    newId: () => ids.shift() ?? '',
    pause: async () => undefined,
    redirectUri: (issuer) => `https://portunus.example.com/console/sign-in/callback/${issuer}`,
    reportFault: ({ code }) => void done.push(`fault ${code}`),
    ...more,
  };
  return { ports, done, sessions };
}

/** The code and the reason of a refusal. */
export function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof PortunusError ? error.message : String(error)),
  );
}
