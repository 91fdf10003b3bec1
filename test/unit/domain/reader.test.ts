// What a reader may ignore of something that a newer release wrote.
import * as v from 'valibot';
import { expect, it } from 'vitest';
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
