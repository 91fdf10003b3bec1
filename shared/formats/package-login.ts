import type { IssuedPackageLogin } from '../domain/credential.ts';
import type { FormatName, PackageFormat } from '../domain/format-name.ts';
import { canNotCarry } from './format.ts';

/** The name of the repository in the files that name it: Maven's server, Gradle's repository, NuGet's source. */
export const SOURCE = 'codeartifact';
/** CodeArtifact's user name, which is the same for everybody. */
export const USERNAME = 'aws';

/** What a bearer token is made of (RFC 6750, section 2.1). None of it has a meaning in an INI file, XML or a shell. */
const B64TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;
const ENDPOINT = /^https:\/\/[a-z0-9.-]+(?::[0-9]+)?\/(?:[A-Za-z0-9._-]+\/)+$/;

/** What files for package managers say. The token is in clear text. */
export interface PackageSource {
  readonly token: string;
  /** The repository's address, with a slash at its end. */
  readonly endpoint: string;
  readonly ends: string;
}

/**
 * Reads what a file for one repository says. Throws `format_unknown` for a value that a client could not send or would
 * read as something else, so that the writers need no escapes.
 */
export function packageSource(format: FormatName, kind: PackageFormat, { login }: IssuedPackageLogin): PackageSource {
  const token = login.authorizationToken.reveal();
  const endpoint = login.endpoints[kind];
  if (endpoint === undefined) throw canNotCarry(format, `nothing in endpoints.${kind}`);
  if (!ENDPOINT.test(endpoint))
    throw canNotCarry(format, `anything but the address of a repository in endpoints.${kind}`);
  if (!B64TOKEN.test(token)) throw canNotCarry(format, 'anything but a bearer token in authorizationToken');
  return { token, endpoint, ends: login.expiresAt.toISOString() };
}
