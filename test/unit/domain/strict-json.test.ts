import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, parseStrictJson } from '../../../shared/domain/strict-json.ts';

function faultOf(text: string): SyntaxError {
  try {
    parseStrictJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

function nested(levels: number, open = '[', close = ']', inner = ''): string {
  return `${open.repeat(levels)}${inner}${close.repeat(levels)}`;
}

describe('strict JSON', () => {
  it('reads what JSON.parse reads, where nothing is repeated', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value, null, 1);
        expect(JSON.stringify(parseStrictJson(text))).toBe(JSON.stringify(value));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it.each([
    ['the same name in two objects', '[{"sub":1},{"sub":2}]', [{ sub: 1 }, { sub: 2 }]],
    ['the same name inside its own value', '{"sub":{"sub":1}}', { sub: { sub: 1 } }],
    ['a name that is a value too', '{"sub":"sub","aud":"sub"}', { sub: 'sub', aud: 'sub' }],
    ['brackets, colons and quotes inside a text', '{"a":"\\"a\\":[[[[[[[[[[[[{"}', { a: '"a":[[[[[[[[[[[[{' }],
    ['a backslash at the end of a text', '{"a":"\\\\","b":1}', { a: '\\', b: 1 }],
    ['both halves of a surrogate pair', '{"a":"\\ud83d\\ude00"}', { a: '😀' }],
    ['an escaped backslash before a u', '{"a":"\\\\ud83d"}', { a: '\\ud83d' }],
    ['names that differ in case only', '{"sub":1,"Sub":2}', { sub: 1, Sub: 2 }],
  ])('accepts %s', (_what, text, expected) => {
    expect(parseStrictJson(text)).toEqual(expected);
  });

  it.each([
    ['a name that stands twice', '{"sub":"victim","sub":"attacker"}'],
    ['a repeated name in an inner object', '{"a":[{"sub":1,"sub":2}]}'],
    ['a repeated name after an inner object', '{"sub":{"a":1},"sub":2}'],
    ['a repeated name after an inner list', '{"sub":[1,2],"aud":[{}],"sub":2}'],
    ['a repeated name with white space before the colon', '{"sub":1,"sub" \t\r\n:2}'],
    ['a repeated name, once in escapes', '{"sub":1,"\\u0073\\u0075\\u0062":2}'],
    ['a repeated name, in escapes of another case', '{"\\u004a":1,"\\u004A":2}'],
    ['a repeated name with an escaped slash', '{"a/b":1,"a\\/b":2}'],
    ['a repeated empty name', '{"":1,"":2}'],
    ['a repeated __proto__', '{"__proto__":1,"__proto__":2}'],
    ['a repeated constructor', '{"constructor":1,"constructor":2}'],
  ])('refuses %s', (_what, text) => {
    expect(faultOf(text)).toBeInstanceOf(SyntaxError);
  });

  it('refuses a repeated name in whatever spelling, at whatever place', () => {
    const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
    const name = fc.string({ unit: fc.constantFrom(...'ab"\\:{}[]é'), minLength: 1, maxLength: 6 });
    const other = fc.string({ unit: fc.constantFrom(...'xyz,'), maxLength: 4 });
    fc.assert(
      fc.property(name, fc.array(other, { maxLength: 4 }), (repeated, between) => {
        const plain = JSON.stringify(repeated);
        const spelt = `"${repeated.split('').map(escaped).join('')}"`;
        const members = [...new Set(between)].map((key) => `${JSON.stringify(key)}:{"a":1}`);
        const once = `{${[`${plain}:1`, ...members].join(',')}}`;
        const twice = `{${[`${plain}:1`, ...members, `${spelt}:2`].join(',')}}`;
        expect(() => parseStrictJson(once)).not.toThrow();
        expect(() => parseStrictJson(twice)).toThrow(SyntaxError);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it('keeps __proto__ as a member of its own and leaves the prototype alone', () => {
    const value = parseStrictJson('{"__proto__":{"admin":true}}');
    expect(Object.getOwnPropertyNames(value)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.get(value as object, 'admin')).toBeUndefined();
  });

  it.each([
    ['lists', nested(10)],
    ['objects', nested(10, '{"a":', '}', '1')],
    ['lists and objects', nested(5, '[{"a":', '}]', '1')],
    ['many neighbours', `[${Array.from({ length: 50 }, () => nested(9)).join(',')}]`],
  ])('accepts ten levels of %s', (_what, text) => {
    expect(() => parseStrictJson(text)).not.toThrow();
  });

  it.each([
    ['lists', nested(11)],
    ['objects', nested(11, '{"a":', '}', '1')],
    ['lists and objects', `[${nested(5, '[{"a":', '}]', '1')}]`],
    ['lists, very many', nested(50_000)],
  ])('refuses eleven levels and more of %s', (_what, text) => {
    expect(faultOf(text)).toBeInstanceOf(SyntaxError);
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['a word', 'undefined'],
    ['a value and more', '{} {}'],
    ['a comma at the end', '{"a":1,}'],
    ['single quotes', "{'a':1}"],
    ['an object that is not closed', '{"a":1'],
    ['half a surrogate pair', '{"a":"\\ud83d"}'],
    ['the other half of a surrogate pair', '["\\ude00x"]'],
    ['half a surrogate pair in a name', '{"\\ud83d":1}'],
    ['a surrogate pair the wrong way round', '"\\ude00\\ud83d"'],
    ['a byte order mark', '\ufeff{}'],
    ['a comment', '{} // x'],
    ['NaN', '{"exp":NaN}'],
  ])('refuses %s', (_what, text) => {
    expect(faultOf(text)).toBeInstanceOf(SyntaxError);
  });

  it.each([
    ['that is not JSON', 'canary-4711'],
    ['that breaks off', '{"token":"canary-4711'],
    ['with a repeated name', '{"canary-4711":1,"canary-4711":2}'],
    ['that is nested too deeply', nested(11, '[', ']', '"canary-4711"')],
  ])('quotes nothing of a text %s', (_what, text) => {
    const error = faultOf(text);
    expect(error.message).not.toBe('');
    expect([error.message, error.stack, String(error.cause), JSON.stringify(error)].join()).not.toContain('canary');
  });
});

describe('a JSON object', () => {
  it.each([
    ['an object', {}, true],
    ['a list', [], false],
    ['null', null, false],
    ['a text', '{}', false],
    ['nothing', undefined, false],
  ])('is told from what is none: %s', (_what, value, expected) => {
    expect(isJsonObject(value)).toBe(expected);
  });
});
