// How the prober shows who it is: by the keys of its role, or by a token that STS signs.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOwnIdentity } from '../../../../shared/aws/probe/own-identity.ts';
import { aCall } from '../../../support/builders.ts';
import { thrownBy } from '../../../support/tokens.ts';
import { startWebIdentitySts, type WebIdentitySts } from '../../../support/web-identity-sts.ts';

const END = new Date('2026-11-21T12:01:00.000Z');

let sts: WebIdentitySts;
beforeEach(async () => {
  sts = await startWebIdentitySts();
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'ASIAEXAMPLE000000001');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'CANARY-key');
  vi.stubEnv('AWS_SESSION_TOKEN', 'session-token');
});
afterEach(() => {
  vi.unstubAllEnvs();
  sts.stop();
});

describe('the token of the prober', () => {
  it('is for the one audience, and lives a minute', async () => {
    sts.answer = { token: 'a.b.c', expiresAt: END };
    const { token, expiresAt } = await createOwnIdentity('https://portunus.example.com').getOwnToken(aCall());
    expect([token.reveal(), expiresAt, `${token}`]).toEqual(['a.b.c', END, '[secret]']);
    expect(sts.asked).toEqual([
      {
        Action: 'GetWebIdentityToken',
        Version: '2011-06-15',
        'Audience.member.1': 'https://portunus.example.com',
        DurationSeconds: '60',
        SigningAlgorithm: 'ES384',
      },
    ]);
  });

  it.each(['OutboundWebIdentityFederationDisabled', 'AccessDenied'])(
    'is missing if STS answers %s, which alone is told',
    async (code) => {
      sts.answer = { code };
      const error = await thrownBy(createOwnIdentity('https://portunus.example.com').getOwnToken(aCall()));
      expect([error.code, error.stage]).toEqual(['misconfigured', 'sts']);
      expect(error.reason).toMatch(new RegExp(`^GetWebIdentityToken: ${code}(Exception)?$`));
    },
  );
});

it('the keys of the prober are those of its environment', async () => {
  expect(await createOwnIdentity('https://portunus.example.com').ownKeys()).toMatchObject({
    accessKeyId: 'ASIAEXAMPLE000000001',
    sessionToken: 'session-token',
  });
  expect(sts.asked).toEqual([]);
});
