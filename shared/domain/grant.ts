import * as v from 'valibot';
import { RoleArn } from './aws.ts';
import { ClaimConditions } from './claims.ts';
import { DefinitionId } from './definition.ts';
import { grantNarrowingEntries } from './grant-narrowing.ts';
import { SERVED } from './principal-type.ts';
import { listOf, shortArray } from './schemas.ts';
import { isJsonObject } from './strict-json.ts';

/**
 * Lets callers in: by issuer and claims, by issuer and groups, by IAM role, or by refresh job. All conditions of a
 * grant must hold. It can narrow the connector for them, and never gives them more.
 */
export const Grant = v.pipe(
  v.strictObject({
    issuer: v.exactOptional(DefinitionId),
    claims: v.exactOptional(ClaimConditions),
    groups: v.exactOptional(listOf(v.pipe(v.string(), v.nonEmpty('must not be empty')), 100)),
    iamRole: v.exactOptional(RoleArn),
    uniqueId: v.exactOptional(
      v.pipe(v.string(), v.regex(/^AROA[A-Z0-9]{12,124}$/, "must be a role's unique id (AROA…)")),
    ),
    /** The id of a refresh job, which Portunus runs itself. */
    refreshJob: v.exactOptional(DefinitionId),
    ...grantNarrowingEntries,
  }),
  v.check(
    ({ issuer, iamRole, refreshJob }) =>
      [issuer, iamRole, refreshJob].filter((party) => party !== undefined).length === 1,
    'must name an issuer, an iamRole or a refreshJob, and one of them only',
  ),
  v.check(
    ({ issuer, claims, groups }) => issuer === undefined || claims !== undefined || groups !== undefined,
    'must have claims or groups: without a condition it would match nobody',
  ),
  v.check(
    ({ issuer, claims, groups }) => issuer !== undefined || (claims === undefined && groups === undefined),
    'must not have claims or groups without an issuer',
  ),
  v.check(
    ({ iamRole, uniqueId }) => iamRole !== undefined || uniqueId === undefined,
    'must not have a uniqueId without iamRole',
  ),
);

export type Grant = v.InferOutput<typeof Grant>;

const TOO_MANY_GRANTS = 'must have at most 100 grants';

/** The part of a connector that decides who may use it, and for what. */
export const accessEntries = {
  enabled: v.optional(v.boolean(), true),
  serves: v.optional(listOf(v.picklist(SERVED), SERVED.length), ['ecr']),
  systemScope: v.optional(v.boolean(), false),
  grants: v.optional(v.pipe(shortArray(Grant, 100, TOO_MANY_GRANTS), v.maxLength(100, TOO_MANY_GRANTS)), []),
};

/**
 * Read by itself if the rest of a stored connector is invalid, so that only callers with access learn that it is
 * broken.
 */
export const ConnectorAccess = v.pipe(v.unknown(), v.check(isJsonObject, 'must be an object'), v.object(accessEntries));
export type ConnectorAccess = v.InferOutput<typeof ConnectorAccess>;
