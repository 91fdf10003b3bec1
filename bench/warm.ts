import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { LocalAwsProcess } from './local-aws-process.ts';
import { median, row, verdict } from './statistics.ts';

const FRESH = 600;
const WARM_UP = 150;

async function load(file: string) {
  return (await import(pathToFileURL(file).href)).handler;
}
function context() {
  return { awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => 15_000 };
}

const sample = JSON.parse(readFileSync('events/issue/ok.json', 'utf8'));
export function loginEvent(token: string) {
  return {
    ...sample,
    queryStringParameters: {},
    headers: { ...sample.headers, authorization: `Bearer ${token}` },
  };
}

async function timed(work: () => Promise<{ statusCode: number; body: string }>): Promise<number> {
  const started = performance.now();
  const { statusCode, body } = await work();
  const took = performance.now() - started;
  if (statusCode !== 200) throw new Error(body);
  return took;
}

/** Compares fresh and cached logins with the floor, on an AWS in a separate process, and prints the times. */
export async function benchWarm(aws: LocalAwsProcess, externalId: string): Promise<void> {
  const issue = await load('dist/issue/handler.js');
  const floor = await load('dist/bench/floor.js');
  const tokens = await aws.mint(Array.from({ length: WARM_UP + FRESH }, (_, run) => ({ run_id: String(run) })));
  const { PORTUNUS_DEFINITIONS_TABLE: definitionsTable, PORTUNUS_ACTIVITY_TABLE: activityTable } = aws.environment;

  const ours: number[] = [];
  const theirs: number[] = [];
  for (const [run, token] of tokens.entries()) {
    const event = loginEvent(token);
    const measureOurs = async () => ours.push(await timed(() => issue(event, context())));
    const measureFloor = async () => {
      const floorEvent = { definitionsTable, activityTable, externalId, sessionName: `floor-${run}` };
      theirs.push(await timed(() => floor(floorEvent)));
    };
    // The two take turns, and each goes first every other time, so that drift affects both alike.
    for (const measure of run % 2 === 0 ? [measureOurs, measureFloor] : [measureFloor, measureOurs]) await measure();
  }
  const cached: number[] = [];
  const [last = ''] = tokens.slice(-1);
  for (let i = 0; i < FRESH; i += 1) cached.push(await timed(() => issue(loginEvent(last), context())));

  const [fresh, floorTimes] = [ours.slice(WARM_UP), theirs.slice(WARM_UP)];
  console.log(row('fresh login, ms', fresh));
  console.log(row('floor, ms', floorTimes));
  console.log(row('cached login, ms', cached));
  console.log(verdict('fresh / floor (medians)', median(fresh) / median(floorTimes), 1.1));
  console.log(verdict('cached / fresh (medians)', median(cached) / median(fresh), 0.3));
}
