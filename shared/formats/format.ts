import type { IssuedLogins, IssuedSession } from '../domain/credential.ts';

/** An answer's body as a tool reads it. It holds secrets in clear: the only place where they leave their type. */
export interface RenderedBody {
  readonly contentType: string;
  readonly body: string;
}

/** Pure writers: the same credentials give the same text. */
export interface Format {
  readonly logins: (issued: IssuedLogins) => RenderedBody;
  readonly session: (issued: IssuedSession) => RenderedBody;
}
