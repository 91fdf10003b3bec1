import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SESSION_LIMITS, type SessionTemplates } from '../../../../shared/domain/session-templates.ts';
import { sessionAttributes } from '../../../../shared/policy/session/session-attributes.ts';
import { anyCharacter } from '../../../support/random-text.ts';

// STS API reference, AssumeRole: RoleSessionName and SourceIdentity; Tag.Value.
const NAME = /^[A-Za-z0-9_+=,.@-]{2,64}$/;
const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
/** Two to the power of 72 of them. */
const HASH = /\+[A-Za-z0-9_-]{12}$/;

function caller(claims: Record<string, unknown>, issuer = 'ci', subject = 'repo:acme/shop') {
  return {
    issuer,
    subject,
    claims,
  };
}

/** A connector that lets the callers of one issuer in. */
function of(session: SessionTemplates | undefined) {
  return {
    grants: [{ issuer: 'ci', claims: [{ claim: ['sub'], anyOf: ['x'] }] }],
    ...(session && { session }),
  };
}

function render(templates: SessionTemplates | undefined, claims: Record<string, unknown>) {
  const rendered = sessionAttributes(of(templates), caller(claims), SESSION_LIMITS.name);
  if (!rendered.ok) throw new Error(`missing ${rendered.missingClaim}`);
  return rendered.value;
}
function nameOf(name: string, claims: Record<string, unknown>): string {
  return render({ name }, claims).sessionName;
}
function tagOf(value: string, claims: Record<string, unknown>): string {
  return render({ name: 'x-y', tags: [{ key: 'k', value }] }, claims)
    .tags.map((tag) => tag.value)
    .join();
}

