import type { IssuedLogins, IssuedSession } from '../domain/credential.ts';
import { PortunusError } from '../domain/errors.ts';
import type { FormatName } from '../domain/format-name.ts';

/** An answer's body as a tool reads it. It holds secrets in clear: the only place where they leave their type. */
export interface RenderedBody {
  readonly contentType: string;
  readonly body: string;
}

export interface FormatOptions {
  /** Before the names of generated variables. */
  readonly namespace: string;
  /** Whether YAML was asked for by name, where a format can be either. */
  readonly yaml: boolean;
  /** A text that nobody could have foreseen, for delimiters. */
  readonly nonce: string;
}

type Writer<T> = (issued: T, options: FormatOptions) => RenderedBody;

/** Pure writers: the same credentials and options give the same text. One that is absent can not be asked for. */
export interface Format {
  readonly logins?: Writer<IssuedLogins>;
  readonly session?: Writer<IssuedSession>;
}

/** Thrown by a writer for what its format has no form for: better than a text that says something else. */
export const canNotCarry = (format: FormatName, what: string): PortunusError =>
  new PortunusError('format_unknown', 'delivery', {
    errors: [{ field: 'format', detail: `${format} can not carry ${what}` }],
    reason: `${format}: ${what}`,
  });
