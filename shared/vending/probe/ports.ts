import type { Call } from '../../domain/call.ts';
import type { AnswerBody, ProbeLogin, ProbeResult } from '../../domain/probe.ts';
import type { Secret } from '../../domain/secret.ts';

/** How a request shows who sends it: not at all, by a token, or by the function's own signature. */
export type Proof =
  | { readonly scheme: 'none' }
  | { readonly scheme: 'bearer'; readonly token: Secret }
  | { readonly scheme: 'sigv4' };

/** A request for ECR logins. */
export interface ProbeRequest {
  readonly prefix: '/v1' | '/iam/v1';
  readonly connector: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly proof: Proof;
}

export interface ProbeAnswer {
  readonly status: number;
  readonly body: AnswerBody;
  /** Whether the answer forbids caches to store it. */
  readonly noStore: boolean;
  /** The scheme of `WWW-Authenticate`, such as `Bearer`. */
  readonly challenge?: string;
  /** A hash of all that was answered except the request's id. */
  readonly fingerprint: string;
}

/** Nothing usable came back: no connection, no answer in time, or one that is too long. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Sends a request to the deployment's public address. Throws {@link NoAnswer}. */
export type AskApi = (request: ProbeRequest, call: Call) => Promise<ProbeAnswer>;

/** Presents a login to the registry that it is for. Returns the status. Throws {@link NoAnswer}. */
export type AskRegistry = (login: ProbeLogin['credentials'][0], path: string, call: Call) => Promise<number>;

/** A token that names the function's role, signed by AWS. */
export interface OwnToken {
  readonly token: Secret;
  readonly expiresAt: Date;
}

/** Asks STS for a new token of the function's role. */
export type GetOwnToken = (call: Call) => Promise<OwnToken>;

/** Logs a result, and writes its metrics. */
export type ReportProbe = (result: ProbeResult, call: Call) => void;
