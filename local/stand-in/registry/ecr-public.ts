import { AwsError } from '../core/aws-error.ts';
import { mediaType, type RawRequest, singleHeader } from '../core/request.ts';
import type { Answer, Call, Service } from '../core/service.ts';
import { assertMayDo, createLogin, invalidParameter, readMembers } from './registry-login.ts';

/** The recorded name of the action. The prefix distinguishes it from ECR's action of the same name. */
const ACTION = 'ecr-public:GetAuthorizationToken';
const TARGET = 'SpencerFrontendService.GetAuthorizationToken';
const CONTENT_TYPE = 'application/x-amz-json-1.1';
/** The only region that has this API. */
const REGION = 'us-east-1';

function unknownOperation() {
  return new AwsError('UnknownOperationException', 400, 'The requested operation is not known');
}

function perform(call: Call): Answer {
  if (call.region !== REGION) throw unknownOperation();
  const [unknown] = Object.keys(readMembers(call.request.body));
  if (unknown !== undefined) throw invalidParameter(unknown, 'no member is known');
  assertMayDo(call, ACTION);
  assertMayDo(call, 'sts:GetServiceBearerToken');
  const { password, authorizationToken, expiresAt } = createLogin(call, 'ecr-public');
  const authorizationData = { authorizationToken, expiresAt: expiresAt.getTime() / 1000 };
  return {
    document: JSON.stringify({ authorizationData }),
    issued: { action: ACTION, password, authorizationToken, expiresAt },
  };
}

function readAction(request: RawRequest) {
  const isKnown = singleHeader(request, 'x-amz-target') === TARGET && mediaType(request) === CONTENT_TYPE;
  if (request.method !== 'POST' || request.target !== '/' || !isKnown) throw unknownOperation();
  return ACTION;
}

export const ecrPublic: Service = {
  name: 'ecr-public',
  contentType: CONTENT_TYPE,
  readAction,
  perform,
  renderError: ({ code, message }) => JSON.stringify({ __type: code, message }),
  withoutCredentials: () => JSON.stringify({}),
};
