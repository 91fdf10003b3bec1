import { PARTITIONS, type Partition } from '../../domain/aws.ts';
import type { FormatName, Hosts } from '../../domain/format-name.ts';

/**
 * How long ECR's passwords are, in characters. AWS names no bounds: the shortest that was seen is an IAM user's, the
 * longest a session's with many tags. A session's own token is in it.
 */
export const PASSWORD_LENGTHS = { shortest: 1_800, longest: 2_714 } as const;

/** What decides how long a written login is, beside the password. */
export interface Written {
  readonly format: FormatName;
  readonly registries: number;
  readonly hosts: Hosts;
  readonly partition: Partition;
}

interface OneLogin {
  /** Bytes of the password, and of it with the user's name in base64. */
  readonly password: number;
  readonly token: number;
  /** Under how many host names it stands. */
  readonly hosts: number;
}

/** Each of the variables holds the secret, and so does the JSON that they repeat. */
function variables({ password, token }: OneLogin): number {
  return 2 * (password + token) + 690;
}
function dockerConfig({ token, hosts }: OneLogin): number {
  return hosts * 2 * (token + 63) + 10;
}

/** Bytes of one registry's login in each format of logins; a test holds them to what the formats write. */
const SIZES: Readonly<Partial<Record<FormatName, (login: OneLogin) => number>>> = {
  json: ({ password, token, hosts }) => password + token + 470 + (hosts > 1 ? hosts * 62 : 0),
  bash: variables,
  powershell: variables,
  cmd: variables,
  dotenv: variables,
  bamboo: variables,
  // Masked first, and then set.
  'github-actions': (login) => 2 * variables(login) + 500,
  'gitlab-dotenv': ({ password }) => password + 270,
  'azure-pipelines': (login) => variables(login) + 210,
  'docker-config': dockerConfig,
  'docker-credential': ({ password }) => password + 97,
  'kubernetes-secret': (login) => (dockerConfig(login) * 4) / 3 + 180,
  kubelet: ({ password, hosts }) => hosts * (password + 79) + 110,
  'username-password': ({ password }) => password + 32,
};

/** About how many bytes a login has as it is written; to the byte only the login itself says it. */
export function bytesOf({ format, registries, hosts, partition }: Written, passwordLength: number): number {
  const size = SIZES[format];
  if (size === undefined) return 0;
  const token = 4 * Math.ceil(('AWS:'.length + passwordLength) / 3);
  const names = hosts === 'all' ? PARTITIONS[partition].registryHosts.length : 1;
  return Math.round(registries * size({ password: passwordLength, token, hosts: names }));
}
