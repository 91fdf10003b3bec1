import type { Route } from '../../shared/http/event.ts';
import { assertNoQuery } from '../../shared/http/request/read-parameters.ts';
import { readPlanMatch, readSet } from '../../shared/http/request/read-set-request.ts';
import { setResponse } from '../../shared/http/response/respond.ts';
import { applySet } from '../../shared/vending/definitions/apply-set.ts';
import type { AdminPorts } from '../../shared/vending/definitions/write-for-caller.ts';
import type { Administered } from '../common/administered.ts';

/** Creates the route that plans or applies a set. Its body is read when the caller is known to administer. */
export function createSetRoute(administered: Administered, ports: AdminPorts): Route {
  return administered(assertNoQuery, async ({ event, caller, call }) => {
    const request = { ...readPlanMatch(event), ...readSet(event) };
    return setResponse(await applySet(ports, request, caller, call), request.dryRun);
  });
}
