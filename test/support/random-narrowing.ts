// Connectors, requests and questions at random, of few names, so that they often meet.
import fc from 'fast-check';
import type { GrantNarrowing } from '../../shared/domain/grant-narrowing.ts';
import type { Narrowing } from '../../shared/domain/narrowing.ts';
import type { RequestedNarrowing } from '../../shared/policy/session/session-policy.ts';
import type { Question } from './iam.ts';

const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1'];
const ACCOUNTS = ['123456789012', '210987654321'];
const NAMES = ['api', 'team-a/api', 'team-a/x/y', 'team-b/api'];
const VPCES = ['vpce-0a1b2c3d', 'vpce-0d0d0d0d'];
export const MANAGED = 'arn:aws:iam::123456789012:policy/team-a';

function listOf(texts: readonly string[]) {
  return fc.uniqueArray(fc.constantFrom(...texts), { minLength: 1, maxLength: 2 });
}
const patterns = listOf(['*', 'team-a/*', 'team-*', '*/api', 'api', 'team-a/api', 'team-b/*', 't*y']);
const resources = fc
  .tuple(
    fc.constantFrom('*', ...REGIONS),
    fc.constantFrom('*', ...ACCOUNTS),
    fc.constantFrom('*', 'team-a/*', 'team-?/api', 'api'),
  )
  .map(([region, account, name]) => `arn:aws:ecr:${region}:${account}:repository/${name}`);
const conditions = fc.oneof(
  listOf(VPCES).map((sourceVpce) => ({ sourceVpce })),
  listOf(['vpc-0a1b2c3d', 'vpc-0d0d0d0d']).map((sourceVpc) => ({ sourceVpc })),
  listOf(['192.0.2.0/24', '198.51.100.0/25']).map((sourceIp) => ({ sourceIp })),
);
const statements = fc
  .record({
    Effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Allow' as const, 'Deny' as const),
    actionKey: fc.constantFrom('Action', 'Action', 'NotAction'),
    action: listOf(['*', 'ecr:*', 'ecr:Put*', 'ecr:*Image', 'ecr:BatchGetImage', 'ecr:Get*', 's3:*', 'ecr:DeleteR*']),
    resourceKey: fc.constantFrom('Resource', 'Resource', 'NotResource'),
    resource: fc.oneof(fc.constant(['*']), fc.uniqueArray(resources, { minLength: 1, maxLength: 2 })),
    vpce: fc.option(fc.constantFrom(...VPCES), { nil: undefined, freq: 4 }),
  })
  .map(({ Effect, actionKey, action, resourceKey, resource, vpce }) => ({
    Effect,
    [actionKey]: action,
    [resourceKey]: resource,
    ...(vpce && { Condition: { StringEquals: { 'aws:SourceVpce': vpce } } }),
  }));
export const documents = fc
  .array(statements, { minLength: 1, maxLength: 3 })
  .map((Statement) => ({ Version: '2012-10-17' as const, Statement }));
const policyArns = listOf([
  MANAGED,
  'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
  'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser',
]);
const access = fc.constantFrom('pull' as const, 'push' as const);
export const limits = {
  access,
  repositories: patterns,
  registries: listOf(ACCOUNTS),
  regions: listOf(REGIONS),
  conditions,
};
export const connectors = fc
  .record({ policy: documents, policyArns, pullThroughCache: fc.boolean(), ...limits }, { requiredKeys: [] })
  // It stands beside access alone.
  .map(
    ({ pullThroughCache, ...rest }): Narrowing =>
      rest.access === undefined || pullThroughCache === undefined ? rest : { ...rest, pullThroughCache },
  );
export const requests = fc.record({ access, repositories: patterns }, { requiredKeys: [] });
/** Some of them lie outside of their connector, which no stored one can: they give no more all the same. */
export const grants: fc.Arbitrary<GrantNarrowing> = fc.record(
  { access, repositories: patterns, registries: listOf(ACCOUNTS), regions: listOf(REGIONS) },
  { requiredKeys: [] },
);
/** More than the connector gives is refused before. */
export function within(asked: RequestedNarrowing, connector: Narrowing): RequestedNarrowing {
  const { access: _more, ...rest } = asked;
  return asked.access === 'push' && connector.access === 'pull' ? rest : asked;
}

const ACTIONS =
  'GetAuthorizationToken BatchGetImage GetDownloadUrlForLayer ListImages GetRepositoryPolicy PutImage UploadLayerPart ' +
  'CreateRepository';
const questions = fc
  .record({
    name: fc.constantFrom(...ACTIONS.split(' '), 'BatchImportUpstreamImage', 'DeleteRepository', 'FutureThing'),
    region: fc.constantFrom(...REGIONS),
    account: fc.constantFrom(...ACCOUNTS),
    repository: fc.constantFrom(...NAMES),
    context: fc.record(
      {
        'aws:SourceVpce': fc.constantFrom(...VPCES),
        'aws:SourceVpc': fc.constantFrom('vpc-0a1b2c3d', 'vpc-0e0e0e0e'),
        'aws:SourceIp': fc.constantFrom('192.0.2.7', '203.0.113.7'),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ name, region, account, repository, context }): Question => {
    const arn = `arn:aws:ecr:${region}:${account}:repository/${repository}`;
    return { action: `ecr:${name}`, resource: name === 'GetAuthorizationToken' ? '*' : arn, context, region };
  });
export const several = fc.array(questions, { minLength: 8, maxLength: 8 });

const PULL = [
  ...['BatchGetImage', 'GetDownloadUrlForLayer', 'BatchCheckLayerAvailability', 'ListImages', 'DescribeImages'],
  ...['DescribeRepositories', 'GetRepositoryPolicy', 'BatchImportUpstreamImage', 'CreateRepository'],
].map((name) => `ecr:${name}`);
const PUSH = ['CompleteLayerUpload', 'InitiateLayerUpload', 'PutImage', 'UploadLayerPart'].map((name) => `ecr:${name}`);

/** Whether a question is about what some limits let through, by their meaning and by no policy. */
export function isWithinLimits({ action, resource }: Question, limits: GrantNarrowing): boolean {
  if (action === 'ecr:GetAuthorizationToken') return true;
  const [, region = '', account = '', name = ''] =
    /^arn:aws:ecr:([^:]*):([^:]*):repository\/(.*)$/.exec(resource) ?? [];
  const { access: level, repositories, registries, regions } = limits;
  return (
    (level === undefined || PULL.includes(action) || (level === 'push' && PUSH.includes(action))) &&
    (repositories === undefined || repositories.some((pattern) => isLike(name, pattern))) &&
    (registries?.includes(account) ?? true) &&
    (regions?.includes(region) ?? true)
  );
}

function isLike(name: string, pattern: string): boolean {
  const source = pattern.replaceAll(/[.]/g, '\\.').replaceAll('*', '.*');
  return new RegExp(`^${source}$`).test(name);
}
