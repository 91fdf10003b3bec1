import { PortunusError } from '../../domain/errors.ts';
import type { HttpEvent } from '../event.ts';

/** The header that the console's scripts send. Another site can't send it without asking first, and is refused then. */
const OWN_HEADER = 'x-portunus-console';

/**
 * Refuses a request that a page of another origin made with the person's cookie (cross-site request forgery). The cookie
 * is SameSite=Strict already, but other names of the same domain count as the same site.
 */
export function assertOwnPage({ headers = {} }: HttpEvent, origin: string): void {
  const { origin: from, 'sec-fetch-site': site, [OWN_HEADER]: own } = headers;
  if (own !== '1') throw refusal(`the header ${OWN_HEADER} is missing`);
  if (from !== undefined && from !== origin) throw refusal('Origin is another one');
  if (site !== undefined && site !== 'same-origin') throw refusal(`Sec-Fetch-Site is ${site}`);
  if (from === undefined && site === undefined)
    throw refusal('neither Origin nor Sec-Fetch-Site says where it is from');
}

function refusal(detail: string): PortunusError {
  const errors = [{ field: 'origin', detail: "is not one of the console's own pages" }];
  return new PortunusError('not_allowed', 'request', { reason: 'not_the_consoles_own_page', detail, errors });
}
