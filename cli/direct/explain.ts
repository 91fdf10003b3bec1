import { createListIssuers } from '../../shared/aws/definition-store.ts';
import { createFindConnector, createGetAccount } from '../../shared/aws/definitions.ts';
import { readConfig } from '../../shared/config/config.ts';
import type { ExplainPorts } from '../../shared/vending/explain.ts';
import type { createTableAccess } from './tables.ts';

/** What explains a decision from the tables themselves; tokens are the service's to verify. */
export const createDirectExplain = ({ definitions }: ReturnType<typeof createTableAccess>): ExplainPorts => ({
  listIssuers: createListIssuers(definitions),
  findConnector: createFindConnector(definitions),
  getAccount: createGetAccount(definitions),
  deployment: readConfig(),
});
