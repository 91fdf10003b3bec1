import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClaimCondition } from '../../../../shared/domain/claims.ts';
import { holdsAll, matchesPattern, scalarText } from '../../../../shared/policy/access/claim-pattern.ts';

/**
 * The rule once more, by hand: a star takes one or more characters that are no separator, two stars take any text. A
 * pattern is read from the left, so of three stars the first two belong together.
 */
function reference(pattern: readonly string[], text: readonly string[]): boolean {
  const [expected, ...patternRest] = pattern;
  const [char, ...textRest] = text;
  if (expected === undefined) return char === undefined;
  if (expected === '*' && patternRest[0] === '*') {
    return reference(patternRest.slice(1), text) || (char !== undefined && reference(pattern, textRest));
  }
  if (char === undefined) return false;
  if (expected !== '*') return expected === char && reference(patternRest, textRest);
  if (char === ':' || char === '/') return false;
  return reference(patternRest, textRest) || oneMore(patternRest, textRest);
}

/** What is left of a star that has had a character: none, or more of them. */
function oneMore(rest: readonly string[], text: readonly string[]): boolean {
  const [char, ...textRest] = text;
  if (char === undefined || char === ':' || char === '/') return false;
  return reference(rest, textRest) || oneMore(rest, textRest);
}

// Separators, the star, everything that means something in a regular expression, and characters of two code units.
const CHARS = [...'aab::///**.-+?^$|(){}[]\\\n é😀'];
const someText = fc.string({ unit: fc.constantFrom(...CHARS), maxLength: 8 });
const filling = fc.string({
  unit: fc.constantFrom(...CHARS.filter((char) => char !== ':' && char !== '/')),
  minLength: 1,
  maxLength: 4,
});
const literal = fc.string({ unit: fc.constantFrom(...CHARS.filter((char) => char !== '*')), maxLength: 8 });

