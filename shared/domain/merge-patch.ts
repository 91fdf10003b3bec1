import { canonicalJson } from './canonical-json.ts';
import { isJsonObject } from './strict-json.ts';

/** Applies a JSON merge patch (RFC 7396): `null` removes a member, objects are merged, and any other value replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  // A Map keeps a member that is called __proto__. Assigning to an object would lose it.
  const merged = new Map<string, unknown>(isJsonObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

/**
 * Returns the smallest merge patch that makes one object of another. A member that is `null` afterwards is removed, as no
 * patch can write `null`. Lists are replaced whole.
 */
export function patchBetween(before: unknown, after: unknown): unknown {
  if (!isJsonObject(before) || !isJsonObject(after)) return after;
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const changed = Object.entries(after).flatMap(([name, value]) => {
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    return isSame(old, value) ? [] : [[name, patchBetween(old, value)] as const];
  });
  return Object.fromEntries([...gone.map((name) => [name, null] as const), ...changed]);
}

/** Whether two JSON values are equal, in whatever order the members of their objects stand. */
export function isSame(left: unknown, right: unknown): boolean {
  return canonicalJson(left) === canonicalJson(right);
}
