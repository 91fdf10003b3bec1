import { describe } from 'vitest';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { hasJava, WITHOUT_JAVA } from '../support/java.ts';
import { refreshContract } from './refresh.contract.ts';

describe.skipIf(!hasJava())(`refresh jobs over Amazon's DynamoDB Local${WITHOUT_JAVA}`, () => {
  refreshContract(startDynamoDbLocal);
});
