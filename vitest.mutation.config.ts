import config from './vitest.config.ts';

/** Mutants are judged by the tests that need neither a build nor a service. */
export default { ...config, test: { ...config.test, include: ['test/unit/**/*.test.ts'] } };
