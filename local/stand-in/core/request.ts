import type { IncomingMessage } from 'node:http';
import { AwsError } from './aws-error.ts';

const BODY_LIMIT_BYTES = 1024 * 1024;
/** Only S3's objects are put, and they are longer. */
const PUT_LIMIT_BYTES = 16 * 1024 * 1024;

/** A request as it was received. Nothing is decoded or merged, so that its signature can be checked. */
export interface RawRequest {
  readonly method: string;
  /** The path and query of the request line. */
  readonly target: string;
  /** The values of each header in the order received, by lower-case name. */
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
  const limit = message.method === 'PUT' ? PUT_LIMIT_BYTES : BODY_LIMIT_BYTES;
  let length = 0;
  for await (const chunk of message) {
    length += chunk.length;
    // A body that is too long is read to its end but not kept, because a client that is still sending would miss the
    // refusal.
    if (length <= limit) chunks.push(chunk);
  }
  if (length > limit) throw new AwsError('RequestEntityTooLarge', 413, 'Request body is too large');
  return Buffer.concat(chunks);
}

/** Reads a whole request. Throws RequestEntityTooLarge if the body is longer than 1 MiB, or than 16 MiB in a PUT. */
export async function readRawRequest(message: IncomingMessage): Promise<RawRequest> {
  return {
    method: message.method ?? '',
    target: message.url ?? '',
    headers: readHeaders(message.rawHeaders),
    body: await readBody(message),
  };
}

/** Returns the value of a header, or undefined if the header is absent or occurs more than once. */
export function singleHeader(request: RawRequest, name: string): string | undefined {
  const values = request.headers.get(name) ?? [];
  return values.length === 1 ? values[0] : undefined;
}

/** Returns the media type without its parameters. */
export function mediaType(request: RawRequest): string | undefined {
  return singleHeader(request, 'content-type')?.split(';')[0]?.trim().toLowerCase();
}
