import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { DefinitionId } from '../../domain/definition.ts';
import { type Parsed, parseWith } from '../../domain/parse.ts';
import { mayRead, unknownFields, withoutFields } from '../../domain/reader.ts';
import type { RefreshMessage } from '../../domain/refresh-state.ts';
import { isJsonObject, parseStrictJson } from '../../domain/strict-json.ts';
import type { SendMessages } from '../../vending/refresh/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';

const MESSAGE_SCHEMA = 1;

const Whole = v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(1, 'must be at least 1'));

const Message = v.pipe(
  v.strictObject({
    schema: Whole,
    minReader: v.exactOptional(Whole),
    job: DefinitionId,
    window: v.pipe(v.string(), v.isoTimestamp('must be a time')),
  }),
  v.forward(
    v.check((message) => mayRead(message, MESSAGE_SCHEMA), 'is of a newer release of Portunus'),
    ['schema'],
  ),
);

function toBody(message: RefreshMessage): string {
  return JSON.stringify({ schema: MESSAGE_SCHEMA, ...message });
}

/**
 * Parses a message strictly, except for what a newer release says may be ignored: anybody with write access to the queue
 * can send arbitrary text.
 */
export function readRefreshMessage(body: string): Parsed<RefreshMessage> {
  let written: unknown;
  try {
    written = parseStrictJson(body);
  } catch {
    written = undefined;
  }
  const isForOlder = isJsonObject(written) && written.minReader !== undefined;
  const known = isForOlder ? withoutFields(written, unknownFields(Message, written)) : written;
  const parsed = parseWith(Message, known, 'message');
  return parsed.ok ? { ok: true, value: { job: parsed.value.job, window: parsed.value.window } } : parsed;
}

/** Returns the messages that the queue refused or may not have taken. Sending a message twice does no harm. */
export function createSendMessages(queueUrl: string): SendMessages {
  const client = new SQSClient({ maxAttempts: MAX_ATTEMPTS, requestHandler: createRequestHandler(2_000) });
  return async (messages, call) => {
    const Entries = messages.map((message, index) => ({ Id: String(index), MessageBody: toBody(message) }));
    try {
      const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries });
      const { Successful = [] } = await client.send(command, { abortSignal: call.signal });
      const taken = new Set(Successful.map(({ Id }) => Id));
      return messages.filter((_message, index) => !taken.has(String(index)));
    } catch {
      return messages;
    }
  };
}
