// What the description of the API shows is true: each request that it has as an example is sent to the built handlers, and
// the answer is one that it has.
import { beforeAll, expect, it } from 'vitest';
import { anAccountWithKey } from '../../support/account-keys.ts';
import { type Ask, type CallerName, useAdminService } from '../../support/admin.ts';
import { EVERYTHING } from '../../support/authorization.ts';
import { type DescribedOperation, readOpenApi } from '../../support/openapi.ts';

const service = useAdminService();
const openApi = readOpenApi({ closed: true });

function connector(id: string, more: object) {
  return { ...EVERYTHING, id, roleArn: `arn:aws:iam::123456789012:role/portunus/${id}`, ...more };
}

/** The connectors of the examples that the sample does not have. */
beforeAll(() =>
  service.apply({
    connectors: [
      connector('shop-packages', { codeartifact: { domains: ['shop'], repositories: ['shared-libs'] } }),
      connector('shop-console', { grants: [{ issuer: 'corp', groups: ['platform'] }] }),
      connector('shop-hosts', { grants: [{ refreshJob: 'shop-login' }] }),
    ],
  }),
);

/** Who asks. Everything else is asked by an administrator. */
function callerOf(operation: DescribedOperation): CallerName {
  if (operation.tags.includes('Logins')) return 'workload';
  if (operation.operationId === 'getConsoleUrl') return 'person';
  return operation.tags.includes('Sessions') ? 'workload' : 'administrator';
}

/** Nobody has proposed the change of the example, so the answer is an error, which is described too. */
const REFUSED: Readonly<Record<string, number>> = { decideApproval: 404 };

/** Keys are real ones only if AWS knows them. */
async function realKeyFor(route: string) {
  if (!/\/key\b/.test(route)) return {};
  const { id, key } = await anAccountWithKey(service);
  return { id, ...(route.startsWith('PUT') && { body: key }) };
}

function requestsOf(route: string, operation: DescribedOperation): readonly (Ask & { readonly name: string })[] {
  const given = (operation.parameters ?? []).filter(({ example }) => example !== undefined);
  const { id, version, 'If-Match': ifMatch } = Object.fromEntries(given.map(({ name, example }) => [name, example]));
  const query = given.flatMap((one) => (one.in === 'query' ? [[one.name, String(one.example)]] : []));
  const request = {
    route,
    as: callerOf(operation),
    ...(id !== undefined && { id: String(id) }),
    ...(version !== undefined && { version: String(version) }),
    ...(query.length > 0 && !operation.requestBody && { query: Object.fromEntries(query) }),
    ...(ifMatch === '*' && { headers: { 'if-match': '*' } }),
  };
  const bodies = Object.entries(operation.requestBody?.content ?? {}).flatMap(([mediaType, { examples: all = {} }]) =>
    Object.entries(all).map(([name, { value }]) => ({
      ...request,
      name: `${name}, as ${mediaType}`,
      headers: { ...request.headers, 'content-type': mediaType },
      body: value,
    })),
  );
  return bodies.length > 0 ? bodies : [{ ...request, name: 'without a body' }];
}

it.each([...openApi.operations])('%s is answered as it is described', async (route, operation) => {
  for (const { name, ...request } of requestsOf(route, operation)) {
    const answer = await service.ask({ ...request, ...(await realKeyFor(route)) });
    const good = REFUSED[operation.operationId] ?? expect.toSatisfy((status: number) => status >= 200 && status < 300);
    expect([name, answer.status, answer.body?.errors]).toEqual([name, good, undefined]);
    expect([name, openApi.faultOfAnswer(route, answer)]).toEqual([name, undefined]);
  }
});
