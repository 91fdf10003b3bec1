import { describe } from 'vitest';
import { startEmbeddedDynamoDb } from '../../local/embedded-dynamodb/server.ts';
import { auditContract } from './audit.contract.ts';

describe('the audit over dynalite', () => {
  auditContract(startEmbeddedDynamoDb);
});
