import { readConfig } from '../../shared/config/config.ts';
import {
  readDefinition,
  readId,
  readIfMatch,
  readNothing,
  readPage,
  readPatch,
  readRestore,
} from '../../shared/http/request/read-definition-request.ts';
import {
  definitionResponse,
  definitionsResponse,
  jsonResponse,
  noContent,
} from '../../shared/http/response/respond.ts';
import { both, type Route, withHttp } from '../../shared/http/with-http.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportOutcome } from '../../shared/observability/report.ts';
import * as administer from '../../shared/vending/definitions/administer.ts';
import { listDefinitions } from '../../shared/vending/definitions/list-definitions.ts';
import { patchDefinition } from '../../shared/vending/definitions/patch-definition.ts';
import { runRefreshJob } from '../../shared/vending/definitions/run-refresh-job.ts';
import { getDefinition } from '../../shared/vending/definitions/write-for-caller.ts';
import { createAdministered } from '../common/administered.ts';
import { createPorts } from './ports.ts';

const log = createLog();
const { ports, identifyCaller } = createPorts(readConfig(), log);
const administered = createAdministered(identifyCaller);

type Kind = Parameters<typeof administer.createDefinition>[1];
type Event = Parameters<Route>[0];

function nameIn(kind: Kind) {
  return (event: Event) => {
    readNothing(event);
    return { kind, id: readId(event) };
  };
}

function list(kind: Kind): Route {
  return administered(readPage, async (page, _caller, call) =>
    definitionsResponse(await listDefinitions(ports.listDefinitions, kind, page, call)),
  );
}

function get(kind: Kind): Route {
  return administered(nameIn(kind), async (name, _caller, call) =>
    definitionResponse(await getDefinition(ports, name, call)),
  );
}

function create(kind: Kind): Route {
  return administered(readDefinition, async (written, caller, call) => {
    const { stored, created } = await administer.createDefinition(ports, kind, written, caller, call);
    return definitionResponse(stored, created);
  });
}

function replace(kind: Kind): Route {
  return administered(
    (event) => ({ id: readId(event), ifMatch: readIfMatch(event, { required: true }), written: readDefinition(event) }),
    async ({ id, ...given }, caller, call) =>
      definitionResponse(await administer.replaceDefinition(ports, { kind, id }, given, caller, call)),
  );
}

function patch(kind: Kind): Route {
  return administered(
    (event) => ({ id: readId(event), ifMatch: readIfMatch(event, { required: false }), written: readPatch(event) }),
    async ({ id, ...given }, caller, call) =>
      definitionResponse(await patchDefinition(ports, { kind, id }, given, caller, call)),
  );
}

function remove(kind: Kind): Route {
  return administered(
    (event) => ({ name: nameIn(kind)(event), ifMatch: readIfMatch(event, { required: true }) }),
    async ({ name, ifMatch }, caller, call) => {
      await administer.deleteDefinition(ports, name, ifMatch, caller, call);
      return noContent();
    },
  );
}

function restore(kind: Kind): Route {
  return administered(
    (event) => ({ id: readId(event), ifMatch: readIfMatch(event, { required: false }), ...readRestore(event) }),
    async ({ id, ...given }, caller, call) =>
      definitionResponse(await administer.restoreDefinition(ports, { kind, id }, given, caller, call)),
  );
}

const run = administered(nameIn('refresh-job'), async ({ id }, _caller, call) =>
  jsonResponse(await runRefreshJob(ports, id, call)),
);

function writes(path: string, kind: Kind) {
  return {
    ...both('POST', path, create(kind)),
    ...both('PUT', `${path}/{id}`, replace(kind)),
    ...both('PATCH', `${path}/{id}`, patch(kind)),
    ...both('DELETE', `${path}/{id}`, remove(kind)),
    ...both('POST', `${path}/{id}/restore`, restore(kind)),
  };
}

function reads(path: string, kind: Kind) {
  return {
    ...both('GET', path, list(kind)),
    ...both('GET', `${path}/{id}`, get(kind)),
  };
}

export const handler = withHttp({
  report: createReportOutcome(log),
  routes: {
    ...writes('/issuers', 'issuer'),
    ...writes('/accounts', 'account'),
    ...writes('/connectors', 'connector'),
    ...writes('/refresh-jobs', 'refresh-job'),
    // Connectors are read through `read`: callers may see those that they can use.
    ...reads('/issuers', 'issuer'),
    ...reads('/accounts', 'account'),
    ...reads('/refresh-jobs', 'refresh-job'),
    ...both('POST', '/refresh-jobs/{id}/run', run),
  },
});
