import { createRecordAct } from '../../shared/aws/dynamodb/audit-log.ts';
import { createReadKnown } from '../../shared/aws/dynamodb/definition-store.ts';
import { listAccounts } from '../../shared/aws/dynamodb/definitions.ts';
import { createIdentifyKey } from '../../shared/aws/keys/identify-key.ts';
import { createKeySecrets, createPutKey } from '../../shared/aws/keys/secrets.ts';
import { createUserKeys } from '../../shared/aws/keys/user-keys.ts';
import { pause } from '../../shared/aws/pause.ts';
import { readConfig } from '../../shared/config/config.ts';
import { describeAccountKeys, rotateAccountKey } from '../../shared/vending/keys/account-keys.ts';
import { putAccountKey } from '../../shared/vending/keys/put-key.ts';
import { commandCall } from '../command.ts';
import type { KeyAccess } from '../key-access.ts';
import { whoDefines } from './defined-by.ts';
import type { createTableAccess } from './tables.ts';

/** Manages accounts' keys with the operator's own AWS credentials, by the rules of the API. */
export function createDirectKeys({ definitions, activity }: ReturnType<typeof createTableAccess>): KeyAccess {
  const { region, stage } = readConfig();
  const userKeys = createUserKeys(region);
  const ports = {
    findAccount: createReadKnown(definitions).account,
    identify: createIdentifyKey(region),
    pause,
    secrets: createKeySecrets(),
    userKeys,
    putKey: createPutKey(region),
    listKeys: userKeys.list,
    recordAct: createRecordAct(activity),
    reportStep: () => {},
    stage,
  };
  return {
    list: async () => {
      const ids: string[] = [];
      for await (const accounts of listAccounts(definitions, commandCall())) {
        ids.push(...accounts.filter(({ credentials }) => credentials.source === 'iam-user').map(({ id }) => id));
      }
      return ids;
    },
    describe: (account) => describeAccountKeys(ports, account, commandCall()),
    put: async (id, key) => putAccountKey(ports, { id, key }, await whoDefines(), commandCall()),
    rotate: async (id, atOnce) => rotateAccountKey(ports, { id, atOnce }, await whoDefines(), commandCall()),
  };
}
