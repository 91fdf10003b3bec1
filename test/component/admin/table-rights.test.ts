// IAM lets each function at certain leading keys of the tables alone: what it asks for must be among them.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Ask, functionOf, useAdminTablesService } from '../../support/admin.ts';
import { aConnectorToWrite, aJobToWrite, neededBy, theConnectorOf } from '../../support/admin-definitions.ts';
import { EVERYTHING, goodRequest, rowsOf, TABLE } from '../../support/authorization.ts';
import type { FunctionName } from '../../support/service.ts';

const service = useAdminTablesService();
const ANY = { 'if-match': '*' };

interface Statement {
  readonly Action: string | readonly string[];
  /** In this file of the source, a table is a variable of serverless.yml. */
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, { readonly 'dynamodb:LeadingKeys': readonly string[] }>>;
}

function statementsOf(name: FunctionName): readonly Statement[] {
  const [role] = Object.values<{ Properties: { Policies: { PolicyDocument: { Statement: Statement[] } }[] } }>(
    JSON.parse(readFileSync(`functions/${name}/role.json`, 'utf8')),
  );
  return role?.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement) ?? [];
}

function matches(pattern: string, key: string) {
  return pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern;
}

function isAllowed(name: FunctionName, action: string, table: string, key: string) {
  return statementsOf(name)
    .filter(
      ({ Action, Resource }) => [Action].flat().includes(action) && Resource === `\${self:custom.tableArns.${table}}`,
    )
    .some(({ Condition }) =>
      Object.values(Condition ?? {}).every((keys) =>
        keys['dynamodb:LeadingKeys'].some((pattern) => matches(pattern, key)),
      ),
    );
}

/** A transaction needs the rights of what it is made of, and ours are of puts. */
function actionOf(operation: string) {
  return `dynamodb:${operation === 'TransactWriteItems' ? 'PutItem' : operation}`;
}

async function send(ask: Ask, status: number) {
  const asked = await beyondRights(ask, status);
  expect(asked.count).toBeGreaterThan(0);
  expect(asked.beyond).toEqual([]);
}

/** Sends a request. Returns how many keys its function asked for, and which of them its role does not let it at. */
async function beyondRights(ask: Ask, status?: number) {
  service.tables.calls.length = 0;
  const answer = await service.ask(ask);
  if (status !== undefined) expect(answer.status).toBe(status);
  const name = functionOf(ask.route);
  const asked = service.tables.calls.flatMap(({ operation, table, leadingKeys }) =>
    leadingKeys.map((key) => ({
      action: actionOf(operation),
      table: table.endsWith('definitions') ? 'definitions' : 'activity',
      key,
    })),
  );
  return {
    count: asked.length,
    beyond: asked.filter(({ action, table, key }) => !isAllowed(name, action, table, key)),
  };
}

const definition = aConnectorToWrite();
const { id } = definition;
beforeEach(async () => {
  await service.apply(neededBy('connector', definition));
});
afterEach(() => {
  service.tables.calls.length = 0;
});

it.each(rowsOf(TABLE).map(([, route = '']) => route))('%s stays within the rights of its function', async (route) => {
  await service.apply({ connectors: [EVERYTHING] });
  const ask = await goodRequest(service, route);
  for (const as of ['administrator', 'workload', 'admin role'] as const) {
    expect([as, (await beyondRights({ ...ask, as })).beyond]).toEqual([as, []]);
  }
});

it('creating, reading, deleting, and restoring a connector stay within the rights of their functions', async () => {
  await send({ route: 'POST /connectors', body: definition }, 201);
  await send({ route: 'GET /connectors/{id}', id }, 200);
  await send({ route: 'GET /connectors' }, 200);
  await send({ route: 'DELETE /connectors/{id}', id, headers: ANY }, 204);
  // Who deleted it is read from the kept versions.
  await send({ route: 'GET /connectors/{id}', id }, 404);
  await send({ route: 'POST /connectors/{id}/restore', id, body: {} }, 200);
  await send({ route: 'GET /connectors/{id}/versions', id }, 200);
  await send({ route: 'GET /connectors/{id}/versions/{version}', id, version: '1' }, 200);
});

it('a set with a job, and the plan of a prune, stay within the rights of admin', async () => {
  const job = aJobToWrite();
  const definitions = { connectors: [theConnectorOf(job)], refreshJobs: [job] };
  await send({ route: 'POST /definitions', body: { definitions } }, 200);
  await send({ route: 'POST /definitions', body: { definitions } }, 200);
  await send(
    { route: 'POST /definitions', body: { dryRun: true, prune: true, allowEmpty: true, definitions: {} } },
    200,
  );
});

it('IAM documents of a connector stay within the rights of read', async () => {
  await send({ route: 'GET /connectors/{id}/iam', id: 'shop-images' }, 200);
});

it('reading usage stays within the rights of read', async () => {
  await send({ route: 'GET /usage' }, 200);
});

it.each(['accounts', 'issuers', 'refresh-jobs'])('the versions of %s stay within the rights of read', async (kinds) => {
  // Nothing was kept of it, so read also looks whether the id was ever used.
  await send({ route: `GET /${kinds}/{id}/versions`, id: 'never-there' }, 404);
  await send({ route: `GET /${kinds}/{id}/versions/{version}`, id: 'never-there', version: '1' }, 404);
});

it('logins, refusals and explanations stay within the rights of issue', async () => {
  const as = 'workload' as const;
  await send({ route: 'GET /connectors/{id}/ecr/credentials', as, id: 'shop-images' }, 200);
  await send({ route: 'GET /connectors/{id}/ecr/credentials', as, id: 'bakery-images' }, 403);
  await send({ route: 'POST /credentials', as, body: { requests: [{ connectorId: 'shop-images' }] } }, 200);
  await send({ route: 'POST /connectors/{id}/explain', id: 'shop-images', body: {} }, 200);
});
