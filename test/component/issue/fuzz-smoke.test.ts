// A few of the events of the fuzz run (`npm run fuzz`), always the same ones.
import { expect, it } from 'vitest';
import { runCampaign } from '../../fuzz/campaign.ts';

it('P3 any event gets a well-formed answer, no wrong grant, and no secret but its own login', async () => {
  const { counts, events, failure } = await runCampaign({ runs: 500, seconds: 500, seed: 7 });
  expect(failure?.text).toBeUndefined();
  expect(events).toBeGreaterThanOrEqual(500);
  // A run that never meets a good request would say nothing.
  expect(counts.get('issue 200 ok')).toBeGreaterThan(10);
  expect(counts.get('read 200 ok')).toBeGreaterThan(20);
  expect(counts.get('status 200 ok')).toBeGreaterThan(20);
  expect(counts.get('issue 401 token_rejected')).toBeGreaterThan(20);
  expect(counts.get('issue 403 not_allowed')).toBeGreaterThan(10);
  expect(counts.get('issue 400 invalid_request')).toBeGreaterThan(20);
  expect(counts.get('issue 429 too_many_requests')).toBeGreaterThan(0);
});
