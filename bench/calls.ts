import { loadFunction, loginEvent } from './built.ts';
import type { LocalAwsProcess } from './local-aws-process.ts';
import { verdict } from './statistics.ts';

/** Prints how often AWS is called for equal requests at once. A test counts the calls of a single request. */
export async function benchFlight(aws: LocalAwsProcess): Promise<void> {
  const issue = await loadFunction('issue');
  const [token = ''] = await aws.mint([{ run_id: 'flight' }]);
  await aws.counts();
  const answers = await Promise.all(Array.from({ length: 50 }, () => issue(loginEvent(token))));
  const issued = answers.filter(({ statusCode }) => statusCode === 200).length;
  const { calls } = await aws.counts();
  console.log(`50 equal requests at once: ${issued} issued`);
  console.log(verdict('  calls to STS', calls.AssumeRole ?? 0, 1, 0));
  console.log(verdict('  calls to ECR', calls.GetAuthorizationToken ?? 0, 1, 0));
}
