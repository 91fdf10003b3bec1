/**
 * Every rule of the linter with its severity. Operators look the names up in docs/lint.md, so they must not change. An
 * error refuses the definition, because it lets the wrong callers in or can not work. A warning is dangerous but may be
 * intended; it requires `acknowledgeRisk: true`. A notice is only printed.
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
  'shadowed-grant': 'warning',
  'redundant-grant': 'notice',
  'system-scope-unused': 'notice',
  'wildcard-push': 'warning',
  'template-chosen-by-caller': 'error',
  'unknown-claim': 'notice',
  'session-template': 'notice',
  'several-issuers': 'notice',
  'role-path': 'notice',
  'foreign-destination': 'notice',
  'shared-external-id': 'notice',
  'token-without-id': 'warning',
  'shared-audience': 'warning',
  'fixed-audience': 'notice',
  'several-audiences': 'notice',
  'long-lived-tokens': 'notice',
  'token-types': 'notice',
  'jobs-among-people': 'notice',
  'auditors-administer': 'notice',
  'delivery-too-long': 'warning',
  'delivery-perhaps-too-long': 'notice',
} as const;

export type LintRule = keyof typeof LINT_RULES;

export interface Finding {
  readonly rule: LintRule;
  readonly severity: 'error' | 'warning' | 'notice';
  /** A path into the lists, such as `connectors[2].grants[0].claims`. */
  readonly field: string;
  /** What could happen, and what to write instead. It never contains a claim's value. */
  readonly detail: string;
}

/** A list with the finding, or an empty list, so that rules can be joined. */
export function findingIf(isRisky: boolean, rule: LintRule, field: string, detail: string): readonly Finding[] {
  return isRisky ? [{ rule, severity: LINT_RULES[rule], field, detail }] : [];
}

/** Whether the operator has accepted the risks of this definition. */
export function acknowledges(value: object): boolean {
  return 'acknowledgeRisk' in value && value.acknowledgeRisk === true;
}
