import * as v from 'valibot';

/** What an answer is about. */
export type Issuable = 'logins' | 'session';

interface FormatRules {
  /** What the format has a form for. */
  readonly of: readonly Issuable[];
  /** Where it generates names, whose beginning can be chosen. */
  readonly namespaced: readonly Issuable[];
  /** It has a form for one login only. */
  readonly single?: true;
  /** Whether a registry can stand in it under each of its host names. */
  readonly holdsAllHosts: boolean;
  /** What its reader takes. */
  readonly maxBytes?: number;
}

const LOGINS = ['logins'] as const;
const SESSION = ['session'] as const;
const BOTH = ['logins', 'session'] as const;
/** The variables of a session are named as AWS's tools read them. */
const VARIABLES = { of: BOTH, namespaced: LOGINS, holdsAllHosts: false };
const NONE = [] as const;

/** What `?format=` takes. Each has a writer in the formats' table; the compiler keeps the two in step. */
export const FORMATS = {
  json: { of: BOTH, namespaced: NONE, holdsAllHosts: true },
  bash: VARIABLES,
  powershell: VARIABLES,
  cmd: VARIABLES,
  dotenv: VARIABLES,
  bamboo: { of: BOTH, namespaced: BOTH, holdsAllHosts: false },
  'github-actions': VARIABLES,
  // GitLab takes reports below 5 KiB (artifacts:reports:dotenv).
  'gitlab-dotenv': { ...VARIABLES, maxBytes: 5_119 },
  'azure-pipelines': VARIABLES,
  'docker-config': { of: LOGINS, namespaced: NONE, holdsAllHosts: true },
  'docker-credential': { of: LOGINS, namespaced: NONE, single: true, holdsAllHosts: false },
  'kubernetes-secret': { of: LOGINS, namespaced: NONE, holdsAllHosts: true },
  kubelet: { of: LOGINS, namespaced: NONE, holdsAllHosts: true },
  'username-password': { of: LOGINS, namespaced: NONE, single: true, holdsAllHosts: false },
  'credential-process': { of: SESSION, namespaced: NONE, holdsAllHosts: false },
  container: { of: SESSION, namespaced: NONE, holdsAllHosts: false },
  'aws-credentials-file': { of: SESSION, namespaced: NONE, holdsAllHosts: false },
} as const satisfies Record<string, FormatRules>;

export type FormatName = keyof typeof FORMATS;

/** The formats of logins, or of sessions. */
export type FormatOf<I extends Issuable> = {
  [Name in FormatName]: I extends (typeof FORMATS)[Name]['of'][number] ? Name : never;
}[FormatName];

/** The rules of a format, without the literal types of the table. */
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

/** Under which host names a registry stands in an answer: the usual one, or every one that its partition has. */
export const Hosts = v.picklist(['default', 'all']);
export type Hosts = v.InferOutput<typeof Hosts>;

/** Why a format does not take these hosts, and what does; `undefined` where it takes them. */
export function hostsFault(hosts: Hosts | undefined, format: FormatName): string | undefined {
  if (hosts !== 'all' || rulesOfFormat(format).holdsAllHosts) return undefined;
  const others = formatsOf('logins').filter((name) => rulesOfFormat(name).holdsAllHosts);
  return `must be default for the format ${format}, which holds one host name; for all of them ask for ${others.join(', ')}`;
}

/** botocore asks for new keys when a quarter of an hour is left, and does nothing without them at ten minutes. */
export const MIN_CONTAINER_SECONDS = 1_800;

/** Becomes part of names in shells, where dots are underscores. */
export const Namespace = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*$/, 'must be letters, digits, underscores and dots'),
  v.maxLength(64, 'must be at most 64 characters'),
);

/** How generated names begin where nothing else is asked for: as those of the Bamboo tasks whose names are kept. */
export const DEFAULT_NAMESPACE: Readonly<Record<Issuable, string>> = {
  logins: 'custom.aws.ecr',
  session: 'custom.aws',
};
