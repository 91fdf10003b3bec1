import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { DefinitionId } from '../../../shared/domain/definition.ts';

describe('an id', () => {
  it.each([
    ['a slug', 'team-a-push'],
    ['a UUID', '0b7f8f4e-5f0e-4c8e-9a63-2f1f5f3f9f10'],
    ['a digit at its beginning', '9lives'],
    ['2 characters', 'ab'],
    ['63 characters', 'a'.repeat(63)],
  ])('may be %s', (_what, id) => {
    expect(v.parse(DefinitionId, id)).toBe(id);
  });

  it.each<[string, unknown]>([
    ['1 character', 'a'],
    ['64 characters', 'a'.repeat(64)],
    ['upper case', 'Team-a'],
    ['a dash at its beginning', '-team'],
    ['an underscore', 'team_a'],
    ['a dot', 'team.a'],
    ['dots that lead up', '..'],
    ['a slash', 'team/a'],
    ['an encoded slash', 'team%2fa'],
    ['the separator of keys', 'team#a'],
    ['a comma', 'team-a,team-b'],
    ['a line end', 'team-a\n'],
    ['a NUL', 'team\0a'],
    ['digits of another script', 'team-١'],
    ['a prototype name', '__proto__'],
    ['nothing', ''],
    ['a number', 42],
    ['a list', ['team-a']],
  ])('must not be %s', (_what, id) => {
    expect(v.is(DefinitionId, id)).toBe(false);
  });
});
