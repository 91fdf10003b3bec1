import { describe, expect, it } from 'vitest';
import { parseWith } from '../../../shared/domain/parse.ts';
import { parseTemplate, SESSION_LIMITS, sessionTemplates } from '../../../shared/domain/session-templates.ts';

/** Of a role's session, which may have everything. */
const SessionTemplates = sessionTemplates(['name', 'sourceIdentity', 'tags'], SESSION_LIMITS.name);

function faultyFields(written: unknown, schema = SessionTemplates): readonly string[] {
  const parsed = parseWith(schema, written, 'session');
  return parsed.ok ? [] : [...new Set(parsed.errors.map(({ field }) => field))];
}

describe('a template', () => {
  it.each([
    ['text', 'build', [{ literal: 'build' }]],
    ['a claim', '{sub}', [{ claim: ['sub'] }]],
    [
      'text and claims',
      'gh-{repository_id}-{run_id}',
      [{ literal: 'gh-' }, { claim: ['repository_id'] }, { literal: '-' }, { claim: ['run_id'] }],
    ],
    ['claims side by side', '{a}{b}', [{ claim: ['a'] }, { claim: ['b'] }]],
    ['a name with dots and slashes', '{https://corp.example/team}', [{ claim: ['https://corp.example/team'] }]],
    ['a nested claim', '{["kubernetes.io","namespace"]}', [{ claim: ['kubernetes.io', 'namespace'] }]],
    ['a name with braces, as a list', '{["a{b}"]}', [{ claim: ['a{b}'] }]],
    ['a prototype name', '{__proto__}', [{ claim: ['__proto__'] }]],
    ['nothing', '', []],
  ])('is split for %s', (_what, template, parts) => {
    expect(parseTemplate(template)).toEqual(parts);
  });

  it.each([
    ['a brace that is not closed', 'gh-{repository_id'],
    ['a brace that was not opened', 'gh-repository_id}'],
    ['nothing in its braces', 'gh-{}'],
    ['braces in braces', '{a{b}}'],
    ['a list that is empty', '{[]}'],
    ['a list of no texts', '{[1]}'],
    ['a list that is no JSON', '{[a]}'],
    ['a list that is not closed', '{["a"}'],
    ['a list and more', '{["a"]x}'],
  ])('is not split with %s', (_what, template) => {
    expect(parseTemplate(template)).toBeUndefined();
  });
});

