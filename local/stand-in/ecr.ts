import { partitionOfRegion, readAssumedRoleArn } from './arn.ts';
import { AwsError } from './aws-error.ts';
import { createRegistryPassword } from './identifiers.ts';
import { principalArnOf } from './principals.ts';
import { mediaType, type RawRequest, singleHeader } from './request.ts';
import type { Answer, Call, Service } from './service.ts';
import { leavesEcrLogin } from './session-policy.ts';
import type { IssuedAuthorization } from './state.ts';

const ACTION = 'GetAuthorizationToken';
const TARGET = `AmazonEC2ContainerRegistry_V20150921.${ACTION}`;
const CONTENT_TYPE = 'application/x-amz-json-1.1';
const LIFETIME_MS = 12 * 60 * 60 * 1000;
const MAX_REGISTRY_IDS = 10;

const invalidParameter = (message: string) =>
  new AwsError(
    'InvalidParameterException',
    400,
    `Invalid parameter at 'registryIds' failed to satisfy constraint: '${message}'`,
  );

const readJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 400, 'The request body is not valid JSON');
  }
};

const readRegistryIds = (body: Buffer): readonly string[] | undefined => {
  const input = readJson(body);
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw invalidParameter('must be a structure');
  const { registryIds, ...rest } = input as { registryIds?: unknown };
  if (Object.keys(rest).length > 0) throw invalidParameter('no other member is known');
  if (!('registryIds' in input)) return undefined;
  const ids: readonly unknown[] = Array.isArray(registryIds) ? registryIds : [];
  if (ids.length < 1 || ids.length > MAX_REGISTRY_IDS) throw invalidParameter('must have 1 to 10 members');
  return ids.map((id) => {
    if (typeof id === 'string' && /^[0-9]{12}$/.test(id)) return id;
    throw invalidParameter("must satisfy regular expression '[0-9]{12}'");
  });
};

/** The right must come from the session's role, and the policies given with the session must leave it. */
const assertMayLogIn = ({ state, caller }: Call) => {
  const role = state.roles.get(principalArnOf(state, caller));
  const because = !role?.ecr
    ? 'no identity-based policy allows'
    : !leavesEcrLogin(caller.session?.policy, caller.session?.policyArns ?? []) && 'no session policy allows';
  if (because) {
    const message = `User: ${caller.arn} is not authorized to perform: ecr:${ACTION} on resource: *`;
    throw new AwsError('AccessDeniedException', 400, `${message} because ${because} the ecr:${ACTION} action`);
  }
};

const createAuthorization = (registryId: string, region: string, now: Date): IssuedAuthorization => {
  const password = createRegistryPassword();
  return {
    registryId,
    password,
    authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
    // Always with a fraction of a second, as a client that expects whole seconds should notice.
    expiresAt: new Date(Math.floor(now.getTime() / 1000) * 1000 + LIFETIME_MS + 123),
    proxyEndpoint: `https://${registryId}.dkr.ecr.${region}.${partitionOfRegion(region).dnsSuffix}`,
  };
};

const perform = (call: Call): Answer => {
  const registryIds = readRegistryIds(call.request.body);
  call.record(registryIds === undefined ? {} : { registryIds });
  assertMayLogIn(call);
  const ownAccount = readAssumedRoleArn(call.caller.arn)?.account ?? '';
  const authorizations = (registryIds ?? [ownAccount]).map((registryId) =>
    createAuthorization(registryId, call.region, call.state.now()),
  );
  const authorizationData = authorizations.map(({ authorizationToken, expiresAt, proxyEndpoint }) => ({
    authorizationToken,
    expiresAt: expiresAt.getTime() / 1000,
    proxyEndpoint,
  }));
  return { document: JSON.stringify({ authorizationData }), issued: { action: ACTION, authorizations } };
};

const readAction = (request: RawRequest) => {
  const isKnown = singleHeader(request, 'x-amz-target') === TARGET && mediaType(request) === CONTENT_TYPE;
  if (request.method !== 'POST' || request.target !== '/' || !isKnown) {
    throw new AwsError('UnknownOperationException', 400, 'The requested operation is not known');
  }
  return ACTION;
};

export const ecr: Service = {
  name: 'ecr',
  contentType: CONTENT_TYPE,
  readAction,
  perform,
  renderError: ({ code, message }) => JSON.stringify({ __type: code, message }),
  withoutCredentials: () => JSON.stringify({ authorizationData: [] }),
};
