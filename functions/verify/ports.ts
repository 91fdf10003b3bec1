import { randomUUID } from 'node:crypto';
import { createGetPackageLogin } from '../../shared/aws/codeartifact/package-login.ts';
import { createRecordAct } from '../../shared/aws/dynamodb/audit-log.ts';
import { createListDefinitions } from '../../shared/aws/dynamodb/definition-store.ts';
import { createFindConnector, createGetAccount } from '../../shared/aws/dynamodb/definitions.ts';
import {
  createReadVerifyState,
  createRunPosition,
  createSaveVerifyState,
} from '../../shared/aws/dynamodb/verify-state.ts';
import { createGetRegistryLogins } from '../../shared/aws/ecr/logins.ts';
import { createGetPublicLogin } from '../../shared/aws/ecr/public-login.ts';
import { createReadAccountKey } from '../../shared/aws/sts/account-keys.ts';
import { askPackageRepository } from '../../shared/aws/verify/ask-package-repository.ts';
import { askRepository } from '../../shared/aws/verify/ask-repository.ts';
import { createGetKeyCreation, getTrustPolicy } from '../../shared/aws/verify/iam.ts';
import { createVerifyingSts, readRefusedPart } from '../../shared/aws/verify/sts.ts';
import type { readVerifyConfig } from '../../shared/config/config.ts';
import type { Log } from '../../shared/observability/logger.ts';
import { createReportFault } from '../../shared/observability/report.ts';
import { createReportRun, createReportVerification } from '../../shared/observability/report-verify.ts';
import type { VerifyPorts } from '../../shared/vending/verify/ports.ts';
import { createIdentifiedRoutes } from '../common/identified.ts';
import { createTables, type Tables } from '../common/tables.ts';

type VerifyConfig = ReturnType<typeof readVerifyConfig>;

export function createPorts(config: VerifyConfig, log: Log) {
  const tables = createTables(config);
  const { activity } = tables;
  return {
    identified: createIdentifiedRoutes(config, log, tables.definitions).identified,
    verify: createVerifyPorts(config, tables),
    recordAct: createRecordAct(activity),
    reportFault: createReportFault(log),
    readState: createReadVerifyState(activity),
    saveState: createSaveVerifyState(activity),
    report: createReportVerification(log),
    listDefinitions: createListDefinitions(tables.definitions),
    ...createRunPosition(activity),
    reportRun: createReportRun(log),
  };
}

/** What a deployment did not opt into has no port. */
function createVerifyPorts(config: VerifyConfig, { definitions }: Tables): VerifyPorts {
  const readAccountKey = createReadAccountKey();
  return {
    findConnector: createFindConnector(definitions),
    getAccount: createGetAccount(definitions),
    deployment: config,
    ...createVerifyingSts(readAccountKey),
    readRefusedPart,
    getRegistryLogins: createGetRegistryLogins(),
    getPublicLogin: createGetPublicLogin(),
    getPackageLogin: createGetPackageLogin(),
    ...(config.readsKeys && { getKeyCreation: createGetKeyCreation(readAccountKey) }),
    ...(config.asksRepositories && { askRepository, askPackageRepository }),
    ...(config.readsRoles && { getTrustPolicy }),
    randomText: randomUUID,
  };
}
