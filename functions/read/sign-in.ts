import type { SignIns } from '../../shared/domain/answers/callers.ts';
import type { Route } from '../../shared/http/event.ts';
import { readNothing } from '../../shared/http/request/read-definition-request.ts';
import { jsonResponse } from '../../shared/http/response/respond.ts';
import { listSignIns } from '../../shared/vending/definitions/list-sign-ins.ts';
import type { ListIssuers } from '../../shared/vending/issuing/ports.ts';

/** Open to everyone: who signs in has no token yet. The issuers are those that tokens are checked with, from memory. */
export function createSignInRoute(listIssuers: ListIssuers): Route {
  return async (event, call) => {
    readNothing(event);
    return jsonResponse<typeof SignIns>({ items: await listSignIns(listIssuers, call) });
  };
}
