import { readRequestCredential } from '../../shared/http/request/read-credential.ts';
import type { Route } from '../../shared/http/with-http.ts';
import { assertAdministrator } from '../../shared/vending/definitions/administer.ts';
import type { IdentifyCaller } from '../../shared/vending/issuing/identify-caller.ts';

type Event = Parameters<Route>[0];
type Call = Parameters<Route>[1];
type Caller = Awaited<ReturnType<IdentifyCaller>>;

/** A route for administrators alone. 401 before 400 before 403: a request is read before it is decided who may send it. */
export function createAdministered(identifyCaller: IdentifyCaller) {
  return <T>(
    readRequest: (event: Event) => T,
    answer: (request: T, caller: Caller, call: Call) => ReturnType<Route>,
  ): Route =>
    async (event, call) => {
      const caller = await identifyCaller(readRequestCredential(event), call);
      const request = readRequest(event);
      assertAdministrator(caller);
      return answer(request, caller, call);
    };
}
