import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMMON_HEADERS, expectProblem } from '../support/problem.ts';
import { startTablesService } from '../support/proxied-service.ts';
import { sampleEvent } from '../support/service.ts';
import { useStarted } from '../support/use-service.ts';

const service = useStarted(startTablesService);

it('says that it is there to anybody, and asks no table for it', async () => {
  service.tables.calls.length = 0;
  const answer = await (await service.freshEnvironment('status'))('status', sampleEvent('status/ok'));
  expect(answer).toMatchObject({
    status: 200,
    headers: { 'content-type': 'application/json', ...COMMON_HEADERS },
    text: '{"status":"ok","version":"0.1.0"}',
  });
  expect(service.tables.calls).toEqual([]);
});

it('says so when no table answers, too', async () => {
  for (const operation of ['GetItem', 'Query', 'PutItem'] as const) service.tables.inject(operation, 'hang', 3);
  expect((await service.invoke('status', sampleEvent('status/ok'))).status).toBe(200);
  service.tables.clear();
});

it('has no route of another function', async () => {
  const answer = await service.invoke('status', sampleEvent('read/ok', await service.aws.issuer.mint()));
  expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['routeKey'] });
});

it('holds no AWS SDK: what everyone may ask starts fast, and could not call AWS', () => {
  const { inputs } = JSON.parse(readFileSync('dist/meta/status.json', 'utf8'));
  const scopes = Object.keys(inputs).flatMap((file) => /^node_modules\/([^/]+)/.exec(file)?.[1] ?? []);
  expect([...new Set(scopes)].sort()).toEqual(['@middy', 'valibot']);
});