describe('a rendered template', () => {
  it('puts claims in their places', () => {
    const templates = {
      name: 'gh-{repository_id}-{run_id}',
      sourceIdentity: '{repository_owner_id}',
      tags: [
        { key: 'repository', value: '{repository}' },
        { key: 'protected', value: '{ref_protected}' },
        { key: 'team', value: 'A / B' },
      ],
    };
    const claims = {
      repository_id: '1296269',
      run_id: 42,
      repository_owner_id: '9919',
      repository: 'acme/shop',
      ref_protected: true,
    };
    expect(sessionAttributes(of(templates), caller(claims), SESSION_LIMITS.name)).toEqual({
      ok: true,
      value: {
        sessionName: 'gh-1296269-42',
        sourceIdentity: '9919',
        tags: [
          { key: 'repository', value: 'acme/shop' },
          { key: 'protected', value: 'true' },
          { key: 'team', value: 'A / B' },
        ],
      },
    });
  });

  it('has no source identity unless there is a template for it', () => {
    expect(render({ name: '{a}' }, { a: 'xy' })).toStrictEqual({ sessionName: 'xy', tags: [] });
  });

  it('takes nested claims and prototype names from own members', () => {
    const claims = JSON.parse('{"kubernetes.io":{"namespace":"build"},"__proto__":"own"}');
    expect(nameOf('{["kubernetes.io","namespace"]}.{__proto__}', claims)).toBe('build.own');
  });

  it.each<[string, string, unknown, string]>([
    ['is missing', '{"b":"x"}', '{a}', 'a'],
    ['is null', '{"a":null}', '{a}', 'a'],
    ['is a list', '{"a":["x"]}', '{a}', 'a'],
    ['is an object', '{"a":{"b":"x"}}', '{a}', 'a'],
    ['is beyond 2^53', '{"a":9007199254740993}', '{a}', 'a'],
    ['is a broken number', '{"a":1.5}', '{a}', 'a'],
    ['is missing beside another', '{"b":"x"}', '{b}-{a}', 'a'],
    ['is inherited only', '{"a":"x"}', '{constructor}', 'constructor'],
    ['is nested and missing', '{"a":{"b":"x"}}', '{["a","c"]}', 'a.c'],
  ])('is refused when a claim %s', (_what, claims, template, missingClaim) => {
    const value = String(template);
    const refusal = { ok: false, missingClaim };
    const parsed = caller(JSON.parse(claims));
    expect(sessionAttributes(of({ name: value }), parsed, SESSION_LIMITS.name)).toEqual(refusal);
    expect(sessionAttributes(of({ sourceIdentity: value }), parsed, SESSION_LIMITS.name)).toEqual(refusal);
    expect(
      sessionAttributes(
        of({
          tags: [
            { key: 'k', value: 'x' },
            { key: 'l', value },
          ],
        }),
        parsed,
        SESSION_LIMITS.name,
      ),
    ).toEqual(refusal);
  });

  it.each([
    ['characters that a name may not have', '{a}', { a: 'acme/shop' }, /^acme-shop\+[\w-]{12}$/],
    ['a blank', '{a}', { a: 'two words' }, /^two-words\+[\w-]{12}$/],
    ['a letter outside ASCII', '{a}', { a: 'café' }, /^caf-\+[\w-]{12}$/],
    ['a character of two code units', '{a}', { a: 'x😀y' }, /^x-y\+[\w-]{12}$/],
    ['a line end', '{a}', { a: 'xy\n' }, /^xy-\+[\w-]{12}$/],
    ['a separator inside a value', '{a}-{b}', { a: 'x-y', b: 'z' }, /^x-y-z\+[\w-]{12}$/],
    ['claims side by side', '{a}{b}', { a: 'x', b: 'yz' }, /^xyz\+[\w-]{12}$/],
    ['one character', '{a}', { a: 'x' }, /^x\+[\w-]{12}$/],
    ['no character', '{a}', { a: '' }, /^\+[\w-]{12}$/],
  ])('is told apart by a hash after %s', (_what, template, claims, expected) => {
    expect(nameOf(template, claims)).toMatch(expected);
    expect(nameOf(template, claims)).toMatch(NAME);
  });

  it.each([
    ['every character that a name may have', '{a}', { a: 'aZ09_+=,.@-' }, 'aZ09_+=,.@-'],
    ['a value with the same character as the text around it', 'gh-{a}-x', { a: 'y-z' }, 'gh-y-z-x'],
    ['a value with a character of the text before two claims', 'gh-{a}.{b}', { a: 'x-y', b: 'z' }, 'gh-x-y.z'],
    ['a value with a character of the text behind two claims', '{a}.{b}-x', { a: 'x', b: 'y-z' }, 'x.y-z-x'],
    ['what looks like a hash, but not at the end', '{a}', { a: 'x+abcdefghijkl.y' }, 'x+abcdefghijkl.y'],
    ['values without the separator', '{a}-{b}', { a: 'x', b: 'y.z' }, 'x-y.z'],
    ['two characters', '{a}', { a: 'xy' }, 'xy'],
    ['64 characters', '{a}', { a: 'x'.repeat(64) }, 'x'.repeat(64)],
  ])('stays as it is for %s', (_what, template, claims, expected) => {
    expect(nameOf(template, claims)).toBe(expected);
  });

  it('of 65 characters is cut to 64, a hash included', () => {
    const name = nameOf('{a}', { a: 'x'.repeat(65) });
    expect(name).toMatch(/^x{51}\+[A-Za-z0-9_-]{12}$/);
    expect(name).toHaveLength(64);
  });

  it.each([
    ['behind the cut', '{a}', { a: `${'x'.repeat(70)}1` }, { a: `${'x'.repeat(70)}2` }],
    ['in what is cleaned away', '{a}', { a: 'acme/shop' }, { a: 'acme:shop' }],
    ['from what is cleaned', '{a}', { a: 'acme/shop' }, { a: 'acme-shop' }],
    ['in where a separator stands', '{a}-{b}', { a: 'x-y', b: 'z' }, { a: 'x', b: 'y-z' }],
    ['in where one value ends', '{a}{b}', { a: 'x', b: 'yz' }, { a: 'xy', b: 'z' }],
    ['in lone halves of characters', '{a}', { a: 'x\ud83d' }, { a: 'x\ud83c' }],
    ['in how a letter is composed', '{a}', { a: 'caf\u00e9' }, { a: 'cafe\u0301' }],
  ])('differs when values differ %s', (_what, template, one, other) => {
    expect(nameOf(template, one)).not.toBe(nameOf(template, other));
  });

  it('is the same for the same claims', () => {
    expect(nameOf('{a}', { a: 'acme/shop' })).toBe(nameOf('{a}', { a: 'acme/shop' }));
  });

  it("cannot be another's hashed name", () => {
    const victim = nameOf('{a}', { a: 'acme/shop' });
    const forged = nameOf('{a}', { a: victim });
    expect(victim).toMatch(HASH);
    expect(forged).not.toBe(victim);
    expect(forged).toMatch(HASH);
  });
});

describe('a tag', () => {
  it('keeps every character that AWS takes', () => {
    expect(tagOf('{a}', { a: 'aZ09é字 _.:/=+-@' })).toBe('aZ09é字 _.:/=+-@');
  });

  it('may be empty', () => {
    expect(tagOf('{a}', { a: '' })).toBe('');
  });

  it('loses other characters, and gets a hash to stay distinct', () => {
    expect(tagOf('{a}', { a: 'a&b' })).toMatch(/^a-b\+[A-Za-z0-9_-]{12}$/);
  });

  it('of 256 characters stays as it is', () => {
    expect(tagOf('{a}', { a: 'x'.repeat(256) })).toBe('x'.repeat(256));
  });

  it('of 257 characters is cut to 256, a hash included', () => {
    const tag = tagOf('{a}', { a: 'x'.repeat(257) });
    expect(tag).toMatch(/^x{243}\+[A-Za-z0-9_-]{12}$/);
    expect(tag).toHaveLength(256);
  });

  it('is not cut into the middle of a character', () => {
    // A letter of two code units, which the cut would halve in one of the two cases.
    for (const before of [242, 243]) {
      const tag = tagOf('{a}', { a: `${'x'.repeat(before)}${'\u{20000}'.repeat(20)}` });
      expect(tag.isWellFormed()).toBe(true);
      expect(tag).toMatch(TAG);
      expect(tag.length).toBeLessThanOrEqual(256);
    }
  });
});

