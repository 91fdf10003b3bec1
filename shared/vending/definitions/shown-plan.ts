import { createHash } from 'node:crypto';
import diff from 'microdiff';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { DefinitionName } from '../../policy/definitions/references.ts';
import type { Change } from './plan-definitions.ts';

/** One field that differs between two definitions. Where a side is absent, the definition does not have the field. */
export interface Difference {
  readonly field: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** A change as people and programs are shown it, by the command and by the API alike. */
export interface ShownChange extends DefinitionName {
  readonly action: Change['action'];
  /** The external ID of a connector, which belongs in the role's trust policy. */
  readonly externalId?: string;
  /** The fields that differ, if the definition changes. */
  readonly fields?: readonly Difference[];
  /** Set if the fields are not told, because there are too many. */
  readonly fieldsLeftOut?: true;
  /** Why the change waits for a second administrator. */
  readonly waits?: string;
}

/** The most bytes of differences that one plan tells. A function's answer has 6 MB. */
const MOST_BYTES = 2_097_152;

/** Shows the changes of a plan. Beyond what an answer can hold, fields are left out, which the change then says. */
export function shownChanges(changes: readonly Change[]): readonly ShownChange[] {
  let bytes = 0;
  return changes.map((change) => {
    const { kind, id, action, externalId } = change;
    const fields = action === 'change' ? differencesOf(change.before, change.definition) : undefined;
    if (fields !== undefined) bytes += Buffer.byteLength(JSON.stringify(fields));
    return {
      ...{ kind, id, action },
      ...(externalId !== undefined && { externalId }),
      ...(fields !== undefined && (bytes > MOST_BYTES ? { fieldsLeftOut: true } : { fields })),
    };
  });
}

export function differencesOf(before: unknown, after: unknown): readonly Difference[] {
  return diff(asRecord(before), asRecord(after)).map((difference) => {
    const path = difference.path.map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${key}`,
    );
    return {
      field: path.join(''),
      ...(difference.type !== 'CREATE' && { from: difference.oldValue }),
      ...(difference.type !== 'REMOVE' && { to: difference.value }),
    };
  });
}

function asRecord(value: unknown): Record<string, unknown> {
  return isJsonObject(value) ? value : {};
}

export function isPending({ action }: Pick<Change, 'action'>): boolean {
  return action !== 'unchanged';
}

/**
 * Returns the digest of what a plan would write, and over which versions. An equal digest later means that nothing was
 * changed in between that this plan is about.
 */
export function planDigest(pending: readonly Change[]): string {
  const asked = pending.map((change) => {
    const { kind, id, action, replaces, definition } = withoutMade(change);
    return { kind, id, action, replaces, definition };
  });
  return createHash('sha256').update(canonicalJson(asked)).digest('hex').slice(0, 32);
}

/**
 * A change without an external ID that was made for it. A connector that is new, or that had none, gets another one each
 * time that it is planned. It is the same plan, and nobody may be told an ID that will not be written.
 */
export function withoutMade(change: Change): Change {
  const { externalId, before, definition } = change;
  if (externalId === undefined || !isJsonObject(definition)) return change;
  if (isJsonObject(before) && before.externalId === externalId) return change;
  const [{ externalId: _made, ...rest }, { externalId: _same, ...written }] = [change, definition];
  return { ...rest, definition: written };
}
