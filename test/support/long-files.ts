// Whole files of tests that take long: every fault at every call, every stored item, every principal type as it was
// recorded. `.ci/run` runs them, and `npm test` names them at its end.
export const isWholeRun = process.env.PORTUNUS_TEST_ALL === 'true';

export const LONG_FILES: readonly string[] = [
  'test/component/admin/account-keys-killed.test.ts',
  'test/component/cli/admin-cut-short.test.ts',
  'test/component/clients/kubelet.test.ts',
  'test/component/clients/retries.test.ts',
  'test/component/clients/secrets.test.ts',
  'test/component/issue/faults.test.ts',
  'test/component/issue/fuzz-smoke.test.ts',
  'test/component/issue/issuer-faults.test.ts',
  'test/component/issue/stored-items.test.ts',
  'test/component/issue/table-faults.test.ts',
  'test/component/issue/tcp-faults.test.ts',
  'test/component/issue/upstream-codes.test.ts',
  'test/component/issue/wrong-answers.test.ts',
  'test/component/local/not-started.test.ts',
  'test/component/principal-types/recorded.test.ts',
  'test/component/recipes/github-action.test.ts',
  'test/component/recipes/shell.test.ts',
  'test/component/refresh/destination-faults.test.ts',
  'test/component/refresh/issuing-faults.test.ts',
  'test/component/refresh/killed.test.ts',
  'test/component/refresh/killed-twice.test.ts',
  'test/component/refresh/lost-answers.test.ts',
  'test/component/release.test.ts',
  'test/component/smoke/smoke.test.ts',
  'test/unit/policy/session/session-policy-properties.test.ts',
];
