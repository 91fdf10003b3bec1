import { type ErrorCode, PortunusError } from '../../domain/errors.ts';
import { type CheckLine, checkLine, type VerifyCheck } from '../../domain/verification.ts';

/** What a failed call tells of a connector. */
export interface Fault {
  /** Whether AWS, or a definition, has said no. Otherwise nothing was learnt, and the next run may learn it. */
  readonly refused: boolean;
  readonly seen: string;
  readonly todo?: string;
}

/** What comes and goes by itself, or says nothing of the connector. */
const UNANSWERED: readonly ErrorCode[] = [
  'deadline_exceeded',
  'sts_unavailable',
  'ecr_unavailable',
  'codeartifact_unavailable',
  'table_unavailable',
  'upstream_invalid',
];

/**
 * Reads the failure of a check. Its reason has the form `NAME: what to change`. A bug is thrown on: it must not look like
 * a broken connector.
 */
export function readFault(error: unknown, { byAccountKey }: { readonly byAccountKey: boolean }): Fault {
  if (!(error instanceof PortunusError) || error.code === 'internal') throw error;
  const { code, reason = code } = error;
  const [, name = reason, todo] = /^([A-Za-z ]{1,64}): (.+)$/s.exec(reason) ?? [];
  // Portunus's own credentials are those of the function, and no part of the connector.
  const isOurs = code === 'misconfigured' && !byAccountKey;
  return { refused: !UNANSWERED.includes(code) && !isOurs, seen: name, ...(todo !== undefined && { todo }) };
}

/** A line for a fault: it fails if AWS said no, and is not checked if AWS said nothing. */
export function faultLine(check: VerifyCheck, { refused, seen, todo }: Fault): CheckLine {
  return checkLine(check, refused ? 'failed' : 'not_checked', seen, todo);
}

interface TryHow {
  readonly byAccountKey?: boolean;
  readonly toLine?: typeof faultLine;
}

/** Makes a check. A call that fails in it is its result. */
export async function tryCheck(
  check: VerifyCheck,
  work: () => Promise<CheckLine>,
  { byAccountKey = false, toLine = faultLine }: TryHow = {},
): Promise<CheckLine> {
  try {
    return await work();
  } catch (error) {
    return toLine(check, readFault(error, { byAccountKey }));
  }
}
