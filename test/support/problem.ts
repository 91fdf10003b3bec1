import { expect } from 'vitest';
import type { Answer } from './service.ts';

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly stage: string;
  /** The fields that `errors` names, in order, each once. */
  readonly fields?: readonly string[];
}

/** What every answer has beside its own headers. */
export const COMMON_HEADERS = {
  'cache-control': 'no-store',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
};

/** What holds of every answer that is an error: its form, its headers, and which error it is. */
export function expectProblem({ status, headers, body }: Answer, expected: Problem): void {
  const fields = body.errors?.map(({ field }: { field: string }) => field) ?? [];
  const said = { status, code: body.code, stage: body.stage, fields: [...new Set(fields)] };
  expect(said).toEqual({ fields: [], ...expected });
  expect(body).toMatchObject({
    type: `urn:portunus:error:${expected.code}`,
    title: expect.any(String),
    status: expected.status,
    detail: expect.any(String),
    retryable: [429, 503, 504].includes(expected.status),
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(headers).toEqual({
    'content-type': 'application/problem+json',
    ...COMMON_HEADERS,
    ...(expected.status === 429 ? { 'retry-after': expect.stringMatching(/^[1-9][0-9]*$/) } : {}),
    ...([503, 504].includes(expected.status) ? { 'retry-after': expect.stringMatching(/^[1-5]$/) } : {}),
    ...(expected.status === 401 ? { 'www-authenticate': expect.stringMatching(/^Bearer realm="portunus"/) } : {}),
  });
}
