// Helpers that all ask at once, of the service as it is built, behind the limits and the words of API Gateway.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTokenBucket } from '../../../local/burst/token-bucket.ts';
import {
  type Answerer,
  type Api,
  answer,
  type Home,
  makeHome,
  runClient,
  startApi,
  viaGateway,
} from '../../support/clients.ts';
import { type Service, startService } from '../../support/service.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const HELPERS = 60;
const THROTTLED = answer(429, '{"message":"Too Many Requests"}');

let service: Service;
let api: Api;
let home: Home;
let throttled = 0;
/** A busy machine makes the service itself answer 503 now and then. */
let failed = 0;

/** Stands still for as many requests as there are helpers, so that a slow machine throttles as many as a fast one. */
function createClock(requests: () => number) {
  let started: number | undefined;
  return () => {
    if (requests() <= HELPERS) return 0;
    started ??= performance.now();
    return performance.now() - started;
  };
}

beforeAll(async () => {
  service = await startService();
  const handle = await viaGateway();
  const now = createClock(() => api.seen.length);
  const takes = createTokenBucket({ rate: 30, burst: 20 });
  const limited: Answerer = (request, response) => {
    if (takes(now())) {
      response.on('finish', () => {
        if (response.statusCode >= 500) failed += 1;
      });
      return handle(request, response);
    }
    throttled += 1;
    return THROTTLED(request, response);
  };
  api = await startApi(limited);
  home = makeHome();
});
afterAll(async () => {
  await api.stop();
  home.remove();
  await service.stop();
});

it('all get a login, although the API throttles most of them at first', async () => {
  const token = await service.aws.issuer.mint();
  const env = { ...home.env, PORTUNUS_URL: api.url, PORTUNUS_TOKEN: token, PORTUNUS_CONNECTOR: 'shop-images' };
  const get = () => runClient('docker-credential-portunus', { env, args: ['get'], input: HOST });
  const ended = await Promise.all(Array.from({ length: HELPERS }, get));
  const logins = ended.map(({ code, stdout }) => [code, code === 0 ? JSON.parse(stdout).Username : stdout]);
  expect(logins).toEqual(Array.from({ length: HELPERS }, () => [0, 'AWS']));
  expect(throttled).toBeGreaterThanOrEqual(40);
  expect(api.seen).toHaveLength(HELPERS + throttled + failed);
});
