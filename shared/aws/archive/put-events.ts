import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { AuditEvent, PublishEvents } from '../../vending/archive/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';

/** EventBridge takes at most ten events in a call, and 256 KB. An audit record has at most 8 KB. */
const AT_ONCE = 10;
/** How often an event is sent that EventBridge did not take. After that, the batch comes again. */
const TRIES = 3;
const ATTEMPT_MS = 3_000;

/** Thrown if EventBridge did not take an event, by the code that it gave. */
class EventRefused extends Error {
  override readonly name = 'EventRefused';
}

export function createPublishEvents(bus: string): PublishEvents {
  const client = new EventBridgeClient({ maxAttempts: MAX_ATTEMPTS, requestHandler: createRequestHandler(ATTEMPT_MS) });
  const send = async (entries: PutEventsRequestEntry[], abortSignal: AbortSignal) => {
    const { Entries } = await client.send(new PutEventsCommand({ Entries: entries }), { abortSignal });
    if (Entries?.length !== entries.length) throw new TypeError('no answer of EventBridge');
    // An event without an ID was not taken, whatever else the answer says of it.
    return Entries.map(({ EventId, ErrorCode }) => (EventId === undefined ? (ErrorCode ?? 'no EventId') : undefined));
  };
  return async (events, { signal }) => {
    for (let start = 0; start < events.length; start += AT_ONCE) {
      let entries = events.slice(start, start + AT_ONCE).map((event) => toEntry(event, bus));
      let refused: readonly (string | undefined)[] = [];
      for (let tries = 0; tries < TRIES && entries.length > 0; tries += 1) {
        refused = await send(entries, signal);
        entries = entries.filter((_entry, index) => refused[index] !== undefined);
      }
      if (entries.length > 0) throw new EventRefused(refused.find((code) => code !== undefined));
    }
  };
}

function toEntry({ detailType, time, detail }: AuditEvent, EventBusName: string): PutEventsRequestEntry {
  return { EventBusName, Source: 'portunus', DetailType: detailType, Time: time, Detail: detail };
}
