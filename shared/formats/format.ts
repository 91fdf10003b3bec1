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

/** A refusal, in one line for people. */
export interface Failure {
  readonly code: string;
  readonly sentence: string;
}

/** Pure writers: the same credentials and options give the same text. One that is absent can not be asked for. */
export interface Format {
  readonly logins?: Writer<IssuedLogins>;
  readonly session?: Writer<IssuedSession>;
  /**
   * How a refusal is written where whatever reads the format would run it, or has a form of its own for it; a problem
   * (RFC 9457) otherwise.
   */
  readonly failure?: (failure: Failure) => RenderedBody;
}

/** Thrown by a writer for what its format has no form for: better than a text that says something else. */
export function canNotCarry(format: FormatName, what: string): PortunusError {
  return new PortunusError('format_unknown', 'delivery', {
    errors: [{ field: 'format', detail: `${format} can not carry ${what}` }],
    detail: `${format}: ${what}`,
  });
}
