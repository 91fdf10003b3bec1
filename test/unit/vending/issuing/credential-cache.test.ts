import { describe, expect, it } from 'vitest';
import type { Fetched, FetchedLogins } from '../../../../shared/domain/credential.ts';
import { createCredentialCache } from '../../../../shared/vending/issuing/credential-cache.ts';

/** Obtained at noon, dead at two. */
function obtained(overrides: Partial<FetchedLogins> = {}): FetchedLogins {
  return {
    logins: [],
    session: {
      arn: 'arn:aws:sts::123456789012:assumed-role/team-a/x',
      expiresAt: new Date('2026-11-21T14:00:00.000Z'),
    },
    fetchedAt: new Date('2026-11-21T12:00:00.000Z'),
    endsAt: new Date('2026-11-21T14:00:00.000Z'),
    ...overrides,
  };
}
function at(time: string) {
  return new Date(`2026-11-21T${time}Z`);
}

describe('a held login', () => {
  it.each([
    ['12:00:00.000', true],
    ['12:30:00.000', true],
    ['12:59:59.999', true],
    ['13:00:00.000', false],
    ['13:00:00.001', false],
    ['13:59:59.999', false],
    ['15:00:00.000', false],
  ])('is served while over half of its life is left: at %s, %s', (time, served) => {
    const cache = createCredentialCache<FetchedLogins>();
    const logins = obtained();
    cache.put('key', logins);
    expect(cache.get('key', at(time))).toBe(served ? logins : undefined);
  });

  it('goes by when it counts as dead, not by when its session ends', () => {
    const cache = createCredentialCache<FetchedLogins>();
    cache.put('key', obtained({ endsAt: at('12:10:00.000') }));
    expect(cache.get('key', at('12:04:59.999'))).toBeDefined();
    expect(cache.get('key', at('12:05:00.000'))).toBeUndefined();
  });

  it('that was too old once is gone, even when the clock is set back', () => {
    const cache = createCredentialCache<FetchedLogins>();
    cache.put('key', obtained());
    expect(cache.get('key', at('13:30:00.000'))).toBeUndefined();
    expect(cache.get('key', at('12:30:00.000'))).toBeUndefined();
  });

  it('is found under its own key only', () => {
    const cache = createCredentialCache<FetchedLogins>();
    const [one, other] = [obtained(), obtained()];
    cache.put('one', one);
    cache.put('__proto__', other);
    expect(cache.get('one', at('12:00:00.000'))).toBe(one);
    expect(cache.get('__proto__', at('12:00:00.000'))).toBe(other);
    expect(cache.get('on', at('12:00:00.000'))).toBeUndefined();
    expect(cache.get('constructor', at('12:00:00.000'))).toBeUndefined();
  });

  it('gives way to a newer one of the same key', () => {
    const cache = createCredentialCache<FetchedLogins>();
    const newer = obtained({ fetchedAt: at('12:30:00.000') });
    cache.put('key', obtained());
    cache.put('key', newer);
    expect(cache.get('key', at('12:30:00.000'))).toBe(newer);
  });
});

describe('what is held', () => {
  it('need not be logins: it is given back as it was put', () => {
    const cache = createCredentialCache<Fetched & { readonly session: object }>();
    const held = { session: {}, fetchedAt: at('12:00:00.000'), endsAt: at('14:00:00.000') };
    cache.put('key', held);
    expect(cache.get('key', at('12:59:59.999'))).toBe(held);
    expect(cache.get('key', at('13:00:00.000'))).toBeUndefined();
  });
});

describe('more logins than are held', () => {
  const fill = () => {
    const cache = createCredentialCache<FetchedLogins>();
    for (let index = 0; index < 500; index += 1) cache.put(`key ${index}`, obtained());
    return cache;
  };

  it('are 501: the one that was put first goes', () => {
    const cache = fill();
    expect(cache.get('key 0', at('12:00:00.000'))).toBeDefined();
    const other = fill();
    other.put('key 500', obtained());
    expect(other.get('key 0', at('12:00:00.000'))).toBeUndefined();
    expect(other.get('key 1', at('12:00:00.000'))).toBeDefined();
    expect(other.get('key 500', at('12:00:00.000'))).toBeDefined();
  });

  it('leave the one that was used just now', () => {
    const cache = fill();
    cache.get('key 0', at('12:00:00.000'));
    cache.put('key 500', obtained());
    expect(cache.get('key 0', at('12:00:00.000'))).toBeDefined();
    expect(cache.get('key 1', at('12:00:00.000'))).toBeUndefined();
  });
});
