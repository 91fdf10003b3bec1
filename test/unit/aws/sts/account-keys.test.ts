// Keys of IAM users, out of Secrets Manager.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type StandIn, startStandIn } from '../../../../local/stand-in/server.ts';
import { createReadAccountKey, type ReadAccountKey } from '../../../../shared/aws/sts/account-keys.ts';
import { aCall, NOW } from '../../../support/builders.ts';
import { LAMBDA } from '../../../support/stand-in.ts';
import { thrownBy } from '../../../support/tokens.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:portunus/dev/keys/build-AbCdEf';
const KEY = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const OTHER = { accessKeyId: 'AKIAI44QH8DHBEXAMPLE', secretAccessKey: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY' };
const HELD = { anew: false };

let standIn: StandIn;
let read: ReadAccountKey;

beforeEach(async () => {
  standIn = await startStandIn({ principals: [LAMBDA] });
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', standIn.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', LAMBDA.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', LAMBDA.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', LAMBDA.sessionToken);
  read = createReadAccountKey();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn.stop();
});

function put(value: unknown, failWith?: string) {
  return standIn.putSecret({
    arn: ARN,
    value: typeof value === 'string' ? value : JSON.stringify(value),
    ...(failWith === undefined ? {} : { failWith }),
  });
}
async function idOf(how = HELD, call = aCall()) {
  return (await read(ARN, how, call)).accessKeyId;
}
function reads() {
  return standIn.calls.filter(({ action }) => action === 'GetSecretValue').length;
}
async function failure(call = aCall()) {
  const error = await thrownBy(read(ARN, HELD, call));
  const { cause, ...shown } = error;
  const text = JSON.stringify([error.message, shown, String(cause)]);
  expect(text).not.toMatch(/wJalrXUtnFEMI|CANARY/);
  return { code: error.code, stage: error.stage, reason: error.reason ?? '' };
}

describe('an account’s key', () => {
  it('is what the secret holds, read in the region that its ARN names', async () => {
    put(KEY);
    const key = await read(ARN, HELD, aCall());
    expect([key.accessKeyId, key.secretAccessKey.reveal()]).toEqual([KEY.accessKeyId, KEY.secretAccessKey]);
    expect(JSON.stringify(key)).not.toContain(KEY.secretAccessKey);
    expect(standIn.calls).toMatchObject([
      { action: 'GetSecretValue', region: 'eu-central-1', parameters: { secretId: ARN }, callerArn: LAMBDA.arn },
    ]);
  });

  it('is cached for five minutes', async () => {
    put(KEY);
    await idOf();
    put(OTHER);
    const at = (ms: number) => aCall({ now: () => new Date(NOW.getTime() + ms) });
    expect(await idOf(HELD, at(299_999))).toBe(KEY.accessKeyId);
    expect(reads()).toBe(1);
    expect(await idOf(HELD, at(300_000))).toBe(OTHER.accessKeyId);
    expect(reads()).toBe(2);
  });

  it('is read again if AWS refused it', async () => {
    put(KEY);
    await idOf();
    put(OTHER);
    expect(await idOf({ anew: true })).toBe(OTHER.accessKeyId);
    expect(await idOf()).toBe(OTHER.accessKeyId);
    expect(reads()).toBe(2);
  });

  it('is read once for requests at the same time', async () => {
    put(KEY);
    await Promise.all([idOf(), idOf(), idOf()]);
    expect(reads()).toBe(1);
  });
});

describe('a secret that holds no key', () => {
  it.each<readonly [string, unknown]>([
    ['is no JSON', 'wJalrXUtnFEMI'],
    ['is no object', ['wJalrXUtnFEMI']],
    ['is null', 'null'],
    ['lacks the id', { secretAccessKey: KEY.secretAccessKey }],
    ['lacks the secret', { accessKeyId: KEY.accessKeyId }],
    ['has the names in another case', { AccessKeyId: KEY.accessKeyId, SecretAccessKey: KEY.secretAccessKey }],
    ['has more', { ...KEY, sessionToken: 'wJalrXUtnFEMI' }],
    ['is a temporary key', { ...KEY, accessKeyId: 'ASIAIOSFODNN7EXAMPLE' }],
    ['is another thing’s id', { ...KEY, accessKeyId: 'AROAIOSFODNN7EXAMPLE' }],
    ['has an empty secret', { ...KEY, secretAccessKey: '' }],
    ['has a line break', { ...KEY, secretAccessKey: `${KEY.secretAccessKey}\n` }],
    ['has a number', { ...KEY, secretAccessKey: 7 }],
    [
      'says it twice',
      `{"accessKeyId":"${KEY.accessKeyId}","secretAccessKey":"${KEY.secretAccessKey}","secretAccessKey":"x"}`,
    ],
  ])('is the operator’s to mend, and nothing of it is told: it %s', async (_what, value) => {
    put(value);
    expect(await failure()).toMatchObject({
      code: 'connector_invalid',
      stage: 'connector',
      reason: expect.stringMatching(/^the account's secret/),
    });
  });

  it('is not cached', async () => {
    put('nothing');
    await failure();
    put(KEY);
    expect(await idOf()).toBe(KEY.accessKeyId);
  });
});

// Secrets Manager API reference, GetSecretValue.
describe('a secret that can not be read', () => {
  it.each([
    ['AccessDeniedException', 'misconfigured', /role.*KMS/],
    ['DecryptionFailure', 'misconfigured', /KMS/],
    ['InvalidRequestException', 'misconfigured', /marked for deletion/],
    ['ResourceNotFoundException', 'misconfigured', /no secret/],
    ['InternalServiceError', 'sts_unavailable', /Secrets Manager/],
    ['ThrottlingException', 'sts_unavailable', /Secrets Manager/],
  ])('because of %s is %s', async (name, code, reason) => {
    put(KEY, name);
    expect(await failure()).toMatchObject({ code, stage: 'sts', reason: expect.stringMatching(reason) });
  });

  it('because it does not exist is for the operator to fix', async () => {
    expect(await failure()).toMatchObject({ code: 'misconfigured', reason: expect.stringMatching(/no secret/) });
  });

  it.each(['reset', 'server-error', 'throttle', 'unavailable'] as const)('once (%s) is read again', async (fault) => {
    put(KEY);
    standIn.faults.inject({ action: 'GetSecretValue', fault });
    expect(await idOf()).toBe(KEY.accessKeyId);
    expect(reads()).toBe(2);
  });

  it.each(['empty', 'html'] as const)('because the answer is unusable (%s) is a fault of upstream', async (fault) => {
    put(KEY);
    standIn.faults.inject({ action: 'GetSecretValue', fault, times: Number.POSITIVE_INFINITY });
    expect((await failure()).code).toBe('upstream_invalid');
  });

  it('because the answer is for another secret is a fault of upstream', async () => {
    put(KEY);
    const mutate = (document: string) => document.replaceAll('build-AbCdEf', 'other-AbCdEf');
    standIn.faults.inject({ action: 'GetSecretValue', fault: { mutate } });
    expect((await failure()).code).toBe('upstream_invalid');
  });

  it('within the request’s time is given up then', async () => {
    put(KEY);
    standIn.faults.inject({ action: 'GetSecretValue', fault: 'hang', times: Number.POSITIVE_INFINITY });
    expect((await failure(aCall({ signal: AbortSignal.timeout(200) }))).code).toBe('deadline_exceeded');
  });
});
