// Hundreds of real helpers at once, through a token bucket as API Gateway has one: what `npm run simulate -- burst` says of
// 5,000 jobs, on a scale that one machine can start.
import { expect, it } from 'vitest';
import { createTokenBucket } from '../../local/burst/token-bucket.ts';
import {
  type Answerer,
  answer,
  DASH,
  makeHome,
  runClient,
  STATIC,
  STATIC_HELPER,
  startApi,
} from '../support/clients.ts';
import { needing } from '../support/programs.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const OK = answer(200, `{"ServerURL":"${HOST}","Username":"AWS","Secret":"the-password"}`);
const THROTTLED = answer(429, '{"message":"Too Many Requests"}');
const HELPERS = 400;

const { skip, note } = needing(STATIC_HELPER);
it.skipIf(skip)(
  `400 helpers all get a login through a gateway that takes 100 at once and 40 a second${note}`,
  async () => {
    const seen = { requests: 0, throttled: 0 };
    let started = Number.POSITIVE_INFINITY;
    const takes = createTokenBucket({ rate: 40, burst: 100 });
    const gateway: Answerer = (request, response) => {
      seen.requests += 1;
      // The bucket fills only once all have asked, so that a slow machine throttles as many as a fast one.
      if (seen.requests === HELPERS) started = performance.now();
      if (takes(Math.max(0, performance.now() - started))) return OK(request, response);
      seen.throttled += 1;
      return THROTTLED(request, response);
    };
    const [api, home] = [await startApi(gateway), makeHome()];
    const env = { ...home.env, PORTUNUS_URL: api.url, PORTUNUS_TOKEN: 'the.secret.token', PORTUNUS_CONNECTOR: 'c1' };
    const run = { env, args: ['get'], input: HOST };
    // Most are the static one, because a shell and curl cost a machine more.
    const get = (index: number) =>
      runClient('docker-credential-portunus', { ...run, shell: index % 5 === 0 ? DASH : STATIC });
    const ended = await Promise.all(Array.from({ length: HELPERS }, (_, index) => get(index)));
    await api.stop();
    home.remove();
    expect(ended.filter(({ code }) => code !== 0)).toEqual([]);
    expect(seen.requests).toBe(HELPERS + seen.throttled);
    expect(seen.throttled).toBeGreaterThanOrEqual(300);
  },
);
