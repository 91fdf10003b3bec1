// What a login reads while the number of connectors grows: calls, capacity units and bytes, on Amazon's DynamoDB Local.
import { useEnvironment } from '../local/environment.ts';
import { type LocalAws, startLocalAws } from '../local/start-local-aws.ts';
import { startDynamoDbLocal } from '../test/support/dynamodb-local.ts';
import { connectorItem } from '../test/support/many-connectors.ts';
import { startTableProxy, type TableProxy } from '../test/support/table-proxy.ts';
import { loadFunction, loginEvent } from './built.ts';
import { fillTable } from './fill-table.ts';
import { quantile } from './statistics.ts';

export const CONNECTOR_COUNTS = [10, 100_000, 1_000_000];

const TABLE = 'portunus-local-definitions';
const ROUNDS = 200;

type Kind = 'fresh' | 'cached' | 'refused';
type Login = (kind: Kind, run: number) => Promise<void>;

/** An environment of the function that asks DynamoDB at an address. Refused logins name any of the connectors. */
async function startEnvironment({ issuer, environment }: LocalAws, dynamoDbUrl: string, count: number): Promise<Login> {
  useEnvironment({ ...environment, AWS_ENDPOINT_URL_DYNAMODB: dynamoDbUrl });
  const issue = await loadFunction('issue');
  const ask = async (token: string, id: string, wanted: number) => {
    const { statusCode, body } = await issue({ ...loginEvent(token), pathParameters: { id } });
    if (statusCode !== wanted) throw new Error(body);
  };
  const held = await issuer.mint({ run_id: `held-${count}` });
  const login: Login = async (kind, run) => {
    if (kind === 'cached') return ask(held, 'shop-images', 200);
    const token = await issuer.mint({ run_id: `${kind}-${count}-${run}` });
    if (kind === 'fresh') return ask(token, 'shop-images', 200);
    await ask(token, connectorItem(Math.floor(Math.random() * count)).id.S, 403);
  };
  // The first login of an environment reads the issuers and the account too, and makes the one that is held.
  await login('cached', 0);
  return login;
}

const KINDS: readonly Kind[] = ['fresh', 'cached', 'refused'];

/** One login of each kind, by what DynamoDB says of its reads. */
async function countReads(aws: LocalAws, proxy: TableProxy, count: number): Promise<void> {
  const login = await startEnvironment(aws, proxy.url, count);
  for (const kind of KINDS) {
    proxy.answers.length = 0;
    await login(kind, 0);
    const reads = proxy.answers.filter(({ operation }) => !operation.startsWith('Put'));
    const units = reads.reduce((sum, read) => sum + read.units, 0);
    const bytes = reads.reduce((sum, read) => sum + read.bytes, 0);
    const written = proxy.answers.filter(({ operation }) => operation.startsWith('Put'));
    console.log(
      `${count}\t${kind}\t${reads.map(({ operation }) => operation)}: ${units} RRU, ${bytes} B\t${written.length} write, ${written[0]?.units} WRU`,
    );
  }
}

/** The kinds take turns, so that what else the machine does affects them alike. */
async function time(aws: LocalAws, engineUrl: string, count: number): Promise<void> {
  const login = await startEnvironment(aws, engineUrl, count);
  const times: Record<Kind, number[]> = { fresh: [], cached: [], refused: [] };
  for (let run = 1; run <= ROUNDS; run += 1) {
    for (const kind of KINDS) {
      const began = performance.now();
      await login(kind, run);
      times[kind].push(performance.now() - began);
    }
  }
  for (const kind of KINDS) {
    const [p25, p50, p75] = [0.25, 0.5, 0.75].map((q) => quantile(times[kind], q).toFixed(2));
    console.log(`${count}\t${kind}\tp25 ${p25}, p50 ${p50}, p75 ${p75} ms, n ${ROUNDS}`);
  }
}

/** Fills the table in steps, and counts and times logins after each step. */
export async function benchConnectors(counts: readonly number[]): Promise<void> {
  const engine = await startDynamoDbLocal();
  const proxy = await startTableProxy();
  const aws = await startLocalAws({ port: 0, dynamoDbUrl: engine.url });
  proxy.forwardTo(engine.url);
  let filled = 0;
  for (const count of counts) {
    const began = performance.now();
    await fillTable({ client: aws.dynamoDb, tableName: TABLE }, connectorItem, filled, count);
    filled = count;
    console.log(`${count} connectors after ${Math.round((performance.now() - began) / 1000)} s`);
    await countReads(aws, proxy, count);
    await time(aws, engine.url, count);
  }
  await aws.stop();
  await proxy.stop();
  engine.stop();
}
