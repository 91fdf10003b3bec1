import type { Partition } from '../shared/domain/aws.ts';
import type { Definitions, Written } from '../shared/domain/definitions.ts';
import { PortunusError } from '../shared/domain/errors.ts';
import type { ExplainPorts } from '../shared/vending/issuing/explain.ts';

/** What decides about callers, over files instead of tables. There is no network, so no token is verified. */
export function offlinePorts({ issuers, accounts, connectors }: Definitions): ExplainPorts {
  return {
    listIssuers: async () => issuers.map(({ value }) => value),
    findConnector: async (id) => storedIn(connectors, id),
    getAccount: async (id) => {
      const account = storedIn(accounts, id);
      if (account !== undefined) return account;
      throw new PortunusError('connector_invalid', 'connector', { detail: `account ${id} is not in the files` });
    },
    deployment: deploymentFor(accounts),
  };
}

const REGIONS: Readonly<Record<Partition, string>> = {
  aws: 'eu-west-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
};

/** Where Portunus would have to be for accounts that it reaches by its own role. */
function deploymentFor(accounts: Definitions['accounts']) {
  const own = accounts.find(({ value }) => value.credentials.source === 'execution-role');
  const partition = own?.value.partition ?? 'aws';
  return { region: REGIONS[partition], partition, allowProvided: true };
}

function storedIn<T extends { readonly id: string }>(definitions: readonly Written<T>[], id: string) {
  const found = definitions.find(({ value }) => value.id === id);
  return found === undefined ? undefined : { version: 1, value: found.value };
}
