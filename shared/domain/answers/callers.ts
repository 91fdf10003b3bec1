import * as v from 'valibot';
import { DefinitionId } from '../definition.ts';
import { Access } from '../narrowing.ts';
import { PRINCIPAL_TYPES, type PrincipalType, SERVED } from '../principal-type.ts';
import { JsonObject, nextToken } from './common.ts';

export const CallerJson = v.strictObject({
  requestId: v.string(),
  kind: v.picklist(['workload', 'user']),
  issuer: v.string(),
  subject: v.string(),
  administrator: v.boolean(),
  auditor: v.boolean(),
  groups: v.array(v.string()),
  claims: JsonObject,
});

export const PrincipalTypeName = v.picklist(Object.keys(PRINCIPAL_TYPES) as PrincipalType[]);

const texts = v.exactOptional(v.array(v.string()));

/** The limits that hold for a caller: those of a connector, and of the grant that lets the caller in. */
export const Limits = v.strictObject({
  access: v.exactOptional(Access),
  repositories: texts,
  registries: texts,
  codeartifact: v.exactOptional(v.strictObject({ domains: v.array(v.string()), repositories: texts })),
  regions: texts,
  maxDurationSeconds: v.exactOptional(v.number()),
});

/** What a caller who is no administrator sees of a connector, with the limits that hold for this caller. */
export const ConnectorSummary = v.strictObject({
  id: DefinitionId,
  name: v.exactOptional(v.string()),
  description: v.exactOptional(v.string()),
  principalType: PrincipalTypeName,
  serves: v.array(v.picklist(SERVED)),
  region: v.exactOptional(v.string()),
  ...Limits.entries,
});

export const ConnectorSummaries = v.strictObject({ items: v.array(ConnectorSummary), nextToken });

export const Status = v.strictObject({ status: v.literal('ok'), version: v.string() });

/** An issuer where people sign in from a terminal. */
export const SignInJson = v.strictObject({
  id: DefinitionId,
  url: v.string(),
  cliClientId: v.string(),
  scopes: v.array(v.string()),
  maxTokenAgeSeconds: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

export const SignIns = v.strictObject({ items: v.array(SignInJson) });

/** The description of the API, as far as it says what it is. */
export const OpenApiDocument = v.objectWithRest(
  { openapi: v.string(), info: JsonObject, paths: JsonObject },
  v.unknown(),
);

export const PolicyExampleJson = v.strictObject({
  name: v.string(),
  title: v.string(),
  sentence: v.string(),
  serves: v.picklist(SERVED),
  principalTypes: v.array(PrincipalTypeName),
  /** The texts in the policy that stand for something of yours, and what that is. */
  replace: v.record(v.string(), v.string()),
  policy: v.strictObject({ Version: v.literal('2012-10-17'), Statement: v.array(JsonObject) }),
  simulator: v.string(),
});

export const PolicyExamples = v.strictObject({ items: v.array(PolicyExampleJson) });
