import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  assumedKeys,
  ecrOf,
  type Keys,
  LAMBDA,
  logIn,
  NOW,
  PULLER,
  refusal,
  setStandInNow,
  standIn,
  stsOf,
  type Tamper,
  USER,
  useStandIn,
  whoAmI,
} from '../../support/stand-in.ts';

useStandIn();

describe('signatures', () => {
  const { sessionToken: _token, ...lambdaWithoutToken } = LAMBDA;
  const editHeader =
    (name: string, from: string | RegExp, to: string): Tamper =>
    ({ headers }) => {
      headers[name] = (headers[name] ?? '').replace(from, to);
    };
  const setHeader = (name: string, value: string) => editHeader(name, /^.*$/, value);
  const editAuthorization = (from: string | RegExp, to: string) => editHeader('authorization', from, to);
  const removeHeader =
    (name: string): Tamper =>
    ({ headers }) => {
      delete headers[name];
    };
  const NAMES = {
    missing: ['MissingAuthenticationToken', 403, 'MissingAuthenticationTokenException', 400],
    incomplete: ['IncompleteSignature', 400, 'IncompleteSignatureException', 400],
    unknown: ['InvalidClientTokenId', 403, 'UnrecognizedClientException', 400],
    mismatch: ['SignatureDoesNotMatch', 403, 'InvalidSignatureException', 400],
  } as const;

  const expectRefusals = async (fault: keyof typeof NAMES, keys: Keys, tamper?: Tamper) => {
    const [stsName, stsStatus, ecrName, ecrStatus] = NAMES[fault];
    await expect(whoAmI(keys, tamper)).rejects.toMatchObject(refusal(stsName, stsStatus));
    const login = ecrOf(keys, 'eu-west-1', tamper).send(new GetAuthorizationTokenCommand({}));
    await expect(login).rejects.toMatchObject(refusal(ecrName, ecrStatus));
    expect(standIn.calls.map(({ outcome }) => outcome)).toEqual([stsName, ecrName]);
  };

  it.each<[string, Keys, keyof typeof NAMES]>([
    ['a wrong secret', { ...LAMBDA, secretAccessKey: 'lambda-secreT' }, 'mismatch'],
    ['an unknown key', { ...USER, accessKeyId: 'AKIANOBODY' }, 'unknown'],
    ['a key in another case', { ...USER, accessKeyId: 'akiauseruseruseruser' }, 'unknown'],
    ['a wrong token', { ...LAMBDA, sessionToken: 'lambda-toke' }, 'unknown'],
    ['the token of another session', { ...LAMBDA, sessionToken: 'china-token' }, 'unknown'],
    ["a session's key without token", lambdaWithoutToken, 'unknown'],
    ["a user's key with a token", { ...USER, sessionToken: 'lambda-token' }, 'unknown'],
  ])('are refused with %s', async (_name, keys, fault) => {
    await expectRefusals(fault, keys);
  });

  it.each<[string, Tamper, keyof typeof NAMES]>([
    ['taken away', removeHeader('authorization'), 'missing'],
    ['replaced by a password', setHeader('authorization', 'Basic QVdTOng='), 'missing'],
    ['of another algorithm', editAuthorization('SHA256', 'SHA1'), 'incomplete'],
    ['without Signature', editAuthorization(/, Signature=.*/, ''), 'incomplete'],
    ['with an empty Signature', editAuthorization(/Signature=.*/, 'Signature='), 'incomplete'],
    ['with two Signatures', editAuthorization(/$/, ', Signature=00'), 'incomplete'],
    ['with a scope of four parts', editAuthorization('/aws4_request', ''), 'incomplete'],
    ['with another terminator', editAuthorization('aws4_request', 'aws5_request'), 'mismatch'],
    ['with another day in the scope', editAuthorization('20261121', '20261120'), 'mismatch'],
    ['for another region', editAuthorization('eu-west-1', 'eu-west-2'), 'mismatch'],
    ['for no region', editAuthorization('eu-west-1', 'nowhere'), 'mismatch'],
    ['for another service', editAuthorization(/\/(sts|ecr)\//, '/s3/'), 'mismatch'],
    ['without date', removeHeader('x-amz-date'), 'incomplete'],
    ['with a date of another form', setHeader('x-amz-date', '2026-11-21T12:00:00Z'), 'incomplete'],
    ['with another date', setHeader('x-amz-date', '20261121T120001Z'), 'mismatch'],
    ['that leave out the host', editAuthorization('host;', ''), 'mismatch'],
    ['that leave out the date', editAuthorization('x-amz-date;', ''), 'mismatch'],
    ['that leave out the token', editAuthorization('x-amz-security-token;', ''), 'mismatch'],
    ['that leave out a header added later', setHeader('x-amz-extra', '1'), 'mismatch'],
    ['over headers in disorder', editAuthorization(/(host);(x-amz-content-sha256)/, '$2;$1'), 'mismatch'],
    ['whose token was taken away', removeHeader('x-amz-security-token'), 'mismatch'],
    ['over another content type', editHeader('content-type', /$/, ';charset=utf-8'), 'mismatch'],
  ])('are refused when %s', async (_name, tamper, fault) => {
    await expectRefusals(fault, LAMBDA, tamper);
  });

  it('are refused when the body was changed', async () => {
    const tamper: Tamper = (request) => {
      request.body = request.body.replace('build-42', 'build-43');
    };
    const input = { RoleArn: PULLER, RoleSessionName: 'build-42' };
    const call = stsOf(LAMBDA, 'eu-west-1', tamper).send(new AssumeRoleCommand(input));
    await expect(call).rejects.toMatchObject(refusal('SignatureDoesNotMatch', 403));
  });

  it('are refused when they pass by raw HTTP without one', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'Action=GetCallerIdentity&Version=2011-06-15';
    const response = await fetch(standIn.url, { method: 'POST', headers, body });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  it.each([
    ['exactly five minutes old', '2026-11-21T12:05:00.000Z'],
    ['exactly five minutes early', '2026-11-21T11:55:00.000Z'],
  ])('are accepted when %s', async (_name, now) => {
    setStandInNow(new Date(now));
    await expect(whoAmI(USER)).resolves.toMatchObject({ Arn: USER.arn });
  });

  it.each([
    ['older', '2026-11-21T12:05:00.001Z', /^Signature expired: 20261121T120000Z is now earlier than /],
    ['earlier', '2026-11-21T11:54:59.999Z', /^Signature not yet current: 20261121T120000Z is still later than /],
  ])('are refused when %s than five minutes', async (_name, now, text) => {
    setStandInNow(new Date(now));
    const message = expect.stringMatching(text);
    await expect(whoAmI(USER)).rejects.toMatchObject({ ...refusal('SignatureDoesNotMatch', 403), message });
    await expect(logIn(USER)).rejects.toMatchObject({ ...refusal('InvalidSignatureException', 400), message });
  });

  it('are refused with a key of another partition', async () => {
    await expect(whoAmI(LAMBDA, undefined, 'cn-north-1')).rejects.toMatchObject(refusal('InvalidClientTokenId', 403));
    const login = logIn(await assumedKeys(), undefined, 'cn-north-1');
    await expect(login).rejects.toMatchObject(refusal('UnrecognizedClientException', 400));
  });
});

describe('the end of a session', () => {
  const at = (time: string) => {
    setStandInNow(new Date(time));
    vi.setSystemTime(time);
  };
  afterEach(() => {
    vi.setSystemTime(NOW);
  });

  it('leaves its last second', async () => {
    const keys = await assumedKeys({ DurationSeconds: 900 });
    at('2026-11-21T12:14:59.999Z');
    await expect(logIn(keys)).resolves.toMatchObject({ authorizationData: [{}] });
  });

  it('closes STS and ECR', async () => {
    const keys = await assumedKeys({ DurationSeconds: 900 });
    at('2026-11-21T12:15:00.000Z');
    await expect(whoAmI(keys)).rejects.toMatchObject(refusal('ExpiredToken', 403));
    await expect(logIn(keys)).rejects.toMatchObject(refusal('ExpiredTokenException', 400));
  });

  it('is not moved by another session', async () => {
    const first = await assumedKeys();
    const second = await assumedKeys();
    const mixed = { ...first, sessionToken: second.sessionToken ?? '' };
    await expect(whoAmI(mixed)).rejects.toMatchObject(refusal('InvalidClientTokenId', 403));
  });
});
