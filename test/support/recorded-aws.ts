// AWS as it answers to who looks at an account: recorded answers by operation, and AccessDenied to everything else.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** XML, or anything else as JSON. A function gets the body, for operations that are asked about several things. */
export type Answer = string | object | ((body: string) => string | object | undefined);

/** Answers by operation, such as `iam:GetPolicy`; S3's are by method and path. Only HEAD requests have none in the body. */
export type Answers = Readonly<Record<string, Answer>>;

export interface RecordedAws {
  readonly environment: Readonly<Record<string, string>>;
  /** What was asked, in the order of the requests. A test may empty it. */
  readonly asked: string[];
  /** The answers from now on. */
  answer: (answers: Answers) => void;
  readonly stop: () => Promise<void>;
}

export async function startRecordedAws(): Promise<RecordedAws> {
  const asked: string[] = [];
  let answers: Answers = {};
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const operation = operationOf(request, body);
    asked.push(operation);
    const recorded = answers[operation];
    const answer = typeof recorded === 'function' ? recorded(body) : recorded;
    const denied = isXml(request) ? DENIED_XML : DENIED_JSON;
    response.writeHead(answer === undefined ? 403 : statusOf(answer), { 'x-amz-bucket-region': 'eu-west-1' });
    response.end(textOf(answer ?? denied));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    environment: {
      PATH: process.env.PATH ?? '',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'recorded',
      AWS_SECRET_ACCESS_KEY: 'recorded',
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    },
    asked,
    answer: (next) => {
      answers = next;
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

const DENIED_XML =
  '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>denied</Message></Error></ErrorResponse>';

const DENIED_JSON = { __type: 'AccessDeniedException', message: 'denied' };

/** The answer to a HEAD request for what does not exist, which has no body. */
export const NOT_FOUND = '404';

function statusOf(answer: string | object): number {
  if (answer === NOT_FOUND) return 404;
  const isError = typeof answer === 'string' ? answer.includes('<Error>') : '__type' in answer;
  return isError ? 400 : 200;
}

function textOf(answer: string | object): string {
  return typeof answer === 'string' ? answer : JSON.stringify(answer);
}

function serviceOf({ headers }: IncomingMessage): string {
  return /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
}

function isXml(request: IncomingMessage): boolean {
  return ['iam', 'sts', 'sns', 'cloudformation', 's3'].includes(serviceOf(request));
}

function operationOf(request: IncomingMessage, body: string): string {
  const service = serviceOf(request);
  const target = String(request.headers['x-amz-target'] ?? '').split('.')[1];
  const action = new URLSearchParams(body).get('Action');
  return `${service}:${target ?? action ?? `${request.method} ${request.url}`}`;
}

/** An answer of a service that speaks XML. */
export function xml(operation: string, result: string): string {
  return `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`;
}
