import { describe, expect, it } from 'vitest';
import { ClaimConditions, claimAt } from '../../../shared/domain/claims.ts';
import { parseWith } from '../../../shared/domain/parse.ts';

function read(written: unknown) {
  return parseWith(ClaimConditions, written, 'claims');
}

function refused(written: unknown): boolean {
  return !read(written).ok;
}

function detailsOf(written: unknown): string {
  const parsed = read(written);
  return parsed.ok ? '' : parsed.errors.map(({ detail }) => detail).join('\n');
}

describe('claim conditions', () => {
  it('are read from a map of names to patterns', () => {
    expect(read({ repository_id: ['1296269'], ref: ['refs/heads/main', 'refs/heads/release/*'] })).toEqual({
      ok: true,
      value: [
        { claim: ['repository_id'], anyOf: ['1296269'] },
        { claim: ['ref'], anyOf: ['refs/heads/main', 'refs/heads/release/*'] },
      ],
    });
  });

  it('are read from a list, where a claim may be nested', () => {
    const written = [
      { claim: ['kubernetes.io', 'namespace'], anyOf: ['build'] },
      { claim: 'https://corp.example/team', anyOf: ['a', 'b'] },
    ];
    expect(read(written)).toEqual({
      ok: true,
      value: [
        { claim: ['kubernetes.io', 'namespace'], anyOf: ['build'] },
        { claim: ['https://corp.example/team'], anyOf: ['a', 'b'] },
      ],
    });
  });

  it('keep a name with dots in one piece', () => {
    expect(read({ 'kubernetes.io': ['x'] })).toEqual({ ok: true, value: [{ claim: ['kubernetes.io'], anyOf: ['x'] }] });
  });

  // A library's record type drops these names: a condition that vanishes opens the grant.
  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'keep the claim %s of a map',
    (name) => {
      const written = JSON.parse(`{"${name}":["x"],"sub":["y"]}`);
      expect(read(written)).toEqual({
        ok: true,
        value: [
          { claim: [name], anyOf: ['x'] },
          { claim: ['sub'], anyOf: ['y'] },
        ],
      });
    },
  );

  it.each(['__proto__', 'constructor'])('keep the claim %s of a list, alone or nested', (name) => {
    const written = [
      { claim: name, anyOf: ['x'] },
      { claim: ['a', name], anyOf: ['y'] },
    ];
    expect(read(written)).toEqual({
      ok: true,
      value: [
        { claim: [name], anyOf: ['x'] },
        { claim: ['a', name], anyOf: ['y'] },
      ],
    });
  });

  it.each<[string, unknown]>([
    ['no conditions in a map', {}],
    ['no conditions in a list', []],
    ['no patterns', { ref: [] }],
    ['no patterns beside some', { ref: ['refs/heads/main'], sub: [] }],
    ['no patterns under __proto__', JSON.parse('{"__proto__":[],"ref":["x"]}')],
    ['no patterns in a list', [{ claim: 'ref', anyOf: [] }]],
    ['an empty pattern', { ref: [''] }],
    ['a text for a list of patterns', { ref: 'refs/heads/main' }],
    ['a number for a pattern', { repository_id: [1296269] }],
    ['a number for a list of patterns', { repository_id: 1296269 }],
    ['a boolean for a pattern', { ref_protected: [true] }],
    ['null for a pattern', { ref: [null] }],
    ['null for a list of patterns', { ref: null }],
    ['a nested map', { 'kubernetes.io': { namespace: ['build'] } }],
    ['an empty name', { '': ['x'] }],
    ['an empty name in a list', [{ claim: '', anyOf: ['x'] }]],
    ['an empty path', [{ claim: [], anyOf: ['x'] }]],
    ['an empty name in a path', [{ claim: ['a', ''], anyOf: ['x'] }]],
    ['a number in a path', [{ claim: ['a', 0], anyOf: ['x'] }]],
    ['a number for a name', [{ claim: 7, anyOf: ['x'] }]],
    ['no name', [{ anyOf: ['x'] }]],
    ['a name without patterns', [{ claim: 'ref' }]],
    ['a field that is not known', [{ claim: 'ref', anyOf: ['x'], allOf: ['y'] }]],
    ['a field called __proto__', JSON.parse('[{"claim":"ref","anyOf":["x"],"__proto__":["y"]}]')],
    ['a text in the list', ['ref']],
    ['a text', 'ref=x'],
    ['a number', 1],
    ['null', null],
    ['nothing', undefined],
  ])('are refused with %s', (_what, written) => {
    expect(refused(written)).toBe(true);
  });

  it.each([
    ['one star', '*'],
    ['one star at the end', 'refs/heads/*'],
    ['one star in each segment', 'repo:*/*:ref:refs/heads/rel-*'],
  ])('take a pattern with %s', (_what, pattern) => {
    expect(refused({ sub: [pattern] })).toBe(false);
  });

  it('take any text behind two stars', () => {
    expect(refused({ sub: ['repo:acme/shop:**', 'repo:*/shop:**:main', '**'] })).toBe(false);
  });

  it.each([
    ['three stars together', 'refs/heads/***'],
    ['four stars together', 'refs/heads/****'],
    ['two stars beside one in a segment', 'refs/heads/**-*'],
    ['two stars in one segment', 'refs/heads/a*b*'],
    ['two stars in the first segment', '*-*/x'],
    ['two stars in an inner segment', 'repo:*a*:ref'],
  ])('refuse a pattern with %s', (_what, pattern) => {
    expect(refused({ sub: ['exact', pattern] })).toBe(true);
  });

  it.each([
    ['a pattern of 512 characters', { sub: ['x'.repeat(512)] }, false],
    ['a pattern of 513 characters', { sub: ['x'.repeat(513)] }, true],
    ['100 patterns', { sub: Array.from({ length: 100 }, (_, n) => `x${n}`) }, false],
    ['101 patterns', { sub: Array.from({ length: 101 }, (_, n) => `x${n}`) }, true],
    ['a name of 128 characters', { ['n'.repeat(128)]: ['x'] }, false],
    ['a name of 129 characters', { ['n'.repeat(129)]: ['x'] }, true],
  ])('have a limit: %s', (_what, written, expected) => {
    expect(refused(written)).toBe(expected);
  });

  it('say which claim is at fault', () => {
    expect(detailsOf({ sub: ['x'], ref: [] })).toMatch(/^ref: [^\n]+$/);
    expect(detailsOf({ sub: ['x'], ref: 'y' })).toMatch(/^ref: [^\n]+$/);
  });

  it.each<[string, unknown]>([
    ['pattern', { ref: ['**canary**'] }],
    ['value that is no list', { ref: 'canary' }],
    ['value that is a map', { ref: { canary: 'canary' } }],
    ['field that is not known', [{ claim: 'ref', anyOf: ['x'], canary: 'canary' }]],
    ['text', 'canary'],
    ['name that is too long', { [`canary${'x'.repeat(200)}`]: ['x'] }],
  ])('never repeat a %s in a fault', (_what, written) => {
    expect(detailsOf(written)).not.toBe('');
    expect(detailsOf(written)).not.toContain('canary');
  });
});

