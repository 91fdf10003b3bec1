import * as v from 'valibot';
import { DefinitionId } from '../../domain/definition.ts';
import { ReturnPath } from './return-path.ts';

const Random = v.pipe(v.string(), v.regex(/^[\w-]{43,128}$/, 'must be random text'));

const Pending = v.strictObject({
  issuer: DefinitionId,
  checks: v.strictObject({ state: Random, nonce: Random, verifier: Random }),
  returnTo: ReturnPath,
  fresh: v.boolean(),
  begunAt: v.pipe(
    v.string(),
    v.isoTimestamp('must be a time'),
    v.transform((text) => new Date(text)),
  ),
  replaces: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256'))),
});

type Pending = v.InferOutput<typeof Pending>;

/** A sign-in as a cookie keeps it. What is in it binds the provider's answer to this browser, and lets nobody in. */
export function pendingText(pending: Pending): string {
  return Buffer.from(JSON.stringify(pending)).toString('base64url');
}

/** Reads such a cookie. `undefined` if it is missing, or none of ours. */
export function readPending(text: string | undefined): Pending | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text ?? '', 'base64url').toString('utf8'));
    const parsed = v.safeParse(Pending, value);
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
