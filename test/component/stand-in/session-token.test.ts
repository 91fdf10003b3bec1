import type { GetSessionTokenCommandInput } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import {
  assume,
  assumedKeys,
  federate,
  LAMBDA,
  logIn,
  openSession,
  refusal,
  sessionKeys,
  standIn,
  USER,
  useStandIn,
  whoAmI,
} from '../../support/stand-in.ts';

useStandIn();

const SERIAL = 'arn:aws:iam::111122223333:mfa/deployer';
const denied = refusal('AccessDenied', 403);

describe('GetSessionToken', () => {
  it('gives the user itself, for 12 hours when nothing else is asked', async () => {
    const answer = await openSession();
    expect(answer.Credentials?.Expiration).toEqual(new Date('2026-11-22T00:00:00Z'));
    expect(answer.Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    const identity = await whoAmI(await sessionKeys());
    expect(identity).toMatchObject({ Arn: USER.arn, UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/) });
    expect(standIn.issued[0]).toMatchObject({ action: 'GetSessionToken', arn: USER.arn });
  });

  it.each<[string, GetSessionTokenCommandInput]>([
    ['900 seconds', { DurationSeconds: 900 }],
    ['129,600 seconds', { DurationSeconds: 129_600 }],
  ])('accepts %s', async (_name, input) => {
    await expect(openSession(input)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  it.each<[string, GetSessionTokenCommandInput, string]>([
    ['899 seconds', { DurationSeconds: 899 }, 'value greater than or equal to 900'],
    ['129,601 seconds', { DurationSeconds: 129_601 }, 'value less than or equal to 129600'],
    ['a serial number of 8', { SerialNumber: 'x'.repeat(8) }, 'length greater than or equal to 9'],
    ['a serial number of 257', { SerialNumber: 'x'.repeat(257) }, 'length less than or equal to 256'],
    ['a code of 5', { TokenCode: '12345' }, 'length greater than or equal to 6'],
    ['a code of 7', { TokenCode: '1234567' }, 'length less than or equal to 6'],
    ['a code with a letter', { TokenCode: '12345a' }, "Value '***' at 'tokenCode'"],
  ])('refuses %s', async (_name, input, message) => {
    const expected = { ...refusal('ValidationError', 400), message: expect.stringContaining(message) };
    await expect(openSession(input)).rejects.toMatchObject(expected);
  });

  it('is for long-term keys of users only', async () => {
    const message = 'Cannot call GetSessionToken with session credentials';
    for (const keys of [LAMBDA, await assumedKeys(), await sessionKeys()]) {
      await expect(openSession({}, keys)).rejects.toMatchObject({ ...denied, message });
    }
  });

  it('cannot be denied by a policy', async () => {
    const policy = { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } };
    standIn.putPrincipal({ ...USER, policy });
    await expect(openSession()).resolves.toMatchObject({ Credentials: {} });
  });
});

describe('a second factor', () => {
  const mfa = { SerialNumber: SERIAL, TokenCode: '123456' };
  const wrong = { ...denied, message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ' };
  const usePhone = () => standIn.putPrincipal({ ...USER, mfa: { serialNumber: SERIAL, code: '123456' } });

  it('is accepted once', async () => {
    usePhone();
    await expect(openSession(mfa)).resolves.toMatchObject({ Credentials: {} });
    await expect(openSession(mfa)).rejects.toMatchObject(wrong);
    standIn.putPrincipal({ ...USER, mfa: { serialNumber: SERIAL, code: '654321' } });
    await expect(openSession({ ...mfa, TokenCode: '654321' })).resolves.toMatchObject({ Credentials: {} });
  });

  it.each<[string, GetSessionTokenCommandInput]>([
    ['a wrong code', { ...mfa, TokenCode: '123457' }],
    ['another device', { ...mfa, SerialNumber: `${SERIAL}2` }],
    ['no code', { SerialNumber: SERIAL }],
    ['no device', { TokenCode: '123456' }],
  ])('is refused with %s', async (_name, input) => {
    usePhone();
    await expect(openSession(input)).rejects.toMatchObject(wrong);
    await expect(openSession(mfa)).resolves.toMatchObject({ Credentials: {} });
  });

  it('is refused of a user who has none', async () => {
    await expect(openSession(mfa)).rejects.toMatchObject(wrong);
  });

  it('goes with AssumeRole too', async () => {
    usePhone();
    await expect(assume({ ...mfa, TokenCode: '111111' }, USER)).rejects.toMatchObject(wrong);
    await expect(assume(mfa, USER)).resolves.toMatchObject({ Credentials: {} });
    await expect(assume(mfa, LAMBDA)).rejects.toMatchObject(wrong);
  });

  it('leaves its device in the record, but not the code', async () => {
    usePhone();
    await openSession({ ...mfa, DurationSeconds: 900 });
    expect(standIn.calls[0]?.parameters).toEqual({ mfaSerialNumber: SERIAL, durationSeconds: 900 });
    expect(JSON.stringify(standIn.calls)).not.toContain('123456');
  });
});

describe('a session of GetSessionToken', () => {
  it('can call nothing else in STS than AssumeRole and GetCallerIdentity', async () => {
    const keys = await sessionKeys();
    await expect(assume({}, keys)).resolves.toMatchObject({ AssumedRoleUser: {} });
    await expect(federate({}, keys)).rejects.toMatchObject(denied);
  });

  it("has its user's rights elsewhere", async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    };
    standIn.putPrincipal({ ...USER, policy });
    const keys = await sessionKeys();
    await expect(logIn(keys)).resolves.toMatchObject({ authorizationData: [{}] });
    standIn.putPrincipal({ ...USER, policy: { ...policy, Statement: { ...policy.Statement, Effect: 'Deny' } } });
    await expect(logIn(keys)).rejects.toMatchObject(refusal('AccessDeniedException', 400));
  });

  it("is trusted by its user's ARN, and chained", async () => {
    const keys = await sessionKeys();
    await expect(assume({ DurationSeconds: 3600 }, keys)).resolves.toMatchObject({ AssumedRoleUser: {} });
    await expect(assume({ DurationSeconds: 3601 }, keys)).rejects.toMatchObject({
      ...refusal('ValidationError', 400),
      message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    });
  });
});
