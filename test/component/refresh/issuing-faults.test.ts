// Logins that a job does not get: each of these fails its job alone, and nothing is delivered.
import { afterAll, describe, expect } from 'vitest';
import { type Refresh, useRefresh } from '../../support/refresh.ts';
import { expectToLiveThrough, type JobFault } from '../../support/refresh-fault.ts';
import { aConnector, aSecretJob } from '../../support/refresh-jobs.ts';
import { type Plain, tamper } from '../../support/refresh-state.ts';

// Handing out the execution role's own logins is allowed here: what refuses it to jobs must be nothing else.
const world = useRefresh({ environment: { PORTUNUS_ALLOW_PROVIDED: 'true' } });
const OWN_ACCOUNT = {
  id: 'service',
  awsAccountId: '111122223333',
  partition: 'aws',
  credentials: { source: 'execution-role' },
};
afterAll(async () => expect(await world.leaks()).toEqual([]));

function changed(id: string, change: (connector: Plain) => object | undefined) {
  return (w: Refresh) => tamper(w.aws, 'connector', id, change);
}
function roleArn(id: string) {
  return `arn:aws:iam::123456789012:role/portunus/${id}`;
}
function isAuditOf(id: string) {
  return (body: string) => body.includes('"audit#') && body.includes(`"subject":{"S":"${id}"}`);
}

const FAULTS: readonly JobFault[] = [
  {
    what: 'a connector that is disabled',
    job: aSecretJob('disabled'),
    hit: changed('disabled', (connector) => ({ ...connector, enabled: false })),
    code: 'not_allowed',
    reason: 'disabled',
  },
  {
    what: 'a grant that is withdrawn',
    job: aSecretJob('ungranted'),
    hit: changed('ungranted', (connector) => ({ ...connector, grants: [{ refreshJob: 'shop-servers' }] })),
    code: 'not_allowed',
    reason: 'no_grant_matches',
  },
  {
    what: 'a connector that is gone',
    job: aSecretJob('deleted'),
    hit: changed('deleted', () => undefined),
    code: 'not_allowed',
    reason: 'no_such_connector',
  },
  {
    what: "a connector that hands out the execution role's own logins: those are never left anywhere",
    job: aSecretJob('provided'),
    hit: async (w) => {
      await w.define({ accounts: [OWN_ACCOUNT] });
      return tamper(w.aws, 'connector', 'provided', ({ roleArn: _r, externalId: _e, access: _a, ...connector }) => ({
        ...connector,
        account: 'service',
        principalType: 'provided',
      }));
    },
    code: 'invalid_request',
    reason: 'connector: is of principal type provided, which serves no refresh jobs',
  },
  {
    what: 'a role that does not trust the function',
    job: aSecretJob('distrusted'),
    hit: (w) => {
      w.standIn.putRole({ arn: roleArn('distrusted'), trustedPrincipals: [] });
      return () => w.define({ connectors: [aConnector('distrusted')] });
    },
    code: 'role_refused',
    reason:
      "AccessDenied: the role must exist and its trust policy must name Portunus's own role, with the connector's " +
      'external ID; that role must be allowed to assume it too (PORTUNUS_CONNECTOR_ROLES)',
  },
  {
    what: 'an STS that throttles for good',
    job: aSecretJob('throttled'),
    hit: (w) => {
      w.proxy.meet(({ action, body }) =>
        action === 'AssumeRole' && body.includes('portunus%2Fthrottled&') ? { refuse: 'Throttling' } : undefined,
      );
      return () => undefined;
    },
    code: 'sts_unavailable',
    reason: 'Throttling: STS throttles calls of the account: see its quota',
  },
  {
    what: 'an ECR that is down',
    job: aSecretJob('ecrless', { region: 'eu-central-1' }),
    connector: { regions: ['eu-west-1', 'eu-central-1'] },
    hit: (w) => {
      w.proxy.meet(({ action, region }) =>
        action === 'GetAuthorizationToken' && region === 'eu-central-1' ? { cut: 'before' } : undefined,
      );
      return () => undefined;
    },
    code: 'ecr_unavailable',
    reason: 'ECONNRESET',
  },
  {
    what: 'an audit that can not be kept',
    job: aSecretJob('unaudited'),
    hit: (w) => {
      const isAudit = isAuditOf('unaudited');
      w.proxy.meet(({ action, body }) =>
        action === 'PutItem' && isAudit(body) ? { refuse: 'AccessDeniedException' } : undefined,
      );
      return () => undefined;
    },
    code: 'audit_unavailable',
    reason: 'AccessDeniedException',
  },
];

describe.each(FAULTS)('$what', (fault) => expectToLiveThrough(world, fault));
