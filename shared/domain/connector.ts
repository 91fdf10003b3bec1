import * as v from 'valibot';
import { Region, RoleArn, SamlProviderArn } from './aws.ts';
import { DefinitionId } from './definition.ts';
import { accessEntries, type ConnectorAccess } from './grant.ts';
import { isNarrowed, narrowingEntries } from './narrowing.ts';
import { type PrincipalType, rulesOf } from './principal-type.ts';
import { listOf } from './schemas.ts';
import { sessionTemplates } from './session-templates.ts';

const commonEntries = {
  id: DefinitionId,
  name: v.exactOptional(
    v.pipe(v.string(), v.nonEmpty('must not be empty'), v.maxLength(128, 'must be at most 128 characters')),
  ),
  description: v.exactOptional(
    v.pipe(v.string(), v.nonEmpty('must not be empty'), v.maxLength(1_024, 'must be at most 1024 characters')),
  ),
  account: DefinitionId,
  region: v.exactOptional(Region),
  acknowledgeRisk: v.exactOptional(v.literal(true, 'must be true, or be left out')),
  ...accessEntries,
};

const sessionEntries = {
  roleArn: RoleArn,
  samlProviderArn: SamlProviderArn,
  externalId: v.exactOptional(
    v.pipe(v.string(), v.regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 of A-Z, a-z, 0-9 and +=,.@:/_-')),
  ),
  /** Further roles that the session may assume, one of them if a request names it. */
  roleArns: v.exactOptional(listOf(RoleArn, 50)),
  omitPolicy: v.exactOptional(v.literal(true, 'must be true, or be left out')),
  /** A session then never outlives the token that it was given for. A login of ECR would: it is refused on write. */
  withinTokenLife: v.exactOptional(v.boolean()),
};

type SessionEntry = keyof typeof sessionEntries | keyof typeof narrowingEntries;
type NotTaken = v.ExactOptionalSchema<v.NeverSchema<string>, undefined>;

/** Fields that not every type has, refused by name where they mean nothing: a field is never ignored. */
function notTakenBy(type: PrincipalType) {
  const notTaken: NotTaken = v.exactOptional(v.never(`is not taken by ${type}`));
  const names = [...Object.keys(sessionEntries), ...Object.keys(narrowingEntries)];
  return Object.fromEntries(names.map((name) => [name, notTaken])) as Record<SessionEntry, NotTaken>;
}

function servedBy(type: PrincipalType) {
  const { serves } = rulesOf(type);
  return v.optional(
    v.pipe(
      accessEntries.serves,
      v.check(
        (routes) => routes.every((route) => serves.includes(route)),
        `must be of ${serves.join(', ')} for ${type}`,
      ),
    ),
    serves.slice(0, 1),
  );
}

function durationOf(type: PrincipalType) {
  const { min, max } = rulesOf(type).duration ?? { min: 0, max: 0 };
  return v.exactOptional(
    v.pipe(
      v.number(),
      v.integer('must be a whole number'),
      v.minValue(min, `must be at least ${min}`),
      v.maxValue(max, `must be at most ${max}`),
    ),
  );
}

function templatesOf(type: PrincipalType) {
  const { attributes, nameLimits } = rulesOf(type);
  return v.exactOptional(sessionTemplates(attributes, nameLimits));
}

/** Everything that a type has but its own fields, which stand in place of what {@link notTakenBy} refuses. */
function connectorOf<T extends PrincipalType>(type: T) {
  return {
    ...commonEntries,
    ...notTakenBy(type),
    principalType: v.literal(type),
    serves: servedBy(type),
    maxDurationSeconds: durationOf(type),
    loginLifetime: v.optional(v.picklist(['session', 'token']), 'session'),
    session: templatesOf(type),
  };
}

const { roleArn, roleArns, externalId, samlProviderArn, omitPolicy, withinTokenLife } = sessionEntries;
const roleSession = { roleArn, roleArns, externalId, withinTokenLife, ...narrowingEntries };

function acknowledged(why: string) {
  return v.literal(true, `must be true: ${why}`);
}

type SchemaOf<T extends PrincipalType> = v.GenericSchema<unknown, { readonly principalType: T }>;

/** The fields of a connector, by its type. */
const BY_TYPE = {
  'assumed-role': v.strictObject({ ...connectorOf('assumed-role'), ...roleSession }),
  'federated-user': v.strictObject({
    ...connectorOf('federated-user'),
    omitPolicy,
    withinTokenLife,
    ...narrowingEntries,
  }),
  'session-token': v.strictObject({
    ...connectorOf('session-token'),
    withinTokenLife,
    acknowledgeRisk: acknowledged("the session has all of the IAM user's rights"),
  }),
  'web-identity': v.strictObject({
    ...connectorOf('web-identity'),
    ...roleSession,
    acknowledgeRisk: acknowledged('who holds such a token can go to STS without Portunus too'),
  }),
  saml: v.strictObject({
    ...connectorOf('saml'),
    ...roleSession,
    samlProviderArn,
    acknowledgeRisk: acknowledged('who holds such an assertion can go to STS without Portunus too'),
  }),
  provided: v.strictObject({
    ...connectorOf('provided'),
    maxDurationSeconds: v.exactOptional(v.never('is not taken by provided')),
    /** No session is made, so there is no end of it to go by. */
    loginLifetime: v.optional(v.literal('token', "must be 'token' for provided"), 'token'),
  }),
} as const satisfies { readonly [T in PrincipalType]: SchemaOf<T> };

/** A named recipe for temporary credentials. */
export const Connector = v.pipe(
  v.variant('principalType', Object.values(BY_TYPE)),
  v.forward(
    v.check(
      ({ region, regions }) => region === undefined || regions === undefined || regions.includes(region),
      'must be one of regions',
    ),
    ['region'],
  ),
  v.forward(
    v.check(
      ({ pullThroughCache, access }) => pullThroughCache === undefined || access !== undefined,
      'must stand beside access, of which it is a part',
    ),
    ['pullThroughCache'],
  ),
  v.forward(
    v.check(
      ({ principalType, omitPolicy, ...connector }) =>
        !rulesOf(principalType).needsPolicy || omitPolicy === true || isNarrowed(connector),
      'is required, or a limit: without a policy a federated user has no rights (omitPolicy: true, if that is meant)',
    ),
    ['policy'],
  ),
  v.forward(
    v.check(
      ({ omitPolicy, ...connector }) => omitPolicy === undefined || !isNarrowed(connector),
      'must not stand beside a policy or a limit, which is one',
    ),
    ['omitPolicy'],
  ),
);

export type Connector = v.InferOutput<typeof Connector>;

/** A stored connector that is not readable as a whole, with the access part where at least that is. */
export interface UnreadableConnector {
  readonly unreadable: string;
  readonly access?: ConnectorAccess;
}

/** Types that assume a role of ours by name: whoever else could make us do that must not know the external ID. */
export function needsExternalId({ principalType, roleArns }: Connector): boolean {
  return rulesOf(principalType).call === 'AssumeRole' || roleArns !== undefined;
}
