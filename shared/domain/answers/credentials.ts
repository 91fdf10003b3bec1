import * as v from 'valibot';
import { AwsAccountId, Region } from '../aws.ts';
import { DefinitionId } from '../definition.ts';
import { PACKAGE_FORMATS, type PackageFormat } from '../format-name.ts';
import { Time } from './common.ts';
import { problemEntries } from './problem.ts';

const Seconds = v.pipe(v.number(), v.integer(), v.minValue(0));

/** The session that a login or a link was made with, without its keys. */
export const SessionName = v.strictObject({ arn: v.string(), expirationDate: Time });

export const GrantedDuration = v.strictObject({
  requestedSeconds: Seconds,
  grantedSeconds: Seconds,
  /** Only if the session is shorter than requested. */
  limitedBy: v.exactOptional(v.picklist(['role-chaining', 'connector', 'caller-token'])),
});

/** A login to one registry. A login for ECR Public has no `registryId`. */
export const RegistryLoginJson = v.strictObject({
  registryId: v.exactOptional(AwsAccountId),
  region: Region,
  username: v.string(),
  password: v.string(),
  authorizationToken: v.string(),
  proxyEndpoint: v.string(),
  proxyEndpointDomain: v.string(),
  proxyEndpoints: v.exactOptional(v.array(v.string())),
  expirationDate: Time,
});

const issuedEntries = {
  refreshAfter: Time,
  source: v.picklist(['fresh', 'cache']),
  duration: v.exactOptional(GrantedDuration),
};

const loginsEntries = {
  connectorId: DefinitionId,
  credentials: v.array(RegistryLoginJson),
  session: v.exactOptional(SessionName),
  ...issuedEntries,
};

export const Logins = v.strictObject({ requestId: v.string(), ...loginsEntries });

const endpointEntries = Object.fromEntries(
  PACKAGE_FORMATS.map((format) => [format, v.exactOptional(v.string())]),
) as Record<PackageFormat, v.ExactOptionalSchema<v.StringSchema<undefined>, undefined>>;

const packageLoginEntries = {
  connectorId: DefinitionId,
  credentials: v.strictObject({
    domain: v.string(),
    domainOwner: AwsAccountId,
    region: Region,
    repository: v.exactOptional(v.string()),
    authorizationToken: v.string(),
    expirationDate: Time,
    /** Of the repository, by the kind of packages. Empty if the request named none. */
    endpoints: v.strictObject(endpointEntries),
  }),
  session: SessionName,
  ...issuedEntries,
};

/** A login to the repositories of a CodeArtifact domain. */
export const PackageLoginJson = v.strictObject({ requestId: v.string(), ...packageLoginEntries });

export const SessionCredentials = v.strictObject({
  requestId: v.string(),
  connectorId: DefinitionId,
  credentials: v.strictObject({
    accessKeyId: v.string(),
    secretAccessKey: v.string(),
    sessionToken: v.string(),
    expirationDate: Time,
  }),
  session: SessionName,
  ...issuedEntries,
});

/** One result of a batch: a login, or what refused it. */
export const BatchResultJson = v.union([
  v.strictObject({ status: v.literal(200), ...loginsEntries }),
  v.strictObject({ status: v.literal(200), ...packageLoginEntries }),
  v.strictObject({
    status: problemEntries.status,
    connectorId: DefinitionId,
    error: v.strictObject(problemEntries),
  }),
]);

export const BatchResults = v.strictObject({ requestId: v.string(), results: v.array(BatchResultJson) });

export const CallerIdentityJson = v.strictObject({
  requestId: v.string(),
  connectorId: DefinitionId,
  account: AwsAccountId,
  arn: v.string(),
  userId: v.string(),
});

export const ConsoleUrl = v.strictObject({
  requestId: v.string(),
  connectorId: DefinitionId,
  url: v.string(),
  expirationDate: Time,
  session: SessionName,
});
