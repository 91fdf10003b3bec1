import * as v from 'valibot';

/** What a response delivers. */
export type Issuable = 'logins' | 'packages' | 'session';

/** The kinds of packages that Portunus writes a client's settings for, as CodeArtifact names them. */
export const PACKAGE_FORMATS = ['npm', 'pypi', 'maven', 'nuget'] as const;
export type PackageFormat = (typeof PACKAGE_FORMATS)[number];

interface FormatRules {
  /** What the format can represent. */
  readonly of: readonly Issuable[];
  /** For which of them the format generates variable names, which take a `namespace`. */
  readonly namespaced: readonly Issuable[];
  /** Of a login to CodeArtifact: the endpoints that the format names, and whether it makes no sense without them. */
  readonly packages?: { readonly endpoints: readonly PackageFormat[]; readonly needsRepository: boolean };
  /** Whether the format can represent only one login. */
  readonly single?: true;
  /** Whether the format can list a registry under each of its host names. */
  readonly holdsAllHosts: boolean;
  /** The largest file that the format's reader accepts. */
  readonly maxBytes?: number;
}

const LOGINS = ['logins'] as const;
const SESSION = ['session'] as const;
const ANY = ['logins', 'packages', 'session'] as const;
const PACKAGES = ['packages'] as const;
const NONE = [] as const;
/** A token of CodeArtifact opens every repository of its domain, so its variables need no repository. */
const TOKEN_ALONE = { endpoints: NONE, needsRepository: false };
/** Variables of a session and of CodeArtifact take no namespace, because tools read fixed names. */
const VARIABLES = { of: ANY, namespaced: LOGINS, packages: TOKEN_ALONE, holdsAllHosts: false };

/** A file that tells a package manager of one repository. */
function fileFor<F extends PackageFormat>(endpoint: F) {
  return {
    of: PACKAGES,
    namespaced: NONE,
    packages: { endpoints: [endpoint], needsRepository: true },
    holdsAllHosts: false,
  } as const;
}

/** The values of `format`. The type of the table of writers requires a writer for each. */
export const FORMATS = {
  json: {
    of: ANY,
    namespaced: NONE,
    packages: { endpoints: PACKAGE_FORMATS, needsRepository: false },
    holdsAllHosts: true,
  },
  bash: VARIABLES,
  powershell: VARIABLES,
  cmd: VARIABLES,
  dotenv: VARIABLES,
  bamboo: { of: ANY, namespaced: ANY, packages: TOKEN_ALONE, holdsAllHosts: false },
  'github-actions': VARIABLES,
  // GitLab accepts reports under 5 KiB (artifacts:reports:dotenv).
  'gitlab-dotenv': { ...VARIABLES, maxBytes: 5_119 },
  'azure-pipelines': VARIABLES,
  'docker-config': { of: LOGINS, namespaced: NONE, holdsAllHosts: true },
  'docker-credential': { of: LOGINS, namespaced: NONE, single: true, holdsAllHosts: false },
  'kubernetes-secret': { of: LOGINS, namespaced: NONE, holdsAllHosts: true },
  kubelet: { of: LOGINS, namespaced: NONE, holdsAllHosts: true },
  'username-password': { of: LOGINS, namespaced: NONE, single: true, holdsAllHosts: false },
  npm: fileFor('npm'),
  pip: fileFor('pypi'),
  maven: fileFor('maven'),
  gradle: fileFor('maven'),
  nuget: fileFor('nuget'),
  'credential-process': { of: SESSION, namespaced: NONE, holdsAllHosts: false },
  container: { of: SESSION, namespaced: NONE, holdsAllHosts: false },
  'aws-credentials-file': { of: SESSION, namespaced: NONE, holdsAllHosts: false },
} as const satisfies Record<string, FormatRules>;

export type FormatName = keyof typeof FORMATS;

/** The formats that can represent logins, or sessions. */
export type FormatOf<I extends Issuable> = {
  [Name in FormatName]: I extends (typeof FORMATS)[Name]['of'][number] ? Name : never;
}[FormatName];

/** The rules of a format, without the table's literal types. */
export function rulesOfFormat(format: FormatName): FormatRules {
  return FORMATS[format];
}

export function formatsOf<I extends Issuable>(issuable: I): readonly FormatOf<I>[] {
  const isOf = (name: FormatName): name is FormatOf<I> => rulesOfFormat(name).of.includes(issuable);
  return (Object.keys(FORMATS) as FormatName[]).filter(isOf);
}

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}

/** The host names that a registry is listed under: the usual one, or all that its partition has. */
export const Hosts = v.picklist(['default', 'all']);
export type Hosts = v.InferOutput<typeof Hosts>;

/** Why a format can not list these hosts, with the formats that can. `undefined` if it can. */
export function hostsFault(hosts: Hosts | undefined, format: FormatName): string | undefined {
  if (hosts !== 'all' || rulesOfFormat(format).holdsAllHosts) return undefined;
  const others = formatsOf('logins').filter((name) => rulesOfFormat(name).holdsAllHosts);
  return `must be default for the format ${format}, which holds one host name; for all of them ask for ${others.join(', ')}`;
}

/**
 * botocore refreshes keys from 15 minutes before their end and fails at 10 minutes. It would refresh a shorter session
 * at each call.
 */
export const MIN_CONTAINER_SECONDS = 1_800;

/** Becomes the prefix of shell variable names, in which dots are replaced by underscores. */
export const Namespace = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*$/, 'must be letters, digits, underscores and dots'),
  v.maxLength(64, 'must be at most 64 characters'),
);

/** The prefixes of generated names by default. They match the Bamboo tasks whose names the formats keep. */
export const DEFAULT_NAMESPACE: Readonly<Record<Issuable, string>> = {
  logins: 'custom.aws.ecr',
  packages: 'custom.aws.codeartifact',
  session: 'custom.aws',
};
