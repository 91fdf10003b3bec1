import { startFauxqs } from 'fauxqs';

export interface QueueOptions {
  /** How long a received message is hidden from other receivers, in seconds. */
  readonly visibilitySeconds?: number;
  /** How often a message can be received before it moves to the dead-letter queue. */
  readonly maxReceiveCount?: number;
}

/** SQS on this machine, with the queue of due jobs and its dead-letter queue. */
export interface LocalQueue {
  /** The endpoint for every SQS client. */
  readonly endpoint: string;
  readonly url: string;
  /** Returns the bodies of the messages in the dead-letter queue. */
  readonly deadLetters: () => readonly string[];
  /** Returns the number of messages that wait or are being processed. */
  readonly size: () => number;
  readonly stop: () => Promise<void>;
}

const QUEUE = 'portunus-local-refresh';
const DEAD_LETTERS = `${QUEUE}-dead-letters`;

/** Starts a queue. The limits default to those in the template. */
export async function startLocalQueue(options: QueueOptions = {}): Promise<LocalQueue> {
  const { visibilitySeconds = 180, maxReceiveCount = 3 } = options;
  const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const { queueArn: deadLetterTargetArn } = server.createQueue(DEAD_LETTERS, { region: 'eu-west-1' });
  server.createQueue(QUEUE, {
    region: 'eu-west-1',
    attributes: {
      VisibilityTimeout: String(visibilitySeconds),
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
    },
  });
  const messagesOf = (name: string) => server.inspectQueue(name)?.messages;
  return {
    endpoint: server.address,
    // The server's own URL uses a host name that does not resolve everywhere, so it is replaced.
    url: `${server.address}/000000000000/${QUEUE}`,
    deadLetters: () => messagesOf(DEAD_LETTERS)?.ready.map(({ body }) => body) ?? [],
    size: () => (messagesOf(QUEUE)?.ready.length ?? 0) + (messagesOf(QUEUE)?.inflight.length ?? 0),
    stop: () => server.stop(),
  };
}
