import { ACCESS_CHECKS, TRUST_CHECKS } from './access-checks.ts';
import type { Check } from './check.ts';
import { HTTP_CHECKS, NO_STORE_CHECK } from './http-checks.ts';
import { OPERATION_CHECKS } from './operation-checks.ts';
import { REGISTRY_CHECKS, WAITING_CHECKS } from './registry-checks.ts';

/** Every check, in the order in which they run. */
export const CHECKS: readonly Check[] = [
  ...HTTP_CHECKS,
  ...ACCESS_CHECKS,
  ...REGISTRY_CHECKS,
  ...TRUST_CHECKS,
  ...OPERATION_CHECKS,
  NO_STORE_CHECK,
  ...WAITING_CHECKS,
];

/** Whether a name of the command line is this check's, or that of its group: `registry` names all `registry.…`. */
export function isNamedBy(name: string, { id }: Check): boolean {
  return id === name || id.startsWith(`${name}.`);
}

/** The names that the command line takes. */
export function checkNames(): readonly string[] {
  const ids = CHECKS.map(({ id }) => id);
  return [...new Set(ids.map((id) => id.split('.', 1)[0] ?? id)), ...ids];
}
