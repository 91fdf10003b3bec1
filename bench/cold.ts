import { type LambdaRuntime, startLambdaRuntime } from '../local/lambda/runtime.ts';
import type { LocalAwsProcess } from './local-aws-process.ts';
import { median, row, verdict } from './statistics.ts';
import { loginEvent } from './warm.ts';

const RUNS = 21;

async function timedLogin(runtime: LambdaRuntime, token: string): Promise<number> {
  const started = performance.now();
  const answer = await runtime.invoke(loginEvent(token));
  if ((answer as { statusCode: number }).statusCode !== 200) throw new Error(JSON.stringify(answer));
  return performance.now() - started;
}

/**
 * Measures cold starts under AWS's runtime interface client, from process start to the first request for work. The
 * handlers take turns.
 */
export async function benchCold(aws: LocalAwsProcess): Promise<void> {
  const { environment } = aws;
  const [token = ''] = await aws.mint([{ run_id: 'cold' }]);
  const firstLogin: number[] = [];
  const start = async (handler: string): Promise<number> => {
    const runtime = await startLambdaRuntime({ taskRoot: process.cwd(), handler, environment });
    if (handler.includes('issue')) firstLogin.push(await timedLogin(runtime, token));
    await runtime.stop();
    return runtime.initMs;
  };
  const ours: number[] = [];
  const bare: number[] = [];
  const empty: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    ours.push(await start('dist/issue/handler.handler'));
    bare.push(await start('dist/bench/bare.handler'));
    empty.push(await start('dist/bench/empty.handler'));
  }
  console.log(row('cold start of issue, ms', ours));
  console.log(row('first login after it, ms', firstLogin));
  console.log(row('cold start of the bare handler, ms', bare));
  console.log(row('cold start of an empty handler, ms', empty));
  console.log(verdict('issue / bare (medians)', median(ours) / median(bare), 0.7));
}
