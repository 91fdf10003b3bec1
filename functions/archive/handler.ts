import type { Context, DynamoDBBatchResponse } from 'aws-lambda';
import { readStreamEvent } from '../../shared/aws/dynamodb/stream-event.ts';
import { readArchiveConfig } from '../../shared/config/archive-config.ts';
import { runBatch } from '../../shared/vending/archive/run-batch.ts';
import { createPorts } from './ports.ts';

const config = readArchiveConfig();
const ports = createPorts(config);

/** Milliseconds that are reserved to tell which step failed. */
const RESERVE_MS = 2_000;

/** Takes a batch of the activity table's stream. What it throws makes Lambda try again with half of the batch. */
export async function handler(event: unknown, context: Context): Promise<DynamoDBBatchResponse> {
  const { awsRequestId: requestId } = context;
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
  const batch = readStreamEvent(event, config.stage);
  const from = await runBatch(ports, batch, { requestId, signal, now: () => new Date() });
  return { batchItemFailures: from === undefined ? [] : [{ itemIdentifier: from }] };
}
