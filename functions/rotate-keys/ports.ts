import { createRecordAct } from '../../shared/aws/dynamodb/audit-log.ts';
import { createReadKnown } from '../../shared/aws/dynamodb/definition-store.ts';
import { listAccounts } from '../../shared/aws/dynamodb/definitions.ts';
import { createIdentifyKey } from '../../shared/aws/keys/identify-key.ts';
import { createKeySecrets } from '../../shared/aws/keys/secrets.ts';
import { createUserKeys } from '../../shared/aws/keys/user-keys.ts';
import { pause } from '../../shared/aws/pause.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Call } from '../../shared/domain/call.ts';
import type { Log } from '../../shared/observability/logger.ts';
import { createReportFault } from '../../shared/observability/report.ts';
import { createReportAge, createReportKeyFailure, createReportStep } from '../../shared/observability/report-keys.ts';
import { createAdministered } from '../common/administered.ts';
import { createIdentifiedRoutes } from '../common/identified.ts';
import { createTables } from '../common/tables.ts';

export function createPorts(config: Config, log: Log) {
  const { definitions, activity } = createTables(config);
  const recordAct = createRecordAct(activity);
  const { identified } = createIdentifiedRoutes(config, log, definitions);
  const administered = createAdministered({ identified, recordAct, reportFault: createReportFault(log) });
  const ports = {
    findAccount: createReadKnown(definitions).account,
    listAccounts: (call: Call) => listAccounts(definitions, call),
    identify: createIdentifyKey(config.region),
    pause,
    secrets: createKeySecrets(),
    userKeys: createUserKeys(config.region),
    recordAct,
    reportStep: createReportStep(log),
    reportAge: createReportAge(log),
    reportFailure: createReportKeyFailure(log),
  };
  return { ports, administered };
}
