import { seededRandom } from '../simulation/random.ts';
import { type Answer, startTries, tryOnce } from './retry-rule.ts';
import { createService, type Limits, type Service } from './service.ts';
import { createTimeline, type Timeline, type Waiting } from './timeline.ts';

export interface BurstOptions {
  readonly jobs: number;
  /** The jobs start at random within so many seconds. */
  readonly seconds: number;
  /** `helper` retries as the helpers do, `once` never. */
  readonly clients: 'helper' | 'once';
  /** The part of logins that come from a cache. */
  readonly cached: number;
  readonly limits: Limits;
  readonly seed: number;
}

export interface BurstResult {
  readonly served: number;
  /** How many jobs ended without a login, by the last status that they got. */
  readonly failed: Readonly<Record<string, number>>;
  /** Milliseconds from the start of a job to its login. */
  readonly waits: { readonly median: number; readonly p99: number; readonly most: number };
  readonly mostTries: number;
  readonly seen: Service['seen'];
}

/** Lets jobs ask for logins at about the same time, in simulated time. */
export function simulateBurst({ jobs, seconds, clients, cached, limits, seed }: BurstOptions): BurstResult {
  const random = seededRandom(seed);
  const timeline = createTimeline();
  const service = createService(timeline, limits, cached, random);
  const ended: Ended[] = [];
  for (let job = 0; job < jobs; job += 1) {
    const tries = clients === 'helper' ? startTries() : tryOnce();
    timeline.startAt(random() * seconds * 1000, runJob(timeline, service, tries, random, ended));
  }
  timeline.run();
  return { ...summarize(ended), seen: service.seen };
}

interface Ended {
  readonly answer: Answer;
  readonly waited: number;
  readonly tries: number;
}

function* runJob(
  timeline: Timeline,
  service: Service,
  tries: ReturnType<typeof startTries>,
  random: () => number,
  ended: Ended[],
): Waiting<void> {
  const started = timeline.now();
  for (let count = 1; ; count += 1) {
    const sent = timeline.now();
    const answer = yield* service.ask();
    const wait = tries.after(answer, timeline.now() - sent, Math.floor(random() * 1000));
    if (wait === undefined) {
      ended.push({ answer, waited: timeline.now() - started, tries: count });
      return;
    }
    yield wait;
  }
}

function summarize(ended: readonly Ended[]) {
  const served = ended.filter(({ answer }) => answer.status === 200);
  const waits = served.map(({ waited }) => waited).toSorted((a, b) => a - b);
  const at = (part: number) => waits[Math.ceil(waits.length * part) - 1] ?? 0;
  const failed: Record<string, number> = {};
  for (const { answer } of ended) {
    if (answer.status !== 200) failed[answer.status] = (failed[answer.status] ?? 0) + 1;
  }
  return {
    served: served.length,
    failed,
    waits: { median: at(0.5), p99: at(0.99), most: at(1) },
    mostTries: ended.reduce((most, { tries }) => Math.max(most, tries), 0),
  };
}
