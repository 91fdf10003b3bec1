import type { IncomingMessage } from 'node:http';
import { AwsError } from './aws-error.ts';

const BODY_LIMIT_BYTES = 1024 * 1024;

/** A request as it came over the wire: nothing decoded, nothing merged, so that its signature can be checked. */
export interface RawRequest {
  readonly method: string;
  /** Path and query as in the request line. */
  readonly target: string;
  /** Lower-case name to the values in the order received. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
}

function readHeaders(rawHeaders: readonly string[]) {
  const headers = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), rawHeaders[index + 1] ?? '']);
  }
  return headers;
}

async function readBody(message: IncomingMessage) {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    length += chunk.length;
    // Too long a body is read on without being kept: a client still sending could not hear the refusal.
    if (length <= BODY_LIMIT_BYTES) chunks.push(chunk);
  }
  if (length > BODY_LIMIT_BYTES) throw new AwsError('RequestEntityTooLarge', 413, 'Request body is too large');
  return Buffer.concat(chunks);
}

/** Reads a whole request; throws a RequestEntityTooLarge when the body is longer than 1 MiB. */
export async function readRawRequest(message: IncomingMessage): Promise<RawRequest> {
  return {
    method: message.method ?? '',
    target: message.url ?? '',
    headers: readHeaders(message.rawHeaders),
    body: await readBody(message),
  };
}

/** A header's value, or undefined when the header is absent or there more than once. */
export function singleHeader(request: RawRequest, name: string): string | undefined {
  const values = request.headers.get(name) ?? [];
  return values.length === 1 ? values[0] : undefined;
}

/** A header's media type without its parameters. */
export function mediaType(request: RawRequest): string | undefined {
  return singleHeader(request, 'content-type')?.split(';')[0]?.trim().toLowerCase();
}
