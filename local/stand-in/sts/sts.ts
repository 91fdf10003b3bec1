import { AwsError } from '../core/aws-error.ts';
import { mediaType, type RawRequest } from '../core/request.ts';
import type { Call, Perform, Service, UnsignedCall } from '../core/service.ts';
import { errorResponse, readForm } from '../http/query.ts';
import { answerWith, type Given, NAMESPACE } from './answer.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './caller-identity.ts';
import { getWebIdentityToken } from './outbound-token.ts';
import { assumeRoleWithSaml } from './saml.ts';
import { readSessionInput, type SessionInput, toCallParameters } from './session-input.ts';
import {
  ASSUME_ROLE,
  ASSUME_ROLE_WITH_SAML,
  ASSUME_ROLE_WITH_WEB_IDENTITY,
  GET_FEDERATION_TOKEN,
  GET_SESSION_TOKEN,
  type Shape,
} from './session-shapes.ts';
import { getFederationToken, getSessionToken } from './user-sessions.ts';
import { assumeRoleWithWebIdentity } from './web-identity.ts';

const VERSION = '2011-06-15';

/** Wraps an action that issues a session. All of them parse, record, check and answer in the same way. */
function givingSession<C extends UnsignedCall>(
  shape: Shape,
  judge: (call: C, input: SessionInput) => Given | Promise<Given>,
): Perform<C> {
  return async (call) => {
    const input = readSessionInput(readForm(call.request.body), shape);
    call.record(toCallParameters(input));
    return answerWith(call, await judge(call, input), input);
  };
}

const SIGNED: ReadonlyMap<string, Perform<Call>> = new Map<string, Perform<Call>>([
  ['AssumeRole', givingSession(ASSUME_ROLE, assumeRole)],
  ['GetFederationToken', givingSession(GET_FEDERATION_TOKEN, getFederationToken)],
  ['GetSessionToken', givingSession(GET_SESSION_TOKEN, getSessionToken)],
  ['GetCallerIdentity', getCallerIdentity],
  ['GetWebIdentityToken', getWebIdentityToken],
]);

const UNSIGNED: ReadonlyMap<string, Perform<UnsignedCall>> = new Map([
  ['AssumeRoleWithSAML', givingSession(ASSUME_ROLE_WITH_SAML, assumeRoleWithSaml)],
  ['AssumeRoleWithWebIdentity', givingSession(ASSUME_ROLE_WITH_WEB_IDENTITY, assumeRoleWithWebIdentity)],
]);

function unknownAction(action: string, version = 'NO_VERSION_SPECIFIED') {
  return new AwsError('InvalidAction', 400, `Could not find operation ${action} for version ${version}`);
}

function readAction(request: RawRequest) {
  const isForm = mediaType(request) === 'application/x-www-form-urlencoded';
  if (request.method !== 'POST' || request.target !== '/' || !isForm) {
    throw new AwsError('MissingAction', 400, 'The request is missing an action or a required parameter.');
  }
  const form = readForm(request.body);
  const [action = '', version] = [form.get('Action'), form.get('Version')];
  const isKnown = SIGNED.has(action) || UNSIGNED.has(action);
  if (version !== VERSION || !isKnown) throw unknownAction(action, version);
  return action;
}

export const sts: Service = {
  name: 'sts',
  contentType: 'text/xml',
  readAction,
  perform: (call) => {
    const perform = SIGNED.get(call.action);
    if (perform === undefined) throw unknownAction(call.action, VERSION);
    return perform(call);
  },
  unsigned: UNSIGNED,
  renderError: (error, requestId) => errorResponse(NAMESPACE, error, requestId),
  withoutCredentials: (document) => document.replace(/<Credentials>.*<\/Credentials>/s, ''),
};
