// The one door to the commands that use AWS: a composition root like a function's handler, loaded on demand.
export { createDirectAccess } from './access.ts';
export { createTables } from './create-tables.ts';
export { whoDefines } from './defined-by.ts';
export { createDirectExplain } from './explain.ts';
export { listJobs, readJobHistory, runJob } from './jobs.ts';
export { createSignedFetch } from './signed-fetch.ts';
export { createTableAccess } from './tables.ts';
