import { createHash, randomUUID } from 'node:crypto';
import { accountOf, mayDo, refusalText } from '../iam/authorize.ts';
import { AwsError } from '../core/aws-error.ts';
import { type Registry, type RegistryRequest, RIGHTS, readRegistry, readRegistryRequest } from './registry-request.ts';
import { type RawRequest, singleHeader } from '../core/request.ts';
import { requestContext } from '../iam/request-context.ts';
import type { Answer, Service, UnsignedCall } from '../core/service.ts';
import type { Caller, RegistryLogin, State } from '../core/state.ts';

const LOGIN_ONLY = 'registry:login';
/** Whoever is logged in to ECR Public may pull what is there; IAM knows no rights for that. */
const OPEN_IN_PUBLIC: readonly string[] = ['BatchGetImage', 'GetDownloadUrlForLayer', 'ListImages'];

/** A refusal that asks the client to log in. */
class Unauthorized extends AwsError {
  readonly challenge: string;

  constructor({ host, service }: Registry) {
    super('UNAUTHORIZED', 401, 'Not Authorized');
    this.challenge = `Basic realm="https://${host}/",service="${service}.amazonaws.com"`;
  }
}

function errorBody(code: string, message: string) {
  return JSON.stringify({ errors: [{ code, message }] });
}

function readPassword(request: RawRequest) {
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(singleHeader(request, 'authorization') ?? '') ?? [];
  const [, password] = /^AWS:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return password;
}

/** Which registry a login was fetched for makes no difference: it opens all of the region that its owner may use. */
function findLogin(state: State, request: RawRequest, registry: Registry): RegistryLogin {
  const login = state.authorizations.get(readPassword(request) ?? '');
  const isRight =
    login !== undefined &&
    login.service === registry.service &&
    login.region === registry.region &&
    state.now() < login.expiresAt;
  if (!isRight) throw new Unauthorized(registry);
  return login;
}

/** A repository of ECR Public is named after its registry's alias, which is not part of its ARN. */
function toRepositoryArn({ service, partition, region, account }: Registry, repository: string, caller: Caller) {
  return service === 'ecr'
    ? `arn:${partition}:ecr:${region}:${account}:repository/${repository}`
    : `arn:${partition}:ecr-public::${accountOf(caller)}:repository/${repository.split('/').slice(1).join('/')}`;
}

/** Rights count as they are now, not as they were when the login was fetched. */
function assertMayUse(state: State, request: RawRequest, registry: Registry, asked: RegistryRequest, caller: Caller) {
  if (registry.service === 'ecr-public' && OPEN_IN_PUBLIC.includes(asked.right)) return;
  const action = `${registry.service}:${asked.right}`;
  const resource = toRepositoryArn(registry, asked.repository, caller);
  const toDo = { action, resource, context: requestContext(request, registry.region) };
  const decision = mayDo(state, caller, toDo);
  if (!decision.allowed) throw new AwsError('DENIED', 403, refusalText(caller, toDo, decision));
}

/** Nothing is stored: what may be read is not there, and what may be written is forgotten. */
function answerAllowed({ right, repository }: RegistryRequest, { body, target }: RawRequest): Answer {
  switch (right) {
    case 'BatchGetImage':
      return { status: 404, document: errorBody('MANIFEST_UNKNOWN', 'Requested image not found') };
    case 'BatchCheckLayerAvailability':
    case 'GetDownloadUrlForLayer':
      return { status: 404, document: errorBody('BLOB_UNKNOWN', 'Requested layer not found') };
    case 'ListImages':
      return { document: JSON.stringify({ name: repository, tags: [] }) };
    case 'InitiateLayerUpload':
      return { status: 202, document: '', headers: { location: `/v2/${repository}/blobs/uploads/${randomUUID()}` } };
    case 'UploadLayerPart':
      return { status: 202, document: '', headers: { location: target } };
    case 'PutImage': {
      const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
      return { status: 201, document: '', headers: { location: target, 'docker-content-digest': digest } };
    }
    default:
      return { status: 201, document: '', headers: { location: target } };
  }
}

function perform({ state, request }: UnsignedCall): Answer {
  const registry = readRegistry(request);
  const asked = readRegistryRequest(request);
  const { caller } = findLogin(state, request, registry);
  if (asked === undefined) return { document: '{}' };
  assertMayUse(state, request, registry, asked, caller);
  return answerAllowed(asked, request);
}

/** Calls are recorded by the right that they take, such as `ecr:PutImage`. */
function readAction(request: RawRequest) {
  const { service } = readRegistry(request);
  const asked = readRegistryRequest(request);
  return asked === undefined ? LOGIN_ONLY : `${service}:${asked.right}`;
}

const ACTIONS = [LOGIN_ONLY, ...RIGHTS.flatMap((right) => [`ecr:${right}`, `ecr-public:${right}`])];

/**
 * The registry's own door (Docker Registry HTTP API V2), as far as it lets somebody in or not. It stores nothing,
 * and knows no repository policies: a registry of another account is as open as the caller's own rights say.
 */
export const registry: Service = {
  name: 'registry',
  contentType: 'application/json',
  readAction,
  perform,
  unsigned: new Map(ACTIONS.map((action) => [action, perform])),
  renderError: ({ code, message }) => errorBody(code, message),
  errorHeaders: (error) => (error instanceof Unauthorized ? { 'www-authenticate': error.challenge } : {}),
  withoutCredentials: (document) => document,
};
