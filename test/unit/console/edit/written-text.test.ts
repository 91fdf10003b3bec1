import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONDITIONS, fitsRows } from '../../../../console/screens/edit/form/condition-rows.ts';
import { JSON_TEXT, LINES, NUMBER, TEXT } from '../../../../console/screens/edit/form/written-text.ts';

describe('what stands in a field of the form', () => {
  it.each([
    [TEXT, '', undefined],
    [TEXT, '012', '012'],
    [NUMBER, ' 3600 ', 3600],
    [NUMBER, 'an hour', 'an hour'],
    [NUMBER, '1.5', '1.5'],
    [NUMBER, '', undefined],
    [LINES, 'a\n\n b \n', ['a', 'b']],
    [LINES, ' \n', undefined],
    [JSON_TEXT, '{"a": 1}', { a: 1 }],
    [JSON_TEXT, '{"a": ', '{"a": '],
    [JSON_TEXT, 'null', 'null'],
    [JSON_TEXT, ' ', undefined],
  ])('reads %j as what it says, and keeps what it can not read', (form, text, value) => {
    expect(form.read(text)).toEqual(value);
  });

  it('shows texts that were written as numbers as they are', () => {
    expect(LINES.write([123456789012, 'a'])).toBe('123456789012\na');
  });
});

describe('claim conditions in rows', () => {
  it('shows a map, and a list with nested claims', () => {
    expect(CONDITIONS.write({ ref: ['a', 'b'] })).toEqual([{ claim: 'ref', values: 'a\nb' }]);
    expect(CONDITIONS.write([{ claim: ['kubernetes.io', 'namespace'], anyOf: ['x'] }])).toEqual([
      { claim: '["kubernetes.io","namespace"]', values: 'x' },
    ]);
  });

  it('loses no condition if a claim stands in two rows, as it does while a longer name is typed', () => {
    const rows = [
      { claim: 'ref', values: 'refs/heads/main' },
      { claim: 'ref', values: 'true' },
    ];

    expect(CONDITIONS.read(rows)).toEqual([
      { claim: 'ref', anyOf: ['refs/heads/main'] },
      { claim: 'ref', anyOf: ['true'] },
    ]);
  });

  it.each([
    [{ ref: 'refs/heads/main' }, false],
    [{ run: [12] }, false],
    ['text', false],
    [[{ claim: 1, anyOf: ['x'] }], false],
    [{ ref: ['x'] }, true],
    [undefined, true],
  ])('shows %j in rows only if they lose nothing of it', (value, fits) => {
    expect(fitsRows(value)).toBe(fits);
  });

  it('gives back each condition that it shows', () => {
    const values = fc.array(fc.stringMatching(/^[a-z0-9:/*]{1,8}$/), { maxLength: 3 });
    const name = fc.stringMatching(/^[a-z_.]{1,8}$/);
    const map = fc.dictionary(name, values, { minKeys: 1, noNullPrototype: true });
    const list = fc.array(fc.record({ claim: fc.array(name, { minLength: 2, maxLength: 3 }), anyOf: values }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.oneof(map, list), (conditions) => {
        expect(fitsRows(conditions)).toBe(true);
        expect(CONDITIONS.read(CONDITIONS.write(conditions))).toEqual(conditions);
      }),
    );
  });
});