describe('a session without a name template', () => {
  const nameFor = (issuer: string, subject: string): string => {
    const rendered = sessionAttributes(of(undefined), { issuer, subject, claims: {} }, SESSION_LIMITS.name);
    return rendered.ok ? rendered.value.sessionName : '';
  };

  it('is called after the subject, with a hash', () => {
    expect(nameFor('ci', 'repo:acme/shop')).toMatch(/^repo-acme-shop\+[A-Za-z0-9_-]{12}$/);
  });

  it.each([
    ['another subject that is cleaned alike', 'ci', 'repo/acme:shop'],
    ['the same subject of another issuer', 'other-ci', 'repo:acme/shop'],
  ])('is told from %s', (_what, issuer, subject) => {
    expect(nameFor(issuer, subject)).not.toBe(nameFor('ci', 'repo:acme/shop'));
  });

  it.each([
    ['an empty subject', ''],
    ['a long subject', 'x'.repeat(300)],
    ['a subject of other characters', '字😀\n'],
  ])('has a name that AWS takes for %s', (_what, subject) => {
    expect(nameFor('ci', subject)).toMatch(NAME);
  });

  it('carries no tags and no source identity', () => {
    expect(render(undefined, {})).toStrictEqual({ sessionName: expect.any(String), tags: [] });
  });
});

describe('whatever the claims', () => {
  const NAME_TEMPLATES = [
    '{a}-{b}',
    '{a}{b}',
    'gh-{a}-{b}',
    '{a}--{b}',
    '{a}.{b}-x',
    '{b}+{a}',
    '{a}-x-{b}',
    'p+{a}={b}',
  ];
  const TAG_TEMPLATES = [...NAME_TEMPLATES, '{a}/{b}', '{a}: {b}'];
  // Few characters, so that values collide often; now and then a long beginning, so that they are cut.
  const ending = fc.string({
    unit: fc.constantFrom(...'x--++./: =é', '\u{20000}', '😀', '\ud83d', '\n'),
    maxLength: 4,
  });
  const value = fc
    .tuple(fc.constantFrom(0, 0, 0, 0, 48, 62, 250), ending)
    .map(([length, text]) => `${'x'.repeat(length)}${text}`);
  const claimPair = fc.tuple(value, value);

  it('a name and a source identity are what AWS takes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAME_TEMPLATES, '{a}'),
        fc.string({ unit: anyCharacter }),
        value,
        (template, a, b) => {
          const { sessionName, sourceIdentity } = render({ name: template, sourceIdentity: template }, { a, b });
          expect(sessionName).toMatch(NAME);
          expect(sourceIdentity).toMatch(NAME);
        },
      ),
      { seed: 31, numRuns: 1_000 },
    );
  });

  it('a tag is what AWS takes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TAG_TEMPLATES, '{a}'),
        fc.string({ unit: anyCharacter }),
        value,
        (template, a, b) => {
          const tag = tagOf(template, { a, b });
          expect(tag).toMatch(TAG);
          expect(tag.length).toBeLessThanOrEqual(256);
        },
      ),
      { seed: 32, numRuns: 1_000 },
    );
  });

  it('two callers never have the same name', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAME_TEMPLATES), claimPair, claimPair, (name, [a, b], [c, d]) => {
        if (a === c && b === d) return;
        expect(nameOf(name, { a, b })).not.toBe(nameOf(name, { a: c, b: d }));
      }),
      { seed: 33, numRuns: 5_000 },
    );
  });

  it('two callers never have the same tag', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TAG_TEMPLATES), claimPair, claimPair, (template, [a, b], [c, d]) => {
        if (a === c && b === d) return;
        expect(tagOf(template, { a, b })).not.toBe(tagOf(template, { a: c, b: d }));
      }),
      { seed: 34, numRuns: 5_000 },
    );
  });

  it('all callers of a small world have names of their own', () => {
    const texts = ['', 'x', '-', '+', '/', 'x-', '-x', 'x+', 'x/', 'xx', '--', '-/', '/-', 'x-x', '.', 'x.x', '='];
    for (const template of NAME_TEMPLATES) {
      const names = texts.flatMap((a) => texts.map((b) => nameOf(template, { a, b })));
      expect(new Set(names).size).toBe(texts.length ** 2);
    }
  });

  it("nobody's values give another's name, however they are divided", () => {
    fc.assert(
      fc.property(fc.constantFrom('{a}-{b}', '{a}{b}', '{a}--{b}', '{a}+{b}'), claimPair, (template, [a, b]) => {
        const victim = nameOf(template, { a, b });
        const separator = template.slice(3, -3);
        for (let cut = 0; cut + separator.length <= victim.length; cut += 1) {
          const forged = { a: victim.slice(0, cut), b: victim.slice(cut + separator.length) };
          if (forged.a === a && forged.b === b) continue;
          expect(nameOf(template, forged)).not.toBe(victim);
        }
      }),
      { seed: 35, numRuns: 200 },
    );
  });
});
