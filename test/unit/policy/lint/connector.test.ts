// What a connector says beside whom it lets in.
import { describe, expect, it } from 'vitest';
import type { LintRule } from '../../../../shared/policy/lint/rules.ts';
import {
  connectorOf,
  findingsIn,
  findingsOf,
  ISSUERS,
  type Json,
  PEOPLE,
  rulesIn,
  STS,
} from '../../../support/lint.ts';

const MAIN = { repository_id: ['1296269'], ref: ['refs/heads/main'], event_name: ['push'] };
const JOB = { issuer: 'ci', claims: MAIN };
const ROLE = 'arn:aws:iam::111122223333:role/build-agents';

/** Whether the rule says something of the connector: the rule once, or nothing. */
function foundOn(rule: LintRule, connector: Json, issuer: Json = ISSUERS.github): readonly string[] {
  return findingsOf([rule], { issuers: [issuer], connectors: [connector] }).map((finding) => finding.rule);
}

describe('a grant to a role', () => {
  it('by its name alone goes to the next role of that name', () => {
    const written = {
      connectors: [connectorOf([{ iamRole: ROLE, uniqueId: 'AROACKCEVSQ6C2EXAMPLE' }, { iamRole: ROLE }])],
    };
    expect(findingsOf(['iam-role-by-name'], written)).toMatchObject([
      { rule: 'iam-role-by-name', severity: 'notice', field: 'connectors[0].grants[1].iamRole' },
    ]);
  });
});

describe('one-time tokens', () => {
  it.each(['bitbucket', 'buildkite', 'circleci', 'google', 'jenkins'] as const)('are none at %s', (name) => {
    const connector = (more: Json) => connectorOf([{ issuer: 'ci', claims: { sub: ['x'] } }], more);
    expect(foundOn('token-without-id', connector({ oneTimeTokens: true }), ISSUERS[name])).toEqual([
      'token-without-id',
    ]);
    expect(foundOn('token-without-id', connector({ oneTimeTokens: false }), ISSUERS[name])).toEqual([]);
  });

  it.each(['github', 'gitlab', 'azure', 'terraform', 'cluster', 'aws', 'unknown'] as const)('may be at %s', (name) => {
    const connector = connectorOf([{ issuer: 'ci', claims: { sub: ['x'] } }], { oneTimeTokens: true });
    expect(foundOn('token-without-id', connector, ISSUERS[name])).toEqual([]);
  });
});

describe('system scope', () => {
  const people = { issuer: 'ci', groups: ['platform'] };

  it.each<[string, Json, readonly string[]]>([
    ['for people alone', connectorOf([people]), ['system-scope-unused']],
    ['left out for people', connectorOf([people], { systemScope: false }), []],
    ['for people and a role', connectorOf([people, { iamRole: ROLE, uniqueId: 'AROACKCEVSQ6C2EXAMPLE' }]), []],
    ['for administrators alone', connectorOf([]), []],
  ])('%s', (_what, connector, rules) => {
    expect(foundOn('system-scope-unused', connector, PEOPLE)).toEqual(rules);
  });

  it('for people and jobs', () => {
    const jobs = { ...ISSUERS.github, id: 'jobs' };
    const connectors = [connectorOf([people, { ...JOB, issuer: 'jobs' }])];
    expect(findingsOf(['system-scope-unused'], { issuers: [PEOPLE, jobs], connectors })).toEqual([]);
  });

  it('for jobs', () => {
    expect(foundOn('system-scope-unused', connectorOf([JOB]))).toEqual([]);
  });
});

