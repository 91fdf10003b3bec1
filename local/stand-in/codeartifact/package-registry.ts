import { isRegion, partitionOfRegion } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import { type RawRequest, singleHeader } from '../core/request.ts';
import type { Answer, Service, UnsignedCall } from '../core/service.ts';
import type { Caller, PackageToken, State } from '../core/state.ts';
import { mayDo, refusalText } from '../iam/authorize.ts';
import { requestContext } from '../iam/request-context.ts';
import { readMaven } from './maven.ts';
import { readNpm } from './npm.ts';
import { type BelowEndpoint, notFound, type PackageRequest } from './package-request.ts';
import { readPypi } from './pypi.ts';
import { type Domain, findRepository, packageArn, repositoryArn } from './repositories.ts';

const HOST = /^([a-z][a-z0-9-]{0,48}[a-z0-9])-(\d{12})\.(d\.)?codeartifact\.([a-z0-9-]+)\.([a-z.]+)$/;
const READERS = { npm: readNpm, pypi: readPypi, maven: readMaven } as const;

function hostOf(request: RawRequest): string {
  const named = singleHeader(request, 'x-forwarded-host') ?? singleHeader(request, 'host') ?? '';
  return named.replace(/:\d+$/, '').toLowerCase();
}

export function isForPackages(request: RawRequest): boolean {
  return HOST.test(hostOf(request));
}

function readDomain(host: string): Domain {
  const [, domain = '', domainOwner = '', isUsual, region = '', suffix] = HOST.exec(host) ?? [];
  const expected = isUsual ? partitionOfRegion(region).dnsSuffix : 'on.aws';
  if (!isRegion(region) || suffix !== expected) throw notFound(host);
  return { domain, domainOwner, region };
}

interface Address extends BelowEndpoint {
  readonly domain: Domain;
  readonly format: keyof typeof READERS;
  readonly repository: string;
}

function isServed(format: string): format is keyof typeof READERS {
  return Object.hasOwn(READERS, format);
}

function readAddress(request: RawRequest): Address {
  const host = hostOf(request);
  const [, format = '', repository = '', ...rest] = (request.target.split('?', 1)[0] ?? '').split('/');
  if (!isServed(format) || repository === '') throw notFound(request.target);
  const endpoint = `https://${host}/${format}/${repository}/`;
  return { request, domain: readDomain(host), format, repository, endpoint, path: decode(rest.join('/')) };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new AwsError('BadRequest', 400, 'The path cannot be decoded');
  }
}

/** A token comes as a bearer token, or as the password of the user `aws`. */
function readToken(request: RawRequest): string {
  const [, scheme = '', value = ''] =
    /^(Basic|Bearer) (\S+)$/i.exec(singleHeader(request, 'authorization') ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  const [, password = ''] = /^aws:(.*)$/s.exec(Buffer.from(value, 'base64').toString('utf8')) ?? [];
  return password;
}

/** A token is for the repositories of one domain. */
function findToken(state: State, { request, domain }: Address): PackageToken {
  const token = state.packageTokens.get(readToken(request));
  const isRight =
    token !== undefined &&
    token.domain === domain.domain &&
    token.domainOwner === domain.domainOwner &&
    token.region === domain.region &&
    state.now() < token.expiresAt;
  if (!isRight)
    throw new AwsError('Unauthorized', 401, 'The authorization token is missing, expired or not valid here');
  return token;
}

/** Checks the caller's current permissions, not those at the time of the token. */
function assertMay(state: State, { request, domain, repository }: Address, asked: PackageRequest, caller: Caller) {
  const resource =
    asked.published === undefined
      ? repositoryArn(domain, repository)
      : packageArn(domain, `${repository}/${asked.published}`);
  const action = `codeartifact:${asked.right}`;
  const toDo = { action, resource, context: requestContext(request, domain.region) };
  const decision = mayDo(state, caller, toDo);
  if (!decision.allowed) throw new AwsError('AccessDenied', 403, refusalText(caller, toDo, decision));
}

async function perform({ state, request, record }: UnsignedCall): Promise<Answer> {
  const address = readAddress(request);
  const { domain, repository, format } = address;
  record({ domain: domain.domain, domainOwner: domain.domainOwner, repository, format });
  const { caller } = findToken(state, address);
  const asked = await READERS[format](address);
  assertMay(state, address, asked, caller);
  return asked.answer(findRepository(state, domain, repository).files);
}

const READ = 'codeartifact:ReadFromRepository';
const PUBLISH = 'codeartifact:PublishPackageVersion';

/**
 * The repositories of CodeArtifact, as package managers reach them. A token has the rights of the session that fetched
 * it. There are no policies of domains and repositories: only the caller's own permissions decide.
 */
export const packages: Service = {
  name: 'packages',
  contentType: 'application/json',
  readAction: ({ method }) => (method === 'GET' || method === 'HEAD' ? READ : PUBLISH),
  perform,
  unsigned: new Map([READ, PUBLISH].map((action) => [action, perform])),
  renderError: ({ message }) => JSON.stringify({ message }),
  errorHeaders: ({ status }) => (status === 401 ? { 'www-authenticate': 'Basic realm="CodeArtifact"' } : {}),
  withoutCredentials: (document) => document,
};
