import { expect, it } from 'vitest';
import { requestIdIn } from '../../../../shared/http/response/forwarded-request-id.ts';

it('the ID of a forwarded request is the one that the answer itself names', () => {
  const body = '{"claims":{"requestId":"chosen"},"requestId":"r-1"}';
  expect(requestIdIn(body)).toEqual({ forwardedRequestId: 'r-1' });
});

it.each([
  ['a list of other requests', '{"items":[{"requestId":"other"}]}'],
  ['claims that somebody chose', '{"claims":{"requestId":"chosen"}}'],
  ['a text that is no ID', '{"requestId":"a\\nb"}'],
  ['no JSON', 'export A="requestId":"x"'],
  ['nothing', ''],
])('%s names none', (_what, body) => {
  expect(requestIdIn(body)).toEqual({});
});
