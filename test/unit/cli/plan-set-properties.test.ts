// The plan of a set through the API is the plan that --direct makes, word for word, over the wire and back.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changeLines } from '../../../cli/change-lines.ts';
import { type ApiClient, createApiClient } from '../../../cli/http/client.ts';
import { createHttpPlanSet } from '../../../cli/http/plan-set.ts';
import { PortunusError } from '../../../shared/domain/errors.ts';
import type { HttpEvent } from '../../../shared/http/event.ts';
import { readPlanMatch, readSet } from '../../../shared/http/request/read-set-request.ts';
import { problemResponse } from '../../../shared/http/response/problem.ts';
import { setResponse } from '../../../shared/http/response/respond.ts';
import { applySet } from '../../../shared/vending/definitions/apply-set.ts';
import { planDefinitions } from '../../../shared/vending/definitions/plan-definitions.ts';
import { shownChanges } from '../../../shared/vending/definitions/shown-plan.ts';
import { aMemoryTable, type MemoryTable } from '../../support/admin-ports.ts';
import { aCall, aPerson } from '../../support/builders.ts';
import { parsed, putSet, sets } from '../../support/random-sets.ts';

const ADA = aPerson({ administrator: true });

/** The service, from the request's text to the answer's. */
function serve(table: MemoryTable): ApiClient {
  return createApiClient('https://portunus.example/v1', async (_url, { headers: sent, body: written }) => {
    const event = { headers: sent, body: written } as unknown as HttpEvent;
    const answer = async () => {
      const request = { ...readPlanMatch(event), ...readSet(event) };
      return setResponse(await applySet(table.ports, request, ADA, aCall()), request.dryRun);
    };
    const { statusCode, headers, body } = await answer().catch((error: unknown) => {
      if (error instanceof PortunusError) return problemResponse(error, 'request-1', 0);
      throw error;
    });
    return new Response(body, { status: statusCode, headers });
  });
}

it('is equal: changes, fields, deletions, warnings and faults, and is what is written then', async () => {
  await fc.assert(
    fc.asyncProperty(sets, sets, fc.boolean(), async (before, set, prune) => {
      const table = aMemoryTable();
      putSet(table, before);
      const definitions = parsed(set);
      const direct = await planDefinitions(definitions, table.ports, aCall(), { prune });
      const planned = await createHttpPlanSet(serve(table))(definitions, { prune, allowEmpty: false });
      if (!direct.ok || !planned.ok) {
        // An answer names ten faults at most.
        expect(planned).toEqual({ ok: false, faults: planned.ok ? [] : planned.faults, more: expect.any(Number) });
        const faults = direct.ok ? [] : direct.faults;
        expect(planned).toMatchObject({ faults: faults.slice(0, planned.ok ? 0 : planned.faults.length) });
        return;
      }
      expect(planned.warnings).toEqual(direct.warnings);
      expect(planned.changes.flatMap(changeLines)).toEqual(shownChanges(direct.changes).flatMap(changeLines));
      expect(table.steps).toEqual([]);
      await planned.write(() => {});
      const pending = direct.changes.filter(({ action }) => action !== 'unchanged');
      expect(table.writes.map(({ kind, id }) => `${kind} ${id}`)).toEqual(
        pending.map(({ kind, id }) => `${kind} ${id}`),
      );
    }),
    { numRuns: 60 },
  );
});
