import { describe, expect, it } from 'vitest';
import { Issuer } from '../../../../shared/domain/issuer.ts';
import { parseWith, valid } from '../../../../shared/domain/parse.ts';
import { iamSetup } from '../../../../shared/policy/iam/setup.ts';
import { SUBJECT_PLACEHOLDER } from '../../../../shared/policy/iam/web-identity.ts';
import { allowedOf, given, onlyRole, resourcesOf, trustsTokens } from '../../../support/iam-documents.ts';

const GITHUB = {
  id: 'ci',
  url: 'https://token.actions.githubusercontent.com',
  audiences: ['https://portunus.example.com'],
};
const HOST = 'token.actions.githubusercontent.com';

function setupOf(claims: object, issuer: object = GITHUB, grant: object = {}) {
  const parsed = valid(parseWith(Issuer, { kind: 'workload', ...issuer }, 'issuer'));
  const grants = [{ issuer: parsed.id, claims, ...grant }];
  const connector = { principalType: 'web-identity', acknowledgeRisk: true, grants };
  return iamSetup(given(connector, { issuers: new Map([[parsed.id, parsed]]) }));
}

function conditionOf(...input: Parameters<typeof setupOf>) {
  return onlyRole(setupOf(...input)).trust.Statement[0]?.Condition;
}

const adviceOf = (...input: Parameters<typeof setupOf>) => setupOf(...input).advice.join('\n');

describe('conditions of a grant in a trust policy', () => {
  it('are compared as exact texts, beside the audience, and the subject that IAM demands', () => {
    expect(conditionOf({ repository_id: ['1296269'], ref: ['refs/heads/main', 'refs/heads/next'] })).toEqual({
      StringEquals: {
        [`${HOST}:aud`]: ['https://portunus.example.com'],
        [`${HOST}:repository_id`]: ['1296269'],
        [`${HOST}:ref`]: ['refs/heads/main', 'refs/heads/next'],
      },
      StringLike: { [`${HOST}:sub`]: ['repo:*'] },
    });
  });

  it('are those of the issuer too', () => {
    const issuer = { ...GITHUB, require: { repository_owner_id: ['9919'] } };
    expect(conditionOf({ repository_id: ['1296269'] }, issuer)?.StringEquals).toMatchObject({
      [`${HOST}:repository_owner_id`]: ['9919'],
      [`${HOST}:repository_id`]: ['1296269'],
    });
  });

  it('on one claim of both leave what both take', () => {
    const issuer = { ...GITHUB, require: { repository_id: ['1', '2'] } };
    expect(conditionOf({ repository_id: ['2', '3'] }, issuer)?.StringEquals).toMatchObject({
      [`${HOST}:repository_id`]: ['2'],
    });
  });

  it('on one claim of both, where only patterns meet, are those of the grant, and that is said', () => {
    const issuer = { ...GITHUB, require: { ref: ['refs/heads/*'] } };
    const claims = { repository_id: ['1'], ref: ['refs/heads/release-*'] };
    expect(conditionOf(claims, issuer)?.StringLike).toMatchObject({ [`${HOST}:ref`]: ['refs/heads/release-*'] });
    expect(adviceOf(claims, issuer)).toContain('one of two conditions on ref');
  });

  it('on one claim that a grant has twice are both compared', () => {
    const claims = [
      { claim: 'repository_id', anyOf: ['1', '2'] },
      { claim: 'repository_id', anyOf: ['2', '3'] },
    ];
    expect(conditionOf(claims)?.StringEquals).toMatchObject({ [`${HOST}:repository_id`]: ['2'] });
  });

  it('with * match : and / too in IAM, and that is said', () => {
    const claims = { repository_id: ['1'], ref: ['refs/heads/release/*'] };
    expect(conditionOf(claims)?.StringLike).toMatchObject({ [`${HOST}:ref`]: ['refs/heads/release/*'] });
    expect(adviceOf(claims)).toContain('STS takes more of ref than Portunus does');
    expect(adviceOf({ repository_id: ['1'], ref: ['refs/heads/**'] })).not.toContain('STS takes more');
  });

  it('that STS does not know are named, and a nested claim is not taken for another one', () => {
    const claims = [
      { claim: 'repository_id', anyOf: ['1'] },
      { claim: 'event_name', anyOf: ['push'] },
      { claim: ['repository', 'id'], anyOf: ['2'] },
    ];
    expect(adviceOf(claims)).toContain(`STS doesn't know event_name, ["repository","id"] of tokens of ci`);
    expect(JSON.stringify(conditionOf(claims))).not.toContain('event_name');
  });

  it('keep what IAM would read as a pattern or a variable', async () => {
    const sub = `job:a?b:\${aws:username}`;
    const issuer = { id: 'own', url: 'https://ci.example.com', audiences: ['portunus'] };
    const { trust } = onlyRole(setupOf({ sub: [sub] }, issuer));
    const asked = (what: string, text: string) => ({
      what,
      principal: 'arn:aws:iam::123456789012:oidc-provider/ci.example.com',
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: 'arn:aws:iam::123456789012:role/portunus/shop-images',
      context: { 'ci.example.com:aud': 'portunus', 'ci.example.com:sub': text },
    });
    const all = [asked('itself', sub), asked('another', sub.replace('?', 'x')), asked('a variable', 'job:a?b:ada')];
    expect(await allowedOf(trustsTokens, trust, all)).toEqual(['itself']);
  });

  it('compare an audience as it is, even with *', () => {
    const issuer = { id: 'own', url: 'https://ci.example.com', audiences: ['port*'] };
    expect(conditionOf({ sub: ['job:1'] }, issuer)).toEqual({
      StringEquals: { 'ci.example.com:aud': ['port*'], 'ci.example.com:sub': ['job:1'] },
    });
  });
});

