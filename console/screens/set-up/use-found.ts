import { useQuery } from '@tanstack/react-query';
import { type components, dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { readCounted } from '../connectors/read-page.ts';
import type { Found, FoundConnector } from './steps.ts';

const PAGE = { params: { query: { limit: 100 } } };

/** What is there already. The first page of each list says enough. */
export function useFound() {
  return useQuery({
    queryKey: ['set-up'],
    // Who comes back from a step wants to see that it is done.
    staleTime: 0,
    queryFn: async ({ signal }): Promise<Found> => {
      const [accounts, issuers, connectors, counted] = await Promise.all([
        api.GET('/accounts', PAGE).then(dataOf),
        api.GET('/issuers', PAGE).then(dataOf),
        api.GET('/connectors', { params: { query: { limit: 100, state: 'true' } } }).then(dataOf),
        readCounted(signal),
      ]);
      const account = accounts.items.flatMap((one) => ('awsAccountId' in one ? [one] : []))[0];
      return {
        ...(account !== undefined && { account: { id: account.id, awsAccountId: account.awsAccountId } }),
        issuers: issuers.items.flatMap((one) =>
          'kind' in one && one.kind === 'workload' && one.enabled !== false ? [one.id] : [],
        ),
        counted: counted !== false,
        connectors: 'etags' in connectors ? foundIn(connectors) : [],
      };
    },
  });
}

type Connectors = components['schemas']['ConnectorPage'];

function foundIn({ items, states = [] }: Connectors): readonly FoundConnector[] {
  return items.flatMap((one, index) => {
    if (!('principalType' in one) || one.id === undefined || one.enabled === false) return [];
    const { lastUsedAt, verified } = states[index] ?? {};
    return [{ id: one.id, ...(lastUsedAt !== undefined && { lastUsedAt }), verified: verified?.outcome === 'passed' }];
  });
}
