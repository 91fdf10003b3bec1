import type { Call } from '../../domain/call.ts';
import type { Issuer } from '../../domain/issuer.ts';
import type { Secret } from '../../domain/secret.ts';
import type { RecordAct } from '../definitions/ports.ts';
import type { ListIssuers } from '../issuing/ports.ts';

/** An issuer of people whom the console signs in. */
export type ConsoleIssuer = Issuer & { readonly consoleClientId: string };

/** What binds a provider's answer to the browser that was sent there. */
export interface SignInChecks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** What a session keeps of a person's provider. */
export interface SessionTokens {
  readonly idToken: Secret;
  readonly refreshToken?: Secret;
}

/** Tokens, and what their ID token says of itself. */
export interface GivenTokens {
  readonly tokens: SessionTokens;
  readonly subject: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** When the person last showed who they are. Absent if the provider does not say. */
  readonly authenticatedAt?: Date;
}

/** The providers where people sign in. What they refuse is `sign_in_required`, and `sign_in_unavailable` may pass. */
export interface SignInProviders {
  /** Where to send a person, and what the answer is checked against. */
  readonly begin: (
    issuer: ConsoleIssuer,
    how: { readonly redirectUri: string; readonly fresh: boolean },
    call: Call,
  ) => Promise<{ readonly address: string; readonly checks: SignInChecks }>;
  /** The tokens for a provider's answer. */
  readonly redeem: (
    issuer: ConsoleIssuer,
    answer: { readonly address: URL; readonly checks: SignInChecks },
    call: Call,
  ) => Promise<GivenTokens>;
  /** New tokens. `undefined` if the provider gives no ID token then. */
  readonly refresh: (issuer: ConsoleIssuer, refreshToken: Secret, call: Call) => Promise<GivenTokens | undefined>;
  /** Takes a refresh token back, where the provider can. */
  readonly revoke: (issuer: ConsoleIssuer, refreshToken: Secret, call: Call) => Promise<void>;
  /** The page that ends the browser's session at the provider, if it has one. */
  readonly endPage: (issuer: ConsoleIssuer, returnTo: string, call: Call) => Promise<string | undefined>;
}

/** Bytes that only who has the key of the sessions reads. */
export interface Sealed {
  /** The key of this session alone, encrypted by that of all. */
  readonly key: Uint8Array;
  readonly text: Uint8Array;
}

/** Encrypts the tokens of one session. They can be read as those of the same session only. */
export interface SealTokens {
  readonly seal: (tokens: SessionTokens, session: string, call: Call) => Promise<Sealed>;
  readonly open: (sealed: Sealed, session: string, call: Call) => Promise<SessionTokens>;
}

/** When the ID token of a session was issued, and when it expires. */
export interface TokenTimes {
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** A session as it is stored. Who has the table learns no session's ID from it, and no token. */
export interface StoredSession {
  /** The SHA-256 of the session's ID, in hexadecimal. */
  readonly key: string;
  /** The issuer's ID. */
  readonly issuer: string;
  /** The issuer's address when the session began. Its tokens are of this provider, and go to no other. */
  readonly provider: string;
  readonly subject: string;
  readonly begunAt: Date;
  readonly authenticatedAt?: Date;
  readonly usedAt: Date;
  readonly endsAt: Date;
  readonly token: TokenTimes;
  readonly hasRefreshToken: boolean;
  readonly sealed: Sealed;
  /** How often the tokens were replaced. */
  readonly renewals: number;
}

/** Replaces the tokens of a session. */
export interface RenewedTokens {
  readonly token: TokenTimes;
  readonly hasRefreshToken: boolean;
  readonly sealed: Sealed;
}

export interface SessionStore {
  /** Stores a new session. */
  readonly create: (session: StoredSession, call: Call) => Promise<void>;
  readonly read: (key: string, call: Call) => Promise<StoredSession | undefined>;
  /** Notes that a session is in use. One that has ended meanwhile stays ended. */
  readonly touch: (key: string, call: Call) => Promise<void>;
  /** Whether this request alone may renew the tokens, until `until`. */
  readonly lease: (session: StoredSession, until: Date, call: Call) => Promise<boolean>;
  /** Lets the next request renew them. */
  readonly release: (key: string, call: Call) => Promise<void>;
  /** Replaces the tokens of a session that this request leased. Returns whether it still did. */
  readonly renew: (session: StoredSession, renewed: RenewedTokens, call: Call) => Promise<boolean>;
  /** Ends a session, and returns it as it was last. `undefined` if it had ended already, or can't be read. */
  readonly remove: (key: string, call: Call) => Promise<StoredSession | undefined>;
}

/** A request to the API, without who sends it. */
export interface ApiRequest {
  readonly method: string;
  /** The parts of the path below /v1. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  /** Of the names that the console passes on. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ApiAnswer {
  readonly status: number;
  /** Of the names that the console passes on. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Asks the API of this deployment, as any program does. Throws `sign_in_unavailable` if it does not answer. */
export type AskApi = (request: ApiRequest, token: Secret, call: Call) => Promise<ApiAnswer>;

/** What every use case of the console needs. */
export interface ConsolePorts {
  /** For strangers. May be a minute old, so that their questions cost no reads. */
  readonly listIssuers: ListIssuers;
  /** As they are stored now, for sessions: one whose issuer was disabled ends with the next request. */
  readonly readIssuers: ListIssuers;
  readonly providers: SignInProviders;
  readonly sessions: SessionStore;
  readonly seals: SealTokens;
  readonly askApi: AskApi;
  readonly recordAct: RecordAct;
  /** A new random text of 256 bits. */
  readonly newId: () => string;
  readonly pause: (milliseconds: number, call: Call) => Promise<void>;
  /** Where the provider of an issuer sends people back to. */
  readonly redirectUri: (issuer: string) => string;
}
