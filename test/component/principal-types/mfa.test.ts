// A session token with a second factor: the code goes on to STS, and nothing made with it is kept.
import { beforeAll, describe, expect, it } from 'vitest';
import { auditItems } from '../../support/audit-records.ts';
import { useTypedService } from '../../support/principal-type-service.ts';
import { USER } from '../../support/principal-type-setup.ts';
import { aConnectorOf } from '../../support/principal-types.ts';
import { expectProblem } from '../../support/problem.ts';

const SERIAL = 'arn:aws:iam::123456789012:mfa/build';
function invalid(stage: string, ...fields: readonly string[]) {
  return {
    status: 400,
    code: 'invalid_request',
    stage,
    fields,
  };
}

const world = useTypedService();

function setCode(code: string) {
  return world.standIn.putPrincipal({ ...USER, mfa: { serialNumber: SERIAL, code } });
}
function post(body: Readonly<Record<string, unknown>>, id = 'with-mfa', route = 'credentials') {
  return world.ask({ route, id, token: world.job(), body });
}
function calls() {
  return world.standIn.calls.map(({ action }) => action);
}

beforeAll(async () => {
  await world.apply({
    connectors: [
      aConnectorOf('session-token', 'with-mfa', { serves: ['ecr', 'session'] }),
      aConnectorOf('federated-user', 'federated', { access: 'push', serves: ['ecr', 'session'] }),
      aConnectorOf('assumed-role-by-user', 'assumed', { serves: ['ecr', 'session'] }),
    ],
  });
});

describe('session-token x MFA', () => {
  it.each(['credentials', 'ecr/credentials'])('two requests of %s are two calls, each with its code', async (route) => {
    await post({}, 'with-mfa', route);
    world.standIn.calls.length = 0;
    for (const code of route === 'credentials' ? ['407193', '518204'] : ['629315', '730426']) {
      setCode(code);
      const { status, body } = await post({ mfaSerial: SERIAL, mfaCode: code }, 'with-mfa', route);
      expect(status).toBe(200);
      expect(body.source).toBe('fresh');
    }
    const made = world.standIn.calls.filter(({ action }) => action === 'GetSessionToken');
    const sent = { durationSeconds: 43200, mfaSerialNumber: SERIAL };
    expect(made.map(({ parameters }) => parameters)).toEqual([sent, sent]);
  });

  it('a session made with a code is nobody else’s afterwards', async () => {
    setCode('841537');
    const { body } = await post({ mfaSerial: SERIAL, mfaCode: '841537' });
    const plain = await post({});
    expect(plain.status).toBe(200);
    expect(plain.body.credentials.accessKeyId).not.toBe(body.credentials.accessKeyId);
  });

  it('a wrong code is 400 mfaCode, a used one too', async () => {
    setCode('952648');
    const wrong = invalid('sts', 'mfaCode');
    expectProblem(await post({ mfaSerial: SERIAL, mfaCode: '000111' }), wrong);
    expect((await post({ mfaSerial: SERIAL, mfaCode: '952648' })).status).toBe(200);
    expectProblem(await post({ mfaSerial: SERIAL, mfaCode: '952648' }), wrong);
    expectProblem(await post({ mfaSerial: 'GAHT12345678', mfaCode: '952648' }), wrong);
  });

  it('serial number and code go together', async () => {
    expectProblem(await post({ mfaSerial: SERIAL }), invalid('request', 'mfaCode'));
    expectProblem(await post({ mfaCode: '952648' }), invalid('request', 'mfaSerial'));
    expectProblem(await post({ mfaSerial: SERIAL, mfaCode: '12345' }), invalid('request', 'mfaCode'));
    expect(calls()).toEqual([]);
  });

  it('a code in an address is refused', async () => {
    const query = { mfaSerial: SERIAL, mfaCode: '952648' };
    const answer = await world.ask({ route: 'credentials', id: 'with-mfa', token: world.job(), query });
    expectProblem(answer, invalid('request', 'mfaSerial', 'mfaCode'));
  });

  it.each(['federated', 'assumed'])('is not taken by %s', async (id) => {
    expectProblem(await post({ mfaSerial: SERIAL, mfaCode: '952648' }, id), invalid('request', 'mfaCode'));
    expect(calls()).toEqual([]);
  });

  it('no code is in the log or the audit', async () => {
    const written = world.service.logged() + JSON.stringify(await auditItems(world.service.aws));
    for (const code of ['407193', '518204', '629315', '730426', '841537', '952648', '000111']) {
      expect(written).not.toMatch(new RegExp(`"[^"]*(?<![0-9a-f-])${code}(?![0-9a-f])`));
    }
    expect(await world.leaks()).toEqual([]);
  });
});
