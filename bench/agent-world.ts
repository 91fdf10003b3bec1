// Serves agents from a separate process: the API as Lambda would run it, and AWS under its own host names, over TLS.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { Agent, createServer as createHttpServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generate } from 'selfsigned';
import { startLocalAws } from '../local/start-local-aws.ts';

/** How long each service of AWS takes, in milliseconds. The times are the same for every compared program. */
const SERVICE_TIMES_MS = { AssumeRole: 40, GetAuthorizationToken: 25, DynamoDB: 5 };
const TOKENS = 80;

const USER = {
  arn: 'arn:aws:iam::111122223333:user/agent',
  accessKeyId: 'AKIABENCHBENCHBENCHB',
  secretAccessKey: 'bench-secret-access-key-of-the-agent',
  kind: 'iam-user',
} as const;
const ROLE = 'arn:aws:iam::123456789012:role/agents';

const agent = new Agent({ keepAlive: true });

/** Forwards a request unchanged. */
function forwardTo(url: string) {
  return (message: IncomingMessage, response: ServerResponse) => {
    const { method, headers, url: path } = message;
    const { hostname, port } = new URL(url);
    const onward = request({ hostname, port, method, headers, path, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    message.pipe(onward);
  };
}

async function listen(server: {
  listen: (port: number, host: string, ready: () => void) => { address: () => unknown };
}) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server as unknown as { address: () => AddressInfo }).address().port;
}

/** Translates a request as API Gateway does: the route, lower-case headers, and the query. */
function toEvent(message: IncomingMessage) {
  const url = new URL(message.url ?? '/', 'https://portunus.example');
  const [, id] = /^\/v1\/connectors\/([^/]+)\/ecr\/credentials$/.exec(url.pathname) ?? [];
  const routeKey = 'GET /v1/connectors/{id}/ecr/credentials';
  const http = { method: 'GET', path: url.pathname, sourceIp: '192.0.2.7', userAgent: message.headers['user-agent'] };
  return {
    version: '2.0',
    routeKey,
    headers: message.headers,
    pathParameters: { id },
    queryStringParameters: Object.fromEntries(url.searchParams),
    requestContext: { routeKey, http },
  };
}

const certificate = await generate([{ name: 'commonName', value: 'bench' }], {
  extensions: [
    { name: 'basicConstraints', cA: true },
    {
      name: 'subjectAltName',
      altNames: [
        { type: 2, value: 'sts.eu-west-1.amazonaws.com' },
        { type: 2, value: 'sts.amazonaws.com' },
        { type: 2, value: 'api.ecr.eu-west-1.amazonaws.com' },
        { type: 7, ip: '127.0.0.1' },
      ],
    },
  ],
});
const tls = { key: certificate.private, cert: certificate.cert };

const aws = await startLocalAws({ port: 0, serviceTimesMs: SERVICE_TIMES_MS });
aws.standIn.putPrincipal(USER);
aws.standIn.putRole({ arn: ROLE, trustedPrincipals: [USER.arn], ecr: true });

const awsPort = await listen(createHttpsServer(tls, forwardTo(aws.standIn.url)));
const proxy = createHttpServer();
proxy.on('connect', (_message, socket) => {
  const upstream = connect(awsPort, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    upstream.pipe(socket).pipe(upstream);
  });
  for (const end of [upstream, socket]) end.on('error', () => end.destroy());
});
const proxyPort = await listen(proxy);

for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
Object.assign(process.env, aws.environment);
const { handler } = await import(pathToFileURL('dist/issue/handler.js').href);
const api = createHttpsServer(tls, async (message, response) => {
  const context = { awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => 15_000 };
  const { statusCode, headers, body } = await handler(toEvent(message), context);
  response.writeHead(statusCode, headers).end(body);
});

const folder = mkdtempSync(join(tmpdir(), 'portunus-bench-'));
const certificateFile = join(folder, 'ca.pem');
writeFileSync(certificateFile, certificate.cert);

/** What the measuring parent process needs to know. */
export interface AgentWorld {
  readonly folder: string;
  readonly certificateFile: string;
  readonly api: string;
  readonly proxy: string;
  readonly tokens: readonly string[];
  readonly user: typeof USER;
  readonly roleArn: string;
}

const world: AgentWorld = {
  folder,
  certificateFile,
  api: `https://127.0.0.1:${await listen(api)}`,
  proxy: `http://127.0.0.1:${proxyPort}`,
  tokens: await Promise.all(Array.from({ length: TOKENS }, (_, run) => aws.issuer.mint({ run_id: String(run) }))),
  user: USER,
  roleArn: ROLE,
};
process.on('disconnect', () => process.exit());
process.send?.(world);
