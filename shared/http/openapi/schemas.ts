// The schemas that parse requests, and those that answers are typed by, as JSON Schema 2020-12.
import { type JsonSchema, toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { Account } from '../../domain/account.ts';
import { KeyFields } from '../../domain/account-key.ts';
import * as accountKeys from '../../domain/answers/account-keys.ts';
import * as administration from '../../domain/answers/administration.ts';
import * as callers from '../../domain/answers/callers.ts';
import * as common from '../../domain/answers/common.ts';
import * as credentials from '../../domain/answers/credentials.ts';
import * as definitions from '../../domain/answers/definitions.ts';
import * as explanation from '../../domain/answers/explanation.ts';
import * as formats from '../../domain/answers/formats.ts';
import * as iam from '../../domain/answers/iam.ts';
import * as issuerKeys from '../../domain/answers/issuer-keys.ts';
import * as problem from '../../domain/answers/problem.ts';
import * as records from '../../domain/answers/records.ts';
import { TimeOrDay } from '../../domain/audit-query.ts';
import { AwsAccountId, Region, RoleArn } from '../../domain/aws.ts';
import { ClaimConditions, WrittenConditions } from '../../domain/claims.ts';
import { Connector } from '../../domain/connector.ts';
import { ConnectorState } from '../../domain/connector-state.ts';
import { Day } from '../../domain/day.ts';
import { DefinitionId } from '../../domain/definition.ts';
import { Grant } from '../../domain/grant.ts';
import { IAM_EXTRAS, IamExtras } from '../../domain/iam-extra.ts';
import { Issuer } from '../../domain/issuer.ts';
import { DEFAULT_LIMIT, MAX_LIMIT, PageLimit } from '../../domain/page-limit.ts';
import { RefreshJob } from '../../domain/refresh-job.ts';
import { JobState, RefreshEntry } from '../../domain/refresh-state.ts';
import { StopScope } from '../../domain/stop.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import { NumberOfDays } from '../../domain/usage-query.ts';
import { Batch } from '../request/read-batch-request.ts';
import { DecisionFields, RestoreFields, VersionNumber } from '../request/read-definition-request.ts';
import { Explain } from '../request/read-explain-request.ts';
import { RotateFields } from '../request/read-key-request.ts';
import { SetFields } from '../request/read-set-request.ts';
import { StopFields } from '../request/read-stop-request.ts';
import { Verify } from '../request/read-verify-request.ts';
import { MergePatch } from './rows/samples.ts';

/** What parses requests. What it does not know is refused, so its objects are closed. */
const REQUESTS: Readonly<Record<string, v.GenericSchema>> = {
  ...{ DefinitionId, AwsAccountId, Region, RoleArn, Grant, Issuer, Account, Connector, RefreshJob, StopScope },
  ...connectorsByType(),
  AccountKey: KeyFields,
  BatchRequest: Batch,
  DefinitionSetRequest: SetFields,
  DecisionRequest: DecisionFields,
  ExplainRequest: Explain,
  MergePatch,
  RestoreRequest: RestoreFields,
  RotateRequest: RotateFields,
  StopRequest: StopFields,
  VerifyRequest: Verify,
};

/** Forms that a reader takes as text and turns into something else, by what they say. */
const WRITTEN: Readonly<Record<string, readonly [read: v.GenericSchema, written: v.GenericSchema]>> = {
  ClaimConditions: [ClaimConditions, WrittenConditions],
  PageLimit: [PageLimit, v.optional(wholeNumber(1, MAX_LIMIT), DEFAULT_LIMIT)],
  NumberOfDays: [NumberOfDays, wholeNumber(1, 9_999)],
  VersionNumber: [VersionNumber, wholeNumber(1, 999_999_999_999_999)],
  IamExtras: [IamExtras, v.pipe(v.array(v.picklist(IAM_EXTRAS)), v.nonEmpty())],
  Day: [Day, v.pipe(v.string(), v.isoDate())],
  TimeOrDay: [TimeOrDay, v.union([v.pipe(v.string(), v.isoTimestamp()), v.pipe(v.string(), v.isoDate())])],
};

/** What answers are typed by. Later releases add members, so their objects are open. */
const ANSWERS = Object.fromEntries(
  [
    accountKeys,
    administration,
    callers,
    common,
    credentials,
    definitions,
    explanation,
    formats,
    iam,
    issuerKeys,
    problem,
    records,
    { ConnectorState },
    { JobState, RefreshEntry },
  ]
    .flatMap((module): [string, unknown][] => Object.entries(module))
    .flatMap(([name, value]) => (isSchema(value) ? [[name.replace(/Json$/, ''), value]] : [])),
) as Readonly<Record<string, v.GenericSchema>>;

function isSchema(value: unknown): value is v.GenericSchema {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema';
}

function wholeNumber(least: number, most: number) {
  return v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
}

/** The fields of a connector by its principal type, such as `AssumedRoleConnector`. */
function connectorsByType(): Record<string, v.GenericSchema> {
  const [variant] = Connector.pipe;
  return Object.fromEntries(
    variant.options.map((option) => {
      const words = option.entries.principalType.literal.split('-');
      return [`${words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('')}Connector`, option];
    }),
  );
}

const NAMES = new Map<v.GenericSchema, string>([
  ...[REQUESTS, ANSWERS].flatMap((schemas) => Object.entries(schemas).map(([name, schema]) => [schema, name] as const)),
  ...Object.entries(WRITTEN).map(([name, [read]]) => [read, name] as const),
]);

const CONFIG = {
  target: 'draft-2020-12',
  typeMode: 'input',
  // What a JSON Schema can't express is left out, so that it accepts more than the reader does.
  errorMode: 'ignore',
  overrideRef: ({ referenceId }: { readonly referenceId: string }) => `#/components/schemas/${referenceId}`,
  overrideSchema: ({
    valibotSchema: { type, check },
    jsonSchema,
  }: {
    readonly valibotSchema: { readonly type: string; readonly check?: unknown };
    readonly jsonSchema: JsonSchema;
  }) => {
    if (type === 'custom' && check === isJsonObject) return { type: 'object' as const };
    // Without it, types that are made of the document have no other members.
    return type === 'loose_object' ? { ...jsonSchema, additionalProperties: {} } : undefined;
  },
} as const;

export interface SchemaOptions {
  /** Closes the objects of answers too, so that a test finds each member that the document does not have. */
  readonly closed?: boolean;
}

/** Every named schema. */
export function componentSchemas({ closed = false }: SchemaOptions = {}): Record<string, JsonSchema> {
  const read = Object.entries(WRITTEN).map(([name, [schema]]) => [name, schema]);
  const all = toJsonSchemaDefs({ ...REQUESTS, ...ANSWERS, ...Object.fromEntries(read) }, CONFIG);
  const written = Object.entries(WRITTEN).map(([name, [, schema]]) => [name, converted(schema)]);
  const whole: Record<string, JsonSchema> = { ...all, ...Object.fromEntries(written) };
  const entries = Object.entries(whole).map(([name, schema]): [string, JsonSchema] => {
    const isAnswer = Object.hasOwn(ANSWERS, name);
    const tidied = tidy(schema, isAnswer && !closed);
    return [name, isDefinition(name) ? withOptionalId(tidied) : tidied];
  });
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The schema of a parameter, a body or an answer. */
export function schemaOf(schema: v.GenericSchema): JsonSchema {
  const name = NAMES.get(schema);
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
  const { wrapped, options } = schema as { wrapped?: v.GenericSchema; options?: readonly v.GenericSchema[] };
  if (wrapped !== undefined) return schemaOf(wrapped);
  if (schema.type === 'union' && options !== undefined) return { anyOf: options.map(schemaOf) };
  return tidy(converted(schema), false);
}

function converted(schema: v.GenericSchema): JsonSchema {
  const { $schema: _dialect, ...json } = toJsonSchema(schema, CONFIG);
  return json;
}

/** Definitions that a request may leave the id of to Portunus. */
function isDefinition(name: string): boolean {
  return /^(?:Issuer|Account|RefreshJob|\w+Connector)$/.test(name) && Object.hasOwn(REQUESTS, name);
}

function withOptionalId({ required = [], ...schema }: JsonSchema): JsonSchema {
  return { ...schema, required: required.filter((name) => name !== 'id') };
}

/**
 * Leaves out members that are refused by name, because a closed object refuses every other name, and that an object is
 * closed, where it is to be open.
 */
function tidy(schema: JsonSchema, isOpen: boolean): JsonSchema {
  const { properties, required, additionalProperties, ...rest } = simpler(schema);
  const isClosed = additionalProperties === false;
  const all = {
    ...rest,
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).filter(isTaken)) }),
    ...(required && required.length > 0 && { required }),
    ...(additionalProperties !== undefined && !(isClosed && isOpen) && { additionalProperties }),
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, tidied(name, value, isOpen)]));
}

/**
 * The first option of a variant that takes a value is its only one, so that nothing has to count them. What a part of an
 * intersection requires of another is said beside that one, because generators take the two for different objects.
 */
function simpler({ oneOf, allOf, ...schema }: JsonSchema): JsonSchema {
  if (oneOf !== undefined) return { ...schema, anyOf: oneOf };
  const [whole, part] = (allOf ?? []) as readonly JsonSchema[];
  return whole?.$ref === undefined
    ? schema
    : { ...schema, allOf: [whole], ...(part?.required && { required: part.required }) };
}

function isTaken([, schema]: readonly [string, unknown]): boolean {
  return JSON.stringify(schema) !== '{"not":{}}';
}

/** Keywords that hold values, and not schemas. */
const VALUES = ['const', 'default', 'enum', 'examples', 'required'];

function tidied(name: string, value: unknown, isOpen: boolean): unknown {
  if (typeof value !== 'object' || value === null || VALUES.includes(name)) return value;
  if (Array.isArray(value)) return value.map((one) => tidy(one, isOpen));
  if (name !== 'properties') return tidy(value, isOpen);
  return Object.fromEntries(Object.entries(value).map(([key, schema]) => [key, tidy(schema, isOpen)]));
}
