// Serves agents from a separate process: the API as Lambda would run it, and AWS under its own host names, over TLS.
import { readFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { join } from 'node:path';
import { useEnvironment } from '../local/environment.ts';
import { startLocalAws } from '../local/start-local-aws.ts';
import { API_ADDRESS, API_NAME, AWS_ADDRESS, AWS_NAMES, listenAtDistance, networkFolder } from './agent-network.ts';
import { loadFunction } from './built.ts';
import { SERVICE_TIMES } from './local-aws-process.ts';

const TOKENS = 300;

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

const folder = networkFolder ?? '';
const tls = { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'ca.pem')) };
/** How long a round trip from the agent to AWS and to Portunus takes, in milliseconds. */
const roundTripMs = Number(process.argv[2]);

const aws = await startLocalAws({ port: 0, serviceTimesMs: SERVICE_TIMES.injected, standInNames: AWS_NAMES });
aws.standIn.putPrincipal(USER);
aws.standIn.putRole({ arn: ROLE, trustedPrincipals: [USER.arn], ecr: true });

await listenAtDistance(createHttpsServer(tls, forwardTo(aws.standIn.url)), AWS_ADDRESS, roundTripMs);

useEnvironment(aws.environment);
const issue = await loadFunction('issue');
const api = createHttpsServer(tls, async (message, response) => {
  const { statusCode, headers, body } = await issue(toEvent(message));
  response.writeHead(statusCode, headers).end(body);
});

await listenAtDistance(api, API_ADDRESS, roundTripMs);

/** What the measuring parent process needs to know. */
export interface AgentWorld {
  readonly api: string;
  readonly tokens: readonly string[];
  readonly user: typeof USER;
  readonly roleArn: string;
}

const world: AgentWorld = {
  api: `https://${API_NAME}`,
  tokens: await Promise.all(Array.from({ length: TOKENS }, (_, run) => aws.issuer.mint({ run_id: String(run) }))),
  user: USER,
  roleArn: ROLE,
};
process.on('disconnect', () => process.exit());
process.send?.(world);
