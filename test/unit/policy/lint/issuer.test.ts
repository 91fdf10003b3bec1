// Which tokens an issuer's definition takes.
import { describe, expect, it } from 'vitest';
import { findingsIn, ISSUERS, issuerOf, type Json, PEOPLE, rulesIn, rulesOfGrant } from '../../../support/lint.ts';

function rulesOf(issuer: Json): readonly string[] {
  return rulesIn({ issuers: [issuer] });
}

describe('an audience', () => {
  const SHARED = ['shared-audience'];
  const OTHERS = 'https://vault.acme.example';
  it.each<[string, Json, string, readonly string[]]>([
    ["of AWS's own federation", ISSUERS.github, 'sts.amazonaws.com', SHARED],
    ["of Entra's", ISSUERS.github, 'api://AzureADTokenExchange', SHARED],
    ["of Google's", ISSUERS.github, 'https://iam.googleapis.com/projects/1/locations/global/x', SHARED],
    ['of GitHub by default', ISSUERS.github, 'https://github.com/acme', SHARED],
    ['of GitLab by default', ISSUERS.gitlab, 'https://gitlab.com', SHARED],
    ['of a GitLab of one own by default', ISSUERS.gitlabServer, 'https://git.acme.example', SHARED],
    ['of Bitbucket by default', ISSUERS.bitbucket, 'ari:cloud:bitbucket::workspace/5f0d9b1c', SHARED],
    ['of Buildkite by default', ISSUERS.buildkite, 'https://buildkite.com/acme', SHARED],
    ['of CircleCI by default', ISSUERS.circleci, 'a74579f1-2e7d-451e-b009-5c082ad2729e', SHARED],
    ["of Terraform's AWS provider", ISSUERS.terraform, 'aws.workload.identity', SHARED],
    ['of a cluster by default', ISSUERS.cluster, 'https://kubernetes.default.svc', SHARED],
    ['of Azure DevOps, which has no other', ISSUERS.azure, 'api://AzureADTokenExchange', ['fixed-audience']],
    ["that is a deployment's own", ISSUERS.github, 'https://portunus.example.com', []],
    ["of AWS's own federation in China", ISSUERS.github, 'https://sts.amazonaws.com.cn/', SHARED],
    ['of GitLab by default, with a slash', ISSUERS.github, 'https://gitlab.com/', SHARED],
    ['of Google, without its scheme', ISSUERS.github, '//iam.googleapis.com/projects/1', SHARED],
    ['of a cluster, in short', ISSUERS.cluster, 'kubernetes', SHARED],
    ['of a cluster, in full', ISSUERS.cluster, 'kubernetes.default.svc.cluster.local', SHARED],
    ['of a registry', ISSUERS.github, 'npm:registry.npmjs.org', SHARED],
    ...[
      ...['x.sts.amazonaws.com', 'sts.amazonaws.com.example', 'x-https://github.com/acme', 'x-https://gitlab.com'],
      ...['https://gitlab.com.example', 'x-ari:cloud:bitbucket::workspace/5f', 'x.aws.workload.identity', 'my-pypi'],
      ...['aws.workload.identity.example', 'my-kubernetes', 'kubernetes-portunus', 'x://iam.googleapis.com/', 'pypi-x'],
      ...['x-api://AzureADTokenExchange'],
    ].map((own): [string, Json, string, readonly string[]] => [`that is ${own}`, ISSUERS.github, own, []]),
    ['that looks like one, on a path', ISSUERS.github, 'https://github.com/acme/portunus', []],
    ['that names another service, which the linter can not know', ISSUERS.github, OTHERS, []],
  ])('%s', (_what, issuer, audience, rules) => {
    expect(rulesOf({ ...issuer, audiences: [audience] })).toEqual(rules);
  });

  it('is named by its place', () => {
    const issuer = { ...ISSUERS.github, audiences: ['https://portunus.example.com', 'sts.amazonaws.com'] };
    expect(findingsIn({ issuers: [ISSUERS.unknown, { ...issuer, id: 'gh' }] })).toMatchObject([
      { severity: 'warning', field: 'issuers[1].audiences[1]' },
    ]);
  });
});

