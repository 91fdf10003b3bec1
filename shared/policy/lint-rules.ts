/**
 * Every rule of the linter. A name is what an operator looks up in docs/lint.md, so it stays. An error refuses the
 * definition: somebody who should not can get in. A warning wants `acknowledgeRisk: true`.
 */
export const LINT_RULES = {
  'open-grant': 'error',
  'any-tenant': 'error',
  'people-from-ci': 'error',
  'whole-instance': 'warning',
  'whole-organisation': 'warning',
  'mutable-name': 'warning',
  'any-branch': 'warning',
  'unprotected-ref': 'warning',
  'run-phase': 'warning',
  'pull-request': 'warning',
  'chosen-by-job': 'warning',
  'granted-by-actor': 'warning',
  'ssh-rerun': 'warning',
  'step-in-sub': 'warning',
  'default-service-account': 'warning',
  'iam-role-by-name': 'warning',
  'system-scope-unused': 'warning',
  'wildcard-push': 'warning',
  'session-template': 'warning',
  'shared-external-id': 'warning',
  'shared-audience': 'warning',
  'fixed-audience': 'warning',
  'several-audiences': 'warning',
  'long-lived-tokens': 'warning',
  'token-types': 'warning',
  'jobs-among-people': 'warning',
} as const;

export type LintRule = keyof typeof LINT_RULES;

export interface Finding {
  readonly rule: LintRule;
  readonly severity: 'error' | 'warning';
  /** A path into the lists, such as `connectors[2].grants[0].claims`. */
  readonly field: string;
  /** What could happen, and what to write instead; never a claim's value. */
  readonly detail: string;
}

/** One finding, or none: rules are lists that are joined. */
export const findIf = (isRisky: boolean, rule: LintRule, field: string, detail: string): readonly Finding[] =>
  isRisky ? [{ rule, severity: LINT_RULES[rule], field, detail }] : [];

/** Whether the operator has said that the risks of this definition are meant. */
export const acknowledges = (value: object): boolean => 'acknowledgeRisk' in value && value.acknowledgeRisk === true;
