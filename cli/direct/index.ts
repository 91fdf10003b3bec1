// The one door to the commands that use AWS: a composition root like a function's handler, loaded on demand.
export { createDynamoDbClient } from '../../shared/aws/dynamodb-client.ts';
export { readConfig } from '../../shared/config/config.ts';
export { applyDirectly } from './apply.ts';
export { createTables } from './create-tables.ts';
