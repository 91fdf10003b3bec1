import { createRecordAct } from '../../shared/aws/dynamodb/audit-log.ts';
import {
  createListDefinitions,
  createReadDefinition,
  createReadLatest,
} from '../../shared/aws/dynamodb/definition-store.ts';
import * as versions from '../../shared/aws/dynamodb/definition-versions.ts';
import { createGetListKey } from '../../shared/aws/dynamodb/list-key.ts';
import { readReadConfig } from '../../shared/config/config.ts';
import type { DefinitionAtVersion, Versions } from '../../shared/domain/answers/administration.ts';
import type { ConnectorSummary } from '../../shared/domain/answers/callers.ts';
import type { DefinitionKind } from '../../shared/domain/definition.ts';
import type { Route } from '../../shared/http/event.ts';
import {
  readId,
  readIdAlone,
  readVersionNumber,
  readVersionsPage,
} from '../../shared/http/request/read-definition-request.ts';
import {
  callerResponse,
  definitionResponse,
  jsonResponse,
  newestFirstResponse,
} from '../../shared/http/response/respond.ts';
import { both, withHttp } from '../../shared/http/with-http.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportFault, createReportOutcome } from '../../shared/observability/report.ts';
import { getUsableConnector } from '../../shared/vending/definitions/list-definitions.ts';
import { getVersion, listVersions } from '../../shared/vending/definitions/read-versions.ts';
import { getDefinition } from '../../shared/vending/definitions/write-for-caller.ts';
import { assertMayReadRecords } from '../../shared/vending/issuing/identify-caller.ts';
import { createAdministered } from '../common/administered.ts';
import { createIdentifiedRoutes } from '../common/identified.ts';
import { once, onDemand } from '../common/lazy.ts';
import { createTables } from '../common/tables.ts';
import { createConnectorsRoute } from './connectors.ts';
import { createSignInRoute } from './sign-in.ts';

const config = readReadConfig();
const log = createLog({ stage: config.stage, function: 'read' });
const { definitions, activity } = createTables(config);
const { identified, listIssuers } = createIdentifiedRoutes(config, log, definitions);
const recordAct = createRecordAct(activity);
const administered = createAdministered({ identified, recordAct, reportFault: createReportFault(log) });
const ports = {
  readDefinition: createReadDefinition(definitions),
  listDefinitions: createListDefinitions(definitions),
  describeDeletion: versions.createDescribeDeletion(definitions),
  readLatest: createReadLatest(definitions),
  readVersion: versions.createReadVersion(definitions),
  listVersions: versions.createListVersions(definitions),
};

const caller = identified({
  readRequest: () => undefined,
  answer: async ({ caller, call }) => callerResponse(caller, call.requestId),
});

const connectorStates = once(async () =>
  (await import('../../shared/aws/dynamodb/connector-states.ts')).createReadConnectorStates(activity),
);
const connectors = createConnectorsRoute({
  identified,
  listDefinitions: ports.listDefinitions,
  getListKey: createGetListKey(activity),
  readStates: async (ids, call) => (await connectorStates())(ids, call),
});

const connector = identified({
  readRequest: readIdAlone,
  answer: async ({ request: id, caller, call }) =>
    caller.administrator
      ? definitionResponse(await getDefinition(ports, { kind: 'connector', id }, call))
      : jsonResponse<typeof ConnectorSummary>(await getUsableConnector(ports.readDefinition, id, caller, call)),
});

function history(path: string, kind: DefinitionKind) {
  const list = administered(
    (event) => ({ id: readId(event), page: readVersionsPage(event) }),
    async ({ request: { id, page }, call }) =>
      newestFirstResponse<typeof Versions>(await listVersions(ports, { kind, id }, page, call)),
    assertMayReadRecords,
  );
  const one = administered(
    (event) => ({ id: readIdAlone(event), version: readVersionNumber(event) }),
    async ({ request: { id, version }, caller, call }) =>
      jsonResponse<typeof DefinitionAtVersion>(await getVersion(ports, { kind, id }, version, caller, call)),
    assertMayReadRecords,
  );
  return {
    ...both('GET', `${path}/{id}/versions`, list),
    ...both('GET', `${path}/{id}/versions/{version}`, one),
  };
}

// These are loaded on demand, so that no other request waits for them.
const audit: Route = onDemand(async () =>
  (await import('./audit.ts')).createAuditRoute(administered, activity, recordAct),
);
const iam: Route = onDemand(async () =>
  (await import('./iam.ts')).createIamRoute(administered, ports.readDefinition, config),
);
const usage: Route = onDemand(async () => (await import('./usage.ts')).createUsageRoute(administered, ports, activity));
const issuerKeys: Route = onDemand(async () =>
  (await import('./issuer-keys.ts')).createIssuerKeysRoute(administered, ports, config),
);
const verify: Route = onDemand(async () =>
  (await import('./verify.ts')).createVerifyRoute(administered, ports, activity),
);
const jobs = once(async () => (await import('./jobs.ts')).createJobRoutes(administered, ports, activity));
const jobState: Route = onDemand(async () => (await jobs()).state);
const jobHistory: Route = onDemand(async () => (await jobs()).history);
const policyExamples: Route = onDemand(async () =>
  (await import('./policy-examples.ts')).createPolicyExamplesRoute(identified),
);

const openApi: Route = onDemand(async () => (await import('./openapi.ts')).createOpenApiRoute());

/** Each route also needs an event in serverless.yml. Without one, API Gateway does not forward its requests. */
export const routes: Readonly<Record<string, Route>> = {
  ...both('GET', '/caller', caller),
  ...both('GET', '/connectors', connectors),
  ...both('GET', '/connectors/{id}', connector),
  ...both('GET', '/connectors/{id}/iam', iam),
  ...both('GET', '/issuers/{id}/keys', issuerKeys),
  ...history('/issuers', 'issuer'),
  ...history('/accounts', 'account'),
  ...history('/connectors', 'connector'),
  ...history('/refresh-jobs', 'refresh-job'),
  ...both('GET', '/refresh-jobs/{id}/state', jobState),
  ...both('GET', '/refresh-jobs/{id}/history', jobHistory),
  ...both('GET', '/audit', audit),
  ...both('GET', '/usage', usage),
  ...both('GET', '/connectors/{id}/verify', verify),
  ...both('GET', '/policy-examples', policyExamples),
  'GET /v1/sign-in': createSignInRoute(listIssuers),
  'GET /v1/openapi.json': openApi,
};

export const handler = withHttp({ report: createReportOutcome(log), gatewaySecret: config.gatewaySecret, routes });
