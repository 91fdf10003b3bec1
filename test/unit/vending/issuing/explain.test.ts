import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../../shared/domain/caller.ts';
import { PortunusError, tokenRejected } from '../../../../shared/domain/errors.ts';
import type { Trial } from '../../../../shared/domain/explanation.ts';
import type { LoginParameters } from '../../../../shared/domain/issue-request.ts';
import { Secret } from '../../../../shared/domain/secret.ts';
import { type ExplainPorts, explain } from '../../../../shared/vending/issuing/explain.ts';
import { createFetchLogins } from '../../../../shared/vending/issuing/fetch-logins.ts';
import { issue } from '../../../../shared/vending/issuing/issue.ts';
import { aCall, aConnector, anAccount, anIssuer, aPerson, aWorkload, NOW } from '../../../support/builders.ts';
import { anIssueRequest, anIssuing, found as stored } from '../../../support/issue-ports.ts';

const CLAIMS = { sub: 'build-1', repository_id: '1296269' };
const ADMIN = aPerson({ administrator: true });
const TOKEN: Trial = { token: new Secret('token') };

interface Given {
  readonly trial?: Trial;
  readonly ports?: Partial<ExplainPorts>;
  readonly parameters?: Partial<LoginParameters>;
  readonly asking?: Caller;
}

function explained({ trial = { claims: CLAIMS, issuer: 'ci' }, ports = {}, parameters, asking }: Given = {}) {
  const issuing = anIssuing().ports;
  const all: ExplainPorts = {
    listIssuers: async () => [anIssuer()],
    findConnector: issuing.findConnector,
    getAccount: issuing.getAccount,
    deployment: issuing.deployment,
    verifyToken: async () => ({ issuer: anIssuer(), subject: 'build-1', claims: CLAIMS, expiresAt: NOW }),
    ...ports,
  };
  const request = {
    action: 'ecr-login' as const,
    parameters: anIssueRequest('ecr-login', parameters).parameters,
    trial,
  };
  return explain(all, request, asking, aCall());
}

function found(connector: object): Partial<ExplainPorts> {
  return { findConnector: async () => stored({ version: 1, value: { ...aConnector(), ...connector } as never }) };
}

