import type { IssuedLogins } from '../domain/credential.ts';

/** An answer's body as a tool reads it. It holds secrets in clear: the only place where they leave their type. */
export interface RenderedBody {
  readonly contentType: string;
  readonly body: string;
}

/** A pure writer: the same logins give the same text. */
export type Format = (issued: IssuedLogins) => RenderedBody;
