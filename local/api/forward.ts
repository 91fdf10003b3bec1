import { type IncomingMessage, STATUS_CODES, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { IamAuthorizer } from './local-identity.ts';
import { REQUEST_HEADER } from './tagged-line.ts';

export interface Answer {
  readonly status: number;
  /** Alternating names and values, the format that Node takes. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** The error of a function that threw or could not be loaded. */
  readonly crash?: string;
}

/** Tells serverless-offline who signed the request. A client's own header of this name must never be forwarded. */
const IDENTITY_HEADER = 'sls-offline-authorizer-override';

const NOT_FORWARDED =
  /^(?:connection|keep-alive|proxy-.*|te|upgrade|expect|accept-encoding|sls-offline-.*|x-portunus-local-.*)$/i;

/** Else an answer that is given before the body was read, such as a 404, is lost with the connection that it closes. */
const KEPT_OPEN = ['connection', 'keep-alive'];
const NOT_ANSWERED = /^(?:connection|keep-alive|transfer-encoding|content-length|access-control-.*)$/i;

export interface Behind {
  readonly socketPath: string;
  /** The signer of every request to `/iam/v1`. */
  readonly identity: IamAuthorizer | undefined;
}

/** Sends the request to serverless-offline, and returns the answer in API Gateway's form. */
export async function forward(received: IncomingMessage, id: string, behind: Behind): Promise<Answer> {
  const { method, url: path, rawHeaders } = received;
  const headers = [...without(rawHeaders, NOT_FORWARDED), ...KEPT_OPEN, REQUEST_HEADER, id, ...identify(path, behind)];
  const sent = send({ socketPath: behind.socketPath, method, path, headers, agent: false });
  const answered = new Promise<IncomingMessage>((resolve, reject) => sent.on('response', resolve).on('error', reject));
  received.on('error', () => sent.destroy()).pipe(sent);
  const response = await answered;
  const body = await buffer(response);
  sent.destroy();
  const { statusCode: status = 500, rawHeaders: answer } = response;
  const length = method === 'HEAD' ? [] : ['content-length', String(body.length)];
  return asGateway({ status, headers: [...without(answer, NOT_ANSWERED), ...length], body });
}

function without(headers: readonly string[], names: RegExp): string[] {
  return headers.filter((_text, index) => !names.test(headers[index - (index % 2)] ?? ''));
}

/** Adds the identity only to requests for `/iam/v1`, because the functions trust it only there. */
function identify(path: string | undefined, { identity }: Behind): readonly string[] {
  const isSigned = path?.startsWith('/iam/v1/') === true && identity !== undefined;
  return isSigned ? [IDENTITY_HEADER, JSON.stringify({ iam: identity })] : [];
}

/** Replaces serverless-offline's own error answers with those of API Gateway. Answers of functions are unchanged. */
function asGateway(answer: Answer): Answer {
  const { errorType, errorMessage, statusCode, error } = readOwnFault(answer);
  if (typeof errorType === 'string') return { ...gatewayAnswer(500), crash: `${errorType}: ${errorMessage}` };
  if (typeof statusCode === 'number' && typeof error === 'string') return gatewayAnswer(statusCode);
  return answer;
}

function readOwnFault({ status, headers, body }: Answer): Readonly<Record<string, unknown>> {
  const type = headers[headers.findIndex((name) => name.toLowerCase() === 'content-type') + 1];
  if (status < 400 || type?.startsWith('application/json') !== true) return {};
  try {
    return Object(JSON.parse(body.toString('utf8')));
  } catch {
    return {};
  }
}

export function gatewayAnswer(status: number, message = STATUS_CODES[status]): Answer {
  const body = Buffer.from(JSON.stringify({ message }));
  return { status, headers: ['content-type', 'application/json', 'content-length', String(body.length)], body };
}
