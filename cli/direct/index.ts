// The one door to the commands that use AWS: a composition root like a function's handler, loaded on demand.
export { readConfig } from '../../shared/config/config.ts';
export { createDirectAccess } from './access.ts';
export { createTables } from './create-tables.ts';
export { whoDefines } from './defined-by.ts';
export { listJobs, readJobHistory, runJob } from './jobs.ts';
export { createTableAccess } from './tables.ts';
