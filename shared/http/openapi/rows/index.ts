import type { Operation } from '../operation.ts';
import { ACCOUNT_KEY_OPERATIONS } from './account-keys.ts';
import { CONNECTOR_OPERATIONS } from './connectors.ts';
import { DEFINITION_OPERATIONS } from './definitions.ts';
import { ISSUER_KEY_OPERATIONS } from './issuer-keys.ts';
import { LOGIN_OPERATIONS } from './logins.ts';
import { APPROVAL_OPERATIONS, BRAKE_OPERATIONS, JOB_OPERATIONS } from './operation.ts';
import { RECORD_OPERATIONS } from './records.ts';
import { SERVICE_OPERATIONS } from './service.ts';

/** A row for each route. `test/architecture/openapi.test.ts` compares them with serverless.yml. */
export const OPERATIONS: readonly Operation[] = [
  ...LOGIN_OPERATIONS,
  ...CONNECTOR_OPERATIONS,
  ...DEFINITION_OPERATIONS,
  ...ISSUER_KEY_OPERATIONS,
  ...ACCOUNT_KEY_OPERATIONS,
  ...JOB_OPERATIONS,
  ...RECORD_OPERATIONS,
  ...BRAKE_OPERATIONS,
  ...APPROVAL_OPERATIONS,
  ...SERVICE_OPERATIONS,
];
