import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { DefinitionId } from '../../domain/definition.ts';
import { type Parsed, parseWith } from '../../domain/parse.ts';
import type { RefreshMessage } from '../../domain/refresh-state.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import type { SendMessages } from '../../vending/refresh/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';

const MESSAGE_SCHEMA = 1;

const Message = v.strictObject({
  schema: v.literal(MESSAGE_SCHEMA, 'is written by another version of Portunus'),
  job: DefinitionId,
  window: v.pipe(v.string(), v.isoTimestamp('must be a time')),
});

function toBody(message: RefreshMessage): string {
  return JSON.stringify({ schema: MESSAGE_SCHEMA, ...message });
}

/** Parses a message strictly: anybody with write access to the queue can send arbitrary text. */
export function readRefreshMessage(body: string): Parsed<RefreshMessage> {
  let written: unknown;
  try {
    written = parseStrictJson(body);
  } catch {
    written = undefined;
  }
  const parsed = parseWith(Message, written, 'message');
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
