/** What a build is made of, beside its packages. It is stale if any of these is newer. */
export const SOURCES = [
  'functions',
  'shared',
  'cli',
  'clients/typescript/src',
  'console',
  'local',
  'bench',
  'deploy',
  'docs/openapi.json',
  'build',
  'build.mjs',
  'package.json',
  // Benchmarks use some of it.
  'test/support',
];
