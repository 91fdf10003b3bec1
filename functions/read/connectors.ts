import type { GetListKey } from '../../shared/aws/dynamodb/list-key.ts';
import type { Route } from '../../shared/http/event.ts';
import { assertMayAsk, readConnectorsRequest } from '../../shared/http/request/read-connectors-request.ts';
import { readAfter } from '../../shared/http/request/read-definition-request.ts';
import { openPosition, sealPosition } from '../../shared/http/request/sealed-token.ts';
import { definitionsResponse, sealedPageResponse } from '../../shared/http/response/respond.ts';
import { listConnectorStates } from '../../shared/vending/definitions/list-connector-states.ts';
import {
  listConnectors,
  listUsableConnectors,
  type PageRequest,
} from '../../shared/vending/definitions/list-definitions.ts';
import type { ListDefinitions, ReadConnectorStates } from '../../shared/vending/definitions/ports.ts';
import type { createIdentifiedRoutes } from '../common/identified.ts';

interface Ports {
  readonly identified: ReturnType<typeof createIdentifiedRoutes>['identified'];
  readonly listDefinitions: ListDefinitions;
  readonly getListKey: GetListKey;
  readonly readStates: ReadConnectorStates;
}

/** Administrators see connectors as they were written. Other callers see only the ones that they may use. */
export function createConnectorsRoute({ identified, getListKey, ...ports }: Ports): Route {
  return identified({
    readRequest: readConnectorsRequest,
    answer: async ({ request, caller, call }) => {
      assertMayAsk(caller, request);
      const { filter, withState, limit, nextToken } = request;
      if (caller.administrator) {
        const page = { limit, ...readAfter(nextToken) };
        if (withState) {
          const { states, ...found } = await listConnectorStates(ports, filter, page, call);
          return definitionsResponse(found, { states });
        }
        return definitionsResponse(await listConnectors(ports.listDefinitions, filter, page, call));
      }
      const page: PageRequest =
        nextToken === undefined ? { limit } : { limit, after: openPosition(nextToken, caller, await getListKey(call)) };
      const { items, after } = await listUsableConnectors(ports.listDefinitions, caller, { ...page, filter }, call);
      if (after === undefined) return sealedPageResponse(items);
      return sealedPageResponse(items, sealPosition(after, caller, await getListKey(call)));
    },
  });
}