describe('what may be pushed to', () => {
  it.each<[string, Json, readonly string[]]>([
    ['every repository', { access: 'push', repositories: ['*'] }, ['wildcard-push']],
    ['every repository, beside its own', { access: 'push', repositories: ['shop', '**'] }, ['wildcard-push']],
    ['every repository with a slash', { access: 'push', repositories: ['*/*'] }, ['wildcard-push']],
    ['every repository, as far as the role may', { repositories: ['*'] }, ['wildcard-push']],
    ['what is called so', { access: 'push', repositories: ['*-shop', 'shop-*'] }, []],
    ['its own', { access: 'push', repositories: ['shop/*'] }, []],
    ['what the role may', { access: 'push' }, []],
    ['nothing, and pulled from everywhere', { access: 'pull', repositories: ['*'] }, []],
  ])('%s', (_what, more, rules) => {
    expect(foundOn('wildcard-push', connectorOf([JOB], more))).toEqual(rules);
  });

  it.each<[string, Json, Json, readonly string[]]>([
    ['every repository by a grant, where the connector limits none', { repositories: ['*'] }, {}, ['wildcard-push']],
    ['nothing by a grant that pulls', { repositories: ['*'], access: 'pull' }, {}, []],
    ['what a grant names', { repositories: ['shop/*'] }, {}, []],
    ['nothing by a connector that pulls', { repositories: ['*'] }, { access: 'pull' }, []],
  ])('%s', (_what, narrowing, more, rules) => {
    expect(foundOn('wildcard-push', connectorOf([{ ...JOB, ...narrowing }], more))).toEqual(rules);
  });
});

describe('an external ID', () => {
  const OTHER_ROLE = 'arn:aws:iam::123456789012:role/portunus/other';
  const two = (more: Json) => ({
    issuers: [ISSUERS.github],
    connectors: [connectorOf([JOB], { externalId: 'portunus-1' }), connectorOf([JOB], { id: 'other', ...more })],
  });

  it.each<[string, Json, readonly string[]]>([
    [
      'of two roles',
      { roleArn: OTHER_ROLE, externalId: 'portunus-1' },
      ['connectors[0].externalId', 'connectors[1].externalId'],
    ],
    ['of one role, which trusts one', { externalId: 'portunus-1' }, []],
    ['of each role its own', { roleArn: OTHER_ROLE, externalId: 'portunus-2' }, []],
    ['that is yet to be made', { roleArn: OTHER_ROLE }, []],
  ])('%s', (_what, more, fields) => {
    const found = findingsIn(two(more)).filter(({ rule }) => rule === 'shared-external-id');
    expect(found.map(({ field }) => field)).toEqual(fields);
  });
});

describe('what a session is called', () => {
  const found = (issuer: Json, claims: unknown, session: Json): readonly string[] =>
    findingsIn({ issuers: [issuer], connectors: [connectorOf([{ issuer: 'ci', claims }], { session })] })
      .filter(({ rule }) => rule === 'session-template')
      .map(({ field }) => field.replace('connectors[0].session.', ''));

  it.each<[string, Json, readonly string[]]>([
    ['a workflow', { name: '{workflow}' }, ['name']],
    ['a workflow, with words', { name: 'gh-{workflow}' }, ['name']],
    ['a workflow, with the run', { name: '{workflow}-{run_id}' }, []],
    ['nothing of the caller', { name: 'images' }, []],
    ['a ref that the grant names', { name: '{ref}' }, []],
    ['who started it', { sourceIdentity: '{actor}' }, ['sourceIdentity']],
    ['who started it, by id', { sourceIdentity: '{actor_id}' }, []],
    ['a repository whose id the grant names', { name: '{repository}' }, []],
    ['a tag of a branch', { tags: { id: '{repository_id}', branch: '{repository_id}/{head_ref}' } }, ['tags.branch']],
    ['a tag of a repository', { tags: { repository: '{repository}' } }, []],
  ])('%s', (_what, session, fields) => {
    expect(found(ISSUERS.github, MAIN, session)).toEqual(fields);
  });

  it('a ref that the grant leaves open', () => {
    const claims = { ...MAIN, ref: ['refs/heads/release/*'] };
    expect(found(ISSUERS.github, claims, { name: '{ref}' })).toEqual(['name']);
  });

  it('a repository that the grant does not know by its id', () => {
    const claims = { repository: ['acme/shop'], ref: ['refs/heads/main'], event_name: ['push'] };
    expect(found(ISSUERS.github, claims, { name: '{repository}' })).toEqual(['name']);
  });

  it('what the caller of AWS tagged', () => {
    const claims = { sub: ['arn:aws:iam::210987654321:role/ShopBuild'] };
    const tagged = (kind: string) => `{${JSON.stringify([STS, kind, 'job'])}}`;
    expect(found(ISSUERS.aws, claims, { sourceIdentity: tagged('request_tags') })).toEqual(['sourceIdentity']);
    expect(found(ISSUERS.aws, claims, { sourceIdentity: tagged('principal_tags') })).toEqual([]);
  });

  it('what people call themselves', () => {
    const claims = { email_verified: ['true'] };
    expect(found(PEOPLE, claims, { name: '{preferred_username}' })).toEqual(['name']);
    expect(found(PEOPLE, claims, { name: '{cognito:username}' })).toEqual([]);
  });
});

