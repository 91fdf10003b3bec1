import { createRecordAct } from '../../shared/aws/dynamodb/audit-log.ts';
import { createListIssuers } from '../../shared/aws/dynamodb/definition-store.ts';
import type { Route } from '../../shared/http/event.ts';
import { readExplainRequest } from '../../shared/http/request/read-explain-request.ts';
import { explanationResponse } from '../../shared/http/response/respond.ts';
import { explainRecorded } from '../../shared/vending/definitions/record-act.ts';
import { explain } from '../../shared/vending/issuing/explain.ts';
import type { IssuePorts } from '../../shared/vending/issuing/issue.ts';
import type { VerifyToken } from '../../shared/vending/issuing/ports.ts';
import { createAdministered } from '../common/administered.ts';
import type { createIdentifiedRoutes } from '../common/identified.ts';
import type { Tables } from '../common/tables.ts';

export function createExplainRoute(
  ports: IssuePorts,
  { verifyToken, identified }: ReturnType<typeof createIdentifiedRoutes>,
  { definitions, activity }: Tables,
): Route {
  const recordAct = createRecordAct(activity);
  const administered = createAdministered({ identified, recordAct, reportFault: ports.reportFault });
  // The log entry names the caller who asks, not the one in the token that is tried.
  const tryToken: VerifyToken = (token, { note: _asking, ...call }) => verifyToken(token, call);
  const explainPorts = { ...ports, verifyToken: tryToken, listIssuers: createListIssuers(definitions) };
  return administered(readExplainRequest, async ({ request, caller, call }) => {
    const explanation = await explainRecorded({ recordAct }, request, caller, call, () =>
      explain(explainPorts, request, caller, call),
    );
    return explanationResponse(explanation, request, call.requestId);
  });
}
