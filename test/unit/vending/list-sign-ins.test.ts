import { expect, it } from 'vitest';
import type { Issuer } from '../../../shared/domain/issuer.ts';
import { listSignIns } from '../../../shared/vending/definitions/list-sign-ins.ts';
import { aCall, anIssuer } from '../../support/builders.ts';

const PEOPLE: Partial<Issuer> = { id: 'corp', url: 'https://id.corp.example', kind: 'user', audiences: ['cli'] };

function listed(...issuers: readonly Partial<Issuer>[]) {
  return listSignIns(async () => issuers.map((one) => anIssuer(one)), aCall());
}

it('tells what a program needs to sign in, and nothing else of an issuer', async () => {
  const secretless = { ...PEOPLE, cliClientId: 'cli', groupsClaim: 'groups', adminGroups: ['admins'] };
  expect(await listed(secretless)).toEqual([
    {
      id: 'corp',
      url: 'https://id.corp.example',
      cliClientId: 'cli',
      scopes: ['openid', 'profile', 'email', 'offline_access'],
      maxTokenAgeSeconds: 600,
    },
  ]);
});

it('tells the scopes that the issuer names', async () => {
  const [one] = await listed({ ...PEOPLE, cliClientId: 'cli', scopes: ['openid', 'groups'] });
  expect(one?.scopes).toEqual(['openid', 'groups']);
});

it.each<[string, Partial<Issuer>]>([
  ['has no client', PEOPLE],
  ['is disabled', { ...PEOPLE, cliClientId: 'cli', enabled: false }],
  ['is of workloads', { ...PEOPLE, cliClientId: 'cli', kind: 'workload' }],
])('leaves out an issuer that %s', async (_which, issuer) => {
  expect(await listed(issuer)).toEqual([]);
});
