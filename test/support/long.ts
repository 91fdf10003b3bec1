// Tests that take long, such as deliveries that are killed at each of their calls. `.ci/run` runs them, and `npm test` says
// that it left them out, so that it stays a thing to run before each commit.
import { describe } from 'vitest';
import { isWholeRun } from './long-files.ts';

export const describeLong = describe.skipIf(!isWholeRun);

/** For long tests that need programs too, which may be missing. */
export const describeLongUnless = (isMissing: boolean) => (isMissing ? describe.skip : describeLong);

/** Stands at the end of the name of such tests. */
export const LONG = isWholeRun ? '' : ' [left out: it takes long; PORTUNUS_TEST_ALL=true runs it]';
