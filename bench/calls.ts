import { pathToFileURL } from 'node:url';
import type { LocalAwsProcess } from './local-aws-process.ts';
import { verdict } from './statistics.ts';
import { loginEvent } from './warm.ts';

/** Prints how often AWS is called for equal requests at once. A test counts the calls of a single request. */
export async function benchFlight(aws: LocalAwsProcess): Promise<void> {
  const { handler } = await import(`${pathToFileURL('dist/issue/handler.js').href}?flight`);
  const [token = ''] = await aws.mint([{ run_id: 'flight' }]);
  await aws.counts();
  const context = () => ({ awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => 15_000 });
  const answers = await Promise.all(Array.from({ length: 50 }, () => handler(loginEvent(token), context())));
  const issued = answers.filter(({ statusCode }) => statusCode === 200).length;
  const { calls } = await aws.counts();
  console.log(`50 equal requests at once: ${issued} issued`);
  console.log(verdict('  calls to STS', calls.AssumeRole ?? 0, 1, 0));
  console.log(verdict('  calls to ECR', calls.GetAuthorizationToken ?? 0, 1, 0));
}
