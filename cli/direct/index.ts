// The only entry to the code that uses AWS. Like a function's handler it wires everything, and commands load it on
// demand.
export { createDirectAccess } from './access.ts';
export { createDirectSearch } from './audit.ts';
export { readPublicKey, verifyAuditDirectly } from './audit-verify.ts';
export { createTables } from './create-tables.ts';
export { whoDefines } from './defined-by.ts';
export { createDirectExplain } from './explain.ts';
export { createDirectIam } from './iam.ts';
export { createDirectJobs } from './jobs.ts';
export { createDirectKeys } from './keys.ts';
export { revokeSessions } from './revoke.ts';
export { createSmokeAws } from './smoke-aws.ts';
export { createDirectStops } from './stops.ts';
export { createTableAccess } from './tables.ts';
export { readUsageDirectly } from './usage.ts';
