import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { startLocalQueue } from './local-queue.ts';
import { SERVICE_ACCOUNT, startLocalAws } from './start-local-aws.ts';

const TIMEOUT_MS = 15_000;

/** Sample events hold `{{token}}` where a token belongs, and never a token. */
const readEvent = async (file: string, token: string): Promise<unknown> =>
  JSON.parse((await readFile(file, 'utf8')).replaceAll('{{token}}', token));

const invoke = async (name: string, eventFile: string): Promise<unknown> => {
  const aws = await startLocalAws({ port: 0 });
  for (const variable of Object.keys(process.env)) if (variable.startsWith('AWS_')) delete process.env[variable];
  // What only the functions of refresh jobs need.
  const queue = name.startsWith('refresh-') ? await startLocalQueue() : undefined;
  const refresh = queue && {
    AWS_ENDPOINT_URL_SQS: queue.endpoint,
    PORTUNUS_REFRESH_QUEUE_URL: queue.url,
    PORTUNUS_ACCOUNT_ID: SERVICE_ACCOUNT,
  };
  Object.assign(process.env, aws.environment, refresh);
  const { handler } = await import(pathToFileURL(`dist/${name}/handler.js`).href);
  const event = await readEvent(eventFile, await aws.issuer.mint());
  const until = Date.now() + TIMEOUT_MS;
  const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => until - Date.now() };
  const response = await handler(event, context);
  await queue?.stop();
  await aws.stop();
  return response;
};

const [name, eventFile] = process.argv.slice(2);
if (name === undefined || eventFile === undefined) {
  console.error('usage: npm run invoke -- <function> events/<function>/<event>.json');
  process.exitCode = 2;
} else {
  console.log(JSON.stringify(await invoke(name, eventFile), null, 2));
}
