// What OCSF 1.8.0 asks of the classes that the archive writes: names, types, enumerations and what is required, taken from
// the tag 1.8.0 of ocsf/ocsf-schema (with the Cloud profile). The words of the schema are not here.
import schema from '../fixtures/ocsf/schema.json' with { type: 'json' };

interface Attribute {
  readonly type?: string;
  readonly object?: string;
  readonly array?: boolean;
  readonly required?: boolean;
  readonly enum?: readonly string[];
}

interface Shape {
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly atLeastOne?: readonly string[];
}

type Value = Readonly<Record<string, unknown>>;

const CLASSES: Readonly<Record<string, Shape>> = schema.classes;
const OBJECTS: Readonly<Record<string, Shape>> = schema.objects;

const IS_OF: Readonly<Record<string, (value: unknown) => boolean>> = {
  string_t: (value) => typeof value === 'string',
  integer_t: Number.isSafeInteger,
  long_t: Number.isSafeInteger,
  boolean_t: (value) => typeof value === 'boolean',
  json_t: () => true,
};

/** What is wrong with an event. */
export function ocsfFaults(event: Value): readonly string[] {
  const shape = CLASSES[String(event.class_uid)];
  if (shape === undefined) return [`class_uid: ${event.class_uid} is no class of the archive`];
  const typeUid = Number(event.class_uid) * 100 + Number(event.activity_id);
  return [...faultsOf(event, shape, ''), ...(event.type_uid === typeUid ? [] : ['type_uid: is not of the activity'])];
}

function faultsOf(value: Value, { attributes, atLeastOne = [] }: Shape, path: string): readonly string[] {
  const missing = Object.keys(attributes).filter((name) => attributes[name]?.required && value[name] === undefined);
  const hasOne = atLeastOne.length === 0 || atLeastOne.some((name) => value[name] !== undefined);
  return [
    ...missing.map((name) => `${path}${name}: is required`),
    ...(hasOne ? [] : [`${path}: needs one of ${atLeastOne.join(', ')}`]),
    ...Object.entries(value).flatMap(([name, each]) => memberFaults(each, attributes[name], `${path}${name}`)),
  ];
}

function memberFaults(value: unknown, attribute: Attribute | undefined, path: string): readonly string[] {
  if (attribute === undefined) return [`${path}: is unknown`];
  if (Array.isArray(value) !== (attribute.array ?? false)) return [`${path}: is a list, or must be one`];
  return [value].flat().flatMap((each) => valueFaults(each, attribute, path));
}

function valueFaults(value: unknown, { type, object, enum: values }: Attribute, path: string): readonly string[] {
  if (values && !values.includes(String(value))) return [`${path}: ${value} is not in the enumeration`];
  if (object === undefined) return IS_OF[type ?? '']?.(value) ? [] : [`${path}: must be ${type}`];
  if (typeof value !== 'object' || value === null) return [`${path}: must be an object`];
  if (object === 'object') return [];
  const shape = OBJECTS[object];
  return shape === undefined
    ? [`${path}: the object ${object} is not used yet`]
    : faultsOf(value as Value, shape, `${path}.`);
}
