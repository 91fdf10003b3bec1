// Who may do what: every route of the service, and a good request of each.

import { createHash } from 'node:crypto';
import { createApprovals } from '../../shared/aws/dynamodb/approvals.ts';
import { canonicalJson } from '../../shared/domain/canonical-json.ts';
import { anAccountWithKey } from './account-keys.ts';
import type { AdminService, Ask } from './admin.ts';
import { inLists, KINDS, type Kind, neededBy, PATHS, toWrite } from './admin-definitions.ts';
import { aCall } from './builders.ts';

/** Function, route, and the answer to nobody, a workload, a person, an administrator, a role, an administering role. */
export const TABLE = `
admin | POST /issuers                           | 401 token_missing | 403 not_allowed | 403 not_allowed | 201 | 403 not_allowed | 201
admin | GET /issuers                            | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | GET /issuers/{id}                       | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | PUT /issuers/{id}                       | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | PATCH /issuers/{id}                     | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | DELETE /issuers/{id}                    | 401 token_missing | 403 not_allowed | 403 not_allowed | 204 | 403 not_allowed | 204
admin | POST /issuers/{id}/restore              | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | POST /accounts                          | 401 token_missing | 403 not_allowed | 403 not_allowed | 201 | 403 not_allowed | 201
admin | GET /accounts                           | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | GET /accounts/{id}                      | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | PUT /accounts/{id}                      | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | PATCH /accounts/{id}                    | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | DELETE /accounts/{id}                   | 401 token_missing | 403 not_allowed | 403 not_allowed | 204 | 403 not_allowed | 204
admin | POST /accounts/{id}/restore             | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | POST /connectors                        | 401 token_missing | 403 not_allowed | 403 not_allowed | 201 | 403 not_allowed | 201
admin | PUT /connectors/{id}                    | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | PATCH /connectors/{id}                  | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | DELETE /connectors/{id}                 | 401 token_missing | 403 not_allowed | 403 not_allowed | 204 | 403 not_allowed | 204
admin | POST /connectors/{id}/restore           | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | POST /refresh-jobs                      | 401 token_missing | 403 not_allowed | 403 not_allowed | 201 | 403 not_allowed | 201
admin | GET /refresh-jobs                       | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | GET /refresh-jobs/{id}                  | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | PUT /refresh-jobs/{id}                  | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | PATCH /refresh-jobs/{id}                | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | DELETE /refresh-jobs/{id}               | 401 token_missing | 403 not_allowed | 403 not_allowed | 204 | 403 not_allowed | 204
admin | POST /refresh-jobs/{id}/restore         | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | POST /refresh-jobs/{id}/run             | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | GET /stop                               | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | POST /stop                              | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | POST /resume                            | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | GET /approvals                          | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | POST /approvals/{id}                    | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 409 conflict
admin | POST /definitions                       | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
admin | PUT /accounts/{id}/key                  | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
rotate-keys | GET /accounts/{id}/key            | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
rotate-keys | POST /accounts/{id}/key/rotate    | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
status | GET /status                            | 200               | 200             | 200             | 200 | 200             | 200
read  | GET /caller                             | 401 token_missing | 200             | 200             | 200 | 200             | 200
read  | GET /connectors                         | 401 token_missing | 200             | 200             | 200 | 200             | 200
read  | GET /audit                              | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /connectors/{id}                    | 401 token_missing | 200             | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /connectors/{id}/iam               | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /issuers/{id}/keys                  | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /issuers/{id}/versions              | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /issuers/{id}/versions/{version}    | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /accounts/{id}/versions             | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /accounts/{id}/versions/{version}   | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /connectors/{id}/versions           | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /connectors/{id}/versions/{version} | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /refresh-jobs/{id}/versions         | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /refresh-jobs/{id}/versions/{version} | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /refresh-jobs/{id}/state                  | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /refresh-jobs/{id}/history                | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /usage                              | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /connectors/{id}/verify             | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
verify | POST /connectors/{id}/verify           | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
read  | GET /policy-examples                    | 401 token_missing | 200             | 200             | 200 | 200             | 200
read  | GET /sign-in                            | 200               | 200             | 200             | 200 | 200             | 200
read  | GET /openapi.json                       | 200               | 200             | 200             | 200 | 200             | 200
issue | POST /connectors/{id}/explain           | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 200
issue | GET /connectors/{id}/ecr/credentials    | 401 token_missing | 200             | 403 not_allowed | 200 | 403 not_allowed | 403 not_allowed
issue | POST /connectors/{id}/ecr/credentials   | 401 token_missing | 200             | 403 not_allowed | 200 | 403 not_allowed | 403 not_allowed
issue | GET /connectors/{id}/ecr-public/credentials  | 401 token_missing | 200        | 403 not_allowed | 200 | 403 not_allowed | 403 not_allowed
issue | POST /connectors/{id}/ecr-public/credentials | 401 token_missing | 200        | 403 not_allowed | 200 | 403 not_allowed | 403 not_allowed
issue | GET /connectors/{id}/codeartifact/credentials | 401 token_missing | 200      | 403 not_allowed | 200 | 403 not_allowed | 403 not_allowed
issue | POST /connectors/{id}/codeartifact/credentials | 401 token_missing | 200     | 403 not_allowed | 200 | 403 not_allowed | 403 not_allowed
issue | GET /connectors/{id}/credentials        | 401 token_missing | 200             | 403 not_allowed | 200 | 403 not_allowed | 403 not_allowed
issue | POST /connectors/{id}/credentials       | 401 token_missing | 200             | 403 not_allowed | 200 | 403 not_allowed | 403 not_allowed
issue | GET /connectors/{id}/caller-identity    | 401 token_missing | 200             | 403 not_allowed | 200 | 403 not_allowed | 403 not_allowed
issue | GET /connectors/{id}/console/url        | 401 token_missing | 403 not_allowed | 403 not_allowed | 200 | 403 not_allowed | 403 not_allowed
issue | POST /credentials                       | 401 token_missing | 200 [200]       | 200 [403 not_allowed] | 200 [200] | 200 [403 not_allowed] | 200 [403 not_allowed]
`;

