import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import type { Call } from '../../domain/call.ts';
import { type ErrorCode, PortunusError } from '../../domain/errors.ts';
import { Secret } from '../../domain/secret.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { SealTokens, SessionTokens } from '../../vending/console/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { classifySdkError, type Verdict } from '../sdk-errors.ts';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts the key of a session, and decrypts it for the same session again. */
interface KeyWrapper {
  readonly wrap: (key: Uint8Array, session: string, call: Call) => Promise<Uint8Array>;
  readonly unwrap: (wrapped: Uint8Array, session: string, call: Call) => Promise<Uint8Array>;
}

/**
 * Encrypts the tokens of each session with a key of its own (AES-256-GCM), because KMS takes 4 KB at most and an ID token
 * may be longer. KMS encrypts those keys. Each step is bound to the session, so that no session can be given the tokens
 * of another.
 */
export function createSealTokens(key: string, stage: string): SealTokens {
  const { wrap, unwrap } = key === 'process' ? processWrapper() : kmsWrapper(key, stage);
  return {
    seal: async (tokens, session, call) => {
      const own = randomBytes(KEY_BYTES);
      return { key: await wrap(own, session, call), text: encrypt(own, toText(tokens), session) };
    },
    open: async (sealed, session, call) =>
      orUnreadable(call, async () =>
        fromText(decrypt(await unwrap(sealed.key, session, call), sealed.text, session).toString('utf8')),
      ),
  };
}

/** A key that ends with the process, and so do its sessions. */
function processWrapper(): KeyWrapper {
  const own = randomBytes(KEY_BYTES);
  return {
    wrap: async (key, session) => encrypt(own, key, session),
    unwrap: async (wrapped, session) => decrypt(own, wrapped, session),
  };
}

const ATTEMPT_MS = 1_000;

function kmsWrapper(KeyId: string, stage: string): KeyWrapper {
  const config = { maxAttempts: MAX_ATTEMPTS, requestHandler: createRequestHandler(ATTEMPT_MS) };
  const client = new KMSClient({ ...config, region: KeyId.split(':')[3] as string });
  // CloudTrail shows the context. It names no person, and the session by its hash.
  const contextOf = (session: string) => ({ application: 'portunus', stage, session });
  const send = <T>(call: Call, work: () => Promise<T>) =>
    work().catch((error: unknown) => Promise.reject(kmsError(error, call)));
  return {
    wrap: (Plaintext, session, call) =>
      send(call, async () => {
        const command = new EncryptCommand({ KeyId, Plaintext, EncryptionContext: contextOf(session) });
        return present((await client.send(command, { abortSignal: call.signal })).CiphertextBlob);
      }),
    unwrap: (CiphertextBlob, session, call) =>
      send(call, async () => {
        const command = new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext: contextOf(session) });
        return present((await client.send(command, { abortSignal: call.signal })).Plaintext);
      }),
  };
}

function present(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new TypeError('no answer of KMS');
  return bytes;
}

const CODES: Record<Verdict, ErrorCode> = {
  deadline: 'deadline_exceeded',
  unavailable: 'sign_in_unavailable',
  own_credentials: 'misconfigured',
  refused: 'misconfigured',
  unreadable: 'sign_in_unavailable',
};

/** Turns a failure of KMS into a `PortunusError`. */
export function kmsError(error: unknown, call: Call): PortunusError {
  const { verdict, name } = classifySdkError(error, call.signal);
  const detail = `the key of the console's sessions: KMS: ${name}`;
  return new PortunusError(CODES[verdict], 'authentication', { detail, cause: error });
}

/** A session that was sealed with a key that is gone is over, like one of a process that ended. */
async function orUnreadable<T>(call: Call, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PortunusError && !isOfOtherKey(error)) throw error;
    call.signal.throwIfAborted();
    throw new PortunusError('sign_in_required', 'authentication', { reason: 'session_unreadable', cause: error });
  }
}

function isOfOtherKey({ cause }: PortunusError): boolean {
  return cause instanceof Error && ['InvalidCiphertextException', 'IncorrectKeyException'].includes(cause.name);
}

function encrypt(key: Uint8Array, plain: Uint8Array, session: string): Uint8Array {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(session));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, sealed: Uint8Array, session: string): Buffer {
  const bytes = Buffer.from(sealed);
  const [iv, text, tag] = [
    bytes.subarray(0, IV_BYTES),
    bytes.subarray(IV_BYTES, -TAG_BYTES),
    bytes.subarray(-TAG_BYTES),
  ];
  const options = { authTagLength: TAG_BYTES };
  const cipher = createDecipheriv('aes-256-gcm', key, iv, options).setAAD(Buffer.from(session)).setAuthTag(tag);
  return Buffer.concat([cipher.update(text), cipher.final()]);
}

function toText({ idToken, refreshToken }: SessionTokens): Uint8Array {
  const texts = { idToken: idToken.reveal(), ...(refreshToken && { refreshToken: refreshToken.reveal() }) };
  return Buffer.from(JSON.stringify(texts));
}

function fromText(text: string): SessionTokens {
  const value: unknown = JSON.parse(text);
  const { idToken, refreshToken } = isJsonObject(value) ? value : {};
  if (typeof idToken !== 'string') throw new TypeError('no tokens');
  return {
    idToken: new Secret(idToken),
    ...(typeof refreshToken === 'string' && { refreshToken: new Secret(refreshToken) }),
  };
}
