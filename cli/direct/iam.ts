import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createListDefinitions, createReadDefinition } from '../../shared/aws/dynamodb/definition-store.ts';
import { readConfig } from '../../shared/config/config.ts';
import { PortunusError } from '../../shared/domain/errors.ts';
import type { IamSetup } from '../../shared/domain/iam-resource.ts';
import { type IamRequest, readIamSetup } from '../../shared/vending/definitions/read-iam-setup.ts';
import { CommandError, commandCall, NO_CONNECTOR } from '../command.ts';
import { clientConfig } from './client-config.ts';
import type { createTableAccess } from './tables.ts';

const PAGE = 100;

/** Where the deployment is, if not in the account of the operator's own credentials and at the usual stage. */
interface Place {
  readonly account?: string | undefined;
  readonly stage?: string | undefined;
}

/** Reads IAM documents from the tables, by the same rules as the API. */
export function createDirectIam(
  { definitions }: ReturnType<typeof createTableAccess>,
  { account, stage: given }: Place,
) {
  const { region, partition, stage } = readConfig();
  const read = createReadDefinition(definitions);
  let accountId: Promise<string> | undefined;
  return {
    ids: async (): Promise<readonly string[]> => {
      const ids: string[] = [];
      const pages = createListDefinitions(definitions)('connector', { pageSize: PAGE }, commandCall());
      for await (const { items } of pages) ids.push(...items.map(({ id }) => id));
      return ids;
    },
    read: async (id: string, request: IamRequest): Promise<IamSetup> => {
      accountId ??= account === undefined ? readOwnAccount(region) : Promise.resolve(account);
      const deployment = { accountId: await accountId, partition, stage: given ?? stage };
      return readIamSetup(read, id, request, deployment, commandCall()).catch((error: unknown) => {
        if (error instanceof PortunusError && error.code === 'not_found') throw new CommandError([NO_CONNECTOR]);
        throw error;
      });
    },
  };
}

async function readOwnAccount(region: string): Promise<string> {
  const { Account } = await new STSClient(clientConfig(region)).send(new GetCallerIdentityCommand({}));
  if (Account !== undefined) return Account;
  throw new CommandError(["STS didn't say which account your credentials are of: give --account"]);
}