describe('the claim at a path', () => {
  const claims = JSON.parse(
    '{"sub":"x","kubernetes.io":{"namespace":"build"},"list":["a"],"none":null,"__proto__":{"own":"yes"}}',
  );

  it.each([
    ['a plain name', ['sub'], 'x'],
    ['a name with a dot', ['kubernetes.io', 'namespace'], 'build'],
    ['a list', ['list'], ['a']],
    ['null', ['none'], null],
    ['an own member called __proto__', ['__proto__', 'own'], 'yes'],
  ])('is found for %s', (_what, path, expected) => {
    expect(claimAt(claims, path)).toEqual(expected);
  });

  it.each([
    ['a name that is missing', ['aud']],
    ['a dotted path as one name', ['kubernetes.io.namespace']],
    ['a member of a text', ['sub', 'length']],
    ['a member of a list', ['list', '0']],
    ['a member of null', ['none', 'x']],
    ['an inherited member', ['constructor']],
    ['an inherited member of an inherited member', ['constructor', 'name']],
    ['an inherited method', ['toString']],
    ["an inner object's prototype", ['kubernetes.io', '__proto__']],
  ])('is undefined for %s', (_what, path) => {
    expect(claimAt(claims, path)).toBeUndefined();
  });

  it('is undefined for a prototype that is not an own member', () => {
    expect(claimAt({ sub: 'x' }, ['__proto__'])).toBeUndefined();
  });
});
