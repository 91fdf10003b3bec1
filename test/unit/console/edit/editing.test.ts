import { describe, expect, it } from 'vitest';
import {
  asksForFreshSignIn,
  begin,
  draftOf,
  filled,
  isChanged,
  rebased,
  replaced,
  resumed,
  typed,
} from '../../../../console/screens/edit/object/editing.ts';

const STORED = { id: 'shop', access: 'pull' };

describe('a definition while it is edited', () => {
  it('has one value, whether it is typed as YAML or filled in', () => {
    const asText = typed(begin(STORED, '"1"'), 'id: shop\naccess: push # soon\n');
    const both = filled(asText, ['region'], 'eu-west-1');

    expect(both.value).toEqual({ id: 'shop', access: 'push', region: 'eu-west-1' });
    expect(both.text).toBe('id: shop\naccess: push # soon\nregion: eu-west-1\n');
    expect(both).toMatchObject({ base: STORED, etag: '"1"', hasComments: true, lostComments: false });
  });

  it('keeps the text and the value while the text can not be read, and takes nothing from the form', () => {
    const broken = typed(begin(STORED), 'id: [shop\n');

    expect(broken).toMatchObject({ text: 'id: [shop\n', value: STORED, unreadable: { ok: false } });
    expect(filled(broken, ['access'], 'push')).toBe(broken);
    expect(replaced(broken, {})).toBe(broken);
    expect(typed(broken, 'id: shop\n')).not.toHaveProperty('unreadable');
  });

  it('is changed by another value or by what can not be read, and not by comments', () => {
    expect(isChanged(begin(STORED))).toBe(false);
    expect(isChanged(typed(begin(STORED), 'access: pull\nid: shop # the same\n'))).toBe(false);
    expect(isChanged(filled(begin(STORED), ['access'], undefined))).toBe(true);
    expect(isChanged(typed(begin(STORED), 'id: ['))).toBe(true);
  });

  it('goes on from a draft as it was left, also from one that can not be read', () => {
    const left = typed(begin(STORED, '"4"'), 'id: shop\naccess: [push\n');

    expect(resumed(JSON.parse(JSON.stringify(draftOf(left))))).toEqual({ ...left, hasComments: false });
  });

  it.each([undefined, null, 'text', { text: 1, base: {} }, { text: '' }])('takes %j for no draft', (draft) => {
    expect(resumed(draft)).toBeUndefined();
  });

  it('goes on from what somebody else stored, with the comments of what was typed', () => {
    const yours = typed(begin(STORED, '"1"'), 'id: shop\naccess: push # soon\n');
    const theirs = { ...STORED, region: 'eu-west-1' };
    const merged = rebased(yours, theirs, '"2"', { ...theirs, access: 'push' });

    expect(merged).toMatchObject({
      base: theirs,
      etag: '"2"',
      text: 'id: shop\naccess: push # soon\nregion: eu-west-1\n',
    });
  });
});

describe('an editor says early that saving asks for a fresh sign-in', () => {
  const stored = { id: 'shop', enabled: true };

  it.each([
    ['another account of AWS', 'account', ['awsAccountId'], '444455556666'],
    ['another destination', 'refresh-job', ['destination'], {}],
    ['another role', 'connector', ['roleArn'], 'arn:aws:iam::111122223333:role/portunus/admin'],
    ['whatever changes of an issuer', 'issuer', ['enabled'], false],
  ] as const)('before %s', (_what, kind, path, value) => {
    expect(asksForFreshSignIn(kind, filled(begin(stored, '"1"'), path, value))).toBe(true);
  });

  it('before a definition is made', () => {
    expect(asksForFreshSignIn('connector', filled(begin({}), ['name'], 'Shop'))).toBe(true);
  });

  it('and not before a connector gets another name or is disabled', () => {
    const named = filled(begin(stored, '"1"'), ['name'], 'Shop');
    expect(asksForFreshSignIn('connector', filled(named, ['enabled'], false))).toBe(false);
  });
});
