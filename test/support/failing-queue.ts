// An SQS that refuses the first message of each batch and takes the others.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}

export interface PickyQueue {
  readonly url: string;
  /** The jobs whose messages were refused. */
  readonly refused: readonly string[];
  readonly stop: () => Promise<void>;
}

/** The SDK compares the hash with what it sent. */
function taken({ Id, MessageBody }: Entry) {
  return {
    Id,
    MessageId: Id,
    MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
  };
}

export async function startPickyQueue(): Promise<PickyQueue> {
  const refused: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [first, ...others]: [Entry, ...Entry[]] = JSON.parse(Buffer.concat(chunks).toString()).Entries;
    refused.push(JSON.parse(first.MessageBody).job);
    const Failed = [{ Id: first.Id, SenderFault: false, Code: 'InternalError' }];
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ Successful: others.map(taken), Failed }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/000000000000/some`,
    refused,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
