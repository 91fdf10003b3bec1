// Lambda's clock and AWS's clock don't agree, under the deployed bundle: the stand-in keeps AWS's time.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { secretsOf } from '../../support/audit-records.ts';
import { expectProblem } from '../../support/problem.ts';
import { getLogin, type Service, startService } from '../../support/service.ts';
import { useStarted } from '../../support/use-service.ts';

/** How far AWS's clock is ahead of Lambda's. */
let awsAheadSeconds = 0;
const service = useStarted(() => startService({ now: () => new Date(Date.now() + awsAheadSeconds * 1000) }));
let invoke: Service['invoke'];

beforeEach(async () => {
  service.aws.standIn.calls.length = 0;
  invoke = await service.freshEnvironment('issue');
});
afterEach(() => {
  vi.useRealTimers();
  awsAheadSeconds = 0;
});

/** A token by Lambda's clock, or by one that is so far ahead of it. */
function mint(aheadSeconds = 0) {
  const iat = Math.floor(Date.now() / 1000) + aheadSeconds;
  return service.aws.issuer.mint({ iat, nbf: iat, exp: iat + 600 });
}
async function login(aheadSeconds?: number) {
  return invoke('issue', getLogin(await mint(aheadSeconds)));
}
function outcomes() {
  return service.aws.standIn.calls.map(({ action, outcome }) => `${action} ${outcome}`);
}

describe('AWS’s clock', () => {
  it.each([-295, -61, 61, 295])('may be %i seconds ahead: nobody notices', async (seconds) => {
    awsAheadSeconds = seconds;
    expect((await login()).status).toBe(200);
    expect(outcomes()).toEqual(['AssumeRole ok', 'GetAuthorizationToken ok']);
  });

  it.each([-360, -301, 301, 360])(
    'that is %i seconds ahead is no fault of the caller or of the role',
    async (seconds) => {
      awsAheadSeconds = seconds;
      const answer = await login();
      // The SDK puts its own clock right by AWS's, so there may be a login after all; else it is to be tried again.
      expect(['200 undefined', '503 sts_unavailable']).toContain(`${answer.status} ${answer.body.code}`);
      expect(outcomes()[0]).toBe('AssumeRole SignatureDoesNotMatch');
      if (answer.status !== 200) {
        expect(secretsOf(service.aws).filter((secret) => answer.text.includes(secret))).toEqual([]);
      }
      awsAheadSeconds = 0;
      expect((await (await service.freshEnvironment('issue'))('issue', getLogin(await mint()))).status).toBe(200);
    },
  );
});

describe('an STS that goes on refusing the time', () => {
  let sts: Server;

  beforeAll(async () => {
    sts = createServer((_request, response) => {
      // Without a Date nobody can put a clock right by it.
      response.sendDate = false;
      response.writeHead(403, { 'content-type': 'text/xml' });
      response.end(
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>' +
          '<Code>SignatureDoesNotMatch</Code><Message>Signature expired: 20261121T114500Z is now earlier than ' +
          '20261121T115500Z (20261121T120000Z - 5 min.)</Message></Error><RequestId>r</RequestId></ErrorResponse>',
      );
    });
    sts.listen(0, '127.0.0.1');
    await once(sts, 'listening');
  });
  afterAll(() => {
    sts.closeAllConnections();
    sts.close();
  });

  it('is unavailable: the clock is at fault, and no caller and no role', async () => {
    const before = process.env.AWS_ENDPOINT_URL_STS;
    process.env.AWS_ENDPOINT_URL_STS = `http://127.0.0.1:${(sts.address() as AddressInfo).port}`;
    const answer = await (await service.freshEnvironment('issue'))('issue', getLogin(await mint()));
    process.env.AWS_ENDPOINT_URL_STS = before;
    expectProblem(answer, { status: 503, code: 'sts_unavailable', stage: 'sts' });
  });
});

describe('Lambda’s clock', () => {
  it.each<readonly [string, number, number]>([
    ['59 s behind the issuer’s', 59, 200],
    ['61 s behind the issuer’s: the token is yet to be issued', 62, 401],
    ['5 min behind the issuer’s', 300, 401],
    ['5 min ahead of the issuer’s: an old token, and not too old', -300, 200],
    ['10 min ahead of the issuer’s: the token has expired', -600, 401],
  ])('may be wrong: %s', async (_name, aheadSeconds, status) => {
    const answer = await login(aheadSeconds);
    expect([answer.status, answer.body.code]).toEqual([status, status === 401 ? 'token_rejected' : undefined]);
  });

  it('that is set back makes no login live longer, and lets nobody in who was refused', async () => {
    const expired = await mint(-700);
    const noon = Date.now();
    expect((await login()).status).toBe(200);
    expectProblem(await invoke('issue', getLogin(expired)), {
      status: 401,
      code: 'token_rejected',
      stage: 'authentication',
    });
    vi.useFakeTimers({ toFake: ['Date'], now: noon - 7_200_000 });
    // By that clock the old token is yet to be issued.
    expect((await invoke('issue', getLogin(expired))).status).toBe(401);
    expect((await login()).status).toBe(200);
    vi.useRealTimers();
    expect((await login()).status).toBe(200);
  });
});
