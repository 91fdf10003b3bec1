// The dollars of docs/cost.md: each again, from what its page counts, assumes, and names as prices.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SETTING_GROUPS } from '../../../deploy/service/settings/settings.ts';
import { COST_PAGE, KINDS, type Kind, numberIn, perLogin, tableUnder } from '../../support/cost-page.ts';

/** List prices of us-east-1 in dollars, as of November 2026. */
const PRICES = {
  'HTTP API, a million requests': 1,
  'Lambda, a million requests': 0.2,
  'Lambda on arm64, a GB-second': 0.0000133334,
  'DynamoDB, a million read units': 0.125,
  'DynamoDB, a million write units': 0.625,
  'DynamoDB, a GB and month': 0.25,
  'DynamoDB, a million write units in Standard-IA': 0.78,
  'DynamoDB, a GB and month in Standard-IA': 0.1,
  'point-in-time recovery, a GB and month': 0.2,
  'CloudWatch Logs, a GB taken in': 0.5,
  'CloudWatch Logs, a GB and month': 0.03,
  'data sent to the internet, a GB': 0.09,
  'S3, a GB and month': 0.023,
  'SQS, a million requests': 0.4,
  'Scheduler, a million runs': 1,
  'Secrets Manager, a secret and month': 0.4,
  'server with one vCPU and 4 GB (m7g.medium), an hour': 0.0408,
  'load balancer, an hour, with one capacity unit': 0.0305,
} as const;

const MONTH_HOURS = 730;
const MONTH_MINUTES = 60 * MONTH_HOURS;
const MONTH_DAYS = MONTH_HOURS / 24;
/** A record in the archive, compressed. */
const ARCHIVED_BYTES = 250;

const TAKES = perLogin('What a login takes');
const ASSUMED = perLogin('What is assumed');

function taken(row: string, kind: Kind): number {
  const value = { ...TAKES, ...ASSUMED }[row]?.[kind];
  if (value === undefined) throw new Error(row);
  return value;
}

function settingOf(parameter: string): number {
  const all = SETTING_GROUPS.flatMap(({ settings }) => settings);
  return Number(all.find((setting) => setting.parameter === parameter)?.default);
}
const { provider, functions } = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent' });
const MEMORY: number = functions.issue.memorySize ?? provider.memorySize;
const RETENTION_DAYS = settingOf('AuditRetentionDays');
const LOG_DAYS = settingOf('LogRetentionDays');

function storedGb(kind: Kind): number {
  return (taken('– stored bytes of the record', kind) + taken('– stored bytes of its index entries', kind)) / 1_000;
}
function writeUnits(kind: Kind): number {
  return taken('– write units of the record', kind) + taken('– write units of its index entries', kind);
}
function logGb(kind: Kind): number {
  const rows = ['bytes of the log line', "bytes of Lambda's own lines", 'bytes of the access log'];
  return rows.reduce((sum, row) => sum + taken(row, kind), 0) / 1_000;
}
function lambda(kind: Kind): number {
  const gbSeconds = 1_000 * taken('milliseconds that Lambda charges for', kind) * (MEMORY / 1_024);
  return PRICES['Lambda, a million requests'] + gbSeconds * PRICES['Lambda on arm64, a GB-second'];
}
function recovery(kind: Kind, days: number): number {
  const months = days / MONTH_DAYS;
  const gb = taken('– stored bytes of the record', kind) / 1_000;
  return gb * months * PRICES['point-in-time recovery, a GB and month'];
}
function kept(kind: Kind, days: number, each: number = PRICES['DynamoDB, a GB and month']): number {
  return storedGb(kind) * (days / MONTH_DAYS) * each;
}

/** For a million logins. */
const DOLLARS: Readonly<Record<string, (kind: Kind) => number>> = {
  'API Gateway': () => PRICES['HTTP API, a million requests'],
  Lambda: lambda,
  'DynamoDB: reads': (kind) => taken('– read units', kind) * PRICES['DynamoDB, a million read units'],
  'DynamoDB: writes': (kind) => writeUnits(kind) * PRICES['DynamoDB, a million write units'],
  'DynamoDB: records, kept for 400 days': (kind) => kept(kind, RETENTION_DAYS),
  'DynamoDB: point-in-time recovery of them': (kind) => recovery(kind, RETENTION_DAYS),
  'CloudWatch: logs taken in': (kind) => logGb(kind) * PRICES['CloudWatch Logs, a GB taken in'],
  'CloudWatch: logs kept for 90 days': (kind) =>
    logGb(kind) * (LOG_DAYS / MONTH_DAYS) * PRICES['CloudWatch Logs, a GB and month'],
  'Data sent to the internet': (kind) =>
    (taken('bytes of the answer', kind) / 1_000) * PRICES['data sent to the internet, a GB'],
};
function sum(kind: Kind): number {
  return Object.values(DOLLARS).reduce((total, dollars) => total + dollars(kind), 0);
}

interface Way {
  readonly days: number;
  readonly isArchived?: boolean;
  readonly isIA?: boolean;
}
const WAYS: Readonly<Record<string, Way>> = {
  '400 days in the table (default)': { days: RETENTION_DAYS },
  '400 days in the table, in Standard-IA': { days: RETENTION_DAYS, isIA: true },
  '90 days in the table, 400 in the archive': { days: 90, isArchived: true },
  '35 days in the table, 400 in the archive': { days: 35, isArchived: true },
};
function wayOf({ days, isArchived = false, isIA = false }: Way): number[] {
  const unit = isIA
    ? PRICES['DynamoDB, a million write units in Standard-IA']
    : PRICES['DynamoDB, a million write units'];
  const gbMonth = isIA ? PRICES['DynamoDB, a GB and month in Standard-IA'] : PRICES['DynamoDB, a GB and month'];
  const months = RETENTION_DAYS / MONTH_DAYS;
  const archive = isArchived ? (ARCHIVED_BYTES / 1_000) * months * PRICES['S3, a GB and month'] : 0;
  return [writeUnits('fresh') * unit, kept('fresh', days, gbMonth), recovery('fresh', days), archive];
}

