// What a connector for CodeArtifact needs in AWS, judged by an evaluator that is none of ours.
import { validateIdentityPolicy } from '@cloud-copilot/iam-policy';
import { describe, expect, it } from 'vitest';
import { iamSetup } from '../../../../shared/policy/iam/setup.ts';
import {
  type Asked,
  allowedOf,
  given,
  onlyRole,
  permits,
  rightsOf,
  unnoticed,
} from '../../../support/iam-documents.ts';

const SESSION = 'arn:aws:sts::123456789012:assumed-role/shop-images/ci-1';

function asking(action: string, resource: string, context: Readonly<Record<string, string>> = {}): Asked {
  const what = [action, resource.split(':').slice(3).join(':'), ...Object.values(context)].join(' ');
  return { what, principal: SESSION, action, resource, context };
}
/** Of CodeArtifact in one place, by the name of the action. */
function of(name: string, resource: string, place = 'eu-west-1:123456789012', context = {}): Asked {
  return asking(`codeartifact:${name}`, `arn:aws:codeartifact:${place}:${resource}`, context);
}
const BEARER = ['codeartifact', 'ecr-public'].map((service) =>
  asking('sts:GetServiceBearerToken', '*', { 'sts:AWSServiceName': `${service}.amazonaws.com` }),
);
const PACKAGE = 'package/shop/releases/npm/team/left-pad';
const RELEASES = 'repository/shop/releases';
const LOG_IN = [of('GetAuthorizationToken', 'domain/shop'), of('GetRepositoryEndpoint', RELEASES)];
const READS = [
  ...[of('ReadFromRepository', RELEASES), of('ListPackages', RELEASES)],
  ...['DescribePackageVersion', 'GetPackageVersionAsset', 'ListPackageVersions'].map((name) => of(name, PACKAGE)),
];
const PUBLISHES = ['PublishPackageVersion', 'PutPackageMetadata'].map((name) => of(name, PACKAGE));
const NEVER = [
  ...[
    of('DeletePackageVersions', PACKAGE),
    of('DeleteRepository', RELEASES),
    of('PutDomainPermissionsPolicy', 'domain/shop'),
  ],
  ...[of('GetAuthorizationToken', 'domain/bakery'), of('ReadFromRepository', 'repository/bakery/releases')],
  ...[of('ReadFromRepository', 'repository/shop/other'), of('GetRepositoryEndpoint', 'repository/shop/other')],
  ...[
    of('ReadFromRepository', RELEASES, 'us-east-1:123456789012'),
    of('ReadFromRepository', RELEASES, 'eu-west-1:210987654321'),
  ],
  of('PublishPackageVersion', 'package/shop/other/npm/releases/left-pad'),
  asking('ecr:GetAuthorizationToken', '*'),
];
const ALL = [...LOG_IN, ...BEARER, ...READS, ...PUBLISHES, ...NEVER];
const LIMITS = {
  serves: ['codeartifact'],
  region: 'eu-west-1',
  codeartifact: { domains: ['shop'], repositories: ['releases'] },
};

async function mayUse(connector: object, all = ALL) {
  const rights = rightsOf(onlyRole(iamSetup(given({ ...LIMITS, ...connector }))));
  expect(validateIdentityPolicy(rights)).toEqual([]);
  expect(await unnoticed(permits, rights, all)).toEqual([]);
  return allowedOf(permits, rights, all);
}
const names = (all: readonly Asked[]) => all.map(({ what }) => what);

describe('the rights of a role for CodeArtifact', () => {
  it('are those of reading, in what the connector names', async () => {
    expect(await mayUse({ access: 'pull' })).toEqual(names([...LOG_IN, ...BEARER.slice(0, 1), ...READS]));
  });

  it('are those of publishing, without access too', async () => {
    const allowed = names([...LOG_IN, ...BEARER.slice(0, 1), ...READS, ...PUBLISHES]);
    expect(await mayUse({ access: 'push' })).toEqual(allowed);
    expect(await mayUse({})).toEqual(allowed);
  });

  it('hold from the networks of the connector alone, but for the login', async () => {
    const from = (vpce: string) =>
      [...READS, ...LOG_IN].map(({ action, resource }) => asking(action, resource, { 'aws:SourceVpce': vpce }));
    const [inside, outside] = [from('vpce-0a1b2c3d'), from('vpce-0d0d0d0d')];
    const connector = { access: 'pull', conditions: { sourceVpce: ['vpce-0a1b2c3d'] } };
    const allowed = await mayUse(connector, [...BEARER, ...inside, ...outside]);
    expect(allowed).toEqual(names([...BEARER.slice(0, 1), ...inside, ...outside.slice(READS.length)]));
  });

  it('are beside those of images where the connector serves both', async () => {
    const rights = rightsOf(onlyRole(iamSetup(given({ ...LIMITS, serves: ['ecr', 'codeartifact'] }))));
    const both = [asking('ecr:PutImage', 'arn:aws:ecr:eu-west-1:123456789012:repository/x'), ...PUBLISHES];
    expect(await allowedOf(permits, rights, both)).toEqual(names(both));
  });

  it('are advised of where the domain is another account’s', () => {
    const { advice } = iamSetup(given({ ...LIMITS, codeartifact: { domains: ['210987654321/shared'] } }));
    expect(advice.filter((text) => text.includes('210987654321'))).toEqual([
      'Account 210987654321 must let the role in: the policy of its domain shared allows codeartifact:GetAuthorizationToken, and the policy of each repository what is done there.',
    ]);
  });
});
