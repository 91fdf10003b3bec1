import type { GetListKey } from '../../shared/aws/dynamodb/list-key.ts';
import { type Caller, issuerOf } from '../../shared/domain/caller.ts';
import { invalidRequest } from '../../shared/domain/errors.ts';
import type { Route } from '../../shared/http/event.ts';
import { readAfter, readSealedPage } from '../../shared/http/request/read-definition-request.ts';
import { openPosition, sealPosition } from '../../shared/http/request/sealed-token.ts';
import { definitionsResponse, sealedPageResponse } from '../../shared/http/response/respond.ts';
import {
  listDefinitions,
  listUsableConnectors,
  type PageRequest,
} from '../../shared/vending/definitions/list-definitions.ts';
import type { ListDefinitions } from '../../shared/vending/definitions/ports.ts';
import type { createIdentifiedRoutes } from '../common/identified.ts';

interface Ports {
  readonly identified: ReturnType<typeof createIdentifiedRoutes>['identified'];
  readonly listDefinitions: ListDefinitions;
  readonly getListKey: GetListKey;
}

/** Administrators see connectors as they were written. Other callers see only the ones that they may use. */
export function createConnectorsRoute({ identified, getListKey, ...ports }: Ports): Route {
  return identified({
    readRequest: readSealedPage,
    answer: async ({ request: { limit, nextToken }, caller, call }) => {
      if (caller.administrator) {
        const page = { limit, ...readAfter(nextToken) };
        return definitionsResponse(await listDefinitions(ports.listDefinitions, 'connector', page, call));
      }
      const page: PageRequest =
        nextToken === undefined ? { limit } : { limit, after: opened(nextToken, caller, await getListKey(call)) };
      const { items, after } = await listUsableConnectors(ports.listDefinitions, caller, page, call);
      if (after === undefined) return sealedPageResponse(items);
      return sealedPageResponse(items, sealPosition(after, nameOf(caller), await getListKey(call)));
    },
  });
}

function nameOf(caller: Caller): string {
  return JSON.stringify([issuerOf(caller), caller.subject]);
}

function opened(token: string, caller: Caller, key: Parameters<typeof openPosition>[2]): string {
  const position = openPosition(token, nameOf(caller), key);
  if (position !== undefined) return position;
  throw invalidRequest([{ field: 'nextToken', detail: 'must be a nextToken of an earlier answer' }]);
}
