// Claims in a connector's role, region and repositories: whose values a caller can choose, or take over.
import { describe, expect, it } from 'vitest';
import { connectorOf, findingsOf, ISSUERS, type Json, rulesIn } from '../../../support/lint.ts';

const RULES = ['template-chosen-by-caller', 'unknown-claim', 'mutable-name', 'reused-name'] as const;
const ROLE = 'arn:aws:iam::123456789012:role/portunus/';
const MAIN = { ref: ['refs/heads/main'], event_name: ['push'] };

/** What is said of a connector whose repositories hold a claim. */
function rulesOf(claim: string, issuer: Json = ISSUERS.github, claims: Json = MAIN) {
  const connectors = [connectorOf([{ issuer: 'ci', claims }], { repositories: [`team-{${claim}}/*`] })];
  return findingsOf(RULES, { issuers: [issuer], connectors })
    .filter(({ field }) => field === 'connectors[0].repositories[0]')
    .map(({ rule, severity }) => `${rule} ${severity}`);
}

describe('a claim that the caller chooses', () => {
  it.each<[string, Json]>([
    ['workflow', ISSUERS.github],
    ['head_ref', ISSUERS.github],
    ['environment', ISSUERS.github],
    ['actor', ISSUERS.github],
    ['preferred_username', ISSUERS.github],
    ['ref_path', ISSUERS.gitlab],
    ['user_login', ISSUERS.gitlab],
    ['branchName', ISSUERS.bitbucket],
    ['step_key', ISSUERS.buildkite],
    ['["kubernetes.io","pod","name"]', ISSUERS.cluster],
    ['["https://sts.amazonaws.com/","request_tags","team"]', ISSUERS.aws],
  ])('is refused: %s', (claim, issuer) => {
    expect(rulesOf(claim, issuer, { sub: ['x'] })).toEqual(['template-chosen-by-caller error']);
  });

  it('is refused whatever risk is acknowledged, and in every place', () => {
    const places = { roleArn: `${ROLE}{workflow}`, region: '{workflow}', repositories: ['{workflow}'] };
    const connectors = [connectorOf([{ issuer: 'ci', claims: MAIN }], { ...places, acknowledgeRisk: true })];
    const found = findingsOf(['template-chosen-by-caller'], { issuers: [ISSUERS.github], connectors });
    expect(found.map(({ field }) => field)).toEqual([
      'connectors[0].roleArn',
      'connectors[0].region',
      'connectors[0].repositories[0]',
    ]);
  });

  it('is good where every grant names its values', () => {
    const named = { ...MAIN, environment: ['staging', 'production'] };
    expect(rulesOf('environment', ISSUERS.github, named)).toEqual([]);
    expect(rulesOf('environment', ISSUERS.github, { ...MAIN, environment: ['staging-*'] })).toEqual([
      'template-chosen-by-caller error',
    ]);
  });

  it('is a session’s name for callers of /iam/v1', () => {
    const grants = [{ iamRole: 'arn:aws:iam::111122223333:role/x', uniqueId: 'AROACKCEVSQ6C2EXAMPLE' }];
    const of = (claim: string) => rulesIn({ connectors: [connectorOf(grants, { repositories: [`{${claim}}/*`] })] });
    expect(of('session_name')).toEqual(['template-chosen-by-caller']);
    expect(of('role_name')).toEqual([]);
  });
});