describe('a trust policy', () => {
  it.each([
    [
      'claims that STS does not know',
      { event_name: ['push'] },
      { ...GITHUB, require: { repository_owner_id: ['9919'] } },
    ],
    ['a branch of whatever repository', { ref: ['refs/heads/main'] }, GITHUB],
    ['a subject that begins with nobody', { sub: ['repo:**'] }, GITHUB],
    ['a wildcard for the owner', { repository: ['**'] }, GITHUB],
    ['what an ID begins with', { repository_id: ['12*'] }, GITHUB],
    [
      'a branch of any project of a GitLab',
      { ref_path: ['refs/heads/main'] },
      { id: 'gl', url: 'https://gitlab.example.com', ci: 'gitlab', audiences: ['a'] },
    ],
  ])('for %s lets nobody in until somebody has written the subject', (_what, claims, issuer) => {
    const condition = conditionOf(claims, issuer);
    const host = issuer.url.replace('https://', '');
    expect(condition?.StringEquals?.[`${host}:sub`]).toEqual([SUBJECT_PLACEHOLDER]);
    expect(condition?.StringLike?.[`${host}:sub`]).toBeUndefined();
    expect(adviceOf(claims, issuer)).toContain('lets nobody in until you write the subject there');
  });

  it('for people of a group lets nobody in: STS knows no groups', () => {
    const people = {
      ...{ id: 'corp', url: 'https://login.example.com', kind: 'user', audiences: ['cli'], groupsClaim: 'groups' },
      require: { token_use: ['id'] },
    };
    const advice = adviceOf({ email_verified: ['true'] }, people, { groups: ['platform'] });
    expect(advice).toContain('email_verified, token_use, groups');
    expect(advice).toContain('lets nobody in until you write the subject there');
  });

  it('of GitLab holds the branch in the subject', () => {
    const gitlab = { id: 'gl', url: 'https://gitlab.com', audiences: ['portunus'] };
    const claims = { project_id: ['20'], ref_path: ['refs/heads/main', 'refs/tags/v**'] };
    expect(conditionOf(claims, gitlab)?.StringLike).toEqual({
      'gitlab.com:sub': ['project_path:*:ref_type:branch:ref:main', 'project_path:*:ref_type:tag:ref:v*'],
    });
    const own = { id: 'gl', url: 'https://gitlab.example.com', ci: 'gitlab', audiences: ['portunus'] };
    expect(conditionOf({ project_path: ['acme/shop'], ref_path: ['refs/heads/main'] }, own)).toEqual({
      StringEquals: {
        'gitlab.example.com:aud': ['portunus'],
        'gitlab.example.com:sub': ['project_path:acme/shop:ref_type:branch:ref:main'],
      },
    });
  });

  it('of Bitbucket holds the repository and the environment in the subject', () => {
    const url = 'https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc';
    const issuer = { id: 'bb', url, audiences: ['portunus'] };
    const sub = `${url.replace('https://', '')}:sub`;
    const claims = { repositoryUuid: ['{r}'], deploymentEnvironmentUuid: ['{e}'] };
    expect(conditionOf(claims, issuer)?.StringLike).toEqual({ [sub]: ['{r}:{e}:*'] });
    expect(conditionOf({ repositoryUuid: ['{r}'] }, issuer)?.StringLike).toEqual({ [sub]: ['{r}:*'] });
  });

  it.each([
    ['has its keys given inline', { jwks: { keys: [] }, url: 'https://ci.example.com' }],
    ['is at an address that STS can not reach', { url: 'https://ci.internal' }],
    ['has its audience in client_id', { url: 'https://ci.example.com', audienceClaim: 'client_id' }],
  ])('has no statement for an issuer that %s, and is none without one', (why, more) => {
    const written = { id: 'own', url: 'https://ci.example.com', kind: 'workload', audiences: ['portunus'] };
    const issuer: Issuer = { ...valid(parseWith(Issuer, written, 'issuer')), ...more };
    const grants = [{ issuer: 'own', claims: { sub: ['job:1'] } }];
    const connector = { principalType: 'web-identity', acknowledgeRisk: true, grants };
    const setup = iamSetup(given(connector, { issuers: new Map([['own', issuer]]) }));
    expect(setup.places).toEqual([]);
    expect(setup.advice.join('\n')).toContain(why);
  });

  it('has no statement for grants whose callers have no token, or whose issuer is gone', () => {
    const grants = [
      { iamRole: 'arn:aws:iam::111122223333:role/agents' },
      { issuer: 'gone', claims: { sub: ['job:1'] } },
    ];
    const setup = iamSetup(given({ principalType: 'web-identity', acknowledgeRisk: true, grants }));
    expect(setup.places).toEqual([]);
    expect(setup.advice.join('\n')).toContain('grants[0] lets nobody in: its callers have no token');
    expect(setup.advice.join('\n')).toContain('grants[1] names the issuer gone, which does not exist');
  });

  it('has one provider for an issuer of several grants', () => {
    const issuer = valid(parseWith(Issuer, { kind: 'workload', ...GITHUB }, 'issuer'));
    const grants = ['1', '2'].map((id) => ({ issuer: 'ci', claims: { repository_id: [id] } }));
    const connector = { principalType: 'web-identity', acknowledgeRisk: true, grants };
    const setup = iamSetup(given(connector, { issuers: new Map([['ci', issuer]]) }));
    expect(onlyRole(setup).trust.Statement).toHaveLength(2);
    expect(resourcesOf(setup, 'oidc-provider')).toEqual([
      { type: 'oidc-provider', url: GITHUB.url, clientIds: GITHUB.audiences },
    ]);
  });
});
