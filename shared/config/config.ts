import * as v from 'valibot';
import { AwsAccountId, type Partition, partitionOfRegion, Region, RoleArn } from '../domain/aws.ts';
import { DefinitionId } from '../domain/definition.ts';
import { faultsText } from '../domain/errors.ts';
import { parseWith } from '../domain/parse.ts';
import { Secret } from '../domain/secret.ts';
import { STAGE } from '../domain/stage.ts';

export const TableName = v.pipe(v.string(), v.regex(/^[\w.-]{3,255}$/, "must be a DynamoDB table's name"));
function flag(absent: 'true' | 'false') {
  return v.pipe(
    v.optional(v.picklist(['true', 'false'], "must be 'true' or 'false'"), absent),
    v.transform((text) => text === 'true'),
  );
}
const RoleArns = v.pipe(v.optional(v.string(), ''), v.transform(splitList), v.array(RoleArn));
function days(absent: string) {
  return v.pipe(
    v.optional(v.string(), absent),
    v.regex(/^[1-9][0-9]{0,3}$/, 'must be a number of days from 1 to 9999'),
    v.transform(Number),
  );
}
export const RetentionDays = days('400');

const Endpoint = v.exactOptional(
  v.pipe(
    v.string(),
    v.url('must be a URL'),
    v.transform((text) => text.replace(/\/+$/, '')),
  ),
);

/** The same default as that of a deployment. */
const CONNECTOR_ROLES = 'arn:*:iam::*:role/portunus/*';

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** A list that a deployment always sets. Where it is absent, on this machine, nothing is limited. */
const Patterns = v.pipe(
  v.optional(v.string(), ''),
  v.transform((text) => (text === '' ? undefined : splitList(text))),
);

const LockedIssuers = v.pipe(
  v.optional(v.string(), ''),
  v.transform((text): 'all' | string[] => (text.trim() === '*' ? 'all' : splitList(text))),
  v.union([v.literal('all'), v.array(DefinitionId)], 'must be ids of issuers, or * for all'),
);

const Url = v.pipe(v.string(), v.url('must be a URL'));

/** The same default as in serverless.yml. */
export const DEFAULT_STAGE = 'dev';

export const Stage = v.pipe(
  v.optional(v.string(), DEFAULT_STAGE),
  v.regex(new RegExp(`^${STAGE}$`), 'must be a stage: up to 16 lower-case letters and digits, first a letter'),
);

export const entries = {
  PORTUNUS_STAGE: Stage,
  PORTUNUS_DEFINITIONS_TABLE: TableName,
  PORTUNUS_ACTIVITY_TABLE: TableName,
  PORTUNUS_ADMIN_ROLES: RoleArns,
  PORTUNUS_ADMINS_MAY_ISSUE: flag('true'),
  PORTUNUS_ALLOW_PRIVATE_ISSUERS: flag('false'),
  PORTUNUS_ALLOW_PROVIDED: flag('false'),
  PORTUNUS_CONNECTOR_ROLES: v.pipe(v.optional(v.string(), CONNECTOR_ROLES), v.transform(splitList)),
  PORTUNUS_APPROVALS: flag('false'),
  PORTUNUS_DESTINATIONS: Patterns,
  PORTUNUS_LOCKED_ISSUERS: LockedIssuers,
  PORTUNUS_METRICS_PER_JOB: flag('true'),
  /** Absent where no API Gateway is: on this machine. A deployment's template sets it. */
  PORTUNUS_GATEWAY_SECRET: v.exactOptional(
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9]{32,128}$/, 'must be 32 to 128 letters and digits'),
      v.transform((text) => new Secret(text)),
    ),
  ),
  PORTUNUS_AUDIT_RETENTION_DAYS: RetentionDays,
  /** Lambda sets this one. */
  AWS_REGION: v.optional(Region, 'us-east-1'),
  /** The SDK's setting for its Signin client. The console's federation endpoint is at the same host. */
  AWS_ENDPOINT_URL_SIGNIN: Endpoint,
};

const Environment = v.object(entries);
const DispatchEnvironment = v.object({ ...entries, PORTUNUS_REFRESH_QUEUE_URL: Url });
const DeliverEnvironment = v.object({ ...entries, PORTUNUS_ACCOUNT_ID: AwsAccountId });

const RotateEnvironment = v.object({
  ...entries,
  PORTUNUS_ROTATE_KEYS_DAYS: v.pipe(
    v.optional(v.string(), ''),
    v.regex(/^(?:|[1-9][0-9]{0,2})$/, 'must be a number of days from 1 to 999, or empty'),
    v.transform((text) => (text === '' ? undefined : Number(text))),
  ),
});

