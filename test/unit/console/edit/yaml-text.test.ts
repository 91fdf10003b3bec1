import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readYaml, updateYaml, writeYaml } from '../../../../console/screens/edit/object/yaml-text.ts';

const COMMENTED = `# Images of the shop
id: shop
access: pull # for now
repositories:
  - shop/* # all of them
  - base/*
`;

const text = fc.oneof(
  fc.constantFrom(
    '012',
    '1e3',
    'true',
    'null',
    '~',
    '2026-01-01',
    '0x1f',
    '',
    ' a',
    'a: b',
    '# a',
    '- a',
    '*',
    'é\n',
    '"',
  ),
  fc.string({ maxLength: 12 }),
);
const value = fc.dictionary(
  fc.constantFrom('id', 'access', 'repositories', 'n', '<<x'),
  fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.array(text, { maxLength: 4 }),
    fc.dictionary(text, text, { maxKeys: 2, noNullPrototype: true }),
  ),
  { noNullPrototype: true },
);

describe('reading the YAML of a definition', () => {
  it('reads what portunus apply reads', () => {
    expect(readYaml('id: "012"\nn: 12\nenabled: yes\nlist: [a]\n')).toEqual({
      ok: true,
      value: { id: '012', n: 12, enabled: 'yes', list: ['a'] },
      hasComments: false,
    });
  });

  it('merges maps with <<', () => {
    expect(readYaml('a: &a {b: c}\nd: {<<: *a}\n')).toMatchObject({ value: { a: { b: 'c' }, d: { b: 'c' } } });
  });

  it.each([
    ['what is not closed', 'id: x\nlist: [a\nn: 1', { ok: false, line: 3 }],
    ['a name that stands twice', 'id: x\nid: y', { ok: false, line: 2, detail: 'Map keys must be unique' }],
    ['a list instead of an object', '- id: x', { ok: false, line: 1, fault: 'not-an-object' }],
    ['a name without a value', 'id: x\naccess:\n', { ok: false, line: 2, fault: 'empty-value', name: 'access' }],
    ['an entry without a value', 'list:\n  - a\n  -\n', { ok: false, fault: 'empty-value', name: 'list' }],
    ['a number that JSON has not', 'a: 1\nb: .inf', { ok: false, line: 2, fault: 'no-json-number', name: 'b' }],
    ['an unknown tag', 'a: !!python/object x', { ok: false, line: 1 }],
  ])('tells the line of %s', (_what, written, fault) => {
    expect(readYaml(written)).toMatchObject(fault);
  });

  it('refuses aliases of aliases, which would fill the memory', () => {
    const bomb = ['a0: &a0 [x,x,x,x,x,x,x,x,x]']
      .concat(Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]`))
      .join('\n');

    expect(readYaml(bomb)).toMatchObject({ ok: false, fault: 'too-many-aliases' });
  });

  it('gives back every object that was written, with texts that look like numbers as texts', () => {
    fc.assert(
      fc.property(value, (written) => {
        expect(readYaml(writeYaml(written))).toMatchObject({ ok: true, value: written });
      }),
    );
  });
});

describe('changing the YAML of a definition from the form', () => {
  it('keeps comments, order and quotes', () => {
    expect(
      updateYaml(COMMENTED, { id: 'shop', access: 'push', repositories: ['shop/*', 'more/*', 'base/*'], n: 1 }),
    ).toEqual({
      text: `# Images of the shop
id: shop
access: push # for now
repositories:
  - shop/* # all of them
  - more/*
  - base/*
n: 1
`,
      lostComments: false,
    });
  });

  it('takes a field away with its comment, and nothing else', () => {
    expect(updateYaml(COMMENTED, { id: 'shop', repositories: ['base/*'] }).text).toBe(
      '# Images of the shop\nid: shop\nrepositories:\n  - base/*\n',
    );
  });

  it('says that comments are lost if an alias means more than the place that changes', () => {
    const aliased = 'a: &a [x] # one\nb: *a\n';

    expect(updateYaml(aliased, { a: ['y'], b: ['x'] })).toEqual({ text: 'a:\n  - y\nb:\n  - x\n', lostComments: true });
  });

  it('says the other object afterwards, whatever the two are', () => {
    fc.assert(
      fc.property(value, value, (before, after) => {
        const { text, lostComments } = updateYaml(writeYaml(before), after);
        expect(readYaml(text)).toMatchObject({ ok: true, value: after });
        expect(lostComments).toBe(false);
      }),
    );
  });
});
