import * as v from 'valibot';
import { AwsAccountId, parseRoleArn, Region, RoleArn } from './aws.ts';
import { ClaimConditions } from './claims.ts';
import { DefinitionId, notSupported } from './definition.ts';
import { PRINCIPAL_TYPES } from './principal-type.ts';
import { SessionTemplates } from './session-templates.ts';
import { isJsonObject } from './strict-json.ts';

const listOf = <S extends v.GenericSchema<string, string>>(entry: S, most: number) =>
  v.pipe(
    v.array(entry),
    v.nonEmpty('must not be empty: leave it out for no limit'),
    v.maxLength(most, `must have at most ${most} entries`),
    v.check((entries) => new Set(entries).size === entries.length, 'must not name an entry twice'),
  );

/** Lets callers in. All that it names must hold: issuer and claims, issuer and groups, or an IAM role. */
export const Grant = v.pipe(
  v.strictObject({
    issuer: v.exactOptional(DefinitionId),
    claims: v.exactOptional(ClaimConditions),
    groups: v.exactOptional(listOf(v.pipe(v.string(), v.nonEmpty('must not be empty')), 100)),
    iamRole: v.exactOptional(RoleArn),
    uniqueId: v.exactOptional(
      v.pipe(v.string(), v.regex(/^AROA[A-Z0-9]{12,124}$/, "must be a role's unique id (AROA…)")),
    ),
    refreshJob: notSupported,
  }),
  v.check(
    ({ issuer, iamRole }) => (issuer === undefined) !== (iamRole === undefined),
    'must name an issuer or an iamRole, and not both',
  ),
  v.check(
    ({ issuer, claims, groups }) => issuer === undefined || claims !== undefined || groups !== undefined,
    'must have claims or groups: without a condition it would match nobody',
  ),
  v.check(
    ({ issuer, claims, groups }) => issuer !== undefined || (claims === undefined && groups === undefined),
    'must not have claims or groups beside iamRole',
  ),
  v.check(
    ({ iamRole, uniqueId }) => iamRole !== undefined || uniqueId === undefined,
    'must not have a uniqueId without iamRole',
  ),
);

export type Grant = v.InferOutput<typeof Grant>;

/** The part of a connector that says who may use it for what. */
const accessEntries = {
  enabled: v.optional(v.boolean(), true),
  serves: v.optional(listOf(v.picklist(['ecr'], "must be 'ecr': nothing else is supported by this version"), 1), [
    'ecr',
  ]),
  systemScope: v.optional(v.boolean(), false),
  grants: v.optional(v.pipe(v.array(Grant), v.maxLength(100, 'must have at most 100 grants')), []),
};

/** Read alone when the rest of a stored connector is not readable: only those let in are told that it is broken. */
export const ConnectorAccess = v.pipe(v.unknown(), v.check(isJsonObject, 'must be an object'), v.object(accessEntries));
export type ConnectorAccess = v.InferOutput<typeof ConnectorAccess>;

const DURATION = PRINCIPAL_TYPES['assumed-role'];
const MaxDurationSeconds = v.pipe(
  v.number(),
  v.integer('must be a whole number'),
  v.minValue(DURATION.minSeconds, `must be at least ${DURATION.minSeconds}`),
  v.maxValue(DURATION.maxSeconds, `must be at most ${DURATION.maxSeconds}`),
);

/** A named recipe for temporary credentials. */
export const Connector = v.pipe(
  v.strictObject({
    id: DefinitionId,
    name: v.exactOptional(
      v.pipe(v.string(), v.nonEmpty('must not be empty'), v.maxLength(128, 'must be at most 128 characters')),
    ),
    account: DefinitionId,
    principalType: v.literal('assumed-role', "must be 'assumed-role': no other type is supported by this version"),
    roleArn: RoleArn,
    region: v.exactOptional(Region),
    regions: v.exactOptional(listOf(Region, 50)),
    registries: v.exactOptional(listOf(AwsAccountId, 100)),
    maxDurationSeconds: v.exactOptional(MaxDurationSeconds),
    loginLifetime: v.optional(v.picklist(['session', 'token']), 'session'),
    session: v.exactOptional(SessionTemplates),
    externalId: v.exactOptional(
      v.pipe(v.string(), v.regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 of A-Z, a-z, 0-9 and +=,.@:/_-')),
    ),
    ...accessEntries,
    access: notSupported,
    repositories: notSupported,
    policy: notSupported,
    policyArns: notSupported,
    conditions: notSupported,
    roleArns: notSupported,
  }),
  v.forward(
    v.check(
      ({ region, regions }) => region === undefined || regions === undefined || regions.includes(region),
      'must be one of regions',
    ),
    ['region'],
  ),
);

export type Connector = v.InferOutput<typeof Connector>;

/** The faults that show only beside the connector's account. */
export const accountMismatch = (
  connector: Connector,
  account: { awsAccountId: string; partition: string },
): string | undefined => {
  const role = parseRoleArn(connector.roleArn);
  if (role?.accountId !== account.awsAccountId) return "must be a role of the connector's account";
  return role.partition === account.partition ? undefined : "must be in the partition of the connector's account";
};
