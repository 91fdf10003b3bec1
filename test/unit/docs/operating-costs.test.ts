// The tables of docs/refresh-jobs.md that cost money: each figure again, from what was counted and the list prices.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tableUnder } from '../../support/cost-page.ts';

const PAGE = readFileSync('docs/refresh-jobs.md', 'utf8');

/** A month of 730 hours. */
const MONTH_MINUTES = 43_800;
const MONTH_HOURS = 730;
/** Between two refreshes: half of an hour or of twelve, less a twentieth on average, and half a minute to be found. */
const PERIOD_MINUTES = { session: 29, token: 342.5 };
const SHARDS = 8;

type Life = keyof typeof PERIOD_MINUTES;
interface Case {
  readonly jobs: number;
  readonly life: Life;
  /** Messages in an invocation. */
  readonly batch: number;
}
const CASES: readonly Case[] = [
  { jobs: 100, life: 'session', batch: 1 },
  { jobs: 100, life: 'token', batch: 1 },
  { jobs: 100_000, life: 'session', batch: 10 },
  { jobs: 100_000, life: 'token', batch: 10 },
];

function deliveriesOf({ jobs, life }: Case) {
  return (jobs * MONTH_MINUTES) / PERIOD_MINUTES[life];
}
function queries(of: Case) {
  return SHARDS * MONTH_MINUTES + deliveriesOf(of) / 100;
}
function invocations(of: Case) {
  return deliveriesOf(of) / of.batch;
}
function requests(of: Case) {
  const sent = deliveriesOf(of) / of.batch;
  const lastOfEachShard = of.batch === 1 ? 0 : SHARDS * MONTH_MINUTES;
  const emptyPolls = 15 * MONTH_MINUTES;
  return sent + lastOfEachShard + 2 * invocations(of) + emptyPolls;
}
/** A quarter of a second each, five at once; a tenth for each run of the schedule, and a quarter of a thousandth a job. */
function deliverSeconds(of: Case) {
  return invocations(of) * 0.25 * Math.ceil(of.batch / 5);
}
function dispatchSeconds(of: Case) {
  return MONTH_MINUTES * 0.1 + deliveriesOf(of) * 0.00025;
}
function logBytes(of: Case) {
  return deliveriesOf(of) * 938 + invocations(of) * 400 + MONTH_MINUTES * 752;
}

const CALLS: Readonly<Record<string, (of: Case) => number>> = {
  Deliveries: deliveriesOf,
  'STS `AssumeRole`': deliveriesOf,
  'ECR `GetAuthorizationToken`': deliveriesOf,
  'Secrets Manager `PutSecretValue`': deliveriesOf,
  'DynamoDB `GetItem`, `BatchGetItem`': (of) => 4 * deliveriesOf(of),
  'DynamoDB `PutItem`, `UpdateItem`': (of) => 5 * deliveriesOf(of),
  '– writes of indexes that these cause': (of) => 8 * deliveriesOf(of),
  'DynamoDB `Query`': queries,
  'SQS requests': requests,
  'Lambda invocations': (of) => invocations(of) + MONTH_MINUTES,
  'Lambda seconds, at 512 MB': (of) => deliverSeconds(of) + dispatchSeconds(of),
};

function secretCalls(of: Case) {
  return (deliveriesOf(of) / 10_000) * 0.05;
}
function tiered(metrics: number) {
  return Math.min(metrics, 10_000) * 0.3 + Math.max(0, metrics - 10_000) * 0.1;
}
/** The least life left, and the most failed tries in a row, of all jobs. */
const SHARED_METRICS = 2;
/** A metric is paid for in hours in which something is reported. */
function metrics(of: Case) {
  return of.jobs * Math.min(1, deliveriesOf(of) / of.jobs / MONTH_HOURS) + SHARED_METRICS;
}
function dynamoRequests(of: Case) {
  // The audit record is of two units, and the connector is read together with the stops.
  const writes = (6 + 8) * deliveriesOf(of);
  const reads = 5.025 * deliveriesOf(of) + 0.5 * SHARDS * MONTH_MINUTES;
  return (writes * 0.625 + reads * 0.125) / 1e6;
}
/**
 * An audit record for 400 days and a line of history for one month, with DynamoDB's hundred bytes each. Entries of indexes
 * have no point-in-time recovery.
 */
function stored(of: Case) {
  const months = 400 / (MONTH_HOURS / 24);
  return (deliveriesOf(of) * ((1_330 * months + 421) * 0.45 + 990 * months * 0.25)) / 1e9;
}
function lambda(of: Case) {
  return (
    (deliverSeconds(of) + dispatchSeconds(of)) * 0.5 * 0.0000133334 + ((invocations(of) + MONTH_MINUTES) / 1e6) * 0.2
  );
}

