import type { Call } from '../../shared/domain/call.ts';
import type { Caller } from '../../shared/domain/caller.ts';
import { definitionNamedBy, type HttpEvent, type HttpResponse, type Route } from '../../shared/http/event.ts';
import type { createIdentified, Identified } from '../../shared/http/request/identified.ts';
import type { RecordAct } from '../../shared/vending/definitions/ports.ts';
import { recordRefusedAct } from '../../shared/vending/definitions/record-act.ts';
import { assertAdministrator } from '../../shared/vending/issuing/identify-caller.ts';
import type { ReportFault } from '../../shared/vending/issuing/ports.ts';

interface AdministeredPorts {
  readonly identified: ReturnType<typeof createIdentified>;
  readonly recordAct: RecordAct;
  readonly reportFault: ReportFault;
}

/**
 * Creates routes for administrators only. Whatever is refused or fails on such a route is recorded here, so that no
 * route can leave it out. What succeeds is recorded by the use case, before it is done.
 */
export function createAdministered({ identified, recordAct, reportFault }: AdministeredPorts) {
  const ports = { recordAct, reportFault };
  const refused = (error: unknown, caller: Caller, event: HttpEvent, call: Parameters<Route>[1], request?: unknown) =>
    recordRefusedAct(ports, { route: event.routeKey, ...definitionNamedBy(event, request) }, caller, call, error);
  return <T>(
    readRequest: (event: HttpEvent, call: Call) => T,
    answer: (identified: Identified<T>) => Promise<HttpResponse>,
    assertMay: (caller: Caller) => void = assertAdministrator,
  ): Route =>
    identified<T>({
      readRequest,
      recordInvalid: refused,
      answer: async (given) => {
        const { caller, event, call, request } = given;
        let isRecorded = false;
        const failureRecorded = () => {
          isRecorded = true;
        };
        try {
          assertMay(caller);
          return await answer({ ...given, call: { ...call, failureRecorded } });
        } catch (error) {
          if (!isRecorded) await refused(error, caller, event, call, request);
          throw error;
        }
      },
    });
}

export type Administered = ReturnType<typeof createAdministered>;
