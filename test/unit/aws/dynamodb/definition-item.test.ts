// Definitions as the table holds them, and who wrote them.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { readItem, toItem } from '../../../../shared/aws/dynamodb/definition-item.ts';

const ADA = 'arn:aws:iam::123456789012:user/ada';

const ITEM: Record<string, AttributeValue> = {
  kind: { S: 'refresh-job' },
  id: { S: 'nightly' },
  schema: { N: '1' },
  version: { N: '3' },
  definition: { S: '{"id":"nightly"}' },
  definedBy: { S: ADA },
};

describe('a stored definition', () => {
  it('says who wrote it', () => {
    const written = toItem('refresh-job', 'nightly', { version: 3, definition: { id: 'nightly' }, definedBy: ADA });
    expect(written).toEqual(ITEM);
    expect(readItem('refresh-job', written)).toEqual({
      ok: true,
      value: { id: 'nightly', version: 3, definition: { id: 'nightly' }, definedBy: ADA },
    });
  });

  it('of before that was kept is read without', () => {
    const { definedBy: _left, ...before } = ITEM;
    expect(readItem('refresh-job', before)).toEqual({
      ok: true,
      value: { id: 'nightly', version: 3, definition: { id: 'nightly' } },
    });
  });

  it.each<[string, AttributeValue]>([
    ['nobody', { S: '' }],
    ['a number', { N: '7' }],
    ['a list', { L: [{ S: ADA }] }],
    ['nothing', { NULL: true }],
    ['a text and a number', { S: ADA, N: '7' } as unknown as AttributeValue],
  ])('of %s is not read', (_who, definedBy) => {
    const parsed = readItem('refresh-job', { ...ITEM, definedBy });
    expect(parsed.ok ? [] : [...new Set(parsed.errors.map(({ field }) => field.split('.')[0]))]).toEqual(['definedBy']);
  });

  it.each<[string, string, AttributeValue]>([
    ['another kind', 'kind', { S: 'connector' }],
    ['a later schema', 'schema', { N: '2' }],
    ['version 0', 'version', { N: '0' }],
    ['an id that is none', 'id', { S: 'Nightly' }],
    ['something that is no JSON', 'definition', { S: '{' }],
    ['an attribute more', 'dueAt', { S: 'x' }],
  ])('of %s is not read', (_what, name, value) => {
    const parsed = readItem('refresh-job', { ...ITEM, [name]: value });
    expect(parsed.ok ? [] : parsed.errors.map(({ field }) => field.split('.')[0])).toEqual([name]);
  });

  it('keeps what is called __proto__', () => {
    const definition = JSON.parse('{"id":"nightly","__proto__":{"enabled":true}}');
    const parsed = readItem(
      'refresh-job',
      toItem('refresh-job', 'nightly', { version: 1, definition, definedBy: ADA }),
    );
    expect(parsed.ok && JSON.stringify(parsed.value.definition)).toBe('{"id":"nightly","__proto__":{"enabled":true}}');
  });
});
