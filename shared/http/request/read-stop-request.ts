import { parseWith, valid } from '../../domain/parse.ts';
import { plainObject } from '../../domain/schemas.ts';
import { StopReason, StopScope } from '../../domain/stop.ts';
import type { HttpEvent } from '../event.ts';
import { readObject } from './read-parameters.ts';

export const StopFields = plainObject({ scope: StopScope, reason: StopReason });

/** What to stop or to resume, and why. Throws `invalid_request`. */
export function readStopRequest(event: HttpEvent) {
  return valid(parseWith(StopFields, readObject(event), 'body'));
}
