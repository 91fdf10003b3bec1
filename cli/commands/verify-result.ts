import * as v from 'valibot';
import { CHECK_OUTCOMES } from '../../shared/domain/verification.ts';
import { CommandError } from '../command.ts';

const Line = v.object({
  check: v.string(),
  outcome: v.picklist(CHECK_OUTCOMES),
  seen: v.string(),
  todo: v.optional(v.string()),
});
const Result = v.object({
  connectorId: v.string(),
  connectorVersion: v.optional(v.number()),
  outcome: v.optional(v.picklist(CHECK_OUTCOMES), 'not_checked'),
  verifiedAt: v.optional(v.string()),
  failingSince: v.optional(v.string()),
  checks: v.optional(v.array(Line), []),
});

/** What is known of one connector. */
export type VerifyResult = v.InferOutput<typeof Result>;

/** Reads what the service answers. */
export function readVerifyResult(body: unknown): VerifyResult {
  const parsed = v.safeParse(Result, body);
  if (parsed.success) return parsed.output;
  throw new CommandError(['the service told no verification: is it an older one?']);
}
