/** The STS calls that can yield a session, with AWS's own limits in seconds. */
export const PRINCIPAL_TYPES = {
  'assumed-role': { minSeconds: 900, maxSeconds: 43_200, defaultSeconds: 3_600 },
} as const;

export type PrincipalType = keyof typeof PRINCIPAL_TYPES;

/** What STS grants at most when a role's session assumes a further role. */
export const ROLE_CHAINING_MAX_SECONDS = 3_600;
