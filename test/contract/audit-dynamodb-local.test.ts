import { describe } from 'vitest';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { hasJava, WITHOUT_JAVA } from '../support/java.ts';
import { auditContract } from './audit.contract.ts';

describe.skipIf(!hasJava())(`the audit over Amazon's DynamoDB Local${WITHOUT_JAVA}`, () => {
  auditContract(startDynamoDbLocal);
});
