import { Secret } from '../../domain/secret.ts';
import type { HttpEvent } from '../event.ts';
import { readCookie } from './cookies.ts';

/** 256 bits in base64url. */
const ID = /^[\w-]{43}$/;

/** The ID of a session in its cookie. */
export function readSessionId(event: HttpEvent, name: string): Secret | undefined {
  const text = readCookie(event, name);
  return text !== undefined && ID.test(text) ? new Secret(text) : undefined;
}