/** Plain HTTP is for this machine only, because the requests carry credentials. */
const ProbedUrl = v.pipe(
  Url,
  v.check((text) => /^(?:https:|http:\/\/(?:127\.0\.0\.1|localhost)[:/])/.test(`${text}/`), 'must be https'),
);
const ProbeEnvironment = v.object({
  PORTUNUS_STAGE: Stage,
  PORTUNUS_PROBE_URL: ProbedUrl,
  // The ids of the other connectors that it asks for are longer by a suffix.
  PORTUNUS_PROBE_CONNECTOR: v.pipe(DefinitionId, v.maxLength(50, 'must be at most 50 characters')),
  PORTUNUS_PROBE_AUDIENCE: v.optional(v.string(), ''),
  PORTUNUS_PROBE_REGISTRY: flag('false'),
  AWS_REGION: Region,
});

const VerifyEnvironment = v.object({
  ...entries,
  PORTUNUS_VERIFY_READS_ROLES: flag('false'),
  PORTUNUS_VERIFY_READS_KEYS: flag('false'),
  PORTUNUS_VERIFY_ASKS_REPOSITORIES: flag('false'),
  PORTUNUS_VERIFY_KEY_DAYS: days('90'),
});

export interface Config {
  /** The stage of the deployment. Metrics, names and secrets carry it. */
  readonly stage: string;
  readonly definitionsTable: string;
  readonly activityTable: string;
  /** Roles whose sessions are administrators at `/iam/v1`. */
  readonly adminRoles: readonly string[];
  /** Whether people who administer may use every connector without a grant. */
  readonly adminsMayIssue: boolean;
  readonly allowPrivateIssuers: boolean;
  readonly auditRetentionDays: number;
  /** Whether connectors may issue logins of the execution role itself. */
  readonly allowProvided: boolean;
  /** The roles that the deployment may assume, as IAM patterns. */
  readonly connectorRoles: readonly string[];
  /** Where refresh jobs may deliver, as IAM patterns. `undefined` is anywhere. */
  readonly destinations: readonly string[] | undefined;
  /** Whether changes of issuers and wide grants wait for a second administrator. */
  readonly approvals: boolean;
  /** Issuers that change by deployment alone. */
  readonly lockedIssuers: readonly string[] | 'all';
  /** Whether the remaining life is also a metric for each job. CloudWatch charges by the number of metrics. */
  readonly metricsPerJob: boolean;
  readonly region: string;
  readonly partition: Partition;
  /** What the API adds to each event. Without it, events are not asked where they come from. */
  readonly gatewaySecret: Secret | undefined;
  /** Replaces the partition's sign-in endpoint. */
  readonly signinEndpoint?: string;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the whole environment once. Throws one error that names every fault, so that a wrong deployment fails when it
 * starts and not at its first request.
 */
export function readConfig(environment: Variables = process.env): Config {
  return toConfig(read(Environment, environment));
}

/**
 * Reads the configuration, and the account that the function runs in. Only IAM documents name it, so without it, or with
 * something else in its place, all other routes work.
 */
export function readReadConfig(environment: Variables = process.env) {
  const account = v.safeParse(AwsAccountId, environment.PORTUNUS_ACCOUNT_ID);
  return Object.freeze({ ...readConfig(environment), accountId: account.success ? account.output : undefined });
}

/** Reads the configuration, and the queue to which due jobs are sent. */
export function readDispatchConfig(environment: Variables = process.env) {
  const value = read(DispatchEnvironment, environment);
  return Object.freeze({ ...toConfig(value), refreshQueueUrl: value.PORTUNUS_REFRESH_QUEUE_URL });
}

/** Reads the configuration, and the account that the function runs in. */
export function readDeliverConfig(environment: Variables = process.env) {
  const value = read(DeliverEnvironment, environment);
  return Object.freeze({ ...toConfig(value), accountId: value.PORTUNUS_ACCOUNT_ID });
}

/** Reads the configuration, and how old the key of an account may get. */
export function readRotateConfig(environment: Variables = process.env) {
  const value = read(RotateEnvironment, environment);
  return Object.freeze({ ...toConfig(value), rotateDays: value.PORTUNUS_ROTATE_KEYS_DAYS });
}

/** Reads the configuration, and what a verification may ask AWS beside what every login asks. */
export function readVerifyConfig(environment: Variables = process.env) {
  const value = read(VerifyEnvironment, environment);
  return Object.freeze({
    ...toConfig(value),
    readsRoles: value.PORTUNUS_VERIFY_READS_ROLES,
    readsKeys: value.PORTUNUS_VERIFY_READS_KEYS,
    asksRepositories: value.PORTUNUS_VERIFY_ASKS_REPOSITORIES,
    /** The age in days from which an access key is too old. */
    keyDays: value.PORTUNUS_VERIFY_KEY_DAYS,
  });
}

/** Reads what the prober asks for, and how it shows who it is. It reads no table. */
export function readProbeConfig(environment: Variables = process.env) {
  const value = read(ProbeEnvironment, environment);
  const { PORTUNUS_PROBE_AUDIENCE: audience } = value;
  return Object.freeze({
    stage: value.PORTUNUS_STAGE,
    url: value.PORTUNUS_PROBE_URL,
    connector: value.PORTUNUS_PROBE_CONNECTOR,
    region: value.AWS_REGION,
    /** The audience of tokens of `sts:GetWebIdentityToken`. Absent if the prober signs its requests instead. */
    ...(audience !== '' && { audience }),
    /** Whether the login is presented to the registry. */
    asksRegistry: value.PORTUNUS_PROBE_REGISTRY,
  });
}

/**
 * Reads the CLI's defaults: the address of the API, the token, the region for signatures, the roles that the deployment
 * may assume, its stage, and the table of the audit. Options of the command override the first ones.
 */
export function readCliSettings(environment: Variables = process.env) {
  const { PORTUNUS_URL: url, PORTUNUS_TOKEN: token, AWS_REGION, AWS_DEFAULT_REGION: region = '' } = environment;
  const connectorRoles = splitList(environment.PORTUNUS_CONNECTOR_ROLES || CONNECTOR_ROLES);
  const stage = environment.PORTUNUS_STAGE || undefined;
  return {
    ...(url && { url }),
    ...(token && { token }),
    region: AWS_REGION || region || undefined,
    connectorRoles,
    destinations: environment.PORTUNUS_DESTINATIONS ? splitList(environment.PORTUNUS_DESTINATIONS) : undefined,
    stage,
    adminsMayIssue: (environment.PORTUNUS_ADMINS_MAY_ISSUE || 'true') === 'true',
    activityTable: environment.PORTUNUS_ACTIVITY_TABLE || undefined,
  };
}

/**
 * Reads what this machine has for a person who uses the CLI: whether a browser can be opened, the folder for what
 * programs remember, and whether tokens may go to the keychain.
 */
export function readPersonSettings(environment: Variables = process.env) {
  const { HOME, LOCALAPPDATA, XDG_STATE_HOME, DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME } = environment;
  const ofSystem = process.platform === 'win32' ? LOCALAPPDATA : HOME && `${HOME}/.local/state`;
  // A relative path counts for nothing (XDG Base Directory Specification). Tokens must not be in whatever folder this is.
  const state = XDG_STATE_HOME && /^(?:\/|[A-Za-z]:)/.test(XDG_STATE_HOME) ? XDG_STATE_HOME : ofSystem;
  // With a shell from elsewhere, the browser of this machine is not in front of the person.
  const isNear = !environment.SSH_CONNECTION;
  return {
    hasBrowser: isNear && (process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY || WSL_DISTRO_NAME)),
    stateFolder: state ? `${state}/portunus` : undefined,
    usesKeychain: environment.PORTUNUS_TOKEN_STORE !== 'file',
  };
}

