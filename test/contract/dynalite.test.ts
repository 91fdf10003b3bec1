import { describe } from 'vitest';
import { startEmbeddedDynamoDb } from '../../local/embedded-dynamodb/server.ts';
import { tablesContract } from './tables.contract.ts';

describe('the tables over dynalite', () => {
  tablesContract(startEmbeddedDynamoDb, [
    'skipped point-in-time recovery of contract-definitions',
    'skipped point-in-time recovery of contract-activity',
    'skipped time to live of contract-activity',
  ]);
});
