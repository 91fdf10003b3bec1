// A request as API Gateway hands it to the function that serverless.yml names for its route.
import { servedRoutes } from '../support/served-routes.ts';
import { type Ask, SIGNERS } from './ask.ts';

const ACCOUNT = '111122223333';

/** What the gateway's own authorizer says of a signature. */
function authorizerOf(signer: string) {
  const session = SIGNERS[signer];
  if (session === undefined) return {};
  const role = `arn:aws:sts::${ACCOUNT}:assumed-role/${session}`;
  const userArn = session === '' ? `arn:aws:iam::${ACCOUNT}:user/someone` : role;
  const userId = `AROACKCEVSQ6C2EXAMPLE:${session.split('/')[1] ?? ''}`;
  return { authorizer: { iam: { accountId: ACCOUNT, userArn, userId } } };
}

/** Values that come more than once are joined by commas. */
function queryOf(search: URLSearchParams) {
  const names = [...new Set(search.keys())];
  if (names.length === 0) return {};
  return { queryStringParameters: Object.fromEntries(names.map((name) => [name, search.getAll(name).join(',')])) };
}

function parametersOf(groups: Readonly<Record<string, string>> = {}) {
  const values = Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]);
  return values.length > 0 && { pathParameters: Object.fromEntries(values) };
}

const ROUTES = servedRoutes();

/** The function's name, and its event. */
export function toEvent(ask: Ask, headers: Readonly<Record<string, string>>, body: string | undefined) {
  const { pathname, searchParams, search } = new URL(ask.path, 'https://portunus.example');
  for (const { name, method, path } of ROUTES) {
    const match = new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`).exec(pathname);
    if (match === null || method !== ask.method) continue;
    const routeKey = `${method} ${path}`;
    const http = { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '192.0.2.7', userAgent: 'recorded/1' };
    const requestContext = { accountId: ACCOUNT, http, routeKey, stage: '$default', ...authorizerOf(ask.as ?? '') };
    const event = {
      ...{ version: '2.0', routeKey, rawPath: pathname, rawQueryString: search.slice(1), headers },
      ...queryOf(searchParams),
      ...parametersOf(match.groups),
      ...{ requestContext, isBase64Encoded: false },
      ...(body !== undefined && { body }),
      ...ask.event,
    };
    return { name, event };
  }
  throw new Error(`serverless.yml has no route for ${ask.method} ${ask.path}`);
}
