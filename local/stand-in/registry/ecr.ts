import { partitionOfRegion } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import type { IssuedAuthorization } from '../core/issued.ts';
import { mediaType, type RawRequest, singleHeader } from '../core/request.ts';
import type { Answer, Call, Service } from '../core/service.ts';
import { assertMayDo, createLogin, invalidParameter, readMembers } from './registry-login.ts';

const ACTION = 'GetAuthorizationToken';
const TARGET = `AmazonEC2ContainerRegistry_V20150921.${ACTION}`;
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
function perform(call: Call): Answer {
  const registryIds = readRegistryIds(call.request.body);
  call.record(registryIds === undefined ? {} : { registryIds });
  assertMayDo(call, `ecr:${ACTION}`);
  const authorizations = (registryIds ?? [undefined]).map((registryId) => createAuthorization(call, registryId));
  const authorizationData = authorizations.map(({ authorizationToken, expiresAt, proxyEndpoint }) => ({
    authorizationToken,
    expiresAt: expiresAt.getTime() / 1000,
    proxyEndpoint,
  }));
  return { document: JSON.stringify({ authorizationData }), issued: { action: ACTION, authorizations } };
}

function readAction(request: RawRequest) {
  const isKnown = singleHeader(request, 'x-amz-target') === TARGET && mediaType(request) === CONTENT_TYPE;
  if (request.method !== 'POST' || request.target !== '/' || !isKnown) {
    throw new AwsError('UnknownOperationException', 400, 'The requested operation is not known');
  }
  return ACTION;
}

export const ecr: Service = {
  name: 'ecr',
  contentType: CONTENT_TYPE,
  readAction,
  perform,
  renderError: ({ code, message }) => JSON.stringify({ __type: code, message }),
  withoutCredentials: () => JSON.stringify({ authorizationData: [] }),
};
