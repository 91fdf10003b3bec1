import { Command } from 'commander';
import { requireConfig } from './api/aws-settings.ts';
import { claimApi, type LocalApi } from './api/serve-api.ts';
import { runProgram, StartFault } from './api/start-fault.ts';
import { withoutAws } from './environment.ts';
import { folderFor, writeFiles } from './files.ts';
import { runSchedule } from './run-schedule.ts';
import { type LocalAws, SERVICE_ACCOUNT, startLocalAws } from './start-local-aws.ts';
import { emptyWelcome, welcome } from './welcome.ts';

interface Options {
  readonly empty?: boolean;
  readonly dynamodb?: string;
  readonly files: string;
}

const options = new Command('start')
  .option('--empty', 'without tables and definitions')
  .option('--dynamodb <url>', 'another DynamoDB than the embedded one, such as DynamoDB Local')
  .option('--files <folder>', 'where to put what another terminal needs', 'dist/local')
  .parse()
  .opts<Options>();

/**
 * Returns the functions' environment. It contains none of the user's own AWS settings, because everything is embedded.
 */
function functionsEnvironment(aws: LocalAws) {
  return {
    ...withoutAws(process.env),
    ...aws.environment,
    PORTUNUS_LOCAL_ACCOUNT: SERVICE_ACCOUNT,
    PORTUNUS_CONSOLE_KEY: 'process',
  };
}

async function startAws({ empty = false, dynamodb: dynamoDbUrl }: Options, consoleUrl: string): Promise<LocalAws> {
  const common = { port: 0, empty, signIn: true, consoleUrl };
  if (dynamoDbUrl === undefined) return startLocalAws(common);
  try {
    return await startLocalAws({ ...common, dynamoDbUrl });
  } catch (error) {
    const { code = (error as Error).name } = error as NodeJS.ErrnoException;
    throw new StartFault(`${dynamoDbUrl} can't be used as DynamoDB (${code}). Is it running?`);
  }
}

async function serve(api: LocalApi, aws: LocalAws, { empty, files: wanted }: Options): Promise<void> {
  const environment = functionsEnvironment(aws);
  requireConfig(environment);
  await api.serve(environment);
  const files = await folderFor(wanted, api.port);
  await writeFiles(files, api, aws);
  console.log(empty ? emptyWelcome(api, files) : await welcome(api, aws, files));
  const schedule = await runSchedule(aws, console.log);
  try {
    await api.untilStopped();
  } finally {
    await schedule.stop();
  }
}

await runProgram(async () => {
  const api = await claimApi(process.env, console.log);
  process.once('SIGINT', api.stop);
  process.once('SIGTERM', api.stop);
  const aws = await startAws(options, api.url).catch(async (error) => {
    await api.stop();
    throw error;
  });
  try {
    await serve(api, aws, options);
  } finally {
    await api.stop();
    await aws.stop();
  }
});
