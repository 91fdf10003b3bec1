// The linter on each write: an error refuses, a warning wants acknowledgeRisk, a notice passes (docs/lint.md).
import { beforeAll, describe, expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import { aConnectorToWrite, anIssuerToWrite } from '../../support/admin-definitions.ts';

const service = useAdminService();
const GITHUB = 'github-actions';

beforeAll(() =>
  service.apply({
    issuers: [
      {
        id: GITHUB,
        url: 'https://token.actions.githubusercontent.com',
        kind: 'workload',
        audiences: ['https://portunus.example'],
        require: { repository_owner_id: ['9919'] },
      },
    ],
  }),
);

function toGitHub(claims: Record<string, readonly string[]>) {
  return {
    access: 'push',
    repositories: ['team-a/*'],
    grants: [{ issuer: GITHUB, claims }],
  };
}
const PINNED = { repository_id: ['1296269'], ref: ['refs/heads/main'], event_name: ['push'] };

function post(connector: Record<string, unknown>) {
  return service.ask({ route: 'POST /connectors', body: aConnectorToWrite(connector) });
}

describe('an error', () => {
  it('refuses, and names the grant and the rule', async () => {
    const issuer = anIssuerToWrite();
    await service.apply({ issuers: [issuer] });
    const connector = { grants: [{ issuer: issuer.id, claims: { team: ['*'] } }] };
    for (const more of [{}, { acknowledgeRisk: true }]) {
      const answer = await post({ ...connector, ...more });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
      expect(answer.body.errors).toContainEqual({
        field: expect.stringMatching(/^grants\[0\]/),
        detail: expect.stringMatching(/ \(open-grant\)$/),
      });
    }
  });

  it('refuses people of an issuer that signs for jobs', async () => {
    const require = { repository_owner_id: ['9919'] };
    const issuer = { ...anIssuerToWrite(), kind: 'user', url: 'https://token.actions.githubusercontent.com', require };
    const answer = await service.ask({ route: 'POST /issuers', body: { ...issuer, acknowledgeRisk: true } });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body.errors)).toContain('(people-from-ci)');
    expect(await service.item('issuer', issuer.id)).toBeUndefined();
  });
});

describe('what is switched off', () => {
  it('is taken whatever would refuse it, changed and kept off, and judged once it is switched on', async () => {
    const { status, body } = await post({ ...toGitHub({ sub: ['repo:acme/shop:*'] }), enabled: false });
    expect(status).toBe(201);
    const patch = (fields: object) => service.ask({ route: 'PATCH /connectors/{id}', id: body.id, body: fields });
    expect((await patch({ name: 'Shop' })).status).toBe(200);
    const refused = await patch({ enabled: true });
    expect([refused.status, JSON.stringify(refused.body.errors)]).toEqual([
      400,
      expect.stringContaining('(pull-requests-only)'),
    ]);
  });

  it('may be an issuer that many share, of whom none is named', async () => {
    const issuer = { ...anIssuerToWrite(), url: 'https://oidc.vercel.com', enabled: false };
    expect((await service.ask({ route: 'POST /issuers', body: issuer })).status).toBe(201);
    const patch = (fields: object) => service.ask({ route: 'PATCH /issuers/{id}', id: issuer.id, body: fields });
    const refused = await patch({ enabled: true });
    expect([refused.status, refused.body.errors]).toEqual([
      400,
      [
        {
          field: 'require',
          detail: expect.stringMatching(/^must pin an immutable owner id \(owner_id or project_id\)/),
        },
      ],
    ]);
    expect((await patch({ enabled: true, require: { owner_id: ['team_acme'] } })).status).toBe(200);
  });
});

describe('a warning', () => {
  const WARNED: readonly (readonly [string, Record<string, unknown>])[] = [
    ['whole-organisation', toGitHub({ ref: ['refs/heads/main'], event_name: ['push'] })],
    ['mutable-name', toGitHub({ repository: ['acme/shop'], ref: ['refs/heads/main'], event_name: ['push'] })],
    ['any-branch', toGitHub({ repository_id: ['1296269'], event_name: ['push'] })],
    ['wildcard-push', { ...toGitHub(PINNED), repositories: ['*'] }],
  ];

  it.each(WARNED)('of %s refuses, and says what would let it pass', async (rule, connector) => {
    const answer = await post(connector);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    expect(answer.body.errors).toContainEqual({
      field: expect.stringMatching(/^(?:grants\[0\]|repositories)/),
      detail: expect.stringContaining(`(${rule}; acknowledgeRisk: true, if it is meant)`),
    });
  });

  it.each(WARNED)('of %s passes where it is acknowledged', async (_rule, connector) => {
    const answer = await post({ ...connector, acknowledgeRisk: true });
    expect([answer.status, answer.body.acknowledgeRisk]).toEqual([201, true]);
  });

  it('refuses a patch that brings it, and one that takes the acknowledgement away', async () => {
    const { body } = await post(toGitHub(PINNED));
    const patch = (fields: object) => service.ask({ route: 'PATCH /connectors/{id}', id: body.id, body: fields });
    expect((await patch({ repositories: ['*'] })).status).toBe(400);
    expect((await patch({ repositories: ['*'], acknowledgeRisk: true })).status).toBe(200);
    expect((await patch({ acknowledgeRisk: null })).status).toBe(400);
    expect((await patch({ acknowledgeRisk: null, repositories: ['team-a/*'] })).status).toBe(200);
  });

  it('of an issuer wants it on the issuer', async () => {
    const issuer = anIssuerToWrite({ audiences: ['sts.amazonaws.com'] });
    const refused = await service.ask({ route: 'POST /issuers', body: issuer });
    expect(refused.body.errors).toEqual([
      { field: 'audiences[0]', detail: expect.stringContaining('(shared-audience; acknowledgeRisk') },
    ]);
    const taken = await service.ask({ route: 'POST /issuers', body: { ...issuer, acknowledgeRisk: true } });
    expect(taken.status).toBe(201);
  });
});

describe('a notice', () => {
  it.each([
    ['iam-role-by-name', { grants: [{ iamRole: 'arn:aws:iam::111122223333:role/build-agents' }] }],
    ['pull-request', toGitHub({ repository_id: ['1296269'], ref: ['refs/heads/main'] })],
    ['session-template', { ...toGitHub(PINNED), session: { name: '{workflow}' } }],
  ])('of %s passes', async (_rule, connector) => {
    expect((await post(connector)).status).toBe(201);
  });
});
