import { createDynamoDbClient } from '../../shared/aws/dynamodb/table.ts';
import type { Config } from '../../shared/config/config.ts';

/** Creates access to both tables through one client. */
export function createTables(config: Config) {
  const client = createDynamoDbClient();
  return {
    definitions: { client, tableName: config.definitionsTable },
    activity: { client, tableName: config.activityTable, retentionDays: config.auditRetentionDays },
  };
}

export type Tables = ReturnType<typeof createTables>;
