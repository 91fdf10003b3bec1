// Forgejo, and the services with one issuer for all of their customers.
import { describe, expect, it } from 'vitest';
import { CIS } from '../../../../shared/policy/lint/ci/table.ts';
import { ISSUERS, issuerOf, type Json, rulesOfGrant } from '../../../support/lint.ts';
import { expectTable, type Likeness, type Table } from '../../../support/lint-tables.ts';

const ID: Likeness = [['31'], ['*', '3*', '**', '3**']];

const FORGEJO: Table = {
  'owner.ids': { repository_owner_id: ID, repository_id: ID },
  'owner.names': {
    repository_owner: [['acme'], ['*', 'ac*']],
    repository: [
      ['acme/*', 'acme/**'],
      ['*/shop', '**/shop', 'ac**'],
    ],
    sub: [
      ['repo:acme/*:x', 'repo:acme/shop:**'],
      ['repo:*/shop:x', 'repo:acme', 'repo:**'],
    ],
  },
  'source.ids': { repository_id: ID },
  'source.names': {
    repository: [['acme/shop'], ['acme/*']],
    workflow_ref: [['acme/shop/.forgejo/workflows/a.yml@refs/heads/main'], ['acme/*/a']],
    sub: [
      ['repo:acme/shop:x', 'repo:acme/shop'],
      ['repo:acme/*:x', 'repo:acme/shop*'],
    ],
  },
  code: {
    ref: [
      ['refs/heads/main', 'refs/heads/release/**'],
      ['refs/heads/**', 'refs/heads/*', '**'],
    ],
    ref_protected: [['true'], ['false', '*']],
    workflow_ref: [['a/b/c@refs/heads/main'], ['a/b/c@refs/heads/*', 'a/b/c@**']],
    sub: [['repo:a/b:ref:refs/heads/main'], ['repo:a/b:ref:refs/heads/**', 'repo:a/b:pull_request']],
  },
};

describe('Forgejo', () => {
  for (const ci of CIS.filter(({ name }) => name === 'Forgejo')) expectTable(ci, FORGEJO);

  const claims = { repository_id: ['115'], ref: ['refs/heads/main'], event_name: ['push'] };
  it.each<[string, unknown, readonly string[]]>([
    ['a grant by ids', claims, []],
    ['the same, narrower', { ...claims, ref_protected: ['true'] }, []],
    ['any branch', { repository_id: ['115'], event_name: ['push'] }, ['any-branch']],
    ['any protected branch', { repository_id: ['115'], event_name: ['push'], ref_protected: ['true'] }, []],
    ['any event', { repository_id: ['115'], ref: ['refs/heads/main'] }, ['pull-request']],
    ['a repository by its name', { ...claims, repository_id: ['*'], repository: ['acme/shop'] }, ['mutable-name']],
  ])('%s', (_what, asked, rules) => {
    expect(rulesOfGrant(ISSUERS.forgejo, asked)).toEqual(rules);
  });

  it('without an owner lets everybody in', () => {
    const issuer = issuerOf('https://git.acme.example/api/actions');
    expect(rulesOfGrant(issuer, { ref: ['refs/heads/main'], event_name: ['push'] })).toEqual(['any-tenant']);
  });

  it('at an address that does not tell is known by the field', () => {
    const issuer = issuerOf('https://tokens.acme.example', { ci: 'forgejo' });
    expect(rulesOfGrant(issuer, { ref_protected: ['true'], event_name: ['push'] })).toEqual(['any-tenant']);
  });
});

const vercel = issuerOf('https://oidc.vercel.com', { require: { owner_id: ['team_1'] } });
function host(url: string, require: Json): Json {
  return issuerOf(url, { require });
}

describe('a service with many customers', () => {
  it.each<[string, Json, unknown, readonly string[]]>([
    ['Vercel, a project', vercel, { project_id: ['prj_1'], environment: ['production'] }, []],
    ['Vercel, its name', vercel, { project: ['shop'], environment: ['production'] }, ['mutable-name']],
    ['Vercel, every project', vercel, { environment: ['production'] }, ['whole-organisation']],
    ['Vercel, previews too', vercel, { project_id: ['prj_1'] }, ['any-branch']],
    [
      'Vercel in team mode, which needs no owner',
      issuerOf('https://oidc.vercel.com/acme'),
      { project_id: ['prj_1'], environment: ['production'] },
      [],
    ],
    ['Depot', host('https://identity.depot.dev', { org_id: ['a'] }), { ref: ['x'] }, ['whole-organisation']],
    ['Depot, a repository', host('https://identity.depot.dev', { org_id: ['a'] }), { repository_id: ['7'] }, []],
    ['Codefresh', host('https://oidc.codefresh.io', { account_id: ['a'] }), { pipeline_id: ['b'] }, []],
    ['Modal', host('https://oidc.modal.com', { workspace_id: ['ac-1'] }), { app_id: ['ap-1'] }, []],
    ['Ona', host('https://app.gitpod.io', { organization_id: ['a'] }), { runner_id: ['b'] }, ['whole-organisation']],
    ['Scalr', issuerOf('https://scalr.io'), { sub: ['account:a:environment:b:workspace:c'] }, ['mutable-name']],
    [
      'Scalr, every workspace',
      issuerOf('https://scalr.io'),
      { sub: ['account:a:environment:*:workspace:*'] },
      ['whole-organisation', 'mutable-name'],
    ],
    [
      'Scalr, any account',
      issuerOf('https://scalr.io'),
      { sub: ['account:*:environment:b:workspace:c'] },
      ['any-tenant'],
    ],
  ])('%s', (_what, issuer, claims, rules) => {
    expect(rulesOfGrant(issuer, claims)).toEqual(rules);
  });

  it('tells who gets in with the whole of a customer', () => {
    expect(CIS.filter(({ wideSubject, id }) => !/^every/.test(wideSubject) || id === '')).toEqual([]);
  });
});