describe('an explanation', () => {
  it('of a yes says by which grant, and what STS and ECR would be sent', async () => {
    expect(await explained()).toMatchObject({
      ...{ allowed: true, allowedBy: 'grants[0]' },
      caller: { issuer: 'ci', subject: 'build-1', kind: 'workload', administrator: false },
      grants: [{ grant: 'grants[0]', held: true }],
      session: { roleArn: 'arn:aws:iam::123456789012:role/portunus/team-a', region: 'eu-west-1' },
    });
  });

  it('of a yes by a grant that narrows says what it narrows, and what comes of it', async () => {
    const narrowing = { access: 'pull', maxDurationSeconds: 900 };
    const grants = [{ issuer: 'ci', claims: [{ claim: ['repository_id'], anyOf: ['1296269'] }], ...narrowing }];
    const { session, ...explanation } = await explained({ ports: found({ grants }) });
    expect(explanation).toMatchObject({ allowed: true, allowedBy: 'grants[0]', narrowing });
    expect(session?.duration).toEqual({ requestedSeconds: 3600, grantedSeconds: 900, limitedBy: 'connector' });
    expect(JSON.stringify(session?.policy)).not.toContain('ecr:PutImage');
    const refused = await explained({ ports: found({ grants }), parameters: { access: 'push' } });
    const errors = [{ field: 'access', detail: 'is more than the grant that lets you in gives' }];
    expect(refused).toMatchObject({ allowed: false, allowedBy: 'grants[0]', narrowing, errors });
  });

  it('of a yes by a grant that narrows nothing, or by none, says no such thing', async () => {
    expect(await explained()).not.toHaveProperty('narrowing');
    const grants = [{ issuer: 'corp', groups: ['platform'], access: 'pull' }];
    const byAdministrator = { trial: 'the caller itself', asking: ADMIN, ports: found({ grants }) } as const;
    const explanation = await explained(byAdministrator);
    expect(explanation).toMatchObject({ allowed: true, allowedBy: 'administrator' });
    expect(explanation).not.toHaveProperty('narrowing');
    expect(explanation.session).not.toHaveProperty('policy');
  });

  it('of claims alone says that nothing of a token was checked', async () => {
    const why = 'claims were given, and no token';
    expect((await explained()).notChecked).toEqual([{ what: 'signature, audience and times', why }]);
    expect((await explained({ trial: TOKEN })).notChecked).toBeUndefined();
  });

  it('of a limit says that it is there, and counts nothing', async () => {
    const countRequests = () => Promise.reject(new Error('counted'));
    const ports = { ...found({ rateLimit: { requests: 20, perSeconds: 60 } }), countRequests };
    const { allowed, notChecked } = await explained({ trial: TOKEN, ports });
    const why = 'explaining does not count; a caller may make 20 requests in 60 seconds';
    expect([allowed, notChecked]).toEqual([true, [{ what: 'rateLimit', why }]]);
  });

  it('of one-time tokens says which token it is, and uses it not', async () => {
    const consumeToken = () => Promise.reject(new Error('used'));
    const ports = { ...found({ oneTimeTokens: true }), consumeToken };
    const claims = { ...CLAIMS, jti: 'jti-1' };
    const { allowed, conditions, notChecked } = await explained({ trial: { claims, issuer: 'ci' }, ports });
    expect(allowed).toBe(true);
    expect(conditions.at(-1)).toEqual({ condition: 'oneTimeTokens', held: true, expected: 'jti', actual: 'jti-1' });
    expect(notChecked?.map(({ what }) => what)).toEqual(['signature, audience and times', 'oneTimeTokens']);
  });

  it('of a token without an id, on a connector with one-time tokens, is a no', async () => {
    const { allowed, allowedBy, reason, conditions } = await explained({ ports: found({ oneTimeTokens: true }) });
    expect({ allowed, allowedBy, reason }).toEqual({
      ...{ allowed: false, allowedBy: 'grants[0]', reason: 'token_without_id' },
    });
    expect(conditions.at(-1)).toEqual({ condition: 'oneTimeTokens', held: false, expected: 'jti' });
  });

  it.each<[string, Given, string]>([
    ['no caller', { trial: 'the caller itself' }, 'no_caller'],
    ['an issuer that is not there', { trial: { claims: CLAIMS, issuer: 'other' } }, 'no_such_issuer'],
    ['an iss that is nobody’s', { trial: { claims: { ...CLAIMS, iss: 'https://x.example' } } }, 'no_such_issuer'],
    ['a disabled issuer', { ports: { listIssuers: async () => [anIssuer({ enabled: false })] } }, 'issuer_disabled'],
    ['claims without a subject', { trial: { claims: { repository_id: '1' }, issuer: 'ci' } }, 'sub_missing'],
    ['a connector that is not there', { parameters: { connectorId: 'none' } }, 'no_such_connector'],
    [
      'a connector that is not readable',
      { ports: { findConnector: async () => stored({ unreadable: 'roleArn is missing' }) } },
      'connector_invalid: roleArn is missing',
    ],
    ['a disabled connector', { ports: found({ enabled: false }) }, 'disabled'],
    ['grants for others', { ports: found({ grants: [{ issuer: 'other' }] }) }, 'no_grant_matches'],
    ['a route that is not served', { ports: found({ serves: ['session'] }) }, 'not_served'],
    ['a claim that a template needs', { ports: found({ session: { name: '{run_id}' } }) }, 'claim_missing: run_id'],
    ['a parameter that can not be', { parameters: { durationSeconds: 43_201 } }, 'invalid_request'],
    [
      'an account that does not fit',
      { ports: { getAccount: async () => ({ version: 1, value: anAccount({ awsAccountId: '210987654321' }) }) } },
      "connector_invalid: roleArn must be of the connector's account",
    ],
  ])('of a no by %s has the reason', async (_what, given, reason) => {
    const explanation = await explained(given);
    expect([explanation.allowed, explanation.session]).toEqual([false, undefined]);
    expect(explanation.reason).toBe(reason);
  });

  it('shows each condition with what is wanted and what is there', async () => {
    const { grants } = await explained({ trial: { claims: { ...CLAIMS, repository_id: '7' }, issuer: 'ci' } });
    expect(grants[0]?.conditions).toContainEqual({
      ...{ condition: 'grants[0].claims.repository_id', held: false, expected: ['1296269'], actual: '7' },
    });
  });

  it('is for the administrator who asks, where no other is named', async () => {
    const explanation = await explained({ trial: 'the caller itself', asking: ADMIN });
    expect(explanation).toMatchObject({ allowed: true, allowedBy: 'administrator', caller: { subject: 'ada' } });
  });

  it('of a rejected token has the reason of the rejection', async () => {
    const verifyToken = async () => {
      throw tokenRejected('expired');
    };
    expect(await explained({ trial: TOKEN, ports: { verifyToken } })).toMatchObject({
      allowed: false,
      reason: 'expired',
    });
  });

  it.each<[string, Given]>([
    ['a table that does not answer', { ports: { findConnector: failing('table_unavailable') } }],
    ['an account that can not be read', { ports: { getAccount: failing('table_unavailable') } }],
    ['keys that can not be had', { trial: TOKEN, ports: { verifyToken: failing('keys_unavailable') } }],
  ])('does not take %s for a no', async (_what, given) => {
    await expect(explained(given)).rejects.toMatchObject({ code: expect.stringMatching(/_unavailable$/) });
  });
});

function failing(code: 'table_unavailable' | 'keys_unavailable') {
  return async (): Promise<never> => {
    throw new PortunusError(code, 'connector');
  };
}

describe('what is explained', () => {
  it.each<[string, object, Partial<LoginParameters>]>([
    ['a yes', {}, {}],
    ['a disabled connector', { enabled: false }, {}],
    ['a connector for others', { grants: [{ issuer: 'other' }] }, {}],
    ['a connector without system scope', { systemScope: false }, {}],
    ['a connector for something else', { serves: ['session'] }, {}],
    ['a parameter that can not be', {}, { durationSeconds: 43_201 }],
    ['a narrower request', {}, { access: 'pull', repositories: ['team-a/*'] }],
    ['more than the connector gives', { access: 'pull' }, { access: 'push' }],
  ])('is what issuing does: %s', async (_what, connector, parameters) => {
    const ports = found(connector) as Pick<ExplainPorts, 'findConnector'>;
    const { allowed } = await explained({ trial: 'the caller itself', asking: aWorkload(), ports, parameters });
    const world = anIssuing({ ports });
    const input = { caller: aWorkload(), request: anIssueRequest('ecr-login', parameters) };
    const issued = issue(world.ports, input, createFetchLogins(world.aws)['ecr-login'], aCall());
    expect(
      await issued.then(
        () => true,
        () => false,
      ),
    ).toBe(allowed);
  });
});
