import * as v from 'valibot';
import { RoleArn, SamlProviderArn } from './aws.ts';
import { hasClaims, RegionTemplate, RoleTemplate } from './connector-templates.ts';
import { DefinitionId } from './definition.ts';
import { accessEntries, type ConnectorAccess } from './grant.ts';
import { narrowingFaults, unservedLimits } from './grant-narrowing.ts';
import { isNarrowed, narrowingEntries } from './narrowing.ts';
import { type PrincipalType, rulesOf } from './principal-type.ts';
import { RateLimit } from './rate-limit.ts';
import { at, listOf } from './schemas.ts';
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
  region: v.exactOptional(RegionTemplate),
  acknowledgeRisk: v.exactOptional(v.literal(true, 'must be true, or be left out')),
  ...accessEntries,
  rateLimit: v.exactOptional(RateLimit),
  /** Lets each token be used once, so that a token that leaks from a job is worthless afterwards. */
  oneTimeTokens: v.exactOptional(v.boolean()),
};

const sessionEntries = {
  roleArn: RoleTemplate,
  samlProviderArn: SamlProviderArn,
  externalId: v.exactOptional(
    v.pipe(v.string(), v.regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 of A-Z, a-z, 0-9 and +=,.@:/_-')),
  ),
  /** Roles that the session may assume in a second hop. A request can name one of them. */
  roleArns: v.exactOptional(listOf(RoleArn, 50)),
  omitPolicy: v.exactOptional(v.literal(true, 'must be true, or be left out')),
  /**
   * Ends the session with the caller's token at the latest. It can not shorten an ECR login, so a connector that serves
   * logins is refused on write, and a login of a stored one on use. A session that may ask ECR for a login itself gets one
   * that outlives it.
   */
  withinTokenLife: v.exactOptional(v.boolean()),
};

type SessionEntry = keyof typeof sessionEntries | keyof typeof narrowingEntries;
type NotTaken = v.ExactOptionalSchema<v.NeverSchema<string>, undefined>;

/** The fields that a principal type does not have. They are refused by name, so that no field is silently ignored. */
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

/** The entries that all types share. A type's own fields override the refusals of {@link notTakenBy}. */
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
    /** This type makes no session, so its logins can not end with one. */
    loginLifetime: v.optional(v.literal('token', "must be 'token' for provided"), 'token'),
  }),
} as const satisfies { readonly [T in PrincipalType]: SchemaOf<T> };

/** The definition of a connector: whom it serves, and how it gets temporary credentials. */
export const Connector = v.pipe(
  v.variant('principalType', Object.values(BY_TYPE)),
  v.forward(
    v.check(
      ({ region, regions }) =>
        region === undefined || regions === undefined || hasClaims(region) || regions.includes(region),
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
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const { field, detail } of unservedLimits(dataset.value.serves, dataset.value)) {
      addIssue({ message: detail, path: [at(field)] });
    }
    for (const [index, grant] of dataset.value.grants.entries()) {
      for (const { field, detail } of [
        ...narrowingFaults(dataset.value, grant),
        ...unservedLimits(dataset.value.serves, grant),
      ]) {
        addIssue({ message: detail, path: [at('grants'), at(index), at(field)] });
      }
    }
  }),
);

export type Connector = v.InferOutput<typeof Connector>;

declare const filled: unique symbol;

/**
 * A connector whose texts hold no claims any more, because those of one caller are filled in. Sessions are planned with
 * such a connector only, so that all that follows sees what AWS will see.
 */
export type FilledConnector = Connector & { readonly [filled]: true };

/** A stored connector that is invalid as a whole, with its access rules if those are valid. */
export interface UnreadableConnector {
  readonly unreadable: string;
  readonly access?: ConnectorAccess;
}

/**
 * Whether a connector needs an external ID. It does if Portunus assumes a role by name: the external ID stops others
 * who can direct Portunus to that role (the confused deputy problem).
 */
export function needsExternalId({ principalType, roleArns }: Connector): boolean {
  return rulesOf(principalType).call === 'AssumeRole' || roleArns !== undefined;
}
