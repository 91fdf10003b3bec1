import { readConfig } from '../../shared/config/config.ts';
import type { PutKey } from '../../shared/domain/answers/account-keys.ts';
import type { DueJob, StopsInForce } from '../../shared/domain/answers/administration.ts';
import type { DefinitionKind } from '../../shared/domain/definition.ts';
import type { HttpEvent, HttpResponse, Route } from '../../shared/http/event.ts';
import type { Identified } from '../../shared/http/request/identified.ts';
import {
  readDecision,
  readDefinition,
  readId,
  readIdAlone,
  readIfMatch,
  readJobsPage,
  readNothing,
  readPage,
  readPatch,
  readRestore,
} from '../../shared/http/request/read-definition-request.ts';
import { readKeyRequest } from '../../shared/http/request/read-key-request.ts';
import { readStopRequest } from '../../shared/http/request/read-stop-request.ts';
import {
  approvalResponse,
  approvalsResponse,
  definitionResponse,
  definitionsResponse,
  jsonResponse,
  noContent,
} from '../../shared/http/response/respond.ts';
import { both, withHttp } from '../../shared/http/with-http.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportOutcome } from '../../shared/observability/report.ts';
import * as administer from '../../shared/vending/definitions/administer.ts';
import { runRefreshJob } from '../../shared/vending/definitions/administer.ts';
import { AwaitsApproval } from '../../shared/vending/definitions/approvals.ts';
import { listApprovals } from '../../shared/vending/definitions/lapsed-approvals.ts';
import { listDefinitions } from '../../shared/vending/definitions/list-definitions.ts';
import { patchDefinition } from '../../shared/vending/definitions/patch-definition.ts';
import { listStops, resume, stop } from '../../shared/vending/definitions/stops.ts';
import { getDefinition } from '../../shared/vending/definitions/write-for-caller.ts';
import { putAccountKey } from '../../shared/vending/keys/put-key.ts';
import { listJobs } from '../../shared/vending/refresh/read-jobs.ts';
import { onDemand } from '../common/lazy.ts';
import { createPorts } from './ports.ts';

const config = readConfig();
const log = createLog({ stage: config.stage, function: 'admin' });
const { ports, stopPorts, keyPorts, jobPorts, administered } = createPorts(config, log);

function nameIn(kind: DefinitionKind) {
  return (event: HttpEvent) => ({ kind, id: readIdAlone(event) });
}

function list(kind: DefinitionKind): Route {
  return administered(readPage, async ({ request: page, call }) =>
    definitionsResponse(await listDefinitions(ports.listDefinitions, kind, page, call)),
  );
}

function get(kind: DefinitionKind): Route {
  return administered(nameIn(kind), async ({ request: name, call }) =>
    definitionResponse(await getDefinition(ports, name, call)),
  );
}

/** Answers 202 to a change that waits for a second administrator. */
function changing<T>(answer: (given: Identified<T>) => Promise<HttpResponse>) {
  return async (given: Identified<T>): Promise<HttpResponse> => {
    try {
      return await answer(given);
    } catch (error) {
      if (error instanceof AwaitsApproval) return approvalResponse(error.approval, 202);
      throw error;
    }
  };
}

function create(kind: DefinitionKind): Route {
  return administered(
    readDefinition,
    changing(async ({ request: written, caller, call }) => {
      const { stored, created } = await administer.createDefinition(ports, kind, written, caller, call);
      return definitionResponse(stored, created);
    }),
  );
}

function replace(kind: DefinitionKind): Route {
  return administered(
    (event) => ({ id: readId(event), ifMatch: readIfMatch(event, { required: true }), written: readDefinition(event) }),
    changing(async ({ request: { id, ...given }, caller, call }) =>
      definitionResponse(await administer.replaceDefinition(ports, { kind, id }, given, caller, call)),
    ),
  );
}

function patch(kind: DefinitionKind): Route {
  return administered(
    (event) => ({ id: readId(event), ifMatch: readIfMatch(event, { required: false }), written: readPatch(event) }),
    changing(async ({ request: { id, ...given }, caller, call }) =>
      definitionResponse(await patchDefinition(ports, { kind, id }, given, caller, call)),
    ),
  );
}

