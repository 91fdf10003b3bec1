import { describe, expect, it } from 'vitest';
import { accessRequest } from '../../../../console/screens/set-up/request-access.ts';
import { commandOf, type Found, guidedConnector, stepsOf } from '../../../../console/screens/set-up/steps.ts';

const account = { id: 'build', awsAccountId: '123456789012' };
const nothing: Found = { issuers: [], connectors: [], counted: true };

function statuses(found: Partial<Found>): string {
  return Object.values(stepsOf({ ...nothing, ...found })).join(' ');
}

describe('the guide', () => {
  it.each<[string, Partial<Found>, string]>([
    ['nothing', {}, 'done next later later later later later'],
    ['an account', { account }, 'done done next later later later later'],
    ['a CI, before there is an account', { issuers: ['github'] }, 'done next done later later later later'],
    ['an account and a CI', { account, issuers: ['github'] }, 'done done done next later later later'],
    [
      'a connector that was never tried',
      { account, issuers: ['github'], connectors: [{ id: 'shop', verified: false }] },
      'done done done done next later later',
    ],
    [
      'a connector of people alone, without a CI',
      { account, connectors: [{ id: 'shop' }] },
      'done done done done next later later',
    ],
    [
      'a connector that works',
      { account, issuers: ['github'], connectors: [{ id: 'shop', verified: true }] },
      'done done done done done done next',
    ],
    [
      'a connector that was used, by people alone',
      { account, connectors: [{ id: 'shop', lastUsedAt: '2026-11-28T03:00:00Z' }] },
      'done done done done done done done',
    ],
  ])('goes on from %s', (_what, found, expected) => {
    expect(statuses(found)).toBe(expected);
  });

  it('goes on with the connector that has come furthest', () => {
    const [fresh, works, used] = [{ id: 'a' }, { id: 'b', verified: true }, { id: 'c', lastUsedAt: '2026-11-28' }];
    expect(guidedConnector({ ...nothing, connectors: [fresh, works, used] })?.id).toBe('c');
    expect(guidedConnector({ ...nothing, connectors: [fresh, works] })?.id).toBe('b');
    expect(guidedConnector({ ...nothing, connectors: [fresh] })?.id).toBe('a');
    expect(guidedConnector(nothing)).toBeUndefined();
    expect(guidedConnector({ ...nothing, connectors: [fresh, used] }, 'a')?.id).toBe('a');
    expect(guidedConnector({ ...nothing, connectors: [fresh, used] }, 'gone')?.id).toBe('c');
  });
});

describe('the command of a step', () => {
  it.each([
    ['account', 'npx portunus init --ci gitlab --dir portunus'],
    ['iam', 'npx portunus iam shop --as aws-cli'],
    ['verify', 'npx portunus verify shop'],
    ['login', 'npx portunus ecr login shop'],
    [undefined, 'npx portunus connectors --state'],
  ] as const)('%s is %s', (step, command) => {
    expect(commandOf(step, 'shop', 'gitlab')).toBe(command);
  });
});

describe('a request for access', () => {
  it('has a grant for the groups of the person', () => {
    const person = { issuer: 'corp', subject: 'dana', groups: ['shop-developers', 'All: staff'] };
    expect(accessRequest(person, 'https://portunus.example.com')).toBe(`Portunus: https://portunus.example.com
Issuer: corp
Subject: dana
Groups: shop-developers, All: staff

grants:
  - issuer: corp
    groups: [shop-developers, "All: staff"]
`);
  });

  it('has a grant for the person alone, if the provider names no groups', () => {
    const request = accessRequest({ issuer: 'corp', subject: 'yes: no', groups: [] }, 'https://portunus.example.com');
    expect(request).toContain('Groups: -\n');
    expect(request).toContain('  - issuer: corp\n    claims: { sub: ["yes: no"] }\n');
  });
});
