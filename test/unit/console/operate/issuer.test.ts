import { describe, expect, it } from 'vitest';
import { isFound, isStopped, issuerOf, naming } from '../../../../console/screens/operate/issuers/issuer.ts';

const GITHUB = {
  id: 'github',
  url: 'https://token.actions.githubusercontent.com',
  kind: 'workload',
  audiences: ['https://portunus.example'],
};

describe('an issuer on its screen', () => {
  it.each([
    ['a key in the definition', { jwks: { keys: [{ kid: 'k1' }, {}] } }, { pinned: ['k1', '?'] }],
    ['an address of keys', { jwksUri: 'https://ci.example/keys' }, { at: 'https://ci.example/keys' }],
    ['neither', {}, 'discovered'],
  ])('tells where its keys come from: %s', (_what, more, keys) => {
    expect(issuerOf({ ...GITHUB, ...more }).keys).toEqual(keys);
  });

  it('is enabled unless it says that it is not', () => {
    expect(issuerOf(GITHUB).enabled).toBe(true);
    expect(issuerOf({ ...GITHUB, enabled: false }).enabled).toBe(false);
  });

  it('is unreadable if a newer release left nothing but its ID', () => {
    expect(issuerOf({ id: 'github' }).isReadable).toBe(false);
    expect(issuerOf(GITHUB).isReadable).toBe(true);
  });

  it('is found by ID, address and audience in any case, and by nothing else', () => {
    const issuer = issuerOf(GITHUB);
    expect(['GitHub', 'token.actions', 'PORTUNUS.example', ''].map((text) => isFound(issuer, text))).toEqual(
      Array(4).fill(true),
    );
    expect(isFound(issuer, 'workload')).toBe(false);
  });
});

describe('what disabling an issuer takes away', () => {
  const connector = (id: string, ...issuers: string[]) => ({ id, grants: issuers.map((issuer) => ({ issuer })) });

  it('is each connector whose grants name it, and whether these are its only ones', () => {
    const connectors = [connector('a', 'github'), connector('b', 'github', 'corp', 'github'), connector('c', 'corp')];
    expect(naming('github', connectors)).toEqual([
      { connector: 'a', grants: 1, alone: true },
      { connector: 'b', grants: 2, alone: false },
    ]);
  });

  it('counts no connector that is disabled already', () => {
    expect(naming('github', [{ ...connector('a', 'github'), enabled: false }])).toEqual([]);
  });
});

it('an issuer is stopped by its own stop and by that of everything, and by no other', () => {
  expect(isStopped('github', [{ scope: { issuer: 'github' } }])).toBe(true);
  expect(isStopped('github', [{ scope: 'all' }])).toBe(true);
  expect(isStopped('github', [{ scope: { issuer: 'corp' } }, { scope: { connector: 'github' } }])).toBe(false);
  expect(isStopped('github', [{ scope: { caller: { issuer: 'github', subject: 'x' } } }])).toBe(false);
});

it('an issuer is neither stopped nor not while nobody knows what is stopped', () => {
  expect(isStopped('github', undefined)).toBeUndefined();
});
