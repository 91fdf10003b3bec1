import { createListIssuers } from '../../shared/aws/dynamodb/definition-store.ts';
import type { DefinitionsTable } from '../../shared/aws/dynamodb/definitions.ts';
import type { Route } from '../../shared/http/event.ts';
import { readExplainRequest } from '../../shared/http/request/read-explain-request.ts';
import { explanationResponse } from '../../shared/http/response/respond.ts';
import { explain } from '../../shared/vending/issuing/explain.ts';
import type { IssuePorts } from '../../shared/vending/issuing/issue.ts';
import type { VerifyToken } from '../../shared/vending/issuing/ports.ts';
import type { createIdentifiedRoutes } from '../common/identified.ts';

export function createExplainRoute(
  ports: IssuePorts,
  { verifyToken, administered }: ReturnType<typeof createIdentifiedRoutes>,
  definitions: DefinitionsTable,
): Route {
  // The log entry names the caller who asks, not the one in the token that is tried.
  const tryToken: VerifyToken = (token, { note: _asking, ...call }) => verifyToken(token, call);
  const explainPorts = { ...ports, verifyToken: tryToken, listIssuers: createListIssuers(definitions) };
  return administered(readExplainRequest, async ({ request, caller, call }) =>
    explanationResponse(await explain(explainPorts, request, caller, call), request, call.requestId),
  );
}
