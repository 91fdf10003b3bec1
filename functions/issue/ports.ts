import { createFetchKeys } from '../../shared/auth/fetch-keys.ts';
import { createKeyStore } from '../../shared/auth/key-store.ts';
import { createVerifyToken } from '../../shared/auth/verify-token.ts';
import { createRecordAudit } from '../../shared/aws/audit-log.ts';
import { createFindConnector, createGetAccount } from '../../shared/aws/definitions.ts';
import { createDynamoDbClient } from '../../shared/aws/dynamodb-client.ts';
import { createFindIssuer } from '../../shared/aws/issuers.ts';
import { once, onDemand } from '../../shared/aws/on-demand.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Log } from '../../shared/observability/logger.ts';
import { createReportFault } from '../../shared/observability/report.ts';
import { createIdentifyCaller } from '../../shared/vending/identify-caller.ts';
import { createIssueLogins } from '../../shared/vending/issue-logins.ts';
import { createIssueSessions } from '../../shared/vending/issue-sessions.ts';
import type { IssuePorts } from '../../shared/vending/work.ts';

/** Who asks, what is defined, and where the audit goes. */
export const createPorts = (config: Config, log: Log): IssuePorts => {
  const client = createDynamoDbClient();
  const definitions = { client, tableName: config.definitionsTable };
  const activity = { client, tableName: config.activityTable, retentionDays: config.auditRetentionDays };
  const verifyToken = createVerifyToken({
    findIssuer: createFindIssuer(definitions),
    findKey: createKeyStore(createFetchKeys(config)),
  });
  return {
    identifyCaller: createIdentifyCaller({ verifyToken, adminRoles: config.adminRoles }),
    findConnector: createFindConnector(definitions),
    getAccount: createGetAccount(definitions),
    recordAudit: createRecordAudit(activity),
    reportFault: createReportFault(log),
    deployment: config,
  };
};

/** Where credentials come from. Each client is loaded when a request needs it, and not before. */
export const createCredentialSources = ({ region, signinEndpoint }: Config) => {
  const readAccountKey = onDemand(async () =>
    (await import('../../shared/aws/account-keys.ts')).createReadAccountKey(),
  );
  const sts = once(async () => (await import('../../shared/aws/sts.ts')).createSts(readAccountKey, signinEndpoint));
  const startSessions = {
    'assumed-role': onDemand(async () => (await sts()).startSessions['assumed-role']),
    'federated-user': onDemand(async () => (await sts()).startSessions['federated-user']),
    'session-token': onDemand(async () => (await sts()).startSessions['session-token']),
    'web-identity': onDemand(async () => (await sts()).startSessions['web-identity']),
    saml: onDemand(async () => (await sts()).startSessions.saml),
  };
  const random = Math.random;
  const logins = createIssueLogins({
    startSessions,
    getRegistryLogins: onDemand(async () => (await import('../../shared/aws/ecr-logins.ts')).createGetRegistryLogins()),
    getPublicLogin: onDemand(async () => (await import('../../shared/aws/ecr-public-login.ts')).createGetPublicLogin()),
    random,
  });
  const sessions = createIssueSessions({
    startSessions,
    getCallerIdentity: onDemand(async () => (await sts()).getCallerIdentity),
    getConsoleUrl: onDemand(async () => (await sts()).getConsoleUrl),
    region,
    random,
  });
  return { logins, sessions };
};
