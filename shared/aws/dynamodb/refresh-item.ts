import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import type { Parsed } from '../../domain/parse.ts';
import { DUE_SHARDS, type Intent, type RefreshState } from '../../domain/refresh-state.ts';
import { envelopeEntries, ITEM_SCHEMA, parseItem } from './envelope.ts';
import { shardOf } from './table.ts';

export function dueShard(shard: number): string {
  return `due#${shard}`;
}

/** The partition key of everything stored about a job. With one key, the history is one query. */
export function refreshKey(job: string): string {
  return `refresh#${job}`;
}

export function stateKey(job: string): Record<string, AttributeValue> {
  return {
    pk: { S: refreshKey(job) },
    sk: { S: 'state' },
  };
}

type Item = Record<string, AttributeValue>;

function text(S: string): AttributeValue {
  return { S };
}
function whole(N: number): AttributeValue {
  return { N: String(N) };
}
function time(date: Date): AttributeValue {
  return { S: date.toISOString() };
}

/** The attributes that put a job into the index of due jobs, and that the index returns. */
export function dueAttributes(job: string, dueAt: Date): Item {
  return {
    dueShard: text(dueShard(shardOf(job, DUE_SHARDS))),
    dueAt: time(dueAt),
  };
}

export function toStateItem(state: RefreshState): Item {
  const { job, revision, window, dueAt, failures, stored, intent, lastError } = state;
  return {
    ...stateKey(job),
    schema: whole(ITEM_SCHEMA),
    revision: whole(revision),
    window: text(window),
    failures: whole(failures),
    ...(dueAt && dueAttributes(job, dueAt)),
    ...(stored && { endsAt: time(stored.endsAt), stored: { M: deliveredAttributes(stored) } }),
    ...(intent && { intent: { M: intentAttributes(intent) } }),
    ...(lastError && {
      lastError: {
        M: {
          at: time(lastError.at),
          code: text(lastError.code),
          ...(lastError.reason !== undefined && { reason: text(lastError.reason) }),
        },
      },
    }),
  };
}

function deliveredAttributes(delivered: Pick<Intent, 'at' | 'destination' | 'valueSha256' | 'endsAt'>): Item {
  return {
    at: time(delivered.at),
    destination: text(delivered.destination),
    valueSha256: text(delivered.valueSha256),
    endsAt: time(delivered.endsAt),
  };
}

function intentAttributes(intent: Intent): Item {
  return {
    ...deliveredAttributes(intent),
    window: text(intent.window),
    dueAt: time(intent.dueAt),
  };
}

const Text = v.pipe(
  v.strictObject({ S: v.string() }),
  v.transform(({ S }) => S),
);
export const Time = v.pipe(
  Text,
  v.isoTimestamp('must be a time'),
  v.transform((iso) => new Date(iso)),
);
const Whole = v.pipe(
  v.strictObject({ N: v.pipe(v.string(), v.regex(/^(?:0|[1-9][0-9]{0,14})$/, 'must be a whole number')) }),
  v.transform(({ N }) => Number(N)),
);
function map<E extends v.ObjectEntries>(entries: E) {
  return v.pipe(
    v.strictObject({ M: v.strictObject(entries) }),
    v.transform(({ M }) => M),
  );
}

const deliveredEntries = { at: Time, destination: Text, valueSha256: Text, endsAt: Time };

const StateItem = v.strictObject({
  ...envelopeEntries,
  pk: v.strictObject({ S: v.string() }),
  sk: v.strictObject({ S: v.literal('state') }),
  revision: Whole,
  window: Text,
  failures: Whole,
  dueShard: v.exactOptional(Text),
  dueAt: v.exactOptional(Time),
  endsAt: v.exactOptional(Time),
  stored: v.exactOptional(map(deliveredEntries)),
  intent: v.exactOptional(map({ ...deliveredEntries, window: Text, dueAt: Time })),
  lastError: v.exactOptional(
    map({
      at: Time,
      // A newer release may have written a code that this one does not know, and it decides nothing.
      code: v.pipe(Text, v.regex(/^[a-z_]{2,64}$/, 'must be an error code')),
      reason: v.exactOptional(Text),
    }),
  ),
});

export function readStateItem(job: string, item: Item): Parsed<RefreshState> {
  const parsed = parseItem(StateItem, item);
  if (!parsed.ok) return parsed;
  const {
    pk: _pk,
    sk: _sk,
    schema: _schema,
    minReader: _reader,
    dueShard: _shard,
    endsAt: _endsAt,
    ...state
  } = parsed.value;
  return { ok: true, value: { job, ...state } };
}
