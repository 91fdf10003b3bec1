import { PARTITIONS, partitionOfRegion } from '../../domain/aws.ts';
import type { AwsSession, PackageLogin } from '../../domain/credential.ts';
import { PortunusError } from '../../domain/errors.ts';
import type { PackageFormat } from '../../domain/format-name.ts';
import type { ReasonOf } from '../../domain/refusal-reasons.ts';
import { Secret } from '../../domain/secret.ts';
import type { PackageLoginRequest } from '../../vending/issuing/ports.ts';

const MIN_LIFE_MS = 60_000;
/** How much later than asked for a token may seem to end, because of network delay and clock differences. */
const SLACK_MS = 60_000;

/** The characters of a bearer token (RFC 6750 section 2.1). Others could end a line or a quotation in a client's file. */
const TOKEN = /^[A-Za-z0-9._~+/-]{16,4096}={0,2}$/;

interface GivenToken {
  readonly authorizationToken?: string | undefined;
  readonly expiration?: Date | undefined;
}

/** Parses a token, which must end when it was asked to: with the session, or after the seconds of the request. */
export function readToken(
  { authorizationToken: token = '', expiration }: GivenToken,
  { durationSeconds }: PackageLoginRequest,
  session: AwsSession,
  now: Date,
): Pick<PackageLogin, 'authorizationToken' | 'expiresAt'> {
  const end = expiration?.getTime() ?? Number.NaN;
  const latest = durationSeconds === 0 ? session.expiresAt.getTime() : now.getTime() + durationSeconds * 1_000;
  if (expiration === undefined || !(end > now.getTime() + MIN_LIFE_MS && end <= latest + SLACK_MS)) {
    throw invalid('expiry_unbelievable');
  }
  if (!TOKEN.test(token)) throw invalid('token_unreadable');
  return { authorizationToken: new Secret(token), expiresAt: expiration };
}

/**
 * Parses the address of a repository. Clients send the token there, so it must be the address of the domain that was asked
 * for, at AWS: the usual one, or the dual-stack one, which has no label `d`.
 */
export function readEndpoint(
  { repositoryEndpoint = '' }: { readonly repositoryEndpoint?: string | undefined },
  { region, domain, domainOwner, repository }: PackageLoginRequest,
  format: PackageFormat,
): string {
  const endpoint = repositoryEndpoint.endsWith('/') ? repositoryEndpoint : `${repositoryEndpoint}/`;
  const [usual, ...others] = suffixesOf(region);
  const host = `codeartifact.${region}`;
  const hosts = [`d.${host}.${usual}`, ...others.map((suffix) => `${host}.${suffix}`)];
  const known = hosts.map((name) => `https://${domain}-${domainOwner}.${name}/${format}/${repository}/`);
  if (usual !== undefined && known.includes(endpoint)) return endpoint;
  throw invalid('not_the_endpoint_asked_for');
}

/** What follows the region in the names of hosts of its partition: the usual one, and then those of dual-stack. */
function suffixesOf(region: string): readonly string[] {
  const partition = partitionOfRegion(region);
  const hosts: readonly string[] = partition === undefined ? [] : PARTITIONS[partition].registryHosts;
  return [...new Set(hosts.map((host) => host.slice(host.indexOf('REGION.') + 'REGION.'.length)))];
}

function invalid(reason: ReasonOf<'upstream_invalid'>): PortunusError {
  return new PortunusError('upstream_invalid', 'codeartifact', { reason });
}
