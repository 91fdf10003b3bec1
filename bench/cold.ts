import { startLambdaRuntime } from '../local/lambda/runtime.ts';
import { median, row, verdict } from './statistics.ts';

const RUNS = 21;

/** Cold starts under AWS's runtime interface client, in turn: process start to the first request for work. */
export const benchCold = async (environment: Readonly<Record<string, string>>): Promise<void> => {
  const start = async (handler: string): Promise<number> => {
    const runtime = await startLambdaRuntime({ taskRoot: process.cwd(), handler, environment });
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
  console.log(row('cold start of the bare handler, ms', bare));
  console.log(row('cold start of an empty handler, ms', empty));
  console.log(verdict('issue / bare (medians)', median(ours) / median(bare), 0.7));
};