/** Returns the environment itself, for code that has a table of variables of its own: the settings of a deployment. */
export function readVariables(): Variables {
  return process.env;
}

export function read<S extends v.GenericSchema>(schema: S, environment: Variables = process.env): v.InferOutput<S> {
  const parsed = parseWith(schema, environment, 'environment');
  if (parsed.ok) return parsed.value;
  throw new Error(`Bad environment: ${faultsText(parsed.errors)}`);
}

export function toConfig(value: v.InferOutput<typeof Environment>): Config {
  const { AWS_REGION: region, AWS_ENDPOINT_URL_SIGNIN: signinEndpoint } = value;
  return Object.freeze({
    stage: value.PORTUNUS_STAGE,
    definitionsTable: value.PORTUNUS_DEFINITIONS_TABLE,
    activityTable: value.PORTUNUS_ACTIVITY_TABLE,
    adminRoles: value.PORTUNUS_ADMIN_ROLES,
    adminsMayIssue: value.PORTUNUS_ADMINS_MAY_ISSUE,
    allowPrivateIssuers: value.PORTUNUS_ALLOW_PRIVATE_ISSUERS,
    auditRetentionDays: value.PORTUNUS_AUDIT_RETENTION_DAYS,
    allowProvided: value.PORTUNUS_ALLOW_PROVIDED,
    connectorRoles: value.PORTUNUS_CONNECTOR_ROLES,
    destinations: value.PORTUNUS_DESTINATIONS,
    approvals: value.PORTUNUS_APPROVALS,
    lockedIssuers: value.PORTUNUS_LOCKED_ISSUERS,
    metricsPerJob: value.PORTUNUS_METRICS_PER_JOB,
    region,
    partition: partitionOfRegion(region) ?? 'aws',
    gatewaySecret: value.PORTUNUS_GATEWAY_SECRET,
    ...(signinEndpoint && { signinEndpoint }),
  });
}