describe('a pattern', () => {
  it.each([
    ['refs/heads/main', 'refs/heads/main'],
    ['refs/heads/*', 'refs/heads/main'],
    ['refs/heads/release-*', 'refs/heads/release-1.2'],
    ['refs/heads/*-rc', 'refs/heads/1.2-rc'],
    ['repo:acme/*:ref:refs/heads/*', 'repo:acme/shop:ref:refs/heads/main'],
    ['repo:octocat@123456/*:ref:refs/heads/main', 'repo:octocat@123456/my-repo@456789:ref:refs/heads/main'],
    ['*', 'x'],
    ['*', 'two\nlines'],
    ['*', '😀'],
    ['a*a', 'aaa'],
    ['{*}', '{0b7f8f4e-5f0e-4c8e-9a63-2f1f5f3f9f10}'],
    ['refs/heads/**', 'refs/heads/main'],
    ['refs/heads/**', 'refs/heads/dependabot/npm_and_yarn/left-pad-1.3.0'],
    ['refs/heads/**', 'refs/heads/'],
    ['repo:acme/shop:**', 'repo:acme/shop:ref:refs/heads/feature/cart'],
    ['repo:acme/shop:**', 'repo:acme/shop:pull_request'],
    ['repo:acme/*:**:main', 'repo:acme/shop:ref:refs/heads/x:main'],
    ['**', ''],
    ['**', 'two\nlines/and:more'],
    ['**/main', '/main'],
    ['release-**', 'release-1/2'],
  ])('%j matches %j', (pattern, text) => {
    expect(matchesPattern(pattern, text)).toBe(true);
  });

  it.each([
    ['a longer text', 'refs/heads/main', 'refs/heads/main2'],
    ['a text with something in front', 'refs/heads/main', 'x/refs/heads/main'],
    ['a number that contains the allowed one', '1296269', '11296269'],
    ['another case', 'acme/shop', 'Acme/shop'],
    ['another letter for a dot', 'v1.2', 'v1x2'],
    ['one half of an alternation', 'a|b', 'a'],
    ['what a character class would take', '[ab]', 'a'],
    ['what a question mark would make optional', 'ab?', 'a'],
    ['what a plus would repeat', 'ab+', 'abb'],
    ['a line end behind', 'refs/heads/main', 'refs/heads/main\n'],
    ['a line end behind a star and text', 'release-*-rc', 'release-1-rc\n'],
    ['an empty segment for a star', 'refs/heads/*', 'refs/heads/'],
    ['nothing for a star', '*', ''],
    ['a slash for a star', 'refs/heads/*', 'refs/heads/feature/x'],
    ['a colon for a star', 'repo:*', 'repo:acme:ref'],
    [
      'a star that would have to cross segments',
      'repo:acme/*:ref:refs/heads/main',
      'repo:acme/a:x/b:ref:refs/heads/main',
    ],
    ['a subgroup for a group', 'project_path:acme/*', 'project_path:acme/sub/shop'],
    ['a pull request for a branch', 'repo:acme/shop:ref:*', 'repo:acme/shop:pull_request'],
    ['another repository for two stars', 'repo:acme/shop:**', 'repo:acme/shop2:pull_request'],
    ['a longer name than before two stars', 'repo:acme/shop:**', 'xrepo:acme/shop:ref'],
    ['a text that lacks what stands behind two stars', 'repo:**:main', 'repo:acme/shop:next'],
    ['a star behind two stars, crossing', '**:ref/*', 'x:ref/a/b'],
    ['too few characters around a star', 'a*a', 'aa'],
    ['the same letter written in another way', 'caf\u00e9', 'cafe\u0301'],
    ['a look-alike letter', 'acme', '\u0430cme'],
    ['a whole character, of which the pattern has a half', 'x\ud83d*', 'x\ud83d\ude00'],
  ])('does not match %s', (_what, pattern, text) => {
    expect(matchesPattern(pattern, text)).toBe(false);
  });

  it('decides as the rule written by hand does', () => {
    fc.assert(
      fc.property(someText, someText, (pattern, text) => {
        expect(matchesPattern(pattern, text)).toBe(reference([...pattern], [...text]));
      }),
      { seed: 11, numRuns: 3_000 },
    );
  });

  it('decides as the rule written by hand does on texts that nearly match', () => {
    fc.assert(
      fc.property(someText, fc.array(someText, { minLength: 8, maxLength: 8 }), (pattern, fillings) => {
        let next = 0;
        const text = [...pattern].map((char) => (char === '*' ? fillings[next++ % 8] : char)).join('');
        expect(matchesPattern(pattern, text)).toBe(reference([...pattern], [...text]));
      }),
      { seed: 12, numRuns: 2_000 },
    );
  });

  it('with two stars matches whatever its one star does, and what is empty or has separators besides', () => {
    fc.assert(
      fc.property(literal, someText, literal, (before, inside, after) => {
        expect(matchesPattern(`${before}**${after}`, `${before}${inside}${after}`)).toBe(true);
        const wide = `${before}**${after}`;
        if (matchesPattern(`${before}*${after}`, inside)) expect(matchesPattern(wide, inside)).toBe(true);
      }),
      { seed: 19, numRuns: 1_000 },
    );
  });

  it('with two stars matches only what begins and ends as it does', () => {
    fc.assert(
      fc.property(literal, literal, someText, (before, after, text) => {
        const isWithin =
          text.startsWith(before) && text.endsWith(after) && [...text].length >= [...before, ...after].length;
        expect(matchesPattern(`${before}**${after}`, text)).toBe(isWithin);
      }),
      { seed: 20, numRuns: 2_000 },
    );
  });

  it('takes a time that grows with both lengths, not with their powers', () => {
    const pattern = `${'**a/'.repeat(60)}b`;
    expect(matchesPattern(pattern, 'a/'.repeat(3_000))).toBe(false);
  });

  it('without a star matches itself', () => {
    fc.assert(
      fc.property(literal, (text) => {
        expect(matchesPattern(text, text)).toBe(true);
      }),
      { seed: 13, numRuns: 300 },
    );
  });

  it('without a star matches nothing else', () => {
    fc.assert(
      fc.property(literal, someText, (pattern, text) => {
        expect(matchesPattern(pattern, text)).toBe(pattern === text);
      }),
      { seed: 14, numRuns: 1_000 },
    );
  });

  it('matches when its star is filled with characters of one segment', () => {
    fc.assert(
      fc.property(literal, filling, literal, (before, inside, after) => {
        expect(matchesPattern(`${before}*${after}`, `${before}${inside}${after}`)).toBe(true);
      }),
      { seed: 15, numRuns: 500 },
    );
  });

  it('never lets a star cross a separator', () => {
    const separators = (text: string): string => [...text].filter((char) => char === ':' || char === '/').join('');
    fc.assert(
      fc.property(literal, someText, literal, fc.constantFrom(':', '/'), someText, (before, a, after, separator, b) => {
        const text = `${before}${a}${separator}${b}${after}`;
        const pattern = `${before}*${after}`;
        expect(separators(text)).not.toBe(separators(pattern));
        expect(matchesPattern(pattern, text)).toBe(false);
      }),
      { seed: 16, numRuns: 500 },
    );
  });
});

