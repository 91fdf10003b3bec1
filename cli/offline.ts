import type { Definitions, Written } from '../shared/domain/definitions.ts';
import { PortunusError } from '../shared/domain/errors.ts';
import type { ExplainPorts } from '../shared/vending/explain.ts';

/** What decides about callers, over files instead of tables. There is no network, so no token is verified. */
export const offlinePorts = ({ issuers, accounts, connectors }: Definitions): ExplainPorts => ({
  listIssuers: async () => issuers.map(({ value }) => value),
  findConnector: async (id) => storedIn(connectors, id),
  getAccount: async (id) => {
    const account = storedIn(accounts, id);
    if (account !== undefined) return account;
    throw new PortunusError('connector_invalid', 'connector', { reason: `account ${id} is not in the files` });
  },
  deployment: { region: 'eu-west-1', partition: 'aws', allowProvided: true },
});

const storedIn = <T extends { readonly id: string }>(definitions: readonly Written<T>[], id: string) => {
  const found = definitions.find(({ value }) => value.id === id);
  return found === undefined ? undefined : { version: 1, value: found.value };
};
