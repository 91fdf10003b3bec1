// The built handlers over HTTP, by the routes of serverless.yml, as API Gateway puts them in front.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'yaml';
import { AwsError } from '../../local/stand-in/core/aws-error.ts';
import { type RawRequest, readRawRequest } from '../../local/stand-in/core/request.ts';
import type { FunctionName, Service } from './service.ts';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpApi {
  readonly url: string;
  /** Every request so far, oldest first. A test may empty it. */
  readonly requests: HttpRequest[];
  /** Before requests of that method are answered, once. */
  readonly beforeNext: (method: string, step: () => Promise<void>) => void;
  readonly stop: () => Promise<void>;
}

interface HttpEntry {
  readonly method: string;
  readonly path: string;
  readonly authorizer?: { readonly type: string };
}

export interface ServedRoute extends HttpEntry {
  readonly name: string;
}

/** Every route, and which function it is of. */
export function servedRoutes(): readonly ServedRoute[] {
  const text = readFileSync('serverless.yml', 'utf8').replaceAll(/!(?:Ref|GetAtt|Sub) /g, '');
  const functions: Record<string, { events?: readonly { httpApi?: HttpEntry }[] }> = parse(text).functions;
  return Object.entries(functions).flatMap(([name, { events = [] }]) =>
    events.flatMap(({ httpApi }) => (httpApi === undefined ? [] : [{ name, ...httpApi }])),
  );
}

/** The values of a path's parameters, if the path is of the route. */
function parametersOf(route: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [route.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const pairs = wanted.map((part, index) => [part, given[index] ?? ''] as const);
  if (pairs.some(([part, value]) => !part.startsWith('{') && part !== value)) return undefined;
  return Object.fromEntries(
    pairs
      .filter(([part]) => part.startsWith('{'))
      .map(([part, value]) => [part.slice(1, -1), decodeURIComponent(value)]),
  );
}

/** Whoever signs is the administering role, unless a test has signatures checked. */
const ADMINISTRATOR = {
  accountId: '111122223333',
  userArn: 'arn:aws:sts::111122223333:assumed-role/portunus-admins/ada',
  userId: 'AROACKCEVSQ6C2EXAMPLE:ada',
};
type Signer = typeof ADMINISTRATOR;
/** Says who signed a request. Throws an AwsError for a signature that is not good. */
type Authorize = (request: RawRequest) => Signer;

function toEvent(route: ServedRoute, request: HttpRequest, parameters: Record<string, string>, signed: () => Signer) {
  const { pathname, searchParams } = new URL(request.path, 'http://localhost');
  const routeKey = `${route.method} ${route.path}`;
  const names = [...new Set(searchParams.keys())];
  return {
    version: '2.0',
    routeKey,
    rawPath: pathname,
    headers: request.headers,
    ...(names.length > 0 && {
      queryStringParameters: Object.fromEntries(names.map((name) => [name, searchParams.getAll(name).join(',')])),
    }),
    ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
    requestContext: {
      requestId: randomUUID(),
      routeKey,
      http: { method: request.method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      ...(route.authorizer?.type === 'aws_iam' && { authorizer: { iam: signed() } }),
    },
    ...(request.body !== '' && { body: request.body }),
    isBase64Encoded: false,
  };
}

function toRequest({ method, target: path, headers: all, body }: RawRequest): HttpRequest {
  const headers = Object.fromEntries([...all].map(([name, values]) => [name, values.join(', ')]));
  return { method, path, headers, body: body.toString('utf8') };
}

function isSigned({ headers }: HttpRequest): boolean {
  return headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') === true;
}

function refusedByGateway(error: unknown) {
  if (!(error instanceof AwsError)) throw error;
  const text = JSON.stringify({ message: error.message });
  return { status: error.status, headers: { 'content-type': 'application/json' }, text };
}

export async function startHttpApi(
  invoke: Service['invoke'],
  signer: Signer | Authorize = ADMINISTRATOR,
): Promise<HttpApi> {
  const routes = servedRoutes();
  const requests: HttpRequest[] = [];
  const steps: { method: string; step: () => Promise<void> }[] = [];

  const answer = async (
    raw: RawRequest,
    request: HttpRequest,
  ): Promise<{ status: number; headers: object; text: string }> => {
    const { pathname } = new URL(request.path, 'http://localhost');
    const route = routes.find((one) => one.method === request.method && parametersOf(one.path, pathname) !== undefined);
    const json = { 'content-type': 'application/json' };
    if (route === undefined) return { status: 404, headers: json, text: '{"message":"Not Found"}' };
    if (route.authorizer !== undefined && !isSigned(request)) {
      return { status: 403, headers: json, text: '{"message":"Forbidden"}' };
    }
    const signed = (): Signer => (typeof signer === 'function' ? signer(raw) : signer);
    const event = toEvent(route, request, parametersOf(route.path, pathname) ?? {}, signed);
    return invoke(route.name as FunctionName, event);
  };

  const server = createServer((incoming, response) => {
    const handle = async () => {
      const raw = await readRawRequest(incoming);
      const request = toRequest(raw);
      requests.push(request);
      const next = steps.findIndex(({ method }) => method === request.method);
      if (next >= 0) await steps.splice(next, 1)[0]?.step();
      const { status, headers, text } = await answer(raw, request).catch(refusedByGateway);
      response.writeHead(status, { ...headers }).end(text);
    };
    handle().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    beforeNext: (method, step) => void steps.push({ method, step }),
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