describe('the text of a claim', () => {
  it.each<[string, unknown, string | undefined]>([
    ['a text', 'x', 'x'],
    ['an empty text', '', ''],
    ['true', true, 'true'],
    ['false', false, 'false'],
    ['a number', 1296269, '1296269'],
    ['zero', 0, '0'],
    ['a negative number', -7, '-7'],
    ['the greatest exact number', 9_007_199_254_740_991, '9007199254740991'],
    ['the number above it', 9_007_199_254_740_992, undefined],
    ['a number far above it', 1e300, undefined],
    ['the least exact number', -9_007_199_254_740_991, '-9007199254740991'],
    ['the number below it', -9_007_199_254_740_992, undefined],
    ['a broken number', 1.5, undefined],
    ['a number without end', Number.POSITIVE_INFINITY, undefined],
    ['what is no number', Number.NaN, undefined],
    ['null', null, undefined],
    ['nothing', undefined, undefined],
    ['an object', { toString: 'x' }, undefined],
    ['a list', ['x'], undefined],
  ])('of %s', (_what, value, expected) => {
    expect(scalarText(value)).toBe(expected);
  });
});

function when(claim: string | readonly string[], ...anyOf: string[]): ClaimCondition {
  return {
    claim: typeof claim === 'string' ? [claim] : claim,
    anyOf,
  };
}

