import { partitionOfRegion } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import type { IssuedAuthorization } from '../core/issued.ts';
import { mediaType, type RawRequest, singleHeader } from '../core/request.ts';
import type { Answer, Call, Perform, Service } from '../core/service.ts';
import { accountOf, mayDo, refusalText } from '../iam/authorize.ts';
import { requestContext } from '../iam/request-context.ts';
import { assertMayDo, createLogin, invalidParameter, readMembers } from './registry-login.ts';

const TARGET = 'AmazonEC2ContainerRegistry_V20150921.';
const CONTENT_TYPE = 'application/x-amz-json-1.1';
const MAX_REGISTRY_IDS = 10;

function invalidIds(constraint: string) {
  return invalidParameter('registryIds', constraint);
}

function readRegistryIds(body: Buffer): readonly string[] | undefined {
  const { registryIds, ...rest } = readMembers(body);
  if (Object.keys(rest).length > 0) throw invalidIds('no other member is known');
  if (registryIds === undefined) return undefined;
  const ids: readonly unknown[] = Array.isArray(registryIds) ? registryIds : [];
  if (ids.length < 1 || ids.length > MAX_REGISTRY_IDS) throw invalidIds('must have 1 to 10 members');
  return ids.map((id) => {
    if (typeof id === 'string' && /^[0-9]{12}$/.test(id)) return id;
    throw invalidIds("must satisfy regular expression '[0-9]{12}'");
  });
}

function createAuthorization(call: Call, registryId?: string): IssuedAuthorization {
  const login = createLogin(call, 'ecr', registryId);
  const { dnsSuffix } = partitionOfRegion(call.region);
  return { ...login, proxyEndpoint: `https://${login.registryId}.dkr.ecr.${call.region}.${dnsSuffix}` };
}

/** Returns a login to each registry in the request, or to the caller's own registry if it names none. */
function getAuthorizationToken(call: Call): Answer {
  const registryIds = readRegistryIds(call.request.body);
  call.record(registryIds === undefined ? {} : { registryIds });
  assertMayDo(call, 'ecr:GetAuthorizationToken');
  const authorizations = (registryIds ?? [undefined]).map((registryId) => createAuthorization(call, registryId));
  const authorizationData = authorizations.map(({ authorizationToken, expiresAt, proxyEndpoint }) => ({
    authorizationToken,
    expiresAt: expiresAt.getTime() / 1000,
    proxyEndpoint,
  }));
  return {
    document: JSON.stringify({ authorizationData }),
    issued: { action: 'GetAuthorizationToken', authorizations },
  };
}

/** There are no repositories here. Whether the caller may ask for one is decided first, as ECR does. */
function describeRepositories(call: Call): Answer {
  const { registryId = accountOf(call.caller), repositoryNames, ...rest } = readMembers(call.request.body);
  const [name, ...more]: unknown[] = Array.isArray(repositoryNames) ? repositoryNames : [];
  if (Object.keys(rest).length > 0 || typeof name !== 'string' || more.length > 0) {
    throw invalidParameter('repositoryNames', 'is one name here');
  }
  call.record({ name });
  const { state, caller, request, region } = call;
  const resource = `arn:${partitionOfRegion(region).partition}:ecr:${region}:${registryId}:repository/${name}`;
  const asked = { action: 'ecr:DescribeRepositories', resource, context: requestContext(request, region) };
  const decision = mayDo(state, caller, asked);
  if (!decision.allowed) throw new AwsError('AccessDeniedException', 400, refusalText(caller, asked, decision));
  const what = `The repository with name '${name}' does not exist in the registry with id '${registryId}'`;
  throw new AwsError('RepositoryNotFoundException', 400, what);
}

const ACTIONS: ReadonlyMap<string, Perform<Call>> = new Map([
  ['GetAuthorizationToken', getAuthorizationToken],
  ['DescribeRepositories', describeRepositories],
]);

function readAction(request: RawRequest): string {
  const target = singleHeader(request, 'x-amz-target') ?? '';
  const action = target.startsWith(TARGET) ? target.slice(TARGET.length) : '';
  const isKnown = ACTIONS.has(action) && mediaType(request) === CONTENT_TYPE;
  if (request.method === 'POST' && request.target === '/' && isKnown) return action;
  throw new AwsError('UnknownOperationException', 400, 'The requested operation is not known');
}

export const ecr: Service = {
  name: 'ecr',
  contentType: CONTENT_TYPE,
  readAction,
  perform: (call) => {
    const perform = ACTIONS.get(call.action);
    if (perform === undefined) throw new AwsError('UnknownOperationException', 400, 'The operation is not known');
    return perform(call);
  },
  renderError: ({ code, message }) => JSON.stringify({ __type: code, message }),
  withoutCredentials: () => JSON.stringify({ authorizationData: [] }),
};
