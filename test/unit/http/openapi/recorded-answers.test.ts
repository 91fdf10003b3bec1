// Every answer that is recorded is one that the description of the API has: no status, no media type and no member more.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readOpenApi } from '../../../support/openapi.ts';

interface Recorded {
  readonly function: string;
  readonly request: { readonly method: string; readonly path: string; readonly event?: object };
  readonly answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

const { operations, responseOf, faultOfAnswer } = readOpenApi({ closed: true });

const RECORDED: readonly Recorded[] = readFileSync('test/fixtures/recorded/answers.jsonl', 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line.replaceAll(/\{\{UUID, 36 characters\}\}/g, '7c9e6679-7425-40de-944b-e07fc1f90ae7')))
  // An event that names another route than its path is none that the gateway sends.
  .filter(({ request }) => request !== undefined && !('routeKey' in (request.event ?? {})));

const PATTERNS = [...operations.keys()].map((route) => {
  const pattern = route.replaceAll(/[.]/g, '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
  return [route, new RegExp(`^${pattern}$`)] as const;
});

function routeOf({ method, path }: Recorded['request']): string {
  const asked = `${method} ${path.replace(/^(?:\/iam)?\/v1/, '').replace(/\?.*/s, '')}`;
  return PATTERNS.find(([, pattern]) => pattern.test(asked))?.[0] ?? '';
}

function faultIn({ request, answer: { body: text, ...answer } }: Recorded): string | undefined {
  return faultOfAnswer(routeOf(request), { ...answer, text });
}

it('every recorded answer is described', () => {
  expect([...new Set(RECORDED.flatMap((recorded) => faultIn(recorded) ?? []))]).toEqual([]);
});

it('headers that an answer has are described, as far as they say something of this answer', () => {
  const told: Readonly<Record<string, string>> = {
    etag: 'ETag',
    'retry-after': 'Retry-After',
    'www-authenticate': 'WWW-Authenticate',
    'cache-control': 'Cache-Control',
  };
  const missing = RECORDED.flatMap(({ request, answer: { status, headers } }) => {
    const operation = operations.get(routeOf(request));
    const described = operation && responseOf(operation, status)?.headers;
    return Object.keys(headers)
      .filter((name) => told[name] !== undefined && described?.[told[name]] === undefined)
      .map((name) => `${routeOf(request)} ${status}: ${name}`);
  });
  expect([...new Set(missing)]).toEqual([]);
});