describe('conditions', () => {
  it.each<[string, readonly ClaimCondition[], string]>([
    ['a text', [when('sub', 'x')], '{"sub":"x"}'],
    ['the second of the patterns', [when('sub', 'y', 'x')], '{"sub":"x"}'],
    ['a number against text', [when('id', '1296269')], '{"id":1296269}'],
    ['a boolean against text', [when('ref_protected', 'true')], '{"ref_protected":true}'],
    ['the first element of a list', [when('groups', 'a')], '{"groups":["a","b"]}'],
    ['the last element of a list', [when('groups', 'b')], '{"groups":["a","b"]}'],
    ['a number in a list', [when('groups', '7')], '{"groups":["a",7]}'],
    ['a nested claim', [when(['kubernetes.io', 'namespace'], 'build')], '{"kubernetes.io":{"namespace":"build"}}'],
    ['a name with dots and slashes', [when('https://corp.example/team', 'a')], '{"https://corp.example/team":"a"}'],
    ['an own member called __proto__', [when('__proto__', 'x')], '{"__proto__":"x"}'],
    ['an own member called constructor', [when('constructor', 'x')], '{"constructor":"x"}'],
    ['all of several', [when('sub', 'x'), when('aud', 'y')], '{"sub":"x","aud":"y"}'],
  ])('hold for %s', (_what, conditions, claims) => {
    expect(holdsAll(conditions, JSON.parse(claims))).toBe(true);
  });

  it.each<[string, readonly ClaimCondition[], string]>([
    ['nobody when there are none', [], '{"sub":"x"}'],
    ['a list of patterns that is empty', [when('sub')], '{"sub":"x"}'],
    ['a missing claim', [when('aud', '*')], '{"sub":"x"}'],
    ['null', [when('sub', '*', 'null')], '{"sub":null}'],
    ['an empty list', [when('groups', '*', '')], '{"groups":[]}'],
    ['an object', [when('sub', '*', '[object Object]')], '{"sub":{"x":"x"}}'],
    ['a list in a list', [when('groups', '*', 'a')], '{"groups":[["a"]]}'],
    ['an object in a list', [when('groups', '*')], '{"groups":[{"a":"a"}]}'],
    ['null in a list', [when('groups', '*', 'null')], '{"groups":[null]}'],
    ['a list by its joined text', [when('groups', 'a,b')], '{"groups":["a","b"]}'],
    ['an id beyond 2^53', [when('id', '9007199254740993', '9007199254740992', '*')], '{"id":9007199254740993}'],
    ['an id beyond 2^53 in a list', [when('id', '*')], '{"id":[9007199254740993]}'],
    ['a number in another notation', [when('id', '1e3')], '{"id":1000}'],
    ['a broken number', [when('id', '1.5', '*')], '{"id":1.5}'],
    ['an inherited member', [when('constructor', '*')], '{"sub":"x"}'],
    ['an inherited member of an inner object', [when(['a', 'toString'], '*')], '{"a":{"b":"x"}}'],
    ['the prototype', [when('__proto__', '*')], '{"sub":"x"}'],
    ['the length of a text', [when(['sub', 'length'], '*', '1')], '{"sub":"x"}'],
    ['an index of a list', [when(['groups', '0'], 'a')], '{"groups":["a"]}'],
    [
      'a nested claim written with a dot',
      [when('kubernetes.io.namespace', '*')],
      '{"kubernetes.io":{"namespace":"b"}}',
    ],
    ['another case of the name', [when('Sub', 'x')], '{"sub":"x"}'],
    ['one of two that fails, the first', [when('sub', 'y'), when('aud', 'y')], '{"sub":"x","aud":"y"}'],
    ['one of two that fails, the last', [when('sub', 'x'), when('aud', 'x')], '{"sub":"x","aud":"y"}'],
    ['the value of another claim', [when('sub', 'x')], '{"sub":"y","aud":"x"}'],
  ])('do not hold for %s', (_what, conditions, claims) => {
    expect(holdsAll(conditions, JSON.parse(claims))).toBe(false);
  });

  const name = fc.constantFrom('sub', 'ref', '__proto__', 'constructor');
  const value = fc.constantFrom('a', 'b', 'a/b', 'main');
  const condition = fc
    .tuple(name, fc.array(fc.constantFrom('a', 'b', '*', 'a/*', 'main'), { maxLength: 2 }))
    .map(([claim, anyOf]) => when(claim, ...anyOf));
  const claimSet = fc
    .array(fc.tuple(name, value), { maxLength: 4 })
    .map((members) => Object.fromEntries(members.map(([claim, text]) => [claim, text])));

  it('never let more callers in when a condition is added', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 3 }), condition, claimSet, (some, added, claims) => {
        if (holdsAll([...some, added], claims)) expect(holdsAll(some, claims)).toBe(true);
        if (!holdsAll(some, claims)) expect(holdsAll([added, ...some], claims)).toBe(false);
      }),
      { seed: 17, numRuns: 2_000 },
    );
  });

  it('hold together exactly when each holds alone', () => {
    fc.assert(
      fc.property(condition, condition, claimSet, (one, other, claims) => {
        const both = holdsAll([one], claims) && holdsAll([other], claims);
        expect(holdsAll([one, other], claims)).toBe(both);
      }),
      { seed: 18, numRuns: 2_000 },
    );
  });
});
