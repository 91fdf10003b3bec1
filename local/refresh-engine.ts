import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse } from 'aws-lambda';
import { withoutAws } from './environment.ts';
import { type LocalQueue, type QueueOptions, startLocalQueue } from './local-queue.ts';
import { EXECUTION_ROLE, type LocalAws, SERVICE_ACCOUNT } from './start-local-aws.ts';

/** Does step by step what the Scheduler and Lambda's event source mapping do on AWS. */
export interface RefreshEngine {
  readonly queue: LocalQueue;
  /** The environment of the two functions. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs the schedule once, which sends due jobs to the queue. */
  readonly dispatch: () => Promise<void>;
  /** Invokes the function with batches until the queue is empty. Returns the number of messages that it received. */
  readonly deliver: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

type Handler = (event: unknown, context: unknown) => Promise<SQSBatchResponse | undefined>;

export interface EngineOptions extends QueueOptions {
  /** Returns how often each message is delivered. SQS promises only at least once. */
  readonly copies?: () => number;
  /** Returns the milliseconds that Lambda reports as left in each invocation. */
  readonly remainingMs?: () => number;
}

const BATCH = 10;
const TIMEOUT_MS = 30_000;

let environments = 0;

/** Loads the built functions into this process. Its environment is changed to theirs. */
export async function startRefreshEngine(aws: LocalAws, options: EngineOptions = {}): Promise<RefreshEngine> {
  const { copies = () => 1, remainingMs = () => TIMEOUT_MS } = options;
  const queue = await startLocalQueue(options);
  const environment = {
    ...aws.environment,
    AWS_ENDPOINT_URL_SQS: queue.endpoint,
    PORTUNUS_REFRESH_QUEUE_URL: queue.url,
    PORTUNUS_ACCOUNT_ID: SERVICE_ACCOUNT,
  };
  process.env = { ...withoutAws(process.env), ...environment };
  environments += 1;
  const load = async (name: string): Promise<Handler> =>
    (await import(`${pathToFileURL(`dist/${name}/handler.js`).href}?engine=${environments}`)).handler;
  const [dispatch, deliver] = await Promise.all([load('refresh-dispatch'), load('refresh-deliver')]);
  const sqs = new SQSClient({ endpoint: queue.endpoint, region: 'eu-west-1', credentials: EXECUTION_ROLE });
  const context = () => ({ awsRequestId: randomUUID(), getRemainingTimeInMillis: remainingMs });
  return {
    queue,
    environment,
    dispatch: async () => void (await dispatch({}, context())),
    deliver: () => deliverAll(sqs, queue.url, (event) => deliver(event, context()), copies),
    stop: async () => {
      sqs.destroy();
      await queue.stop();
    },
  };
}

async function deliverAll(
  sqs: SQSClient,
  QueueUrl: string,
  deliver: (event: unknown) => Promise<SQSBatchResponse | undefined>,
  copies: () => number,
): Promise<number> {
  let taken = 0;
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: BATCH }));
    if (Messages.length === 0) return taken;
    taken += Messages.length;
    const Records = Messages.flatMap((message) => Array.from({ length: copies() }, () => toRecord(message)));
    // If the function fails as a whole, its whole batch is delivered again.
    const answer = await deliver({ Records }).catch(() => ({ batchItemFailures: Records.map(toFailure) }));
    const failed = new Set(answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const Entries = Messages.filter(({ MessageId }) => !failed.has(MessageId ?? '')).map(
      ({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }),
    );
    if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}

function toRecord({ MessageId, ReceiptHandle, Body }: Message) {
  return {
    messageId: MessageId ?? '',
    receiptHandle: ReceiptHandle,
    body: Body,
    eventSource: 'aws:sqs',
  };
}

function toFailure({ messageId }: { readonly messageId: string }) {
  return { itemIdentifier: messageId };
}
