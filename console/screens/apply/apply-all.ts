import type { components } from '../../../clients/typescript/src/index.ts';
import { ToldError } from '../../api/problem.ts';
import { texts } from '../../texts/index.ts';

export type Outcome = components['schemas']['DefinitionSetOutcome'];

/** What the service answered, with the ETag of what remains of the plan. */
export interface Answered {
  readonly outcome: Outcome;
  readonly etag: string | undefined;
}

export interface Progress {
  readonly applied: number;
  readonly remaining: number;
  /** How many changes wait for a second administrator. */
  readonly waiting: number;
}

/**
 * Writes a plan to its end. The service may stop before that, and goes on when it is asked again. What a second administrator
 * has to decide keeps back whatever comes after it. Without the plan's ETag, the service would write another plan too.
 */
export async function applyAll(
  planned: string | undefined,
  send: (etag: string) => Promise<Answered>,
  tell: (progress: Progress) => void,
): Promise<Progress> {
  let etag = planned;
  let applied = 0;
  for (;;) {
    if (etag === undefined) throw new ToldError(texts.apply.noEtag);
    const { outcome, etag: next } = await send(etag);
    applied += outcome.applied;
    const progress = { applied, remaining: outcome.remaining, waiting: outcome.approvals?.length ?? 0 };
    tell(progress);
    if (outcome.remaining === 0 || outcome.applied === 0 || progress.waiting > 0) return progress;
    etag = next;
  }
}
