import * as v from 'valibot';
import { type AccountKey, parseAccountKey } from '../../domain/account-key.ts';
import { parseWith, valid } from '../../domain/parse.ts';
import type { HttpEvent } from '../event.ts';
import { readId } from './read-definition-request.ts';
import { readObject } from './read-parameters.ts';

/** The account in the path, and the key in the body. No fault repeats a value. Throws `invalid_request`. */
export function readKeyRequest(event: HttpEvent): { readonly id: string; readonly key: AccountKey } {
  return { id: readId(event), key: valid(parseAccountKey(readObject(event), 'body')) };
}

export const RotateFields = v.strictObject({ atOnce: v.exactOptional(v.boolean(), false) });

/** The account in the path, and whether its key has leaked, so that no step waits. Throws `invalid_request`. */
export function readRotateRequest(event: HttpEvent): { readonly id: string; readonly atOnce: boolean } {
  return { id: readId(event), ...valid(parseWith(RotateFields, readObject(event), 'body')) };
}
