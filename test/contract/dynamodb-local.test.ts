import { describe } from 'vitest';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { hasJava, WITHOUT_JAVA } from '../support/java.ts';
import { tablesContract } from './tables.contract.ts';

describe.skipIf(!hasJava())(`the tables over Amazon's DynamoDB Local${WITHOUT_JAVA}`, () => {
  tablesContract(startDynamoDbLocal, [
    'skipped point-in-time recovery of contract-definitions',
    'skipped point-in-time recovery of contract-activity',
  ]);
});
