import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';

/** Both tables are read and written through one client: one connection pool. */
export function createDynamoDbClient(attemptMs = 1_000): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts: MAX_ATTEMPTS, requestHandler: createRequestHandler(attemptMs) });
}