function remove(kind: DefinitionKind): Route {
  return administered(
    (event) => ({ name: nameIn(kind)(event), ifMatch: readIfMatch(event, { required: true }) }),
    changing(async ({ request: { name, ifMatch }, caller, call }) => {
      await administer.deleteDefinition(ports, name, ifMatch, caller, call);
      return noContent();
    }),
  );
}

function restore(kind: DefinitionKind): Route {
  return administered(
    (event) => ({ id: readId(event), ifMatch: readIfMatch(event, { required: false }), ...readRestore(event) }),
    changing(async ({ request: { id, ...given }, caller, call }) =>
      definitionResponse(await administer.restoreDefinition(ports, { kind, id }, given, caller, call)),
    ),
  );
}

const stops = administered(readNothing, async ({ call }) =>
  jsonResponse<typeof StopsInForce>({ items: await listStops(stopPorts, call) }),
);

function changeStops(change: typeof stop): Route {
  return administered(readStopRequest, async ({ request, caller, call }) =>
    jsonResponse<typeof StopsInForce>({ items: await change(stopPorts, request, caller, call) }),
  );
}

const putKey = administered(readKeyRequest, async ({ request, caller, call }) =>
  jsonResponse<typeof PutKey>(await putAccountKey(keyPorts, request, caller, call)),
);

const jobs = administered(readJobsPage, async ({ request: { page, withState }, call }) => {
  if (!withState) return definitionsResponse(await listDefinitions(ports.listDefinitions, 'refresh-job', page, call));
  const { states, ...found } = await listJobs(jobPorts, page, call);
  return definitionsResponse(found, { states });
});

const run = administered(nameIn('refresh-job'), async ({ request: { id }, caller, call }) =>
  jsonResponse<typeof DueJob>(await runRefreshJob(ports, id, caller, call)),
);

const approvals = administered(readPage, async ({ request: page, call }) => {
  return approvalsResponse(await listApprovals(ports, page, call));
});

const decision = administered(
  (event) => ({ id: readId(event), ...readDecision(event) }),
  async ({ request, caller, call }) => approvalResponse(await administer.decide(ports, request, caller, call)),
);

// Few requests bring a set, so what reads one is loaded when the first does.
const set: Route = onDemand(async () => (await import('./set.ts')).createSetRoute(administered, ports));
/** A set of hundreds takes longer than a request for one definition. API Gateway waits for 30 seconds. */
const SET_MS = 25_000;

function writes(path: string, kind: DefinitionKind) {
  return {
    ...both('POST', path, create(kind)),
    ...both('PUT', `${path}/{id}`, replace(kind)),
    ...both('PATCH', `${path}/{id}`, patch(kind)),
    ...both('DELETE', `${path}/{id}`, remove(kind)),
    ...both('POST', `${path}/{id}/restore`, restore(kind)),
  };
}

function reads(path: string, kind: DefinitionKind) {
  return {
    ...both('GET', path, list(kind)),
    ...both('GET', `${path}/{id}`, get(kind)),
  };
}

/** Each route also needs an event in serverless.yml. Without one, API Gateway does not forward its requests. */
export const routes: Readonly<Record<string, Route>> = {
  ...writes('/issuers', 'issuer'),
  ...writes('/accounts', 'account'),
  ...writes('/connectors', 'connector'),
  ...writes('/refresh-jobs', 'refresh-job'),
  // The `read` function serves connectors, because callers who are not administrators may see the ones that they can
  // use.
  ...reads('/issuers', 'issuer'),
  ...reads('/accounts', 'account'),
  ...reads('/refresh-jobs', 'refresh-job'),
  ...both('GET', '/refresh-jobs', jobs),
  ...both('POST', '/refresh-jobs/{id}/run', run),
  ...both('PUT', '/accounts/{id}/key', putKey),
  ...both('GET', '/stop', stops),
  ...both('POST', '/stop', changeStops(stop)),
  ...both('POST', '/resume', changeStops(resume)),
  ...both('GET', '/approvals', approvals),
  ...both('POST', '/approvals/{id}', decision),
  ...both('POST', '/definitions', set),
};

export const handler = withHttp({
  report: createReportOutcome(log),
  gatewaySecret: config.gatewaySecret,
  maxRequestMs: (routeKey) => (routeKey.endsWith('/definitions') ? SET_MS : undefined),
  routes,
});
