import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { type Caller, issuerOf } from '../../domain/caller.ts';
import { DefinitionId } from '../../domain/definition.ts';
import { invalidRequest } from '../../domain/errors.ts';
import { NOT_OURS } from './next-token.ts';

/** The form of a sealed token: AES-256-GCM over a padded id. */
export const SealedToken = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{2,128}$/, NOT_OURS));

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Longer than any id, so that a token's length says nothing. */
const PADDED_BYTES = 64;

/**
 * Encodes the position after a page so that its reader learns nothing of it: it may be an id that the reader may not
 * know. Only the same caller can use the token.
 */
export function sealPosition(id: string, caller: Caller, key: KeyObject): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(nameOf(caller));
  const sealed = cipher.update(id.padEnd(PADDED_BYTES, '\0'));
  return Buffer.concat([iv, sealed, cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** The position in a sealed token. Throws `invalid_request` if the token was not made for this caller with this key. */
export function openPosition(token: string, caller: Caller, key: KeyObject): string {
  const id = open(token, caller, key);
  if (v.is(DefinitionId, id)) return id;
  throw invalidRequest([{ field: 'nextToken', detail: NOT_OURS }]);
}

function nameOf(caller: Caller): Buffer {
  return Buffer.from(JSON.stringify([issuerOf(caller), caller.subject]));
}

function open(token: string, caller: Caller, key: KeyObject): string | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== IV_BYTES + PADDED_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(nameOf(caller))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const opened = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return opened.toString().replace(/\0+$/, '');
  } catch {
    return undefined;
  }
}
