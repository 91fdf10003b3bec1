// sts:GetWebIdentityToken of the stand-in: what AWS documents of its parameters, its limits and its refusals.
import { GetWebIdentityTokenCommand, type GetWebIdentityTokenCommandInput } from '@aws-sdk/client-sts';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  assumedKeys,
  type Keys,
  LAMBDA,
  NOW,
  PULLER,
  ROLE,
  refusal,
  setStandInNow,
  standIn,
  stsOf,
  USER,
  useStandIn,
} from '../../support/stand-in.ts';

useStandIn();
afterEach(() => void vi.setSystemTime(NOW));
beforeEach(() => void standIn.enableOutboundWebIdentity('111122223333'));

const USUAL = { Audience: ['https://portunus.example.com'], SigningAlgorithm: 'ES384' };

function ask(input: Partial<GetWebIdentityTokenCommandInput> = {}, keys: Keys = LAMBDA) {
  return stsOf(keys).send(new GetWebIdentityTokenCommand({ ...USUAL, ...input }));
}

describe('a web identity token', () => {
  it.each(['ES384', 'RS256'] as const)('is signed by the issuer of the account with %s', async (alg) => {
    const { url, jwks } = standIn.enableOutboundWebIdentity('111122223333');
    const tags = [{ Key: 'job-id', Value: '42' }];
    const { WebIdentityToken = '', Expiration } = await ask({ SigningAlgorithm: alg, DurationSeconds: 60, Tags: tags });
    const { payload, protectedHeader } = await jwtVerify(WebIdentityToken, createLocalJWKSet(await jwks([alg])), {
      issuer: url,
      currentDate: NOW,
    });
    expect([protectedHeader.alg, protectedHeader.typ]).toEqual([alg, 'JWT']);
    expect(payload).toMatchObject({
      aud: 'https://portunus.example.com',
      sub: 'arn:aws:iam::111122223333:role/portunus-issue',
      'https://sts.amazonaws.com/': {
        aws_account: '111122223333',
        source_region: 'eu-west-1',
        request_tags: { 'job-id': '42' },
      },
    });
    expect(Expiration).toEqual(new Date('2026-11-21T12:01:00Z'));
  });

  it.each([
    ['no audience', { Audience: [] }],
    ['eleven audiences', { Audience: Array.from({ length: 11 }, (_one, index) => `a${index}`) }],
    ['an audience of 1,001 characters', { Audience: ['a'.repeat(1001)] }],
    ['59 seconds', { DurationSeconds: 59 }],
    ['3,601 seconds', { DurationSeconds: 3601 }],
    ['another algorithm', { SigningAlgorithm: 'ES256' }],
  ])('is not given for %s', async (_what, input) => {
    await expect(ask(input)).rejects.toMatchObject(refusal('ValidationError', 400));
  });

  it.each([
    ['ten audiences of 1,000 characters', { Audience: Array.from({ length: 10 }, () => 'a'.repeat(1000)) }],
    ['an hour', { DurationSeconds: 3600 }],
  ])('is given for %s', async (_what, input) => {
    expect((await ask(input)).WebIdentityToken).toMatch(/^ey/);
  });

  it('is given to a user too', async () => {
    expect((await ask({}, USER)).WebIdentityToken).toMatch(/^ey/);
  });

  it('needs an account that has switched it on', async () => {
    await expect(ask({}, await assumedKeys())).rejects.toMatchObject(
      refusal('OutboundWebIdentityFederationDisabledException', 403),
    );
  });

  it('ends no later than the session', async () => {
    standIn.enableOutboundWebIdentity('444455556666');
    const keys = await assumedKeys({ DurationSeconds: 900 });
    const later = new Date(NOW.getTime() + 600_000);
    setStandInNow(later);
    vi.setSystemTime(later);
    await expect(ask({ DurationSeconds: 301 }, keys)).rejects.toMatchObject({
      name: expect.stringMatching(/^SessionDurationEscalation/),
    });
    expect((await ask({ DurationSeconds: 299 }, keys)).WebIdentityToken).toMatch(/^ey/);
  });

  it('needs the right, which conditions can limit to an audience and a life', async () => {
    standIn.enableOutboundWebIdentity('444455556666');
    const Condition = {
      'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': 'https://portunus.example.com' },
      NumericLessThanEquals: { 'sts:DurationSeconds': 300 },
      StringEquals: { 'sts:SigningAlgorithm': 'ES384' },
    };
    const statement = { Effect: 'Allow', Action: 'sts:GetWebIdentityToken', Resource: '*', Condition };
    standIn.putRole({ ...ROLE, arn: PULLER, policy: { Statement: [statement] } });
    const keys = await assumedKeys();
    expect((await ask({}, keys)).WebIdentityToken).toMatch(/^ey/);
    const others = [
      { Audience: ['https://elsewhere.example'] },
      { DurationSeconds: 600 },
      { SigningAlgorithm: 'RS256' },
    ];
    for (const other of others) await expect(ask(other, keys)).rejects.toMatchObject(refusal('AccessDenied', 403));
  });
});
