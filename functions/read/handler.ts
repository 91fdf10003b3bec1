import { createListDefinitions, createReadDefinition } from '../../shared/aws/dynamodb/definition-store.ts';
import { createDescribeDeletion } from '../../shared/aws/dynamodb/definition-versions.ts';
import { createDynamoDbClient } from '../../shared/aws/dynamodb/table.ts';
import { readConfig } from '../../shared/config/config.ts';
import { VERSION } from '../../shared/config/version.ts';
import { readRequestCredential } from '../../shared/http/request/read-credential.ts';
import { readId, readNothing, readPage } from '../../shared/http/request/read-definition-request.ts';
import {
  callerResponse,
  definitionResponse,
  definitionsResponse,
  jsonResponse,
  pageResponse,
} from '../../shared/http/response/respond.ts';
import { both, type Route, withHttp } from '../../shared/http/with-http.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportOutcome } from '../../shared/observability/report.ts';
import {
  getUsableConnector,
  listDefinitions,
  listUsableConnectors,
} from '../../shared/vending/definitions/list-definitions.ts';
import { getDefinition } from '../../shared/vending/definitions/write-for-caller.ts';
import { createIdentify } from '../common/identify.ts';

const config = readConfig();
const log = createLog();
const table = { client: createDynamoDbClient(), tableName: config.definitionsTable };
const identifyCaller = createIdentify(config, log, table);
const ports = {
  readDefinition: createReadDefinition(table),
  listDefinitions: createListDefinitions(table),
  describeDeletion: createDescribeDeletion(table),
};

const caller: Route = async (event, call) =>
  callerResponse(await identifyCaller(readRequestCredential(event), call), call.requestId);

/** Administrators see definitions as they are written, everybody else what they may use. */
const connectors: Route = async (event, call) => {
  const who = await identifyCaller(readRequestCredential(event), call);
  const page = readPage(event);
  return who.administrator
    ? definitionsResponse(await listDefinitions(ports.listDefinitions, 'connector', page, call))
    : pageResponse(await listUsableConnectors(ports.listDefinitions, who, page, call));
};

const connector: Route = async (event, call) => {
  const who = await identifyCaller(readRequestCredential(event), call);
  readNothing(event);
  const id = readId(event);
  return who.administrator
    ? definitionResponse(await getDefinition(ports, { kind: 'connector', id }, call))
    : jsonResponse(await getUsableConnector(ports.readDefinition, id, who, call));
};

const status: Route = async () => jsonResponse({ status: 'ok', version: VERSION });

export const handler = withHttp({
  report: createReportOutcome(log),
  routes: {
    ...both('GET', '/caller', caller),
    ...both('GET', '/connectors', connectors),
    ...both('GET', '/connectors/{id}', connector),
    'GET /v1/status': status,
  },
});
