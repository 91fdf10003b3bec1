import { createHash, randomUUID } from 'node:crypto';
import { isRegion, partitionOfRegion } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import { type RawRequest, singleHeader } from '../core/request.ts';
import type { Answer, Service, UnsignedCall } from '../core/service.ts';
import type { Caller, RegistryLogin, State } from '../core/state.ts';
import { accountOf, mayDo, refusalText } from '../iam/authorize.ts';
import { requestContext } from '../iam/request-context.ts';

const PRIVATE_HOST = /^(\d{12})\.dkr([.-])ecr(?:-fips)?\.([a-z0-9-]+)\.([a-z.]+)$/;
const PUBLIC_HOSTS = ['public.ecr.aws', 'ecr-public.aws.com'];
const REPOSITORY = '([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)';

/** The registry that a request addresses. */
export interface Registry {
  readonly host: string;
  readonly service: RegistryLogin['service'];
  readonly partition: string;
  readonly region: string;
  /** The account in the host name. ECR Public's host has none. */
  readonly account?: string;
}

/** What a request asks of a repository, named by the permission that it needs. */
export interface RegistryRequest {
  readonly right: string;
  readonly repository: string;
}

function toSuffix(region: string, separator: string) {
  const { partition, dnsSuffix } = partitionOfRegion(region);
  if (separator === '.') return dnsSuffix;
  if (partition === 'aws-cn') return 'on.amazonwebservices.com.cn';
  return partition === 'aws-eusc' ? 'on.amazonwebservices.eu' : 'on.aws';
}

/**
 * Parses the host. A client that cannot choose its host sends it as `x-forwarded-host`. Throws if it is not a registry.
 */
export function readRegistry(request: RawRequest): Registry {
  const named = singleHeader(request, 'x-forwarded-host') ?? singleHeader(request, 'host') ?? '';
  const host = named.replace(/:\d+$/, '').toLowerCase();
  if (PUBLIC_HOSTS.includes(host)) return { host, service: 'ecr-public', partition: 'aws', region: 'us-east-1' };
  const [, account, separator = '', region = '', suffix] = PRIVATE_HOST.exec(host) ?? [];
  if (account === undefined || !isRegion(region) || suffix !== toSuffix(region, separator)) {
    throw new AwsError('NAME_UNKNOWN', 404, `No registry is called ${host}`);
  }
  return { host, service: 'ecr', partition: partitionOfRegion(region).partition, region, account };
}

function rule(methods: string, path: string, right: string) {
  return {
    methods: methods.split(' '),
    path: new RegExp(`^/v2/${REPOSITORY}/${path}$`),
    right,
  };
}

const RULES = [
  rule('HEAD GET', 'manifests/[^/]+', 'BatchGetImage'),
  rule('PUT', 'manifests/[^/]+', 'PutImage'),
  rule('HEAD', 'blobs/[a-z0-9]+:[^/]+', 'BatchCheckLayerAvailability'),
  rule('GET', 'blobs/[a-z0-9]+:[^/]+', 'GetDownloadUrlForLayer'),
  rule('POST', 'blobs/uploads/', 'InitiateLayerUpload'),
  rule('PATCH', 'blobs/uploads/[^/]+', 'UploadLayerPart'),
  rule('PUT', 'blobs/uploads/[^/]+', 'CompleteLayerUpload'),
  rule('GET', 'tags/list', 'ListImages'),
];

/** All permissions that a request may need. */
export const RIGHTS: readonly string[] = RULES.map(({ right }) => right);

/**
 * Returns undefined if the request only checks the login, as `GET /v2/` does. Throws for requests that a registry does
 * not support.
 */
export function readRegistryRequest({ method, target }: RawRequest): RegistryRequest | undefined {
  const path = target.split('?', 1)[0] ?? '';
  if (/^\/v2\/?$/.test(path) && ['GET', 'HEAD'].includes(method)) return undefined;
  for (const { methods, path: pattern, right } of RULES) {
    const repository = methods.includes(method) && pattern.exec(path)?.[1];
    if (repository) return { right, repository };
  }
  throw new AwsError('UNSUPPORTED', 405, 'The operation is unsupported.');
}

const LOGIN_ONLY = 'registry:login';
/** Every login to ECR Public may pull. IAM has no permissions for that. */
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

/**
 * Finds the login by its password. It is not limited to the registry that it was requested for: it works for all
 * registries of the region that its owner may use.
 */
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

/**
 * Returns the ARN of a repository. In ECR Public, the repository's name contains the registry's alias, which is not
 * part of its ARN.
 */
function toRepositoryArn({ service, partition, region, account }: Registry, repository: string, caller: Caller) {
  return service === 'ecr'
    ? `arn:${partition}:ecr:${region}:${account}:repository/${repository}`
    : `arn:${partition}:ecr-public::${accountOf(caller)}:repository/${repository.split('/').slice(1).join('/')}`;
}

/** Checks the caller's current permissions, not those at the time of the login. */
function assertMayUse(state: State, request: RawRequest, registry: Registry, asked: RegistryRequest, caller: Caller) {
  if (registry.service === 'ecr-public' && OPEN_IN_PUBLIC.includes(asked.right)) return;
  const action = `${registry.service}:${asked.right}`;
  const resource = toRepositoryArn(registry, asked.repository, caller);
  const toDo = { action, resource, context: requestContext(request, registry.region) };
  const decision = mayDo(state, caller, toDo);
  if (!decision.allowed) throw new AwsError('DENIED', 403, refusalText(caller, toDo, decision));
}

/** Answers an allowed request. Nothing is stored: reads find nothing, and writes are dropped. */
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

/** Returns the permission that a request needs, such as `ecr:PutImage`, under which it is recorded. */
function readAction(request: RawRequest) {
  const { service } = readRegistry(request);
  const asked = readRegistryRequest(request);
  return asked === undefined ? LOGIN_ONLY : `${service}:${asked.right}`;
}

const ACTIONS = [LOGIN_ONLY, ...RIGHTS.flatMap((right) => [`ecr:${right}`, `ecr-public:${right}`])];

/**
 * The registry itself (Docker Registry HTTP API V2), as far as it admits or refuses clients. It stores nothing and has
 * no repository policies: only the caller's own permissions decide about another account's registry.
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
