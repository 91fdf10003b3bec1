import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createSealTokens } from '../../../../shared/aws/console/seal.ts';
import { Secret } from '../../../../shared/domain/secret.ts';
import { aCall } from '../../../support/builders.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
const asked: { readonly action: string; readonly body: Record<string, unknown> }[] = [];
let refusal: string | undefined;

/** A KMS that encrypts by naming the context in the text. */
async function answer(request: IncomingMessage): Promise<object> {
  const body = (await json(request)) as Record<string, unknown>;
  const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  asked.push({ action, body });
  const context = JSON.stringify(body.EncryptionContext);
  if (refusal !== undefined) return { __type: refusal };
  if (action === 'Encrypt') {
    return { CiphertextBlob: Buffer.from(`${context} ${String(body.Plaintext)}`).toString('base64') };
  }
  const [, sealedContext = '', plain] =
    /^(.*) (.*)$/.exec(Buffer.from(String(body.CiphertextBlob), 'base64').toString()) ?? [];
  return sealedContext === context ? { Plaintext: plain } : { __type: 'InvalidCiphertextException' };
}

const server = createServer((request, response) => {
  void answer(request).then((body) => {
    const status = '__type' in body ? 400 : 200;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL_KMS', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(() => {
  refusal = undefined;
  asked.length = 0;
  vi.unstubAllEnvs();
});

const TOKENS = { idToken: new Secret('id token'), refreshToken: new Secret('refresh token') };

it('KMS encrypts the key of each session, for this session of this stage', async () => {
  const seals = createSealTokens(KEY, 'prod');
  const sealed = await seals.seal(TOKENS, 'one', aCall());
  expect((await seals.open(sealed, 'one', aCall())).idToken.reveal()).toBe('id token');
  const EncryptionContext = { application: 'portunus', stage: 'prod', session: 'one' };
  expect(asked).toMatchObject([
    { action: 'Encrypt', body: { KeyId: KEY, EncryptionContext } },
    { action: 'Decrypt', body: { KeyId: KEY, EncryptionContext } },
  ]);
  // KMS sees the key of the session, and no token.
  expect(Buffer.from(String(asked[0]?.body.Plaintext), 'base64')).toHaveLength(32);
  expect(JSON.stringify(asked)).not.toContain(Buffer.from('id token').toString('base64'));
});

it('a session that KMS does not know under this name is over', async () => {
  const seals = createSealTokens(KEY, 'prod');
  const sealed = await seals.seal(TOKENS, 'one', aCall());
  await expect(seals.open(sealed, 'two', aCall())).rejects.toThrow('sign_in_required: session_unreadable');
});

it.each([
  ['AccessDeniedException', 'misconfigured'],
  ['KMSInvalidStateException', 'misconfigured'],
  ['ThrottlingException', 'sign_in_unavailable'],
])('%s of KMS ends no session, and is %s', async (name, code) => {
  const seals = createSealTokens(KEY, 'prod');
  const sealed = await seals.seal(TOKENS, 'one', aCall());
  refusal = name;
  await expect(seals.open(sealed, 'one', aCall())).rejects.toMatchObject({ code });
});
