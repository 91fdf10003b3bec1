// Who may do what, of every route, as docs/authorization.md tells it.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { CALLERS, type CallerName, functionOf, useAdminService } from '../../support/admin.ts';
import { EVERYTHING, goodRequest, OPEN, rowsOf, TABLE } from '../../support/authorization.ts';
import { readOpenApi } from '../../support/openapi.ts';
import { apiRoutes } from '../../support/served-routes.ts';
import type { Answer } from '../../support/service.ts';

const service = useAdminService();
const ROWS = rowsOf(TABLE);
/** What the API says that it answers. */
const openApi = readOpenApi({ closed: true });

beforeAll(() => service.apply({ connectors: [EVERYTHING] }));

function textOf({ status, body }: Answer): string {
  return `${status}${body?.code === undefined ? '' : ` ${body.code}`}`;
}

/** What became of each of several is said behind it. */
function cellOf(answer: Answer): string {
  const results: { status: number; error?: { code: string } }[] = answer.body?.results ?? [];
  const each = results.map(({ status, error }) => `${status}${error === undefined ? '' : ` ${error.code}`}`);
  return each.length === 0 ? textOf(answer) : `${textOf(answer)} [${each.join(', ')}]`;
}

describe.each(ROWS.map(([name = '', route = '', ...cells]) => ({ name, route, cells })))(
  '$route',
  ({ name, route, cells }) => {
    it('is answered to each as the table says', async () => {
      const answers: Answer[] = [];
      for (const as of CALLERS) answers.push(await service.ask({ ...(await goodRequest(service, route)), as }));
      expect(answers.map(cellOf)).toEqual(cells);
      expect(answers.map((answer) => openApi.faultOfAnswer(route, answer))).toEqual(answers.map(() => undefined));
      expect(functionOf(route)).toBe(name);
    });

    it('is nobody’s under /iam/v1 where the gateway has vouched for nobody', async () => {
      const { body, ...request } = await goodRequest(service, route);
      const routeKey = route.replace(' ', ' /iam/v1');
      const answer = await service.ask({ ...request, as: 'workload', event: { routeKey } });
      if (OPEN.includes(route)) expect(answer.body.errors).toEqual([{ field: 'routeKey', detail: expect.any(String) }]);
      else expect(textOf(answer)).toBe('401 token_missing');
    });
  },
);

describe('the table', () => {
  it('has every route of the API in serverless.yml, and no other', () => {
    const served = apiRoutes().map(({ name, method, path }) => `${name} ${method} ${path}`);
    const told = ROWS.flatMap(([name, route = '']) =>
      (OPEN.includes(route) ? ['/v1'] : ['/v1', '/iam/v1']).map((base) => `${name} ${route.replace(' ', ` ${base}`)}`),
    );
    expect(served.sort()).toEqual(told.sort());
  });

  it('is that of docs/authorization.md', () => {
    const page = readFileSync('docs/authorization.md', 'utf8');
    const [, , ...lines] = page.split('\n').filter((line) => line.startsWith('|'));
    const told = lines.map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
    expect(told).toEqual(ROWS);
  });

  it('knows as many callers as it has columns', () => {
    const callers: readonly CallerName[] = CALLERS;
    expect(ROWS.map((row) => row.length - 2)).toEqual(ROWS.map(() => callers.length));
  });
});
