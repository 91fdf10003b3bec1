// A route that only its handler has is reached by nobody, and one that only serverless.yml has answers 400 to everybody.
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { servedRoutes } from '../support/http-api.ts';

const HTTP_FUNCTIONS = readdirSync('functions').filter(
  (name) => name !== 'common' && readFileSync(`functions/${name}/handler.ts`, 'utf8').includes('withHttp('),
);

/** Handlers read their configuration when they are loaded. */
async function routesOfHandler(name: string): Promise<readonly string[]> {
  vi.stubEnv('PORTUNUS_DEFINITIONS_TABLE', 'definitions');
  vi.stubEnv('PORTUNUS_ACTIVITY_TABLE', 'activity');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  const { routes } = await import(`../../functions/${name}/handler.ts`);
  return Object.keys(routes);
}

function routesOfServerlessYml(name: string): readonly string[] {
  return servedRoutes()
    .filter((route) => route.name === name)
    .map(({ method, path }) => `${method} ${path}`);
}

afterEach(() => vi.unstubAllEnvs());

it.each(HTTP_FUNCTIONS)('the routes of functions/%s/handler.ts are those of serverless.yml', async (name) => {
  const handler = await routesOfHandler(name);
  const served = routesOfServerlessYml(name);
  expect({
    [`add to the events of ${name} in serverless.yml`]: handler.filter((route) => !served.includes(route)),
    [`add to routes in functions/${name}/handler.ts`]: served.filter((route) => !handler.includes(route)),
  }).toEqual({
    [`add to the events of ${name} in serverless.yml`]: [],
    [`add to routes in functions/${name}/handler.ts`]: [],
  });
});

it('no other function has routes in serverless.yml', () => {
  expect(servedRoutes().filter(({ name }) => !HTTP_FUNCTIONS.includes(name))).toEqual([]);
});