describe('several issuers on one connector', () => {
  const other = { ...ISSUERS.forgejo, id: 'other' };
  const found = (session: Json, grants: readonly Json[]): readonly string[] =>
    findingsIn({ issuers: [ISSUERS.github, other], connectors: [connectorOf(grants, { session })] })
      .filter(({ rule }) => rule === 'several-issuers')
      .map(({ field }) => field.replace('connectors[0].session.', ''));
  const session = { name: 'ci-{repository_id}', sourceIdentity: '{actor_id}', tags: { of: '{repository_id}' } };
  const theirs = { issuer: 'other', claims: { unit: ['5'] } };

  it.each<[string, Json, readonly Json[], readonly string[]]>([
    ['one', session, [JOB, JOB], []],
    ['two', session, [JOB, theirs], ['name', 'sourceIdentity', 'tags.of']],
    ['two that both pin it', session, [JOB, { ...JOB, issuer: 'other' }], ['name', 'sourceIdentity']],
    ['two, and a text', { name: 'images' }, [JOB, theirs], []],
    ['a role beside it', { name: '{repository_id}' }, [JOB, { iamRole: ROLE }], ['name']],
  ])('%s', (_what, templates, grants, fields) => {
    expect(found(templates, grants)).toEqual(fields);
  });

  it("a role's caller, who names the session", () => {
    const connector = connectorOf([{ iamRole: ROLE }], { session: { name: 'ci-{session_name}' } });
    expect(rulesIn({ connectors: [connector] })).toContain('session-template');
    const byId = connectorOf([{ iamRole: ROLE }], { session: { name: 'ci-{role_id}-{session_name}' } });
    expect(rulesIn({ connectors: [byId] })).not.toContain('session-template');
  });
});

