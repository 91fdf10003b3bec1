import { isStopScope, type StopScope, scopeParts } from '../../../../shared/domain/stop.ts';
import { shellWord } from '../../../kit/shell-word.ts';

export const KINDS = ['connector', 'issuer', 'caller', 'job', 'all'] as const;
export type Kind = (typeof KINDS)[number];

/** What was typed. */
export interface Typed {
  readonly kind: Kind;
  readonly id: string;
  readonly subject: string;
  readonly reason: string;
}

/** The scope that was typed, or nothing as long as it is none. The service checks it again. */
export function scopeOf({ kind, id, subject }: Typed): StopScope | undefined {
  const name = id.trim();
  const written = kind === 'all' ? 'all' : kind === 'caller' ? { caller: { issuer: name, subject } } : { [kind]: name };
  return isStopScope(written) ? written : undefined;
}

/** What is typed already when a link names what to stop. A reason never comes from an address: its reader must have written it. */
export function typedFrom(query: URLSearchParams): Typed {
  const kind = KINDS.find((one) => one === query.get('kind')) ?? 'connector';
  const read = (name: string) => (query.get(name) ?? '').slice(0, 1_024);
  return { kind, id: read('id'), subject: read('subject'), reason: '' };
}

/** The command that does the same. */
export function commandFor(action: 'stop' | 'resume', scope: StopScope, reason: string): string {
  const { kind } = scopeParts(scope);
  const names =
    scope === 'all' ? [] : 'caller' in scope ? [scope.caller.issuer, scope.caller.subject] : Object.values(scope);
  const words = [action, kind, ...names].map(shellWord);
  return `npx portunus ${words.join(' ')} --reason ${shellWord(reason === '' ? 'REASON' : reason)}`;
}
