import { setTimeout as sleep } from 'node:timers/promises';
import { useEnvironment } from '../local/environment.ts';
import { startLocalAws } from '../local/start-local-aws.ts';
import { startDynamoDbLocal } from '../test/support/dynamodb-local.ts';
import { loadFunction, loginEvent } from './built.ts';
import { quantile, row } from './statistics.ts';

type Ask = Awaited<ReturnType<typeof loadFunction>>;

const ENVIRONMENTS = 5;
const ROUNDS = 100;

interface Answered {
  readonly asked: number;
  readonly at: number;
  readonly status: number;
}

/**
 * Measures how soon a stop holds. Warm environments ask for logins without a pause, each with the login in its cache,
 * while another function stops everything, on Amazon's DynamoDB Local.
 */
export async function benchStops(): Promise<void> {
  const engine = await startDynamoDbLocal();
  const aws = await startLocalAws({ port: 0, dynamoDbUrl: engine.url });
  useEnvironment(aws.environment);
  const environments = await Promise.all(Array.from({ length: ENVIRONMENTS }, () => loadFunction('issue')));
  const admin = await loadFunction('admin');
  const event = loginEvent(await aws.issuer.mint());
  const administrator = await aws.people.mint();
  const change = async (route: string) => {
    const { statusCode, body } = await admin({
      ...loginEvent(administrator),
      routeKey: `POST /v1/${route}`,
      pathParameters: undefined,
      body: JSON.stringify({ scope: 'all', reason: 'bench' }),
    });
    if (statusCode !== 200) throw new Error(body);
  };
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await stopOnce(environments, event, change));
  print(rounds);
  await aws.stop();
  engine.stop();
}

async function stopOnce(environments: readonly Ask[], event: unknown, change: (route: string) => Promise<void>) {
  const answers: Answered[] = [];
  let isOver = false;
  const asking = environments.map(async (issue) => {
    while (!isOver) {
      const asked = performance.now();
      const { statusCode: status } = await issue(event);
      answers.push({ asked, at: performance.now(), status });
    }
  });
  await sleep(50);
  const sent = performance.now();
  await change('stop');
  const answered = performance.now();
  await sleep(100);
  isOver = true;
  await Promise.all(asking);
  await change('resume');
  return { answers, sent, answered };
}

function print(rounds: readonly Awaited<ReturnType<typeof stopOnce>>[]): void {
  const late = rounds.flatMap(({ answers, answered }) =>
    answers.filter(({ status, asked }) => status === 200 && asked >= answered),
  );
  const asked = rounds.flatMap(({ answers, answered }) => answers.filter((one) => one.asked >= answered));
  const lastLogin = rounds.map(({ answers, sent }) => {
    const logins = answers.filter(({ status }) => status === 200).map(({ at }) => at - sent);
    return Math.max(0, ...logins);
  });
  console.log(`${ROUNDS} stops, ${ENVIRONMENTS} warm environments that ask without a pause`);
  console.log(`logins asked for after the stop was answered: ${late.length} of ${asked.length} were issued`);
  console.log(
    row(
      'the stop itself, ms',
      rounds.map(({ sent, answered }) => answered - sent),
    ),
  );
  console.log(row('from sending it to the last login, ms', lastLogin));
  console.log(`the slowest of these, ms: ${quantile(lastLogin, 1).toFixed(1)}`);
}