describe('a role that a deployment may not assume', () => {
  const at = (roleArn: string) => foundOn('role-path', connectorOf([JOB], { roleArn }));

  it.each([
    ['arn:aws:iam::123456789012:role/shop', ['role-path']],
    ['arn:aws:iam::123456789012:role/teams/portunus/shop', ['role-path']],
    ['arn:aws:iam::123456789012:role/portunus-shop', ['role-path']],
    ['arn:aws:iam::123456789012:role/portunus/shop', []],
    ['arn:aws:iam::123456789012:role/portunus/teams/shop', []],
  ])('%s', (roleArn, rules) => {
    expect(at(roleArn)).toEqual(rules);
  });

  it.each([
    ['arn:aws:iam::123456789012:role/ecr-*', 'arn:aws:iam::123456789012:role/ecr-shop', []],
    ['arn:aws:iam::123456789012:role/ecr-*', 'arn:aws:iam::123456789012:role/portunus/shop', ['role-path']],
    ['arn:aws:iam::*:role/*', 'arn:aws:iam::123456789012:role/teams/shop', []],
    ['arn:aws:iam::123456789012:role/ecr.?', 'arn:aws:iam::123456789012:role/ecr.1', []],
    ['arn:aws:iam::123456789012:role/ecr.?', 'arn:aws:iam::123456789012:role/ecr-1', ['role-path']],
    ['arn:aws:iam::123456789012:role/ecr.?', 'arn:aws:iam::123456789012:role/ecr.10', ['role-path']],
    ['arn:aws:iam::1:role/*, arn:aws:iam::123456789012:role/a', 'arn:aws:iam::123456789012:role/a', []],
    ['arn:aws:iam::1:role/*, arn:aws:iam::2:role/a', 'arn:aws:iam::123456789012:role/a', ['role-path']],
  ])('is one of those that it is told to assume alone: %s, %s', (patterns, roleArn, rules) => {
    const connectorRoles = patterns.split(', ');
    const connectors = [connectorOf([JOB], { roleArn })];
    const findings = findingsOf(['role-path'], { issuers: [ISSUERS.github], connectors }, { connectorRoles });
    expect(findings.map(({ rule }) => rule)).toEqual(rules);
    expect(findings.every(({ detail }) => detail.includes(patterns))).toBe(true);
  });

  it('is named by its field', () => {
    const connectors = [connectorOf([JOB], { roleArn: 'arn:aws:iam::123456789012:role/shop' })];
    expect(findingsOf(['role-path'], { issuers: [ISSUERS.github], connectors })).toMatchObject([
      { field: 'connectors[0].roleArn' },
    ]);
  });

  it('is no matter of a connector that assumes none', () => {
    const { roleArn: _none, ...provided } = connectorOf([JOB], { principalType: 'provided' });
    expect(foundOn('role-path', provided)).toEqual([]);
  });

  it("is that of the connector's account, and of no other", () => {
    const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/keys/build-AbCdEf';
    const keyed = { source: 'iam-user', secretArn };
    const accounts = [
      { id: 'keyed', awsAccountId: '123456789012', partition: 'aws', credentials: keyed },
      { id: 'build', awsAccountId: '123456789012', partition: 'aws', credentials: { source: 'execution-role' } },
    ];
    const connectors = [connectorOf([JOB], { roleArn: 'arn:aws:iam::123456789012:role/shop' })];
    expect(findingsOf(['role-path'], { issuers: [ISSUERS.github], accounts, connectors })).toHaveLength(1);
  });

  it("is no matter of an IAM user's key", () => {
    const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/keys/build-AbCdEf';
    const accounts = [
      { id: 'keyed', awsAccountId: '123456789012', partition: 'aws', credentials: { source: 'iam-user', secretArn } },
    ];
    const roleArn = 'arn:aws:iam::123456789012:role/shop';
    const connectors = [connectorOf([JOB], { account: 'keyed', roleArn })];
    expect(findingsOf(['role-path'], { issuers: [ISSUERS.github], accounts, connectors })).toEqual([]);
  });
});

describe('a refresh job that delivers', () => {
  const job = (account: string) => ({
    id: 'orders',
    connector: 'shop-images',
    format: 'docker-config',
    destination: {
      type: 'secretsmanager',
      arn: `arn:aws:secretsmanager:eu-west-1:${account}:secret:portunus/dev/logins/orders-AbCdEf`,
    },
  });
  const found = (account: string, more: Json = {}) =>
    findingsIn({ connectors: [connectorOf([{ refreshJob: 'orders' }])], refreshJobs: [job(account)], ...more })
      .filter(({ rule }) => rule === 'foreign-destination')
      .map(({ field }) => field);

  it('into an account of which nobody has heard is told', () => {
    expect(found('999999999999')).toEqual(['refreshJobs[0].destination.arn']);
    expect(found('999999999999', { accounts: [] })).toEqual(['refreshJobs[0].destination.arn']);
  });

  it("into a defined account, or that of the connector's role, is not", () => {
    expect(found('123456789012')).toEqual([]);
    expect(found('123456789012', { accounts: [] })).toEqual([]);
  });
});
