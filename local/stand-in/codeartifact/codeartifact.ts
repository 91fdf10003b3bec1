import { partitionOfRegion } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import { createPackageToken } from '../core/identifiers.ts';
import type { RawRequest } from '../core/request.ts';
import type { Answer, Call, Perform, Service } from '../core/service.ts';
import { accountOf, mayDo, refusalText } from '../iam/authorize.ts';
import type { PolicyRequest } from '../iam/evaluate-policy.ts';
import { requestContext } from '../iam/request-context.ts';
import {
  ACCOUNT,
  assertDomain,
  DOMAIN,
  type Domain,
  domainArn,
  findRepository,
  REPOSITORY,
  repositoryArn,
} from './repositories.ts';

/** The recorded name of the action. The prefix distinguishes it from ECR's action of the same name. */
const GET_TOKEN = 'codeartifact:GetAuthorizationToken';
const GET_ENDPOINT = 'GetRepositoryEndpoint';
const FORMATS = /^(?:npm|pypi|maven|nuget|generic|ruby|swift|cargo)$/;
const MIN_SECONDS = 900;
const MAX_SECONDS = 43_200;

/** The parameters of each action, all in the query, with the service model's patterns. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  [GET_TOKEN]: { domain: DOMAIN, 'domain-owner': ACCOUNT, duration: /^(?:0|[1-9][0-9]{0,8})$/ },
  [GET_ENDPOINT]: {
    domain: DOMAIN,
    'domain-owner': ACCOUNT,
    repository: REPOSITORY,
    format: FORMATS,
    endpointType: /^(?:dualstack|ipv4)$/,
  },
};

function invalid(message: string) {
  return new AwsError('ValidationException', 400, message);
}

/** CodeArtifact ignores unknown parameters. Here they are refused, for a test must not depend on one without effect. */
function readQuery({ action, request }: Call): ReadonlyMap<string, string> {
  const [, search = ''] = request.target.split('?', 2);
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(search)) {
    const pattern = PARAMETERS[action]?.[name];
    if (pattern === undefined || query.has(name)) throw invalid(`The parameter ${name} is not known, or there twice`);
    if (!pattern.test(value)) throw invalid(`The value of ${name} must satisfy the pattern ${pattern.source}`);
    query.set(name, value);
  }
  if (request.body.length > 0) throw invalid('The request has a body, and no member of it is known');
  return query;
}

function required(query: ReadonlyMap<string, string>, name: string): string {
  const value = query.get(name);
  if (value === undefined) throw invalid(`The parameter ${name} must not be null`);
  return value;
}

function readDomain({ caller, region }: Call, query: ReadonlyMap<string, string>): Domain {
  return { domain: required(query, 'domain'), domainOwner: query.get('domain-owner') ?? accountOf(caller), region };
}

function assertMay({ state, caller, request, region }: Call, asked: PolicyRequest): void {
  const toDo = { ...asked, context: { ...requestContext(request, region), ...asked.context } };
  const decision = mayDo(state, caller, toDo);
  if (!decision.allowed) throw new AwsError('AccessDeniedException', 403, refusalText(caller, toDo, decision));
}

/** How long a token lives. 0 means as long as the caller's own credentials. */
function readExpiration({ caller, state }: Call, duration: number): Date {
  if (duration !== 0 && (duration < MIN_SECONDS || duration > MAX_SECONDS)) {
    throw invalid(`durationSeconds must be 0, or from ${MIN_SECONDS} to ${MAX_SECONDS}`);
  }
  if (duration > 0) return new Date(Math.floor(state.now().getTime() / 1000 + duration) * 1000);
  if (caller.session === undefined) throw invalid('durationSeconds must not be 0 for credentials without an end');
  return caller.session.expiresAt;
}

function getAuthorizationToken(call: Call): Answer {
  const query = readQuery(call);
  const asked = readDomain(call, query);
  const duration = Number(query.get('duration') ?? MAX_SECONDS);
  call.record({
    domain: asked.domain,
    ...(query.has('domain-owner') && { domainOwner: asked.domainOwner }),
    ...(query.has('duration') && { durationSeconds: duration }),
  });
  const expiresAt = readExpiration(call, duration);
  assertMay(call, { action: GET_TOKEN, resource: domainArn(asked) });
  const context = { 'sts:AWSServiceName': 'codeartifact.amazonaws.com', 'sts:DurationSeconds': `${duration}` };
  assertMay(call, { action: 'sts:GetServiceBearerToken', resource: '*', context });
  assertDomain(call.state, asked);
  const authorizationToken = createPackageToken(call.state.now());
  return {
    document: JSON.stringify({ authorizationToken, expiration: expiresAt.getTime() / 1000 }),
    issued: { action: GET_TOKEN, authorizationToken, ...asked, expiration: expiresAt },
    commit: () => void call.state.packageTokens.set(authorizationToken, { ...asked, caller: call.caller, expiresAt }),
  };
}

/** Where a repository is. Only the usual name of a host has the label `d`. */
function endpointOf({ domain, domainOwner, region }: Domain, isDualStack: boolean): string {
  const { dnsSuffix } = partitionOfRegion(region);
  const name = `${domain}-${domainOwner}`;
  return isDualStack ? `${name}.codeartifact.${region}.on.aws` : `${name}.d.codeartifact.${region}.${dnsSuffix}`;
}

function getRepositoryEndpoint(call: Call): Answer {
  const query = readQuery(call);
  const asked = readDomain(call, query);
  const [repository, format] = [required(query, 'repository'), required(query, 'format')];
  call.record({ domain: asked.domain, domainOwner: asked.domainOwner, repository, format });
  assertMay(call, { action: 'codeartifact:GetRepositoryEndpoint', resource: repositoryArn(asked, repository) });
  findRepository(call.state, asked, repository);
  const host = endpointOf(asked, query.get('endpointType') === 'dualstack');
  return { document: JSON.stringify({ repositoryEndpoint: `https://${host}/${format}/${repository}/` }) };
}

const ROUTES: ReadonlyMap<string, string> = new Map([
  ['POST /v1/authorization-token', GET_TOKEN],
  ['GET /v1/repository/endpoint', GET_ENDPOINT],
]);

const ACTIONS: ReadonlyMap<string, Perform<Call>> = new Map([
  [GET_TOKEN, getAuthorizationToken],
  [GET_ENDPOINT, getRepositoryEndpoint],
]);

function unknownOperation() {
  return new AwsError('ValidationException', 400, 'UNKNOWN_OPERATION');
}

function readAction({ method, target }: RawRequest): string {
  const action = ROUTES.get(`${method} ${target.split('?', 1)[0]}`);
  if (action === undefined) throw unknownOperation();
  return action;
}

/** CodeArtifact's API, in AWS's REST protocol with JSON. */
export const codeArtifact: Service = {
  name: 'codeartifact',
  contentType: 'application/json',
  readAction,
  perform: (call) => {
    const perform = ACTIONS.get(call.action);
    if (perform === undefined) throw unknownOperation();
    return perform(call);
  },
  renderError: ({ message }) => JSON.stringify({ message }),
  errorHeaders: ({ code }) => ({ 'x-amzn-errortype': code }),
  withoutCredentials: () => JSON.stringify({}),
};
