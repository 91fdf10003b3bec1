import { readAssumedRoleArn, readUserArn } from './arn.ts';
import { assumeRole } from './assume-role.ts';
import { type AssumeRoleInput, readAssumeRoleInput, toCallParameters } from './assume-role-input.ts';
import { AwsError } from './aws-error.ts';
import { uniqueId } from './identifiers.ts';
import { principalArnOf } from './principals.ts';
import { createFormTaker, readForm } from './query.ts';
import { mediaType, type RawRequest } from './request.ts';
import type { Answer, Call, Service } from './service.ts';
import { element, text } from './xml.ts';

const VERSION = '2011-06-15';
const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const PACKED_LIMIT_CHARACTERS = 2048;

const respond = ({ action, requestId }: Call, ...result: string[]) =>
  element(
    `${action}Response xmlns="${NAMESPACE}"`,
    element(`${action}Result`, ...result),
    element('ResponseMetadata', text('RequestId', requestId)),
  );

/** AWS tells the percentage of a packed size that it does not explain; here it is the plain length's, up to 100. */
const packedPolicySize = ({ policy = '', policyArns, tags }: AssumeRoleInput) => {
  const plaintext = [policy, ...policyArns, ...tags.flatMap(({ key = '', value = '' }) => [key, value])].join('');
  return Math.min(100, Math.ceil((plaintext.length / PACKED_LIMIT_CHARACTERS) * 100));
};

const performAssumeRole = (call: Call): Answer => {
  const input = readAssumeRoleInput(readForm(call.request.body));
  call.record(toCallParameters(input));
  const { issued, sourceIdentity } = assumeRole(call.state, call.caller, input);
  const roleId = uniqueId('AROA', input.roleArn ?? '');
  const packedSize = packedPolicySize(input);
  const document = respond(
    call,
    element(
      'AssumedRoleUser',
      text('AssumedRoleId', `${roleId}:${input.roleSessionName}`),
      text('Arn', issued.assumedRoleArn),
    ),
    element(
      'Credentials',
      text('AccessKeyId', issued.accessKeyId),
      text('SecretAccessKey', issued.secretAccessKey),
      text('SessionToken', issued.sessionToken),
      text('Expiration', issued.expiration.toISOString().replace('.000Z', 'Z')),
    ),
    sourceIdentity === undefined ? '' : text('SourceIdentity', sourceIdentity),
    packedSize === 0 ? '' : text('PackedPolicySize', `${packedSize}`),
  );
  return { document, issued };
};

const performGetCallerIdentity = (call: Call): Answer => {
  const taker = createFormTaker(readForm(call.request.body));
  taker.take('Action');
  taker.take('Version');
  taker.assertEmpty();
  const { arn } = call.caller;
  const account = (readAssumedRoleArn(arn) ?? readUserArn(arn))?.account ?? '';
  const principalArn = principalArnOf(call.state, call.caller);
  const userId =
    call.caller.kind === 'iam-user'
      ? uniqueId('AIDA', arn)
      : `${uniqueId('AROA', principalArn)}:${arn.slice(arn.lastIndexOf('/') + 1)}`;
  return { document: respond(call, text('Arn', arn), text('UserId', userId), text('Account', account)) };
};

const ACTIONS: ReadonlyMap<string, (call: Call) => Answer> = new Map([
  ['AssumeRole', performAssumeRole],
  ['GetCallerIdentity', performGetCallerIdentity],
]);

const findAction = (action: string, version: string | undefined) => {
  const perform = version === VERSION ? ACTIONS.get(action) : undefined;
  if (perform !== undefined) return perform;
  const message = `Could not find operation ${action} for version ${version ?? 'NO_VERSION_SPECIFIED'}`;
  throw new AwsError('InvalidAction', 400, message);
};

const readAction = (request: RawRequest) => {
  const isForm = mediaType(request) === 'application/x-www-form-urlencoded';
  if (request.method !== 'POST' || request.target !== '/' || !isForm) {
    throw new AwsError('MissingAction', 400, 'The request is missing an action or a required parameter.');
  }
  const form = readForm(request.body);
  const action = form.get('Action') ?? '';
  findAction(action, form.get('Version'));
  return action;
};

export const sts: Service = {
  name: 'sts',
  contentType: 'text/xml',
  readAction,
  perform: (call) => findAction(call.action, VERSION)(call),
  renderError: ({ code, status, message }, requestId) =>
    element(
      `ErrorResponse xmlns="${NAMESPACE}"`,
      element(
        'Error',
        text('Type', status < 500 ? 'Sender' : 'Receiver'),
        text('Code', code),
        text('Message', message),
      ),
      text('RequestId', requestId),
    ),
  withoutCredentials: (document) => document.replace(/<Credentials>.*<\/Credentials>/s, ''),
};