describe('session templates', () => {
  it('are read, tags in their order', () => {
    const written = {
      name: 'gh-{repository_id}-{run_id}',
      sourceIdentity: '{repository_owner_id}',
      tags: { repository: '{repository}', 'team:name': 'A & B'.replace(' & ', ' / ') },
    };
    expect(parseWith(SessionTemplates, written, 'session')).toEqual({
      ok: true,
      value: {
        name: 'gh-{repository_id}-{run_id}',
        sourceIdentity: '{repository_owner_id}',
        tags: [
          { key: 'repository', value: '{repository}' },
          { key: 'team:name', value: 'A / B' },
        ],
      },
    });
  });

  it('keep a tag called __proto__', () => {
    const written = { tags: JSON.parse('{"__proto__":"{sub}"}') };
    expect(parseWith(SessionTemplates, written, 'session')).toEqual({
      ok: true,
      value: { tags: [{ key: '__proto__', value: '{sub}' }] },
    });
  });

  it.each<[string, unknown, string]>([
    ['an empty name', { name: '' }, 'name'],
    ['a number for a name', { name: 1 }, 'name'],
    ['a brace that is not closed', { name: '{sub' }, 'name'],
    ['a slash in the text of a name', { name: 'gh/{sub}' }, 'name'],
    ['a blank in the text of a name', { name: 'gh {sub}' }, 'name'],
    ['a letter outside ASCII in a name', { name: 'gé-{sub}' }, 'name'],
    ['an empty source identity', { sourceIdentity: '' }, 'sourceIdentity'],
    ['a colon in the text of a source identity', { sourceIdentity: 'x:{sub}' }, 'sourceIdentity'],
    ['an ampersand in the text of a tag', { tags: { a: 'x&{sub}' } }, 'tags[0].value'],
    ['an empty tag', { tags: { a: '' } }, 'tags[0].value'],
    ['a list for a tag', { tags: { a: ['{sub}'] } }, 'tags[0].value'],
    ['an empty tag name', { tags: { '': '{sub}' } }, 'tags[0].key'],
    ["a tag name of AWS's own", { tags: { 'aws:team': '{sub}' } }, 'tags[0].key'],
    ["a tag name of AWS's own in upper case", { tags: { 'AWS:team': '{sub}' } }, 'tags[0].key'],
    ['a tag name with an ampersand', { tags: { 'a&b': '{sub}' } }, 'tags[0].key'],
    ['a tag twice but for its case', { tags: { team: '{sub}', Team: '{aud}' } }, 'tags'],
    ['a list for tags', { tags: [] }, 'tags'],
    ['a text for tags', { tags: 'team={sub}' }, 'tags'],
    ['null for tags', { tags: null }, 'tags'],
    ['a field that is not known', { sessionName: '{sub}' }, 'sessionName'],
    ['a field called __proto__', JSON.parse('{"__proto__":{"name":"x"}}'), '__proto__'],
    ['a field called constructor', { constructor: '{sub}' }, 'constructor'],
  ])('are refused with %s', (_what, written, field) => {
    expect(faultyFields(written)).toEqual([field]);
  });

  const tags = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, '{sub}']));

  it.each<[string, unknown, readonly string[]]>([
    ['a template of 512 characters', { name: 'n'.repeat(512) }, []],
    ['a template of 513 characters', { name: 'n'.repeat(513) }, ['name']],
    ['50 tags', { tags: tags(50) }, []],
    ['51 tags', { tags: tags(51) }, ['tags']],
    ['a tag name of 128 characters', { tags: { ['k'.repeat(128)]: '{sub}' } }, []],
    ['a tag name of 129 characters', { tags: { ['k'.repeat(129)]: '{sub}' } }, ['tags[0].key']],
  ])('have a limit: %s', (_what, written, fields) => {
    expect(faultyFields(written)).toEqual(fields);
  });

  // STS API reference: RoleSessionName and SourceIdentity [\w+=,.@-], tag values [\p{L}\p{Z}\p{N}_.:/=+\-@].
  it.each([
    ['a name', { name: 'aZ09_+=,.@-{sub}' }],
    ['a source identity', { sourceIdentity: 'aZ09_+=,.@-{sub}' }],
    ['a tag', { tags: { 'aZ09é字 _.:/=+-@': 'aZ09é字 _.:/=+-@{sub}' } }],
  ])('take every character that AWS takes in %s', (_what, written) => {
    expect(faultyFields(written)).toEqual([]);
  });
});

describe('session templates of another principal type', () => {
  const ALL = { name: 'x-{sub}', sourceIdentity: '{sub}', tags: { team: '{sub}' } };
  const NAME = 'must not have name: the STS call of this principal type takes none';
  const SOURCE_IDENTITY = 'must not have sourceIdentity: the STS call of this principal type takes none';
  const TAGS = 'must not have tags: the STS call of this principal type takes none';

  it.each<[string, ('name' | 'sourceIdentity' | 'tags')[], string[]]>([
    ['a name and tags', ['name', 'tags'], [SOURCE_IDENTITY]],
    ['a name alone', ['name'], [SOURCE_IDENTITY, TAGS]],
    ['nothing', [], [NAME, SOURCE_IDENTITY, TAGS]],
    ['everything', ['name', 'sourceIdentity', 'tags'], []],
  ])('that may have %s are refused with all else', (_what, attributes, details) => {
    const parsed = parseWith(sessionTemplates(attributes, SESSION_LIMITS.name), ALL, 'session');
    expect(parsed.ok ? [] : parsed.errors.map(({ detail }) => detail)).toEqual(details);
  });

  it('are fine where they have nothing', () => {
    expect(parseWith(sessionTemplates([], SESSION_LIMITS.name), {}, 'session')).toEqual({ ok: true, value: {} });
  });

  // STS API reference, GetFederationToken: a name is [\w+=,.@-]{2,32}. What is longer once rendered is cut with a hash.
  it('take the same characters in the name of a federated user', () => {
    const schema = sessionTemplates(['name', 'tags'], SESSION_LIMITS.userName);
    expect(faultyFields({ name: 'aZ09_+=,.@-{sub}' }, schema)).toEqual([]);
    expect(faultyFields({ name: 'gh/{sub}' }, schema)).toEqual(['name']);
    expect(SESSION_LIMITS.userName).toMatchObject({ minLength: 2, maxLength: 32 });
    expect(SESSION_LIMITS.name).toMatchObject({ minLength: 2, maxLength: 64 });
  });
});
