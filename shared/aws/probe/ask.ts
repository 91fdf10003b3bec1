import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import type { Call } from '../../domain/call.ts';
import { parseAnswerBody } from '../../domain/probe.ts';
import {
  type AskApi,
  type AskRegistry,
  NoAnswer,
  type ProbeAnswer,
  type ProbeRequest,
} from '../../vending/probe/ports.ts';

/** The function's own keys, as the SDK finds them. */
export type OwnKeys = () => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}>;

/** The issuing function answers after ten seconds at the latest. */
const LONGEST_MS = 12_000;
/** An answer has a few thousand bytes. */
const MAX_BYTES = 65_536;

/** Sends requests to the deployment's own address, and reads what comes back. */
export function createAskApi(url: string, region: string, ownKeys: OwnKeys): AskApi {
  return async (request, call) => {
    const { href } = toUrl(url, request);
    const headers = await toHeaders(href, request, region, ownKeys);
    const response = await send(href, headers, call);
    return toAnswer(response, await readText(response));
  };
}

/** Presents a login to its registry, as a container engine does. */
export const askRegistry: AskRegistry = async ({ proxyEndpoint, authorizationToken }, path, call) => {
  const headers = { authorization: `Basic ${authorizationToken.reveal()}` };
  const response = await send(`${proxyEndpoint}${path}`, headers, call);
  await response.body?.cancel();
  return response.status;
};

function toUrl(url: string, { prefix, connector, query = {} }: ProbeRequest): URL {
  const address = new URL(`${prefix}/connectors/${connector}/ecr/credentials`, url);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  return address;
}

async function toHeaders(url: string, { proof }: ProbeRequest, region: string, ownKeys: OwnKeys) {
  const headers = { accept: 'application/json' };
  if (proof.scheme === 'none') return headers;
  if (proof.scheme === 'bearer') return { ...headers, authorization: `Bearer ${proof.token.reveal()}` };
  const { accessKeyId, secretAccessKey, sessionToken } = await ownKeys();
  const keys = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  // A custom domain does not name the service and the region.
  const signer = new AwsV4Signer({ ...keys, url, method: 'GET', headers, service: 'execute-api', region });
  return Object.fromEntries((await signer.sign()).headers);
}

/**
 * A redirect is an answer. Following it would send the credentials to another address. Connections are not kept, because
 * Lambda freezes the function for minutes between two runs, and a kept one would be dead in the next.
 */
async function send(url: string, own: Readonly<Record<string, string>>, { signal }: Call): Promise<Response> {
  const headers = { ...own, connection: 'close' };
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
    return await fetch(url, { headers, redirect: 'manual', signal: within });
  } catch (error) {
    throw noAnswer(error);
  }
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body ?? []) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) throw new NoAnswer('it is too long');
      chunks.push(chunk);
    }
  } catch (error) {
    throw noAnswer(error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Keeps the error's code and nothing else, because its message may hold an address or a header. */
function noAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const name = code ?? (error instanceof Error ? error.name : 'unknown');
  return new NoAnswer(/^\w{1,64}$/.test(name) ? name : 'unknown');
}

function toAnswer({ status, headers }: Response, text: string): ProbeAnswer {
  const contentType = headers.get('content-type') ?? '';
  const [challenge] = headers.get('www-authenticate')?.split(' ', 1) ?? [];
  const body = parseAnswerBody(status, contentType, text);
  const requestId = body.kind === 'problem' ? body.value.requestId : '';
  const compared = JSON.stringify([status, contentType, requestId === '' ? text : text.replaceAll(requestId, '')]);
  return {
    status,
    body,
    noStore: /(?:^|[ ,])no-store(?:$|[ ,])/i.test(headers.get('cache-control') ?? ''),
    ...(challenge !== undefined && { challenge }),
    fingerprint: createHash('sha256').update(compared).digest('hex'),
  };
}
