// A connector that holds claims, from the decision to the record: all that follows has what AWS will see.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../shared/domain/account.ts';
import type { Caller } from '../../../../shared/domain/caller.ts';
import type { Connector } from '../../../../shared/domain/connector.ts';
import { type ExplainPorts, explain } from '../../../../shared/vending/issuing/explain.ts';
import { createFetchLogins } from '../../../../shared/vending/issuing/fetch-logins.ts';
import { issue } from '../../../../shared/vending/issuing/issue.ts';
import type { SessionRequest } from '../../../../shared/vending/issuing/session-request.ts';
import { aCall, aConnector, anAccount, anIssuer, aPerson, aWorkload } from '../../../support/builders.ts';
import { anAwsSession, anIssueRequest, anIssuing, found } from '../../../support/issue-ports.ts';

const ROLE = 'arn:aws:iam::123456789012:role/portunus/';
const GRANTS = [{ issuer: 'ci', claims: [{ claim: ['owner'], anyOf: ['9919'] }] }];
const BY_ID = { roleArn: `${ROLE}ecr-{id}`, region: '{place}', repositories: ['team-{id}/*'], grants: GRANTS };

function of(claims: Record<string, unknown>, more: Partial<Caller> = {}) {
  return aWorkload({ claims: { owner: '9919', place: 'eu-west-1', ...claims }, ...(more as object) });
}

function world(fields: Parameters<typeof aConnector>[0], account: Account = anAccount()) {
  const sent: SessionRequest[] = [];
  const value: Connector = aConnector(fields);
  const issuing = anIssuing({
    ports: {
      findConnector: async () => found({ version: 3, value }),
      getAccount: async () => {
        issuing.steps.push('getAccount');
        return { version: 5, value: account };
      },
    },
    aws: {
      startSession: async (request) => {
        sent.push(request as SessionRequest);
        return anAwsSession();
      },
    },
  });
  const logins = createFetchLogins(issuing.aws)['ecr-login'];
  const login = (caller: Caller, parameters = {}) =>
    issue(issuing.ports, { caller, request: anIssueRequest('ecr-login', parameters) }, logins, aCall());
  return { login, sent, issuing };
}

