import type { DefinitionKind } from './definition.ts';

/** How old a sign-in may be for a change that is not harmless. */
export const FRESH_SIGN_IN_MS = 5 * 60_000;

/**
 * The fields that decide neither who gets a login, nor what it may do or where it goes. All others count: another role or
 * account gives everybody who is named already more, and another destination gives somebody else the login.
 */
const HARMLESS: Partial<Readonly<Record<DefinitionKind, readonly string[]>>> = {
  connector: ['name', 'description', 'rateLimit'],
  'refresh-job': ['name', 'intervalSeconds'],
};

/** Whether a merge patch of a definition gives nobody more. Disabling takes, and enabling gives back what was taken. */
export function isHarmlessChange(kind: DefinitionKind, patch: Readonly<Record<string, unknown>>): boolean {
  const harmless = HARMLESS[kind];
  if (harmless === undefined) return false;
  return Object.entries(patch).every(
    ([field, value]) => harmless.includes(field) || (field === 'enabled' && value === false),
  );
}
