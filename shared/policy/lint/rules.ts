/**
 * Every rule of the linter. A name is what an operator looks up in docs/lint.md, so it stays. An error refuses the
 * definition: somebody who should not can get in, or nothing of it can be meant. A warning is dangerous and may be meant: it wants
 * `acknowledgeRisk: true`. A notice is only printed.
 */
export const LINT_RULES = {
  'open-grant': 'error',
  'any-tenant': 'error',
  'people-from-ci': 'error',
  'pull-requests-only': 'error',
  'no-usable-key': 'error',
  'ci-mismatch': 'error',
  'whole-instance': 'warning',
  'whole-organisation': 'warning',
  'nobody-named': 'warning',
  'no-id-named': 'notice',
  'never-matches': 'warning',
  'unused-key': 'warning',
  'trailing-slash': 'notice',
  'partial-pattern': 'notice',
  'any-depth': 'notice',
  'mutable-name': 'warning',
  'reused-name': 'notice',
  'any-branch': 'warning',
  'unprotected-ref': 'notice',
  'run-phase': 'notice',
  'pull-request': 'notice',
  'chosen-by-job': 'warning',
  'granted-by-actor': 'warning',
  'ssh-rerun': 'notice',
  'step-in-sub': 'notice',
  'default-service-account': 'warning',
  'iam-role-by-name': 'notice',
  'system-scope-unused': 'notice',
  'wildcard-push': 'warning',
  'session-template': 'notice',
  'several-issuers': 'notice',
  'role-path': 'notice',
  'foreign-destination': 'notice',
  'shared-external-id': 'notice',
  'shared-audience': 'warning',
  'fixed-audience': 'notice',
  'several-audiences': 'notice',
  'long-lived-tokens': 'notice',
  'token-types': 'notice',
  'jobs-among-people': 'notice',
  'delivery-too-long': 'warning',
  'delivery-perhaps-too-long': 'notice',
} as const;

export type LintRule = keyof typeof LINT_RULES;

export interface Finding {
  readonly rule: LintRule;
  readonly severity: 'error' | 'warning' | 'notice';
  /** A path into the lists, such as `connectors[2].grants[0].claims`. */
  readonly field: string;
  /** What could happen, and what to write instead; never a claim's value. */
  readonly detail: string;
}

/** One finding, or none: rules are lists that are joined. */
export function findingIf(isRisky: boolean, rule: LintRule, field: string, detail: string): readonly Finding[] {
  return isRisky ? [{ rule, severity: LINT_RULES[rule], field, detail }] : [];
}

/** Whether the operator has said that the risks of this definition are meant. */
export function acknowledges(value: object): boolean {
  return 'acknowledgeRisk' in value && value.acknowledgeRisk === true;
}