const DOLLARS: Readonly<Record<string, (of: Case) => number>> = {
  'Secrets Manager: secrets': ({ jobs }) => jobs * 0.4,
  'Secrets Manager: calls': secretCalls,
  'DynamoDB: requests': dynamoRequests,
  'DynamoDB: stored, after 400 days': stored,
  Lambda: lambda,
  SQS: (of) => (requests(of) / 1e6) * 0.4,
  Scheduler: () => (MONTH_MINUTES / 1e6) * 1,
  'CloudWatch: logs': (of) => (logBytes(of) / 1e9) * 0.5,
  'CloudWatch: metrics, one per job': (of) => tiered(metrics(of)),
  'CloudWatch: nine alarms, a dashboard': () => 9 * 0.1 + 3,
};
function sum(of: Case) {
  return Object.values(DOLLARS).reduce((total, dollars) => total + dollars(of), 0);
}
const INSTEAD: Readonly<Record<string, (of: Case) => number | undefined>> = {
  'without a metric per job, less': (of) => tiered(metrics(of)) - tiered(SHARED_METRICS),
  'with a KMS key of your own, more': (of) => 1 + ((2 * deliveriesOf(of)) / 10_000) * 0.03,
  'advanced parameters instead of secrets': (of) =>
    of.jobs > 10_000 ? undefined : of.jobs * 0.05 + ((2 * deliveriesOf(of)) / 10_000) * 0.05,
};

const QUOTAS: Readonly<Record<string, number>> = {
  'STS, all calls': 600,
  'ECR `GetAuthorizationToken`, by the user guide': 20,
  'ECR `GetAuthorizationToken`, by Service Quotas': 500,
  'Secrets Manager `PutSecretValue`': 50,
  'SSM `PutParameter`': 3,
  'SSM `PutParameter`, higher throughput': 10,
  'Portunus: 2 × 5 deliveries at once, of 0.25 s': 40,
};

function whole(value: number) {
  return Math.round(value).toLocaleString('en-US');
}
function count(value: number) {
  return value < 1e6 ? whole(value) : `${(value / 1e6).toFixed(1)} M`;
}
function dollars(value: number) {
  return value < 1_000 ? value.toFixed(2) : whole(value);
}

describe('what refresh jobs cost', () => {
  const calls = tableUnder('Calls a month', PAGE);
  const bill = tableUnder('Dollars a month', PAGE);
  const limits = tableUnder('What the quotas carry', PAGE);

  it.each(Object.entries(CALLS))('counts %s', (name, value) => {
    expect(calls.get(name)).toEqual(CASES.map((of) => count(value(of))));
  });

  it.each(Object.entries({ ...DOLLARS, Sum: sum }))('prices %s', (name, value) => {
    expect(bill.get(name)).toEqual(CASES.map((of) => dollars(value(of))));
  });

  it.each(Object.entries(INSTEAD))('prices %s', (name, value) => {
    expect(bill.get(name)).toEqual(
      CASES.map((of) => {
        const price = value(of);
        return price === undefined ? '–' : dollars(price);
      }),
    );
  });

  it.each(Object.entries(QUOTAS))('says how many jobs %s carries', (name, perSecond) => {
    const jobs = (life: Life) => perSecond * PERIOD_MINUTES[life] * 60;
    expect(limits.get(name)).toEqual([`${perSecond}`, whole(jobs('session')), whole(jobs('token'))]);
  });

  it('has no row that is not checked', () => {
    expect([...calls.keys()]).toEqual(Object.keys(CALLS));
    expect([...bill.keys()]).toEqual([...Object.keys(DOLLARS), 'Sum', ...Object.keys(INSTEAD)]);
    expect([...limits.keys()]).toEqual(Object.keys(QUOTAS));
  });
});

describe('what watching costs, in docs/operations.md', () => {
  const [, section = ''] = readFileSync('docs/operations.md', 'utf8').split('\n## What watching costs\n');
  const rows = [...section.matchAll(/^\| ([^|]+) \| (\S*) ?\S* ?\| \**([\d.]+)\** \|$/gm)];
  const bill = rows.map(([, what = '', amount = '', price = '']) => ({ what, amount: Number(amount), price }));
  const total = bill.at(-1);

  it.each([
    [/^metrics|^`errors`|^`issued`/, 0.3],
    [/^alarms on one/, 0.1],
    [/^dashboards/, 3],
    [/^logs|^access log/, 0.5],
  ])('multiplies what %s counts', (what, each) => {
    const counted = bill.filter((row) => what.test(row.what));
    expect(counted).not.toEqual([]);
    expect(counted.map(({ price }) => price)).toEqual(counted.map(({ amount }) => (amount * each).toFixed(2)));
  });

  it('adds up', () => {
    const sum = bill.slice(0, -1).reduce((so, { price }) => so + Number(price), 0);
    expect([total?.what, total?.price]).toEqual(['**Sum**', sum.toFixed(2)]);
  });
});
