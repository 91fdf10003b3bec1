import { type StopScope, scopeParts } from '../../../../shared/domain/stop.ts';
import { texts } from '../../../texts/index.ts';

/** A scope in words, for a sentence. */
export function wordsOf(scope: StopScope): string {
  const { kind, id } = scopeParts(scope);
  return texts.stop.scope(kind, id);
}