/** docs/operations.md has the logs of a million requests in its sum. */
function watching(): number {
  const [, all] = /\*\*Sum\*\* \| \| \*\*([\d.]+)\*\*/.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
  return numberIn(all) - 0.75;
}
/** At 512 MB. */
function scheduled(): number {
  const each = PRICES['Scheduler, a million runs'] + PRICES['Lambda, a million requests'];
  return (MONTH_MINUTES / 1e6) * each + MONTH_MINUTES * 0.1 * 0.5 * PRICES['Lambda on arm64, a GB-second'];
}
const FIXED: Readonly<Record<string, number>> = {
  'alarms, metrics and dashboards': watching(),
  'the secret of the gateway': PRICES['Secrets Manager, a secret and month'],
  'the schedule of refresh jobs: one run a minute, of 0.1 seconds': scheduled(),
  'the queue of refresh jobs: 15 empty polls a minute':
    ((15 * MONTH_MINUTES) / 1e6) * PRICES['SQS, a million requests'],
};

/** From so many days on, what Standard-IA saves on a day is more than its writes cost. */
function daysOfStandardIa(units: number, gb: number): number {
  const dearer = PRICES['DynamoDB, a million write units in Standard-IA'] - PRICES['DynamoDB, a million write units'];
  const cheaper = PRICES['DynamoDB, a GB and month'] - PRICES['DynamoDB, a GB and month in Standard-IA'];
  return (units * dearer) / (gb * (cheaper / MONTH_DAYS));
}
function servers(): number {
  const { 'server with one vCPU and 4 GB (m7g.medium), an hour': server } = PRICES;
  return MONTH_HOURS * (3 * server + PRICES['load balancer, an hour, with one capacity unit']);
}
const COMPUTE = PRICES['HTTP API, a million requests'] + lambda('fresh');
const BREAK_EVEN = servers() / COMPUTE;

function total(values: readonly number[]): number {
  return values.reduce((so, value) => so + value, 0);
}
function dollars(value: number): string {
  return value.toFixed(2);
}
describe('what a million logins cost', () => {
  const bill = tableUnder('A million logins');

  it.each(Object.entries({ ...DOLLARS, Sum: sum }))('prices %s', (name, value) => {
    expect(bill.get(name)).toEqual(KINDS.map((kind) => dollars(value(kind))));
  });

  it('has no row that is not checked', () => {
    expect([...bill.keys()]).toEqual([...Object.keys(DOLLARS), 'Sum']);
  });
});

describe('what records cost, by where they are kept', () => {
  const bill = tableUnder('Keep records for less');
  const [byDefault = []] = Object.values(WAYS).map(wayOf);

  it.each(Object.entries(WAYS))('prices %s', (name, way) => {
    const parts = wayOf(way);
    const saved = total(byDefault) - total(parts);
    expect(bill.get(name)).toEqual([...parts, total(parts), saved].map(dollars));
  });

  it('has no row that is not checked', () => {
    expect([...bill.keys()]).toEqual(Object.keys(WAYS));
  });
});

describe('a month without a login', () => {
  const bill = tableUnder('A month without a login');

  it('costs what its parts do', () => {
    const parts = Object.entries(FIXED).map(([name, value]) => [name, [dollars(value)]]);
    expect([...bill]).toEqual([...parts, ['Sum', [dollars(total(Object.values(FIXED)))]]]);
  });
});

it('the page has the prices that it is calculated with, and no others', () => {
  expect([...tableUnder('Prices')]).toEqual(Object.entries(PRICES).map(([name, price]) => [name, [String(price)]]));
});

it.each([
  [
    'from which retention on Standard-IA is cheaper',
    `from ${Math.ceil(daysOfStandardIa(writeUnits('fresh'), storedGb('fresh')))} days of retention on`,
  ],
  // docs/refresh-jobs.md: fourteen units a delivery, and a record of 2,320 bytes with its index entries.
  ['the same for refresh jobs', `only from ${Math.ceil(daysOfStandardIa(14, 2.32))} days on`],
  ['what a smaller record would save', `one write unit, $${PRICES['DynamoDB, a million write units']} for a million`],
  [
    'what shorter logs save',
    `| $${dollars((DOLLARS['CloudWatch: logs kept for 90 days']?.('fresh') ?? 0) * (60 / 90))} for a million |`,
  ],
  ['what a cached login saves', `| $${dollars(sum('fresh') - sum('cached'))} for each million that come`],
  ['what servers cost', `cost $${servers().toFixed(0)} a month`],
  ['what the API and Lambda cost', `$${dollars(COMPUTE)} for a million fresh logins`],
  ['from where on servers are cheaper', `from ${BREAK_EVEN.toFixed(0)} million fresh logins a month on`],
  ['how many logins a second that is', `which is ${((BREAK_EVEN * 1e6) / (MONTH_MINUTES * 60)).toFixed(0)} a second`],
  ['how much memory functions have', `have ${MEMORY.toLocaleString('en-US')} MB`],
])('the page says %s', (_what, text) => {
  expect(COST_PAGE.replaceAll(/\s+/g, ' ')).toContain(text);
});
