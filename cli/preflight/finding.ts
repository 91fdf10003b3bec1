/**
 * What a check found. `notice` asks for a decision and stops nothing. `unknown` means that nobody could look, which is
 * neither good nor bad.
 */
export type Status = 'ok' | 'notice' | 'would-fail' | 'unknown';

export interface Finding {
  /** The check's name, such as `certificate`. */
  readonly check: string;
  readonly status: Status;
  readonly detail: string;
  /** What to do. Only what is fine has none. */
  readonly remedy?: string;
}

/** What a check says of itself. The name is added when the check has run. */
export type Judgement = Omit<Finding, 'check'>;

export function ok(detail: string): Judgement {
  return { status: 'ok', detail };
}

export function notice(detail: string, remedy: string): Judgement {
  return { status: 'notice', detail, remedy };
}

export function wouldFail(detail: string, remedy: string): Judgement {
  return { status: 'would-fail', detail, remedy };
}

export function unknown(detail: string, remedy: string): Judgement {
  return { status: 'unknown', detail, remedy };
}

/** Returns the faults, or one judgement that all is well if there are none. */
export function faultsOr(detail: string, faults: readonly Judgement[]): readonly Judgement[] {
  return faults.length > 0 ? faults : [ok(detail)];
}
