import type { IssuedLogins, IssuedPackageLogin, IssuedSession } from '../domain/credential.ts';
import { PortunusError } from '../domain/errors.ts';
import type { FormatName } from '../domain/format-name.ts';

/** The body of a response as a tool reads it. It holds secrets in clear text: only formats may reveal them. */
export interface RenderedBody {
  readonly contentType: string;
  readonly body: string;
}

export interface FormatOptions {
  /** The prefix of generated variable names. */
  readonly namespace: string;
  /** Whether the request named a YAML media type. Formats that have both forms otherwise write JSON. */
  readonly yaml: boolean;
  /** A random text for delimiters, so that no value can contain its own delimiter. */
  readonly nonce: string;
}

type Writer<T> = (issued: T, options: FormatOptions) => RenderedBody;

/** A refusal, as one line for people. */
export interface Failure {
  readonly code: string;
  readonly sentence: string;
}

/** Writers are pure: the same credentials and options give the same text. A request for a missing writer is refused. */
export interface Format {
  readonly logins?: Writer<IssuedLogins>;
  readonly packages?: Writer<IssuedPackageLogin>;
  readonly session?: Writer<IssuedSession>;
  /**
   * Writes a refusal for readers that would run a problem (RFC 9457) as a script, or that expect their own error
   * format. Without it, the refusal is sent as a problem.
   */
  readonly failure?: (failure: Failure) => RenderedBody;
}

/**
 * The `format_unknown` error of a writer whose format can not represent a value. Writing an approximation would give
 * the reader a wrong value.
 */
export function canNotCarry(format: FormatName, what: string): PortunusError {
  return new PortunusError('format_unknown', 'delivery', {
    errors: [{ field: 'format', detail: `${format} can not carry ${what}` }],
    detail: `${format}: ${what}`,
  });
}
