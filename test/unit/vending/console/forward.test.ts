import { describe, expect, it } from 'vitest';
import { describeSession, forward } from '../../../../shared/vending/console/forward.ts';
import type { ApiRequest } from '../../../../shared/vending/console/ports.ts';
import { aConsole, aSession, callAt, ID, refusalOf, timeAt } from '../../../support/console-ports.ts';

const READ: ApiRequest = { method: 'GET', path: ['connectors'], query: {}, headers: {} };
const WRITE: ApiRequest = { method: 'DELETE', path: ['issuers', 'ci'], query: {}, headers: {} };

describe('a request of a page', () => {
  it('is asked with the ID token of the session, and answered as the API does', async () => {
    const { ports, done } = aConsole(aSession());
    const { answer } = await forward(ports, ID, READ, callAt(1));
    expect(answer.status).toBe(200);
    expect(done).toEqual(['GET connectors as id 0']);
  });

  it('that matters needs a sign-in of the last five minutes', async () => {
    const { ports, done } = aConsole(aSession());
    expect(await refusalOf(forward(ports, ID, WRITE, callAt(300)))).toBe('none');
    expect(await refusalOf(forward(ports, ID, WRITE, callAt(301)))).toBe('fresh_sign_in_required: sign_in_too_old');
    expect(done.filter((one) => one.startsWith('DELETE'))).toHaveLength(1);
  });

  it('that matters is not sent, if nobody knows when the person signed in', async () => {
    const { authenticatedAt: _none, ...silent } = aSession();
    const refusal = await refusalOf(forward(aConsole(silent).ports, ID, WRITE, callAt(1)));
    expect(refusal).toBe('fresh_sign_in_required: sign_in_without_auth_time');
  });

  it('ends the session, if the API refuses its token', async () => {
    const { ports, sessions } = aConsole(aSession(), { askApi: async () => ({ status: 401, headers: {}, body: '' }) });
    expect(await refusalOf(forward(ports, ID, READ, callAt(1)))).toBe('sign_in_required: token_refused');
    expect(sessions.size).toBe(0);
  });

  it('ends no session, if one connector takes no token twice', async () => {
    const { ports, sessions } = aConsole(aSession(), {
      askApi: async ({ path }) => ({ status: path[0] === 'caller' ? 200 : 401, headers: {}, body: 'the refusal' }),
    });
    expect((await forward(ports, ID, READ, callAt(1))).answer).toMatchObject({ status: 401, body: 'the refusal' });
    expect(sessions.size).toBe(1);
  });
});

describe('who is signed in', () => {
  it('is told with a name, and the end of the session', async () => {
    expect(await describeSession(aConsole(aSession()).ports, ID, callAt(1))).toEqual({
      caller: { subject: 'ada', claims: { name: 'Ada' } },
      name: 'Ada',
      authenticatedAt: timeAt(0),
      expiresAt: timeAt(8 * 3_600),
    });
  });

  it('is nobody who is known while the API does not answer as it should', async () => {
    const { ports } = aConsole(aSession(), { askApi: async () => ({ status: 503, headers: {}, body: '{}' }) });
    expect(await refusalOf(describeSession(ports, ID, callAt(1)))).toBe(
      'sign_in_unavailable: api_unreachable: GET /v1/caller answered 503',
    );
  });

  it.each([
    [{ name: ' ', preferred_username: 'ada@corp' }, 'ada@corp'],
    [{ name: 7, email: 'ada@corp.example' }, 'ada@corp.example'],
    [{}, 'ada'],
    [{ name: 'x'.repeat(300) }, 'x'.repeat(256)],
  ])('is called by what is there: %o', async (claims, name) => {
    const body = JSON.stringify({ claims });
    const { ports } = aConsole(aSession(), { askApi: async () => ({ status: 200, headers: {}, body }) });
    expect((await describeSession(ports, ID, callAt(1))).name).toBe(name);
  });
});
