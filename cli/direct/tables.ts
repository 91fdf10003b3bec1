import { createDynamoDbClient } from '../../shared/aws/dynamodb/table.ts';
import { readConfig } from '../../shared/config/config.ts';
import { noteCommands } from './noted-commands.ts';

/**
 * The time limit of one attempt, in milliseconds. A transaction of thirty definitions takes longer than a request's,
 * and a person can wait.
 */
const ATTEMPT_MS = 10_000;

/**
 * Creates access to both tables with the operator's own AWS credentials. The environment names the tables, and their
 * region if it is not given.
 */
export function createTableAccess(region?: string) {
  const client = noteCommands(createDynamoDbClient(ATTEMPT_MS, region));
  const { definitionsTable, activityTable, auditRetentionDays: retentionDays } = readConfig();
  return {
    client,
    names: { definitionsTable, activityTable },
    definitions: { client, tableName: definitionsTable },
    activity: { client, tableName: activityTable, retentionDays },
  };
}
