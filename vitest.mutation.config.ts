import config from './vitest.config.ts';

/**
 * Mutants are judged by the tests that need neither a build nor a service. Each file loads the mutated modules by itself:
 * which tests reach what a module does when it is loaded would else depend on which file came first.
 */
export default { ...config, test: { ...config.test, isolate: true, include: ['test/unit/**/*.test.ts'] } };