describe('tokens', () => {
  it.each<[string, Json, readonly string[]]>([
    ['for several services', { soleAudience: false }, ['several-audiences']],
    ['for Portunus alone', { soleAudience: true }, []],
    ['older than a day', { maxTokenAgeSeconds: 86_401 }, ['long-lived-tokens']],
    ['that live for a year', { maxTokenLifeSeconds: 31_536_000 }, ['long-lived-tokens']],
    ['of a day', { maxTokenAgeSeconds: 86_400, maxTokenLifeSeconds: 86_400 }, []],
    ['of two types', { tokenTypes: ['JWT', 'at+jwt'] }, ['token-types']],
    ['of another type', { tokenTypes: ['logout+jwt'] }, ['token-types']],
    ['that are access tokens', { tokenTypes: ['at+jwt'] }, []],
    ['of one type and another', { tokenTypes: ['x+application/jwt'] }, ['token-types']],
    ['of one type in two ways', { tokenTypes: ['at+jwt', 'application/AT+JWT'] }, []],
  ])('%s', (_what, more, rules) => {
    expect(rulesOf({ ...ISSUERS.unknown, ...more })).toEqual(rules);
  });
});

describe('a URL that no iss is equal to', () => {
  const at = (url: string, more: Json = {}) => rulesOf(issuerOf(url, more));
  const OWNER = { require: { repository_owner_id: ['9919'] } };

  it.each<[string, string, Json, readonly string[]]>([
    ['GitHub with a slash', 'https://token.actions.githubusercontent.com/', OWNER, ['never-matches']],
    ['GitHub', 'https://token.actions.githubusercontent.com', OWNER, []],
    ['GitLab of one own with a slash', 'https://git.acme.example/', { ci: 'gitlab' }, ['never-matches']],
    ['Forgejo with a slash', 'https://git.acme.example/api/actions/', {}, ['never-matches']],
    ['a cluster of EKS with a slash', 'https://oidc.eks.eu-west-1.amazonaws.com/id/E/', {}, ['never-matches']],
    ['Auth0 without its slash', 'https://acme.eu.auth0.com', {}, ['never-matches']],
    ['Auth0', 'https://acme.eu.auth0.com/', {}, []],
    ['AKS', 'https://westeurope.oic.prod-aks.azure.com/a/b/', {}, []],
    ['AKS without its slash', 'https://westeurope.oic.prod-aks.azure.com/a/b', {}, ['never-matches']],
    ['a discovery document', 'https://ci.acme.example/.well-known/openid-configuration', {}, ['never-matches']],
    ['any directory', 'https://login.microsoftonline.com/common/v2.0', {}, ['never-matches']],
    ['a directory', 'https://login.microsoftonline.com/1b2c3d4e-0000-4000-8000-000000000000/v2.0', {}, []],
    ['an organisation of CircleCI by its name', 'https://oidc.circleci.com/org/acme', {}, ['never-matches']],
    ['an organisation of Azure DevOps by its name', 'https://vstoken.dev.azure.com/acme', {}, ['never-matches']],
    ['Azure DevOps', 'https://vstoken.dev.azure.com/1b2c3d4e-0000-4000-8000-000000000000', {}, []],
    ["GitHub's own address", 'https://github.com', {}, ['never-matches']],
    ['an unknown one with a slash', 'https://ci.acme.example/', {}, ['trailing-slash']],
    ['an unknown one', 'https://ci.acme.example', { ci: 'other' }, []],
  ])('%s', (_what, url, more, rules) => {
    expect(at(url, more)).toEqual(rules);
  });

  it('says another CI than ci', () => {
    expect(at('https://gitlab.com', { ci: 'forgejo', require: { namespace_id: ['72'] } })).toEqual(['ci-mismatch']);
    expect(at('https://gitlab.com', { ci: 'other', require: { namespace_id: ['72'] } })).toEqual(['ci-mismatch']);
    expect(at('https://gitlab.com', { ci: 'gitlab', require: { namespace_id: ['72'] } })).toEqual([]);
  });

  it.each([
    'https://ci.acme.example/api/actions',
    'https://ci.acme.example:8443/x/api/actions',
    'https://ci.acme.example/_services/token',
  ])('tells by its path alone, so that ci counts for more: %s', (url) => {
    const claims = { team_id: ['20'], ref_protected: ['yes'] };
    expect(at(url, { ci: 'other' })).toEqual([]);
    expect(rulesOfGrant(issuerOf(url, { ci: 'other' }), claims, {}, ['who', 'patterns'])).toEqual([]);
    expect(rulesOfGrant(issuerOf(url), claims, {}, ['who', 'patterns'])).toEqual(['any-tenant', 'never-matches']);
  });
});

