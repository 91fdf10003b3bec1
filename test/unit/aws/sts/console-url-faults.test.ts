// Every way in which the console's sign-in endpoint can fail.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGetConsoleUrl } from '../../../../shared/aws/sts/console-url.ts';
import { aCall } from '../../../support/builders.ts';
import { eventually } from '../../../support/eventually.ts';
import {
  aSession,
  type Reply,
  SIGNIN_TOKEN,
  type SigninEndpoint,
  startSigninEndpoint,
} from '../../../support/signin-endpoint.ts';
import { thrownBy } from '../../../support/tokens.ts';

let endpoint: SigninEndpoint;
beforeEach(async () => {
  endpoint = await startSigninEndpoint();
});
afterEach(() => {
  endpoint.stop();
});

function status(code: number, body = '<!doctype html>'): Reply {
  return (response) => response.writeHead(code, { 'content-type': 'text/html' }).end(body);
}
function create(call = aCall()) {
  return createGetConsoleUrl(endpoint.url)({ partition: 'aws', region: 'eu-west-1' }, aSession, call);
}

const SECRETS = [aSession.secretAccessKey.reveal(), aSession.sessionToken.reveal(), SIGNIN_TOKEN];
async function failure(call = aCall()) {
  const error = await thrownBy(create(call));
  const { cause: _kept, ...shown } = error;
  const text = JSON.stringify([error.message, error.stack, shown, String(error.cause)]);
  expect(SECRETS.filter((secret) => text.includes(secret))).toEqual([]);
  expect(error.stage).toBe('sts');
  return error.code;
}

describe('a sign-in endpoint', () => {
  it.each([301, 302, 303, 307, 308])(
    'that sends elsewhere (%d) is not followed with the session’s keys',
    async (code) => {
      const redirect: Reply = (response) =>
        void response.writeHead(code, { location: `${endpoint.url}/elsewhere` }).end();
      endpoint.replies.push(redirect, redirect, redirect);
      expect(['sts_unavailable', 'upstream_invalid', 'role_refused']).toContain(await failure());
      expect(endpoint.received.filter(({ url }) => url !== '/federation')).toEqual([]);
    },
  );

  it.each([400, 401, 403, 404])('that refuses (%d) is asked once', async (code) => {
    endpoint.replies.push(status(code, `<p>${SIGNIN_TOKEN}</p>`));
    expect(await failure()).toBe('role_refused');
    expect(endpoint.received).toHaveLength(1);
  });

  it.each([500, 502, 503, 504])('that fails (%d) is asked three times', async (code) => {
    endpoint.replies.push(status(code), status(code), status(code));
    expect(await failure()).toBe('sts_unavailable');
    expect(endpoint.received).toHaveLength(3);
  });

  it('that is busy (429) may work later', async () => {
    endpoint.replies.push(status(429), status(429), status(429));
    expect(await failure()).toBe('sts_unavailable');
  });

  it.each<readonly [string, Reply]>([
    ['fails', status(500)],
    ['breaks off', (response) => response.socket?.resetAndDestroy()],
  ])('that %s once is asked again, and nobody notices', async (_how, reply) => {
    endpoint.replies.push(reply);
    expect((await create()).reveal()).toContain(encodeURIComponent(SIGNIN_TOKEN));
    expect(endpoint.received).toHaveLength(2);
  });

  it('that is not there is unavailable', async () => {
    endpoint.stop();
    expect(await failure()).toBe('sts_unavailable');
  });

  it.each([
    ['HTML', '<!doctype html><title>Sign in</title>'],
    ['nothing', ''],
    ['no token', '{}'],
    ['another name', `{"signinToken":"${SIGNIN_TOKEN}"}`],
    ['no text', '{"SigninToken":7}'],
    ['an empty one', '{"SigninToken":""}'],
    ['half of it', `{"SigninToken":"${SIGNIN_TOKEN}`],
    ['a space in it', `{"SigninToken":"${SIGNIN_TOKEN} x"}`],
    ['too much', `{"SigninToken":"${'a'.repeat(20_000)}"}`],
  ])('that answers with %s is not believed', async (_what, body) => {
    endpoint.replies.push((response) => response.end(body));
    expect(await failure()).toBe('upstream_invalid');
    expect(endpoint.received).toHaveLength(1);
  });

  it('that hangs is left when the request’s time is over', async () => {
    endpoint.replies.push(
      () => {},
      () => {},
      () => {},
    );
    const controller = new AbortController();
    const failed = failure(aCall({ signal: controller.signal }));
    await eventually(() => expect(endpoint.received).toHaveLength(1));
    controller.abort();
    expect(await failed).toBe('deadline_exceeded');
    expect(endpoint.received).toHaveLength(1);
  });

  it('that stalls in the middle of its answer is left too', async () => {
    endpoint.replies.push((response) => void response.writeHead(200).write('{"SigninToken":"'));
    const controller = new AbortController();
    const failed = failure(aCall({ signal: controller.signal }));
    await eventually(() => expect(endpoint.received).toHaveLength(1));
    controller.abort();
    expect(await failed).toBe('deadline_exceeded');
  });

  it('that hangs once is asked again within the request’s time', async () => {
    endpoint.replies.push(() => {});
    expect((await create()).reveal()).toContain(encodeURIComponent(SIGNIN_TOKEN));
    expect(endpoint.received).toHaveLength(2);
  });
});
