import { describe } from 'vitest';
import { startEmbeddedDynamoDb } from '../../local/embedded-dynamodb/server.ts';
import { refreshContract } from './refresh.contract.ts';

describe('refresh jobs over dynalite', () => {
  refreshContract(startEmbeddedDynamoDb);
});