describe('keys that stand in the definition', () => {
  // RFC 7517, appendix A.1, and RFC 8037, appendix A.2.
  const EC = {
    kty: 'EC',
    crv: 'P-256',
    x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
    y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
  };
  const ED = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
  const found = (keys: readonly object[], algorithms: readonly string[]) =>
    findingsIn({ issuers: [issuerOf('https://ci.acme.example', { jwks: { keys }, algorithms })] }).map(
      ({ rule, field }) => [rule, field],
    );
  const UNUSED = ['unused-key', 'issuers[0].jwks.keys[0]'];
  const NONE = [['no-usable-key', 'issuers[0].jwks'], UNUSED];

  it.each<[string, readonly object[], readonly string[], readonly (readonly string[])[]]>([
    ['of the algorithms', [EC], ['ES256'], []],
    ['of none of the algorithms', [EC], ['RS256'], NONE],
    ['for encryption', [{ ...EC, use: 'enc' }], ['ES256'], NONE],
    ['of a type that is not known', [{ kty: 'AKP', kid: 'pq', alg: 'ML-DSA-44' }], ['ES256'], NONE],
    ['off their curve', [{ ...EC, y: EC.x }], ['ES256'], NONE],
    ['one of which is of use', [ED, EC], ['ES256'], [UNUSED]],
    ['all of use', [ED, EC], ['ES256', 'EdDSA'], []],
  ])('%s', (_what, keys, algorithms, expected) => {
    const named = keys.map((key, index) => ({ kid: `k${index}`, ...key }));
    expect(found(named, algorithms)).toEqual(expected);
  });
});

describe('people', () => {
  const user = (issuer: Json, require: Json): Json => ({ ...issuer, kind: 'user', require });
  const corp = (require: Json) => user(issuerOf('https://login.acme.example'), require);
  const groups = (adminGroups: string[], auditGroups: string[]) => ({ groupsClaim: 'g', adminGroups, auditGroups });
  const JOBS = ['people-from-ci'];
  const PROGRAMS = ['jobs-among-people'];

  it.each<[string, Json, readonly string[]]>([
    ['of GitHub', user(ISSUERS.github, { repository_owner_id: ['9919'] }), JOBS],
    ['of a GitHub of one own', user(ISSUERS.githubServer, { repository_owner_id: ['9919'] }), JOBS],
    ['of CircleCI', user(ISSUERS.circleci, { aud: ['x'] }), JOBS],
    ['of what looks like a cluster', corp({ sub: ['system:serviceaccount:builds:image-builder'] }), PROGRAMS],
    ['of a cluster', { ...corp({ sub: ['system:serviceaccount:builds:image-builder'] }), ci: 'kubernetes' }, JOBS],
    ['of a directory that has a claim of that name', corp({ project_id: ['7'] }), PROGRAMS],
    ['of GitLab, by what its jobs have', user(ISSUERS.gitlab, { namespace_id: ['72'] }), JOBS],
    ['of a GitLab of one own, by what people have', user(ISSUERS.gitlabServer, { email_verified: ['true'] }), []],
    ['of Google, one by one', user(ISSUERS.google, { sub: ['117345678901234567890'] }), []],
    ['of a directory', corp({ tid: ['2f1e'], azp: ['portunus'] }), PROGRAMS],
    ['of any sub', corp({ sub: ['*'] }), PROGRAMS],
    ['of some subs', corp({ sub: ['ada', 'bob'] }), []],
    ['with a claim that says so', corp({ tid: ['2f1e'], idtyp: ['user'] }), []],
    ['of Cognito', PEOPLE, []],
    ['of Cognito, by what is like one', { ...PEOPLE, require: { token_use: ['idx', 'xid'] } }, PROGRAMS],
    ['of Cognito, by what is like one at its end', { ...PEOPLE, require: { token_use: ['xid'] } }, PROGRAMS],
    ['of Cognito, by what begins like one', { ...PEOPLE, require: { token_use: ['idx'] } }, PROGRAMS],
    ['of Cognito, by either token', { ...PEOPLE, require: { token_use: ['id', 'access'] } }, PROGRAMS],
    ['of Cognito, by access tokens', { ...PEOPLE, require: { token_use: ['access'] } }, PROGRAMS],
    ['of Cognito, by access tokens of users', { ...PEOPLE, require: { token_use: ['access'], username: ['*'] } }, []],
    ['of Cognito, who audit', { ...PEOPLE, ...groups(['admins'], ['security']) }, []],
    ['of Cognito, who audit and administer', { ...PEOPLE, ...groups(['a', 'b'], ['b']) }, ['auditors-administer']],
  ])('%s', (_what, issuer, rules) => {
    expect(rulesOf(issuer)).toEqual(rules);
  });

  it('are no matter of jobs', () => {
    expect(rulesOf(ISSUERS.unknown)).toEqual([]);
  });
});