describe('a claim that is a name', () => {
  it.each([
    ['repository', ISSUERS.github, ['mutable-name warning']],
    ['repository_owner', ISSUERS.github, ['mutable-name warning']],
    ['project_path', ISSUERS.gitlab, ['mutable-name warning']],
    ['pipeline_slug', ISSUERS.buildkite, ['mutable-name warning']],
    ['repository_id', ISSUERS.github, []],
    ['project_id', ISSUERS.gitlab, []],
    ['run_id', ISSUERS.github, []],
  ] as const)('%s is warned of, and an id is not', (claim, issuer, rules) => {
    expect(rulesOf(claim, issuer, { sub: ['x'] })).toEqual(rules);
  });

  it('names the id to use', () => {
    const connectors = [connectorOf([{ issuer: 'ci', claims: MAIN }], { repositories: ['{repository}'] })];
    const [finding] = findingsOf(['mutable-name'], { issuers: [ISSUERS.github], connectors });
    expect(finding?.detail).toContain('Put in repository_id instead.');
  });

  it('is good where every grant names the source by its id', () => {
    expect(rulesOf('repository', ISSUERS.github, { ...MAIN, repository_id: ['1296269'] })).toEqual([]);
  });
});

describe('a claim that these callers don’t have', () => {
  const meant = (claim: string, issuer: Json = ISSUERS.github) => {
    const connectors = [connectorOf([{ issuer: 'ci', claims: MAIN }], { repositories: [`{${claim}}`] })];
    const [finding] = findingsOf(['unknown-claim'], { issuers: [issuer], connectors });
    return finding?.detail.match(/did you mean (.*)\?$/)?.[1];
  };

  it.each([
    ['repositry_id', ISSUERS.github, 'repository_id'],
    ['repositoryid', ISSUERS.github, 'repository_id'],
    ['projectid', ISSUERS.gitlab, 'project_id'],
    ['repository_uuid', ISSUERS.bitbucket, 'repositoryUuid'],
    ['["kubernetes.io","namespce"]', ISSUERS.cluster, 'kubernetes.io.namespace'],
  ] as const)('may be a misspelled one: %s', (claim, issuer, suggestion) => {
    expect(meant(claim, issuer)).toBe(suggestion);
  });

  it.each(['repository_id', 'enterprise', 'check_run_id', 'jti', 'something_of_your_own', 'team'])(
    'is not said of %s',
    (claim) => {
      expect(meant(claim)).toBeUndefined();
    },
  );

  it('is known for certain of roles and of refresh jobs', () => {
    const of = (grant: Json, claim: string) => {
      const connectors = [connectorOf([grant], { repositories: [`{${claim}}`] })];
      return findingsOf(['unknown-claim'], { connectors }).length;
    };
    const role = { iamRole: 'arn:aws:iam::111122223333:role/x' };
    expect([of(role, 'rolename'), of(role, 'role_name')]).toEqual([1, 0]);
    expect([of({ refreshJob: 'nightly' }, 'jobs'), of({ refreshJob: 'nightly' }, 'job')]).toEqual([1, 0]);
  });
});

describe('a grant to a whole organisation', () => {
  const found = (more: Json) => {
    const connectors = [connectorOf([{ issuer: 'ci', claims: MAIN }], more)];
    return findingsOf(['whole-organisation'], { issuers: [ISSUERS.github], connectors }).length;
  };

  it.each<[string, Json]>([
    ['repositories', { repositories: ['{repository_id}', '{repository_id}/*'] }],
    ['a role', { roleArn: `${ROLE}ecr-{repository_id}` }],
    ['repositories by name', { repositories: ['{repository}'] }],
  ])('is good where each source gets %s of its own', (_what, more) => {
    expect(found(more)).toBe(0);
  });

  it.each<[string, Json]>([
    ['no claim', {}],
    ['a claim of no source', { repositories: ['{repository_owner_id}/*'] }],
    ['a text for all beside it', { repositories: ['{repository_id}', 'base'] }],
    ['a claim in the region alone', { region: '{repository_id}' }],
  ])('is wide with %s', (_what, more) => {
    expect(found(more)).toBe(1);
  });
});

it('a role in the deployment’s path is in reach, whatever the claims say', () => {
  const of = (roleArn: string) => rulesIn({ connectors: [connectorOf([], { roleArn })] });
  expect(of(`${ROLE}ecr-{repository_id}`)).toEqual([]);
  expect(of('arn:aws:iam::123456789012:role/ecr-{repository_id}')).toEqual(['role-path']);
});
