// npm run bench: runs every benchmark once and prints ratios. `-- memory` sends 100,000 requests. `-- agents` measures
// what an agent waits for, `-- junk` what a good token meets among a thousand bad ones a second, `-- stops` how soon a
// stop holds, and `-- audit` what a search costs among a million records.
import { cpus, totalmem } from 'node:os';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { benchAgents } from './agents.ts';
import { AUDIT_SIZES, benchAudit } from './audit.ts';
import { benchBundle } from './bundle.ts';
import { benchFlight } from './calls.ts';
import { benchCold } from './cold.ts';
import { benchJunk } from './junk.ts';
import { startLocalAwsProcess } from './local-aws-process.ts';
import { benchMemory } from './memory.ts';
import { benchStops } from './stops.ts';
import { benchWarm } from './warm.ts';

function machine(): string {
  const [cpu] = cpus();
  return `${new Date().toISOString()}  ${cpu?.model.trim()} x ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GB, Node.js ${process.version}`;
}

async function readExternalId(tableName: string): Promise<string> {
  const Key = { kind: { S: 'connector' }, id: { S: 'shop-images' } };
  const { Item } = await new DynamoDBClient({}).send(new GetItemCommand({ TableName: tableName, Key }));
  return JSON.parse(Item?.definition?.S ?? '{}').externalId;
}

/** Drops the handlers' log. Writing it would distort the measured times. */
function silenceLog(): void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: never[]) =>
    typeof chunk === 'string' && chunk.startsWith('{"level":') ? true : write(chunk, ...rest)) as typeof write;
}

if (process.argv.includes('agents')) {
  console.log(machine());
  await benchAgents();
  process.exit();
}
if (process.argv.includes('stops')) {
  silenceLog();
  console.log(machine());
  await benchStops();
  process.exit();
}
if (process.argv.includes('audit')) {
  console.log(machine());
  await benchAudit(AUDIT_SIZES);
  process.exit();
}
const aws = await startLocalAwsProcess();
for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
Object.assign(process.env, aws.environment);
silenceLog();
console.log(machine());
if (process.argv.includes('memory')) {
  await benchMemory(aws);
} else if (process.argv.includes('junk')) {
  await benchJunk();
} else {
  for (const name of ['issue', 'read']) benchBundle(name);
  await benchFlight(aws);
  await benchWarm(aws, await readExternalId(aws.environment.PORTUNUS_DEFINITIONS_TABLE ?? ''));
  if (!process.argv.includes('warm')) await benchCold(aws);
}
aws.stop();