describe('a connector that holds claims', () => {
  it('asks AWS for what they say, and records it', async () => {
    const { login, sent, issuing } = world(BY_ID);
    const { logins } = await login(of({ id: '7', place: 'eu-central-1' }));
    expect(logins[0]?.region).toBe('eu-central-1');
    const [session] = sent;
    const policy = session && 'policy' in session ? session.policy : undefined;
    expect(session).toMatchObject({ roleArn: `${ROLE}ecr-7` });
    expect(policy).toContain('"NotResource":"arn:aws:ecr:*:*:repository/team-7/*"');
    expect(issuing.audit).toMatchObject([
      {
        outcome: 'issued',
        issued: {
          roleArn: `${ROLE}ecr-7`,
          region: 'eu-central-1',
          policySha256: createHash('sha256').update(`${policy}`).digest('hex'),
        },
      },
    ]);
  });

  it('gives each caller a session of its own, from the cache too', async () => {
    const { login, sent } = world({ ...BY_ID, session: { name: 'the-same' } });
    const sources = [];
    for (const id of ['7', '8', '7', '8']) sources.push((await login(of({ id }))).source);
    expect(sources).toEqual(['fresh', 'fresh', 'cache', 'cache']);
    expect(sent).toMatchObject([{ roleArn: `${ROLE}ecr-7` }, { roleArn: `${ROLE}ecr-8` }]);
  });

  it.each([
    ['is missing', {}, 'claim_missing: roleArn: id'],
    ['has a wildcard', { id: '*' }, 'claim_has_wildcard: roleArn: id'],
    ['has a separator', { id: '7/x' }, 'claim_has_separator: roleArn: id'],
    ['is no text', { id: ['7'] }, 'claim_not_text_or_number: roleArn: id'],
    [
      'does not fit',
      { id: 'A' },
      "claim_does_not_fit: repositories[0]: it would not be a repository's name, which has small letters only",
    ],
  ])('refuses a caller whose claim %s, before anything else is asked', async (_what, claims, reason) => {
    const { login, issuing } = world(BY_ID);
    await expect(login(of(claims))).rejects.toMatchObject({ code: 'not_allowed', reason });
    expect(issuing.steps).toEqual(['audit refused']);
    expect(issuing.audit).toMatchObject([{ outcome: 'refused', code: 'not_allowed', reason, allowedBy: 'grants[0]' }]);
  });

  it('refuses an administrator of another issuer, who could have equal claims', async () => {
    const admin = aPerson({ administrator: true, claims: { sub: 'ada', id: '7', place: 'eu-west-1' } });
    const reason = 'claim_of_another_issuer: roleArn';
    await expect(world(BY_ID).login(admin)).rejects.toMatchObject({ code: 'not_allowed', reason });
  });

  it('refuses a region of another partition as the caller’s fault, and another account as the connector’s', async () => {
    const caller = of({ id: '7', place: 'cn-north-1' });
    const reason = "claim_does_not_fit: region must be in the partition of the connector's account";
    await expect(world(BY_ID).login(caller)).rejects.toMatchObject({ code: 'not_allowed', reason });
    const elsewhere = world(BY_ID, anAccount({ awsAccountId: '210987654321' }));
    await expect(elsewhere.login(of({ id: '7' }))).rejects.toMatchObject({ code: 'connector_invalid' });
  });

  it('refuses claims that make the policies longer than STS takes', async () => {
    const repositories = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => `{id}/${name}`);
    const { login } = world({ grants: GRANTS, access: 'push', repositories });
    await login(of({ id: 'x'.repeat(20) }));
    await expect(login(of({ id: 'x'.repeat(240) }))).rejects.toMatchObject({
      code: 'not_allowed',
      reason:
        'claim_does_not_fit: repositories makes session policies of more than 2048 characters, the most that STS takes',
    });
  });

  it('lets a request narrow what the claims say, and not leave it', async () => {
    const { login, sent } = world({ ...BY_ID, region: 'eu-west-1', regions: ['eu-west-1'] });
    await login(of({ id: '7' }), { repositories: ['team-8/*'] });
    const [session] = sent;
    const policy = session && 'policy' in session ? session.policy : undefined;
    const denies = JSON.parse(policy ?? '').Statement.map((one: { NotResource?: string }) => one.NotResource);
    expect(denies).toContain('arn:aws:ecr:*:*:repository/team-7/*');
    expect(denies).toContain('arn:aws:ecr:*:*:repository/team-8/*');
  });
});

describe('an explanation', () => {
  const explained = (claims: Record<string, unknown>) => {
    const { ports } = world(BY_ID).issuing;
    const all: ExplainPorts = { ...ports, listIssuers: async () => [anIssuer()] };
    const trial = { claims: { sub: 'x', owner: '9919', place: 'eu-west-1', ...claims }, issuer: 'ci' };
    const request = { ...anIssueRequest('ecr-login'), trial };
    return explain(all, request, undefined, aCall());
  };

  it('shows each text, and what the claims make of it', async () => {
    const { allowed, conditions, session } = await explained({ id: 7 });
    expect(allowed).toBe(true);
    expect(conditions.slice(-3)).toEqual([
      { condition: 'roleArn', held: true, expected: `${ROLE}ecr-{id}`, actual: `${ROLE}ecr-7` },
      { condition: 'region', held: true, expected: '{place}', actual: 'eu-west-1' },
      { condition: 'repositories[0]', held: true, expected: 'team-{id}/*', actual: 'team-7/*' },
    ]);
    expect(session).toMatchObject({ roleArn: `${ROLE}ecr-7`, region: 'eu-west-1' });
  });

  it('names the text that a claim does not fit, and why', async () => {
    const { allowed, reason, conditions } = await explained({ id: 'A' });
    expect([allowed, reason]).toEqual([
      false,
      "claim_does_not_fit: repositories[0]: it would not be a repository's name, which has small letters only",
    ]);
    expect(conditions.at(-1)).toEqual({ condition: 'repositories[0]', held: false, expected: 'team-{id}/*' });
  });
});
