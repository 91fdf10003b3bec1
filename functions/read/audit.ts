import { createFindRecords } from '../../shared/aws/dynamodb/find-records.ts';
import type { AuditRecords } from '../../shared/domain/answers/records.ts';
import type { Route } from '../../shared/http/event.ts';
import { auditToken, readAuditRequest } from '../../shared/http/request/read-audit-request.ts';
import { jsonResponse } from '../../shared/http/response/respond.ts';
import { readRecords } from '../../shared/vending/audit/read-records.ts';
import type { RecordAct } from '../../shared/vending/definitions/ports.ts';
import { assertMayReadRecords } from '../../shared/vending/issuing/identify-caller.ts';
import type { Administered } from '../common/administered.ts';
import type { Tables } from '../common/tables.ts';

export function createAuditRoute(
  administered: Administered,
  activity: Tables['activity'],
  recordAct: RecordAct,
): Route {
  const ports = { findRecords: createFindRecords(activity), recordAct };
  return administered(
    (event, call) => readAuditRequest(event, call.now()),
    async ({ request, caller, call }) => {
      const { items, next } = await readRecords(ports, request.query, caller, call);
      return jsonResponse<typeof AuditRecords>({
        items,
        ...(next !== undefined && { nextToken: auditToken(request, next) }),
      });
    },
    assertMayReadRecords,
  );
}
