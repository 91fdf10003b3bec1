// Refresh jobs: what the function that sends them off and the one that delivers answer, and what stands at the destination then.
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startLocalQueue } from '../../local/local-queue.ts';
import type { World } from './world.ts';

const SECRET = 'portunus/dev/logins/shop-servers';

export async function* recordRefreshes({ aws, environment, invoke, shown }: World): AsyncGenerator<string> {
  const queue = await startLocalQueue();
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = environment;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const sqs = new SQSClient({ endpoint: queue.endpoint, region: 'eu-west-1', credentials });
  const around = {
    AWS_ENDPOINT_URL_SQS: queue.endpoint,
    PORTUNUS_REFRESH_QUEUE_URL: queue.url,
    PORTUNUS_ACCOUNT_ID: '111122223333',
  };
  const record = async (name: string, event: object) => {
    const answer = await invoke(name, event, around);
    return shown(JSON.stringify({ function: name, event, answer }));
  };
  const deliver = (bodies: readonly string[]) =>
    record('refresh-deliver', { Records: bodies.map((body, index) => ({ messageId: `message-${index}`, body })) });
  try {
    yield await record('refresh-dispatch', {});
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queue.url, MaxNumberOfMessages: 10 }),
    );
    const bodies = Messages.map(({ Body = '' }) => Body);
    aws.standIn.faults.inject({ action: 'CreateSecret', fault: 'access-denied' });
    yield await deliver(bodies);
    yield await deliver(bodies);
    yield shown(JSON.stringify({ stored: SECRET, secret: aws.standIn.secret(SECRET) }));
    yield await deliver(['{}', '{"schema":1,"job":"none","window":"2026-11-21T12:00:00.000Z"}', ...bodies]);
    yield await record('refresh-dispatch', {});
  } finally {
    sqs.destroy();
    await queue.stop();
  }
}
