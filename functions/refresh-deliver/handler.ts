import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { readRefreshMessage } from '../../shared/aws/delivery/queue.ts';
import { readDeliverConfig } from '../../shared/config/config.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { deliverBatch } from '../../shared/vending/refresh/deliver-batch.ts';
import { createPorts } from './ports.ts';

const config = readDeliverConfig();
const ports = createPorts(config, createLog({ stage: config.stage, function: 'refresh-deliver' }));

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const received = event.Records.map(({ messageId, body }) => ({ id: messageId, message: readRefreshMessage(body) }));
  const again = await deliverBatch(ports, received, {
    requestId: context.awsRequestId,
    now: () => new Date(),
    timeLeft: () => context.getRemainingTimeInMillis(),
  });
  return { batchItemFailures: again.map((itemIdentifier) => ({ itemIdentifier })) };
}
