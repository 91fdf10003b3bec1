import { startFauxqs } from 'fauxqs';

export interface QueueOptions {
  /** How long a received message is kept from others. */
  readonly visibilitySeconds?: number;
  /** How often a message is received at most, before it goes to the dead letters. */
  readonly maxReceiveCount?: number;
}

/** SQS on this machine, with the queue of due jobs and its dead letters. */
export interface LocalQueue {
  /** The endpoint, for every client of SQS. */
  readonly endpoint: string;
  readonly url: string;
  /** Bodies of messages that were given up. */
  readonly deadLetters: () => readonly string[];
  /** Messages that wait or are being worked on. */
  readonly size: () => number;
  readonly stop: () => Promise<void>;
}

const QUEUE = 'portunus-local-refresh';
const DEAD_LETTERS = `${QUEUE}-dead-letters`;

/** The limits default to those of the template. */
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
    // The one that it gives itself names a host which needs a resolver of its own.
    url: `${server.address}/000000000000/${QUEUE}`,
    deadLetters: () => messagesOf(DEAD_LETTERS)?.ready.map(({ body }) => body) ?? [],
    size: () => (messagesOf(QUEUE)?.ready.length ?? 0) + (messagesOf(QUEUE)?.inflight.length ?? 0),
    stop: () => server.stop(),
  };
}