/** Open to all, so they need no second address for requests that are signed. */
export const OPEN: readonly string[] = ['GET /status', 'GET /sign-in', 'GET /openapi.json'];

/** The lines of a table that is written with bars, cell by cell. */
export function rowsOf(table: string): readonly (readonly string[])[] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

/** What all of them ask for: granted to the sample's jobs, and to nobody else. */
export const EVERYTHING = {
  id: 'everything',
  account: 'build',
  principalType: 'assumed-role',
  roleArn: 'arn:aws:iam::123456789012:role/portunus/everything',
  region: 'eu-west-1',
  access: 'pull',
  serves: ['ecr', 'ecr-public', 'codeartifact', 'session', 'console'],
  codeartifact: { domains: ['shop'] },
  systemScope: true,
  grants: [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }],
};

const LIST_OR_NONE =
  /^GET \/(?:status|caller|audit|usage|policy-examples|approvals|connectors|issuers|accounts|refresh-jobs|stop)$/;

/** A stop that is in nobody's way. */
const STOP = { scope: { caller: { issuer: 'demo-ci', subject: 'nobody' } }, reason: 'a token leaked' };

function kindOf(route: string): Kind {
  return KINDS.find((kind) => route.includes(` ${PATHS[kind]}`)) as Kind;
}

/** A good request of a route, with what it needs in place. */
export async function goodRequest(service: AdminService, route: string): Promise<Ask> {
  if (OPEN.includes(route)) return { route, event: { routeKey: route.replace(' ', ' /v1') } };
  if (LIST_OR_NONE.test(route)) return { route };
  if (/^POST \/(?:stop|resume|approvals|definitions)\b/.test(route)) return ofOperator(service, route);
  if (route === 'POST /credentials') return { route, body: { requests: [{ connectorId: 'everything' }] } };
  if (/^POST .*(?:explain|verify|credentials)$/.test(route)) return { route, id: 'everything', body: {} };
  if (/^GET \/connectors(?!.*versions)/.test(route)) return { route, id: 'everything' };
  if (/\/key\b/.test(route)) return ofKey(service, route);
  const kind = kindOf(route);
  if (route === `POST ${PATHS[kind]}`) {
    const body = toWrite(kind);
    await service.apply(neededBy(kind, body));
    return { route, body };
  }
  const definition = toWrite(kind);
  const { id } = definition;
  // What a connector lets in can not be deleted.
  if (route === 'DELETE /refresh-jobs/{id}') await service.put(kind, id, definition);
  else await service.apply(inLists(kind, definition));
  if (route.endsWith('{version}')) return { route, id, version: '1' };
  if (/^GET|run$/.test(route)) return { route, id };
  if (route.endsWith('restore')) return { route, id, body: { version: 1 } };
  const headers = { 'if-match': '"1"' };
  if (route.startsWith('DELETE')) return { route, id, headers };
  return { route, id, headers, body: route.startsWith('PUT') ? definition : {} };
}

/** An account with a key that works. */
async function ofKey(service: AdminService, route: string): Promise<Ask> {
  const { id, key } = await anAccountWithKey(service);
  if (route.startsWith('PUT')) return { route, id, body: key };
  return { route, id, ...(route.startsWith('POST') && { body: {} }) };
}

async function ofOperator(service: AdminService, route: string): Promise<Ask> {
  if (route === 'POST /definitions') return { route, body: { definitions: { accounts: [toWrite('account')] } } };
  if (route === 'POST /approvals/{id}') return { route, id: await waiting(service), body: { decision: 'approve' } };
  if (route === 'POST /resume') await service.ask({ route: 'POST /stop', body: STOP });
  return { route, body: STOP };
}

/** A new issuer that waits for a second administrator. */
async function waiting({ aws }: AdminService): Promise<string> {
  const definition = toWrite('issuer');
  const call = aCall({ now: () => new Date() });
  const asked = {
    target: { kind: 'issuer' as const, id: String(definition.id) },
    action: 'create' as const,
    definition,
  };
  // The id tells what was proposed, and by whom.
  const digest = createHash('sha256').update(canonicalJson({ ...asked, by: ['corp', 'eve'] }));
  const approval = {
    ...asked,
    id: digest.digest('hex').slice(0, 32),
    fields: Object.keys(definition),
    reason: 'issuers decide who is trusted, and who administers',
    proposedBy: { issuer: 'corp', subject: 'eve' },
    proposedAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    status: 'pending' as const,
  };
  const table = { client: aws.dynamoDb, tableName: 'portunus-local-activity' };
  return (await createApprovals(table).propose(approval, call)).id;
}
