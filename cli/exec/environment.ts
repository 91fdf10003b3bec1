import { devNull } from 'node:os';
import type { Variables } from '../../shared/config/config.ts';

/**
 * What AWS programs would take credentials from in place of the connector's session, or mix them with. The child gets
 * none of the parent's.
 */
export const CREDENTIAL_VARIABLES: readonly string[] = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_ACCOUNT_ID',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
];

/** The variables of the child: the parent's, without its AWS credentials, and with these. */
export function childEnvironment(
  parent: Variables,
  credentials: Variables,
  region: string | undefined,
): Record<string, string> {
  const own: Variables = {
    ...credentials,
    // If the session can't be had, nothing falls back to the role of the machine.
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(region !== undefined && { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
  };
  // Windows takes names in any case, and the last of two.
  const replaced = new Set([...CREDENTIAL_VARIABLES, ...Object.keys(own)]);
  const kept = Object.entries(parent).filter(([name]) => !replaced.has(name.toUpperCase()));
  return Object.fromEntries(
    [...kept, ...Object.entries(own)].filter((one): one is [string, string] => one[1] !== undefined),
  );
}

/** Lets AWS programs ask a local endpoint. */
export function endpointVariables({ url, token }: { readonly url: string; readonly token: string }): Variables {
  return { AWS_CONTAINER_CREDENTIALS_FULL_URI: url, AWS_CONTAINER_AUTHORIZATION_TOKEN: token };
}

/**
 * AWS programs prefer credentials of a default profile to an endpoint, so a person who has one would silently act as
 * somebody else. The child sees no profiles.
 */
export const NO_PROFILES: Variables = { AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull };
