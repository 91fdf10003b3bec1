// What a reader may ignore of something that a newer release wrote.
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { SCHEMAS } from '../../../shared/domain/definitions.ts';
import { unknownFields } from '../../../shared/domain/reader.ts';

const Schema = v.variant('type', [
  v.strictObject({ type: v.literal('a'), limit: v.exactOptional(v.never('is not taken by a')) }),
  v.strictObject({ type: v.literal('b'), inner: v.exactOptional(v.strictObject({ depth: v.number() })) }),
]);

it.each<[string, unknown, readonly string[]]>([
  ['that the schema does not know', { type: 'a', added: 1, limit: 2 }, ['added']],
  ['that the schema only refuses by name', { type: 'a', limit: 2 }, []],
  ['of another alternative', { type: 'a', inner: {} }, []],
  ['inside of a field', { type: 'b', inner: { depth: 1, added: 2 } }, []],
  ['of something that has none', 'text', []],
])('fields %s', (_what, written, unknown) => {
  expect(unknownFields(Schema, written)).toEqual(unknown);
});

interface Node {
  readonly type?: string;
  readonly entries?: Readonly<Record<string, Node>>;
  readonly wrapped?: Node;
  readonly item?: Node;
  readonly options?: readonly Node[];
  readonly pipe?: readonly Node[];
}

/** The places in a schema where an object may have members that the schema does not name. */
function openPlaces({ type = '', entries = {}, wrapped, item, options = [], pipe = [] }: Node, path: string): string[] {
  return [
    ...(['object', 'loose_object', 'record'].includes(type) ? [path] : []),
    ...Object.entries(entries).flatMap(([name, entry]) => openPlaces(entry, `${path}.${name}`)),
    ...(item === undefined ? [] : openPlaces(item, `${path}[]`)),
    ...[wrapped ?? [], options, pipe.slice(1)].flat().flatMap((part) => openPlaces(part, path)),
  ];
}

it('nothing inside a definition is ignored but members of a JWK: a limit there would be lost after a rollback', () => {
  const places = Object.entries(SCHEMAS).flatMap(([kind, schema]) => openPlaces(schema as unknown as Node, kind));
  expect([...new Set(places)]).toEqual([
    'issuer.jwks',
    'issuer.jwks.keys[]',
    // Names of tags are free.
    'connector.session.tags[]',
    'refresh-job.destination.create.tags',
  ]);
});
