import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { withoutAws } from './environment.ts';
import { runSchedule, type Schedule } from './run-schedule.ts';
import { sampleText } from './sample-definitions.ts';
import { type LocalAws, startLocalAws } from './start-local-aws.ts';

const PORT = process.env.PORT ?? '3000';
const API = `http://127.0.0.1:${PORT}`;
const STARTUP_MS = 60_000;

const options = new Command('start')
  .option('--empty', 'without tables and definitions')
  .option('--dynamodb <url>', 'another DynamoDB than the embedded one, such as DynamoDB Local')
  .option('--files <folder>', 'where to put what another terminal needs', 'dist/local')
  .parse()
  .opts<{ empty?: boolean; dynamodb?: string; files: string }>();

/** The API as `npm run api` serves it, on the embedded parts. Its output is kept for the case that it fails. */
const startApi = (aws: LocalAws): { child: ChildProcess; output: () => string } => {
  const environment = { ...withoutAws(process.env), ...aws.environment, PORT };
  const child = spawn('serverless', ['offline', '--noPrependStageInUrl'], { env: environment, stdio: 'pipe' });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text) => chunks.push(text));
  return { child, output: () => chunks.join('') };
};

const answers = async (child: ChildProcess): Promise<boolean> => {
  const until = Date.now() + STARTUP_MS;
  while (Date.now() < until && child.exitCode === null) {
    const response = await fetch(`${API}/v1/status`).catch(() => undefined);
    if (response?.ok) return true;
    await sleep(100);
  }
  return false;
};

const welcome = async (aws: LocalAws): Promise<string> => `
Portunus is up at ${API}, with everything of AWS embedded. Get a first login by pasting this line:

curl -sS ${API}/v1/connectors/shop-images/ecr/credentials -H 'Authorization: Bearer ${await aws.issuer.mint()}'

The token is good for an hour. The same token on connectors/bakery-images is refused, and /v1/caller tells who you
are. Definitions: local/sample.yml. Here /iam/v1 is not authenticated: who reaches this port may claim any role.
Refresh jobs run too, on a schedule of two seconds; what they do is told below. To look at them, in another terminal:

set -a; . ${options.files}/environment; set +a; npm run portunus -- jobs list --direct

Stop with Ctrl-C.
`;

/** Nothing is defined yet: docs/getting-started.md goes on from here. */
const emptyWelcome = `
Portunus is up at ${API}, with nothing defined and no tables. In another terminal:

set -a; . ${options.files}/environment; set +a

Stop with Ctrl-C.
`;

/** The environment, the sample with the demo issuer's keys, and a token of it. None of its keys opens anything else. */
const writeFiles = async ({ environment, issuer }: LocalAws): Promise<void> => {
  const lines = Object.entries(environment).map(([name, value]) => `${name}='${value}'\n`);
  await writeFile(`${options.files}/environment`, lines.join(''));
  await writeFile(`${options.files}/portunus.yml`, await sampleText(issuer.jwks));
  await writeFile(`${options.files}/token`, await issuer.mint());
};

const isEmpty = options.empty === true;
const aws = await startLocalAws({
  port: 0,
  empty: isEmpty,
  ...(options.dynamodb !== undefined && { dynamoDbUrl: options.dynamodb }),
});
const { child, output } = startApi(aws);
let schedule: Schedule | undefined;
const stop = async () => {
  child.kill('SIGTERM');
  await schedule?.stop();
  schedule = undefined;
  await aws.stop();
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);

if (await answers(child)) {
  await writeFiles(aws);
  console.log(isEmpty ? emptyWelcome : await welcome(aws));
  schedule = await runSchedule(aws, console.log);
  await once(child, 'exit');
} else {
  console.error(`${output()}\nThe API did not start on port ${PORT}. If the port is taken: PORT=3001 npm start`);
  process.exitCode = 1;
}
await stop();
