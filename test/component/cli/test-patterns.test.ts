// `portunus test` over what people write who come from IAM, or from another CI: it decides as the service would.
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { useCli } from '../../support/run-cli.ts';

type Json = Readonly<Record<string, unknown>>;

const { file, portunus } = useCli();

function issuer(id: string, url: string, more: Json = {}): Json {
  return {
    id,
    url,
    kind: 'workload',
    audiences: ['https://portunus.example'],
    ...more,
  };
}
function connector(id: string, grants: readonly Json[], more: Json = {}): Json {
  return {
    id,
    account: 'build',
    principalType: 'assumed-role',
    roleArn: 'arn:aws:iam::123456789012:role/portunus/shop',
    region: 'eu-west-1',
    systemScope: true,
    grants,
    ...more,
  };
}
const ACCOUNT = {
  id: 'build',
  awsAccountId: '123456789012',
  partition: 'aws',
  credentials: { source: 'execution-role' },
};

function run(issuers: readonly Json[], connectors: readonly Json[], cases: readonly Json[]) {
  file('portunus.yml', stringify({ issuers, accounts: [ACCOUNT], connectors }));
  return portunus(['test', '-f', file('cases.yaml', stringify({ definitions: ['portunus.yml'], cases }))]);
}

const GITHUB = 'https://token.actions.githubusercontent.com';
const SHOP = 'repo:acme@9919/shop@1296269';

describe('a subject of GitHub by a pattern', () => {
  const subjects = {
    main: `${SHOP}:ref:refs/heads/main`,
    'a branch with a slash': `${SHOP}:ref:refs/heads/feature/cart`,
    "Dependabot's branch": `${SHOP}:ref:refs/heads/dependabot/npm_and_yarn/left-pad-1.3.0`,
    'an environment': `${SHOP}:environment:production`,
    'a pull request': `${SHOP}:pull_request`,
    'a repository that begins alike': 'repo:acme@9919/shop@12962690:pull_request',
  };

  it.each<[pattern: string, letIn: readonly (keyof typeof subjects)[]]>([
    [`${SHOP}:*`, ['a pull request']],
    [`${SHOP}:**`, ['main', 'a branch with a slash', "Dependabot's branch", 'an environment', 'a pull request']],
    [`${SHOP}:ref:refs/heads/*`, ['main']],
    [`${SHOP}:ref:refs/heads/**`, ['main', 'a branch with a slash', "Dependabot's branch"]],
    [`${SHOP}:ref:refs/heads/dependabot/*`, []],
    [`${SHOP}:ref:refs/heads/dependabot/**`, ["Dependabot's branch"]],
  ])('%s', async (pattern, letIn) => {
    const issuers = [issuer('github', GITHUB, { require: { repository_owner_id: ['9919'] } })];
    const cases = Object.entries(subjects).map(([name, sub]) => ({
      name,
      connector: 'shop',
      claims: { iss: GITHUB, sub, repository_owner_id: '9919' },
      expect: letIn.some((one) => one === name) ? 'allowed' : 'refused',
    }));
    const { code, out } = await run(
      issuers,
      [connector('shop', [{ issuer: 'github', claims: { sub: [pattern] } }])],
      cases,
    );
    expect(out.split('\n').filter((line) => /^FAIL|failed$/.test(line))).toEqual(['6 passed, 0 failed']);
    expect(code).toBe(0);
  });
});

describe('an issuer that many customers share', () => {
  const VERCEL = 'https://oidc.vercel.com';
  const connectors = [
    connector('shop', [{ issuer: 'vercel', claims: { project: ['shop'], environment: ['production'] } }]),
  ];
  const other = {
    name: "another customer's project of that name",
    connector: 'shop',
    claims: { iss: VERCEL, sub: 'owner:other', owner_id: 'team_other', project: 'shop', environment: 'production' },
    expect: 'refused',
  };

  it('is refused before any case is decided', async () => {
    const { code, out, err } = await run([issuer('vercel', VERCEL)], connectors, [other]);
    expect(err).toMatch(/portunus\.yml:2: issuers\[0\]\.require must pin an immutable owner id/);
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });

  it('lets in the owner that it names, and no other one', async () => {
    const own = { ...other, name: 'ours', claims: { ...other.claims, owner_id: 'team_acme' }, expect: 'allowed' };
    const issuers = [issuer('vercel', VERCEL, { require: { owner_id: ['team_acme'] } })];
    expect(await run(issuers, connectors, [other, own])).toMatchObject({ code: 0, err: '' });
  });
});

it("a job of a second issuer that claims the first one's ids is named otherwise", async () => {
  const urls = ['https://ci-a.acme.example', 'https://ci-b.acme.example'];
  const session = { sessionName: 'ci-1296269-88', sourceIdentity: 'repo-1296269' };
  const cases = urls.map((iss) => ({
    name: iss,
    connector: 'shared',
    claims: { iss, sub: 'job', unit: '5', repository_id: '1296269', run_id: '88' },
    expect: 'allowed',
    session,
  }));
  const grants = [
    { issuer: 'ci-a', claims: { repository_id: ['1296269'] } },
    { issuer: 'ci-b', claims: { unit: ['5'] } },
  ];
  const names = { session: { name: 'ci-{repository_id}-{run_id}', sourceIdentity: 'repo-{repository_id}' } };
  const issuers = urls.map((url, index) => issuer(['ci-a', 'ci-b'][index] ?? '', url));
  const { code, out } = await run(issuers, [connector('shared', grants, names)], cases);
  expect(out).toMatch(/^ok {3}https:\/\/ci-a\.acme\.example\nFAIL https:\/\/ci-b\.acme\.example\n/);
  expect(out).toMatch(/session\.sessionName: wants "ci-1296269-88", has "ci-1296269-88\+\S{12}"\n/);
  expect(out).toMatch(/session\.sourceIdentity: wants "repo-1296269", has "repo-1296269\+\S{12}"\n/);
  expect(code).toBe(1);
});
