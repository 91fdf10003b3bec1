// What the audit holds of each type's login, and that neither it nor the log holds a secret, whatever goes wrong.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditItems } from '../../support/audit-records.ts';
import { useTypedService } from '../../support/principal-type-service.ts';
import { USER } from '../../support/principal-type-setup.ts';
import { askFor, connectorFor } from '../../support/principal-type-uses.ts';
import { SESSION_ARNS, TYPES, type Type } from '../../support/principal-types.ts';

const world = useTypedService();

function sha256(text: string) {
  return createHash('sha256').update(text).digest('hex');
}
async function recordOf(requestId: string) {
  return (await auditItems(world.service.aws)).find((item) => item.requestId?.S === requestId);
}
function useOf(type: Type) {
  return type === 'federated-user' ? 'narrowed' : 'plain';
}

/** What STS was asked with, by type, as far as it is recorded. */
const SECONDS: Partial<Record<Type, string>> = { 'federated-user': '43200', 'session-token': '43200' };

/** The role that was assumed. */
const ROLES: Partial<Record<Type, string>> = {
  'assumed-role': 'arn:aws:iam::123456789012:role/portunus/images',
  'assumed-role-by-user': 'arn:aws:iam::123456789012:role/portunus/images',
  'web-identity': 'arn:aws:iam::123456789012:role/portunus/web',
  saml: 'arn:aws:iam::123456789012:role/portunus/saml',
};

describe.each(TYPES)('the audit record of a login by %s', (type) => {
  it('says who got what, by fingerprint', async () => {
    await world.apply({ connectors: [connectorFor(type, useOf(type))] });
    const { status, body } = await world.ask(askFor(world, type, useOf(type)));
    expect(status).toBe(200);
    const arn = type === 'provided' ? undefined : SESSION_ARNS[type];
    const isAssumed = type.startsWith('assumed-role');
    const record = await recordOf(body.requestId);
    expect(record).toMatchObject({
      action: { S: 'ecr-login' },
      outcome: { S: 'issued' },
      allowedBy: { S: 'grants[0]' },
      caller: {
        M: { issuer: { S: 'ci' }, subject: { S: 'repo:acme/shop:ref:refs/heads/main' }, kind: { S: 'workload' } },
      },
    });
    const home = type === 'provided' ? '111122223333' : '123456789012';
    expect(record?.issued?.M).toEqual({
      source: { S: 'fresh' },
      ...(arn && { sessionArn: { S: arn }, grantedSeconds: { N: SECONDS[type] ?? '3600' } }),
      ...(ROLES[type] && { roleArn: { S: ROLES[type] } }),
      ...(type === 'federated-user' && { policySha256: { S: expect.stringMatching(/^[0-9a-f]{64}$/) } }),
      ...(isAssumed && { sourceIdentity: { S: '9919' } }),
      region: { S: 'eu-west-1' },
      registryIds: { L: [{ S: home }] },
      expiresAt: { S: expect.any(String) },
      tokenSha256: { L: [{ S: sha256(body.credentials[0].authorizationToken) }] },
    });
  });
});

/** Every call that a type makes, each failing in turn in ways that carry texts of AWS's into our hands. */
const CALLS: readonly (readonly [Type, readonly string[]])[] = [
  ['assumed-role', ['AssumeRole', 'GetAuthorizationToken']],
  ['assumed-role-by-user', ['GetSecretValue', 'AssumeRole', 'GetAuthorizationToken']],
  ['federated-user', ['GetSecretValue', 'GetFederationToken', 'GetAuthorizationToken']],
  ['session-token', ['GetSecretValue', 'GetSessionToken', 'GetCallerIdentity', 'GetAuthorizationToken']],
  ['web-identity', ['AssumeRoleWithWebIdentity', 'GetAuthorizationToken']],
  ['saml', ['AssumeRoleWithSAML', 'GetAuthorizationToken']],
  ['provided', ['GetAuthorizationToken']],
];
const FAULTS = ['access-denied', 'server-error', 'no-credentials', 'empty', 'html', 'truncate', 'reset'] as const;

describe.each(CALLS.flatMap(([type, actions]) => actions.map((action) => [type, action] as const)))(
  '%s, when %s fails',
  (type, action) => {
    // An identity has no credentials that could be missing.
    const faults = FAULTS.filter((fault) => action !== 'GetCallerIdentity' || fault !== 'no-credentials');
    beforeAll(() => world.apply({ connectors: [connectorFor(type, useOf(type))] }));

    it.each(faults)('by %s, gives nothing out and keeps no secret', async (fault) => {
      const invoke = await world.service.freshEnvironment('issue');
      world.standIn.faults.inject({ action, fault, times: Number.POSITIVE_INFINITY });
      const answer = await world.ask(askFor(world, type, useOf(type)), invoke);
      world.standIn.faults.clear();

      expect([500, 502, 503]).toContain(answer.status);
      expect(answer.body.code).toMatch(
        /^(misconfigured|role_refused|ecr_refused|upstream_invalid|(sts|ecr)_unavailable)$/,
      );
      expect(answer.body.credentials).toBeUndefined();
      expect(await recordOf(answer.body.requestId)).toMatchObject({
        outcome: { S: 'failed' },
        code: { S: answer.body.code },
      });
      expect(await world.leaks()).toEqual([]);
      expect(answer.text).not.toContain(USER.secretAccessKey);
      const lost = world.standIn.calls.filter(
        (call) => call.callerArn?.includes('portunus-dev-issue') && call.action === 'GetAuthorizationToken',
      );
      if (type !== 'provided') expect(lost).toEqual([]);
    });
  },
);
