// What a login to CodeArtifact is for: what is asked for, or the only thing that the limits leave.
import { describe, expect, it } from 'vitest';
import type { GrantNarrowing } from '../../../../shared/domain/grant-narrowing.ts';
import { decidePackageTarget } from '../../../../shared/policy/session/package-target.ts';
import { aConnector, anAccount } from '../../../support/builders.ts';

type Asked = Omit<Parameters<typeof decidePackageTarget>[0], 'format'>;

function target(asked: Asked, limits: Parameters<typeof aConnector>[0] = {}, grant: GrantNarrowing = {}) {
  const connector = aConnector({ serves: ['codeartifact'], ...limits });
  return decidePackageTarget({ format: 'json', ...asked }, { connector, grant }, anAccount());
}
function value(...input: Parameters<typeof target>) {
  const decided = target(...input);
  return decided.ok ? decided.value : decided.errors;
}
function faultyField(...input: Parameters<typeof target>) {
  const decided = target(...input);
  return decided.ok ? undefined : decided.errors.map(({ field }) => field).join();
}
const SHOP = { region: 'eu-west-1', domain: 'shop', domainOwner: '123456789012' };

describe('the target of a login to CodeArtifact', () => {
  it('is the domain that is asked for, of the account of the connector, with all that is in it', () => {
    expect(value({ domain: 'shop' })).toEqual({ ...SHOP, repositories: ['*'] });
  });

  it('is all that is asked for', () => {
    const asked = { domain: 'shop', domainOwner: '210987654321', region: 'us-east-1', repository: 'releases' };
    expect(value(asked)).toEqual({ ...asked, repositories: ['releases'] });
  });

  it('needs a domain where the connector limits none', () => {
    expect(faultyField({})).toBe('domain');
  });

  it('is the only domain and the only repository that the connector allows', () => {
    const codeartifact = { domains: ['210987654321/shared'], repositories: ['releases'] };
    const only = { ...SHOP, domain: 'shared', domainOwner: '210987654321' };
    expect(value({}, { codeartifact })).toEqual({ ...only, repository: 'releases', repositories: ['releases'] });
  });

  it('needs a domain where several are allowed', () => {
    expect(faultyField({}, { codeartifact: { domains: ['shop', 'bakery'] } })).toBe('domain');
  });

  it('is for all repositories that are allowed if none is named', () => {
    const codeartifact = { domains: ['shop'], repositories: ['releases', 'team-a-*'] };
    expect(value({}, { codeartifact })).toEqual({ ...SHOP, repositories: ['releases', 'team-a-*'] });
  });

  it('does not take the beginning of a name for a repository', () => {
    expect(value({}, { codeartifact: { domains: ['shop'], repositories: ['team-a-*'] } })).not.toHaveProperty(
      'repository',
    );
  });

  it.each<[Asked, string | undefined]>([
    [{ domain: 'shop' }, undefined],
    [{ domain: 'shared' }, undefined],
    [{ domain: 'shop', domainOwner: '123456789012' }, undefined],
    [{ domain: 'shop', domainOwner: '210987654321' }, 'domainOwner'],
    [{ domain: 'shared', domainOwner: '123456789012' }, 'domainOwner'],
    [{ domain: 'bakery' }, 'domain'],
    [{ domain: 'sho' }, 'domain'],
    [{ domain: 'shop2' }, 'domain'],
    [{ domainOwner: '210987654321' }, undefined],
    [{ domainOwner: '999999999999' }, 'domainOwner'],
  ])('is among the domains of the connector, and of their accounts: %j', (asked, field) => {
    expect(faultyField(asked, { codeartifact: { domains: ['shop', '210987654321/shared'] } })).toBe(field);
  });

  it('has the owner that the connector names', () => {
    const codeartifact = { domains: ['210987654321/shared', 'shop'] };
    expect(value({ domain: 'shared' }, { codeartifact })).toMatchObject({ domainOwner: '210987654321' });
  });

  it('of two domains with one name, means that of the connector’s account, or needs the owner', () => {
    const own = { domains: ['210987654321/shop', 'shop'] };
    expect(value({ domain: 'shop' }, { codeartifact: own })).toMatchObject({ domainOwner: '123456789012' });
    const foreign = { domains: ['210987654321/shop', '999999999999/shop'] };
    expect(faultyField({ domain: 'shop' }, { codeartifact: foreign })).toBe('domainOwner');
  });

  it.each<[string, string | undefined]>([
    ['releases', undefined],
    ['releases2', 'repository'],
    ['release', 'repository'],
    ['team-a-x', undefined],
    ['team-a-', undefined],
    ['team-a', 'repository'],
    ['Releases', 'repository'],
  ])('is among the repositories of the connector: %s', (repository, field) => {
    const codeartifact = { domains: ['shop'], repositories: ['releases', 'team-a-*'] };
    expect(faultyField({ repository }, { codeartifact })).toBe(field);
  });

  it('is within the limits of the grant, and of the connector where the grant has none', () => {
    const codeartifact = { domains: ['shop', 'bakery'], repositories: ['releases', 'team-a-*'] };
    const grant = { codeartifact: { domains: ['shop'] } };
    expect(value({}, { codeartifact }, grant)).toEqual({ ...SHOP, repositories: ['releases', 'team-a-*'] });
    expect(faultyField({ domain: 'bakery' }, { codeartifact }, grant)).toBe('domain');
    const narrower = { codeartifact: { domains: ['shop'], repositories: ['team-a-x'] } };
    expect(value({}, { codeartifact }, narrower)).toMatchObject({ repository: 'team-a-x' });
    expect(faultyField({ repository: 'releases' }, { codeartifact }, narrower)).toBe('repository');
  });

  it('is in the regions of connector and grant, and in the partition of the account', () => {
    expect(faultyField({ domain: 'shop', region: 'us-east-1' }, { regions: ['eu-west-1'] })).toBe('region');
    expect(faultyField({ domain: 'shop' }, {}, { regions: ['us-east-1'] })).toBe('region');
    expect(faultyField({ domain: 'shop', region: 'cn-north-1' })).toBe('region');
  });
});
