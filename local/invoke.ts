import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { refuseUnread, runProgram, StartFault } from './api/start-fault.ts';
import { useEnvironment } from './environment.ts';
import { startLocalQueue } from './local-queue.ts';
import { SERVICE_ACCOUNT, startLocalAws } from './start-local-aws.ts';

const TIMEOUT_MS = 15_000;

/** Reads a sample event. Sample events contain the placeholder `{{token}}`, and never a real token. */
async function readEvent(file: string): Promise<(token: string) => unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartFault(`${file} can't be read (${error.code}). The sample events are under events/.`);
  });
  const fill = (token: string) => JSON.parse(text.replaceAll('{{token}}', token));
  try {
    fill('');
  } catch {
    throw new StartFault(`${file} is not JSON.`);
  }
  return fill;
}

/** Throws if there is no function of this name. The message lists the functions. */
async function requireFunction(name: string): Promise<void> {
  const entries = await readdir('functions', { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  if (!names.includes(name)) throw new StartFault(`There is no function ${name}; there are ${names.join(', ')}.`);
}

const PROBED = ['PORTUNUS_PROBE_URL', 'PORTUNUS_PROBE_CONNECTOR'];

/** The prober asks a Portunus that runs somewhere else, such as one of `npm start`. */
function requireProbed(): void {
  const missing = PROBED.filter((name) => !process.env[name]);
  if (missing.length === 0) return;
  throw new StartFault(`The prober asks a running Portunus, such as that of npm start. Set ${missing.join(' and ')}.`);
}

async function invoke(name: string, eventFile: string): Promise<unknown> {
  refuseUnread(process.env);
  await requireFunction(name);
  if (name === 'probe') requireProbed();
  const toEvent = await readEvent(eventFile);
  const aws = await startLocalAws({ port: 0 });
  useEnvironment(aws.environment);
  // Only the functions of refresh jobs need a queue.
  const queue = name.startsWith('refresh-') ? await startLocalQueue() : undefined;
  const refresh = queue && {
    AWS_ENDPOINT_URL_SQS: queue.endpoint,
    PORTUNUS_REFRESH_QUEUE_URL: queue.url,
    PORTUNUS_ACCOUNT_ID: SERVICE_ACCOUNT,
  };
  Object.assign(process.env, refresh);
  const { handler } = await import(pathToFileURL(`dist/${name}/handler.js`).href);
  const event = toEvent(await aws.issuer.mint());
  const until = Date.now() + TIMEOUT_MS;
  const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => until - Date.now() };
  const response = await handler(event, context);
  await queue?.stop();
  await aws.stop();
  return response;
}

const [name, eventFile] = process.argv.slice(2);
const isHelp = name === '--help' || name === '-h';
if (isHelp || name === undefined || eventFile === undefined) {
  (isHelp ? console.log : console.error)('usage: npm run invoke -- <function> events/<function>/<event>.json');
  process.exitCode = isHelp ? 0 : 2;
} else {
  await runProgram(async () => console.log(JSON.stringify(await invoke(name, eventFile), null, 2)));
}
