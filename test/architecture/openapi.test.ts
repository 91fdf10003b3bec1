// The document of the API, serverless.yml and the handlers have the same routes. test/architecture/routes.test.ts compares
// the last two.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createDocument } from '../../shared/http/openapi/document.ts';
import { apiRoutes } from '../support/served-routes.ts';

interface Document {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly servers?: Document['servers'] }>>>>;
}

const TEXT = readFileSync('docs/openapi.json', 'utf8');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

it('docs/openapi.json is what `npm run openapi` writes', () => {
  expect(TEXT).toBe(`${JSON.stringify(createDocument(version), null, 2)}\n`);
});

it('the document has the routes of serverless.yml, and no other', () => {
  const document: Document = JSON.parse(TEXT);
  const told = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { servers = document.servers }]) =>
      servers.map(({ url }) => `${method.toUpperCase()} ${url}${path}`),
    ),
  );
  const served = apiRoutes().map(({ method, path }) => `${method} ${path}`);
  expect({
    'add a row to shared/http/openapi/rows': served.filter((route) => !told.includes(route)),
    'add to serverless.yml': told.filter((route) => !served.includes(route)),
  }).toEqual({ 'add a row to shared/http/openapi/rows': [], 'add to serverless.yml': [] });
});
