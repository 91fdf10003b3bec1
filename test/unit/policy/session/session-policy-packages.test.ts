// What a session for CodeArtifact may do, and its token with it: evaluated as IAM does, by two evaluators.
import { describe, expect, it } from 'vitest';
import type { GrantNarrowing } from '../../../../shared/domain/grant-narrowing.ts';
import type { LoginService } from '../../../../shared/domain/login-service.ts';
import type { Narrowing } from '../../../../shared/domain/narrowing.ts';
import type { PackageTarget } from '../../../../shared/policy/session/package-target.ts';
import { type RequestedNarrowing, sessionPolicies } from '../../../../shared/policy/session/session-policy.ts';
import { evaluate, evaluateByStandIn } from '../../../support/iam.ts';

const AT = 'arn:aws:codeartifact:eu-west-1:123456789012';
const DOMAIN = `${AT}:domain/shop`;
const RELEASES = `${AT}:repository/shop/releases`;
const OTHER = `${AT}:repository/shop/other`;
/** In the ARN of a package without a namespace, there is nothing between two slashes. */
const NO_NAMESPACE = `${AT}:package/shop/releases/npm//left-pad`;
const IN_RELEASES = `${AT}:package/shop/releases/npm/team/left-pad`;
const TARGET: PackageTarget = {
  region: 'eu-west-1',
  domain: 'shop',
  domainOwner: '123456789012',
  repository: 'releases',
  repositories: ['releases'],
};
const WHOLE: PackageTarget = { ...TARGET, repositories: ['*'] };
const BEARER = { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' };

interface Given {
  readonly connector?: Narrowing;
  readonly grant?: GrantNarrowing;
  readonly asked?: RequestedNarrowing;
  readonly packages?: PackageTarget;
  readonly services?: readonly LoginService[];
}

function policiesOf({ connector = {}, grant = {}, asked = {}, packages, services = ['codeartifact'] }: Given) {
  const scope = { partition: 'aws' as const, accountId: '123456789012', services, ...(packages && { packages }) };
  const policies = sessionPolicies(connector, { grant, requested: asked }, scope);
  if (!policies.ok) throw new Error(JSON.stringify(policies.errors));
  return policies.value;
}

/** Both evaluators, which must agree. */
async function may(given: Given, action: string, resource: string, context: Record<string, string> = {}) {
  const [policies, question] = [policiesOf(given), { action, resource, context }];
  const verdict = await evaluate(policies, question);
  expect(evaluateByStandIn(policies, question)).toBe(verdict);
  return verdict;
}

const READ = 'codeartifact:ReadFromRepository';
const PUBLISH = 'codeartifact:PublishPackageVersion';
const METADATA = 'codeartifact:PutPackageMetadata';
const TOKEN = 'codeartifact:GetAuthorizationToken';
const ENDPOINT = 'codeartifact:GetRepositoryEndpoint';

describe('the session of a login to CodeArtifact', () => {
  it.each<[string, string, 'allowed' | 'denied']>([
    [TOKEN, DOMAIN, 'allowed'],
    [TOKEN, `${AT}:domain/shop2`, 'denied'],
    [TOKEN, 'arn:aws:codeartifact:eu-west-1:210987654321:domain/shop', 'denied'],
    [TOKEN, 'arn:aws:codeartifact:us-east-1:123456789012:domain/shop', 'denied'],
    [ENDPOINT, RELEASES, 'allowed'],
    [ENDPOINT, OTHER, 'denied'],
    [READ, RELEASES, 'allowed'],
    [READ, OTHER, 'denied'],
    [READ, `${AT}:repository/shop/releases-2`, 'denied'],
    [READ, `${AT}:repository/bakery/releases`, 'denied'],
    [READ, 'arn:aws:codeartifact:us-east-1:123456789012:repository/shop/releases', 'denied'],
    [PUBLISH, IN_RELEASES, 'allowed'],
    [METADATA, `${AT}:package/shop/releases/npm/team-a/left-pad`, 'allowed'],
    [PUBLISH, `${AT}:package/shop/other/npm/team/left-pad`, 'denied'],
    [PUBLISH, `${AT}:package/shop/releases-2/npm/team/left-pad`, 'denied'],
    // A namespace that is called as the repository does not make a package one of it.
    [PUBLISH, `${AT}:package/shop/other/npm/releases/left-pad`, 'denied'],
    [PUBLISH, `${AT}:package/bakery/other/maven/shop/releases`, 'denied'],
    ['codeartifact:DeletePackageVersions', IN_RELEASES, 'denied'],
    ['codeartifact:PutRepositoryPermissionsPolicy', RELEASES, 'denied'],
    ['codeartifact:DeleteDomain', DOMAIN, 'denied'],
    ['ecr:BatchGetImage', 'arn:aws:ecr:eu-west-1:123456789012:repository/shop', 'denied'],
    ['s3:GetObject', 'arn:aws:s3:::assets/releases', 'denied'],
  ])('may %s on %s: %s', async (action, resource, verdict) => {
    expect(await may({ packages: TARGET }, action, resource)).toBe(verdict);
  });

  it('may have a bearer token of CodeArtifact alone', async () => {
    const ask = 'sts:GetServiceBearerToken';
    expect(await may({ packages: TARGET }, ask, '*', BEARER)).toBe('allowed');
    expect(await may({ packages: TARGET }, ask, '*', { 'sts:AWSServiceName': 'ecr-public.amazonaws.com' })).toBe(
      'denied',
    );
    expect(await may({ packages: TARGET }, ask, '*')).toBe('denied');
  });

  it.each<[Given, string, 'allowed' | 'denied']>([
    [{ asked: { access: 'pull' } }, READ, 'allowed'],
    [{ asked: { access: 'pull' } }, PUBLISH, 'denied'],
    [{ grant: { access: 'pull' } }, PUBLISH, 'denied'],
    [{ connector: { access: 'pull' } }, PUBLISH, 'denied'],
    [{ connector: { access: 'push' }, asked: { access: 'pull' } }, METADATA, 'denied'],
    [{ connector: { access: 'push' } }, PUBLISH, 'allowed'],
  ])('reads for pull, and publishes for push: %j', async (given, action, verdict) => {
    const resource = action === READ ? RELEASES : IN_RELEASES;
    expect(await may({ ...given, packages: TARGET }, action, resource)).toBe(verdict);
  });

  it('may use all of the domain if no repository is named, and nothing of another', async () => {
    expect(await may({ packages: WHOLE }, READ, OTHER)).toBe('allowed');
    expect(await may({ packages: WHOLE }, PUBLISH, `${AT}:package/shop/other/npm/ns/name`)).toBe('allowed');
    expect(await may({ packages: WHOLE }, READ, `${AT}:repository/shop2/other`)).toBe('denied');
    expect(await may({ packages: WHOLE }, PUBLISH, `${AT}:package/bakery/x/npm/shop/name`)).toBe('denied');
  });

  it('may publish what has no namespace', () => {
    const policies = policiesOf({ packages: TARGET });
    // The other evaluator knows no such ARN.
    const verdict = (resource: string) => evaluateByStandIn(policies, { action: PUBLISH, resource });
    expect(verdict(NO_NAMESPACE)).toBe('allowed');
    expect(verdict(NO_NAMESPACE.replace('/releases/', '/other/'))).toBe('denied');
  });

  it('may use what begins as the limits say', async () => {
    const packages = { ...WHOLE, repositories: ['team-a-*'] };
    expect(await may({ packages }, READ, `${AT}:repository/shop/team-a-x`)).toBe('allowed');
    expect(await may({ packages }, READ, `${AT}:repository/shop/team-a`)).toBe('denied');
    expect(await may({ packages }, PUBLISH, `${AT}:package/shop/team-a-x/npm/ns/name`)).toBe('allowed');
    expect(await may({ packages }, PUBLISH, `${AT}:package/shop/other/npm/team-a-x/name`)).toBe('denied');
  });

  it('has the rights that the connector writes, within the same limits', async () => {
    const Statement = [{ Effect: 'Allow' as const, Action: ['codeartifact:*', 'sts:*'], Resource: '*' }];
    const connector = { policy: { Version: '2012-10-17' as const, Statement } };
    expect(await may({ connector, packages: TARGET }, 'codeartifact:DeletePackageVersions', IN_RELEASES)).toBe(
      'allowed',
    );
    expect(await may({ connector, packages: TARGET }, READ, OTHER)).toBe('denied');
  });

  it('is used from the networks of the connector, and asked for from that of Portunus', async () => {
    const connector = { conditions: { sourceVpce: ['vpce-0a1b2c3d'] } };
    const [inside, outside] = ['vpce-0a1b2c3d', 'vpce-0d0d0d0d'].map((vpce) => ({ 'aws:SourceVpce': vpce }));
    expect(await may({ connector, packages: TARGET }, READ, RELEASES, inside)).toBe('allowed');
    expect(await may({ connector, packages: TARGET }, READ, RELEASES, outside)).toBe('denied');
    expect(await may({ connector, packages: TARGET }, TOKEN, DOMAIN, outside)).toBe('allowed');
    expect(await may({ connector, packages: TARGET }, ENDPOINT, RELEASES, outside)).toBe('allowed');
    expect(
      await may({ connector, packages: TARGET }, 'sts:GetServiceBearerToken', '*', { ...BEARER, ...outside }),
    ).toBe('allowed');
  });
});

describe('an issued session of a connector that serves images and packages', () => {
  const services = ['ecr', 'codeartifact'] as const;
  const IMAGE = 'arn:aws:ecr:eu-west-1:123456789012:repository/shop/api';
  const codeartifact = { domains: ['shop', '210987654321/shared'], repositories: ['releases'] };

  it.each<[Narrowing, string, string, 'allowed' | 'denied']>([
    [{ codeartifact }, READ, RELEASES, 'allowed'],
    [{ codeartifact }, READ, OTHER, 'denied'],
    [{ codeartifact }, READ, 'arn:aws:codeartifact:us-east-1:210987654321:repository/shared/releases', 'allowed'],
    [{ codeartifact }, READ, `${AT}:repository/shared/releases`, 'denied'],
    [{ codeartifact }, 'ecr:PutImage', IMAGE, 'allowed'],
    [{ codeartifact, repositories: ['shop/*'] }, 'ecr:PutImage', IMAGE, 'allowed'],
    [{ codeartifact, repositories: ['bakery/*'] }, 'ecr:PutImage', IMAGE, 'denied'],
    [{ codeartifact, repositories: ['bakery/*'] }, READ, RELEASES, 'allowed'],
    [{ registries: ['210987654321'] }, READ, RELEASES, 'allowed'],
    [{ regions: ['eu-west-1'] }, READ, RELEASES, 'allowed'],
    [{ regions: ['us-east-1'] }, READ, RELEASES, 'denied'],
    [{ regions: ['us-east-1'] }, TOKEN, DOMAIN, 'denied'],
    [{ regions: ['us-east-1'] }, 'ecr:GetAuthorizationToken', '*', 'allowed'],
  ])(
    'has the limits of each service for that service: %j, %s on %s: %s',
    async (connector, action, resource, verdict) => {
      expect(await may({ connector, services }, action, resource)).toBe(verdict);
    },
  );

  it('is cut by the limits of the grant too', async () => {
    const grant = { codeartifact: { domains: ['shop'] } };
    const shared = 'arn:aws:codeartifact:eu-west-1:210987654321:repository/shared/releases';
    expect(await may({ connector: { codeartifact }, services }, READ, shared)).toBe('allowed');
    expect(await may({ connector: { codeartifact }, grant, services }, READ, shared)).toBe('denied');
    expect(await may({ connector: { codeartifact }, grant, services }, READ, RELEASES)).toBe('allowed');
  });
});
