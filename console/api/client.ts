import { createPortunusClient } from '../../clients/typescript/src/index.ts';

/** The console's backend forwards what is below this address to /v1, with the person's token. */
const BACKEND = `${location.origin}/console/api`;

/** A page of another site can't send this header without asking first, and is refused then. */
export const OWN_REQUEST = { 'x-portunus-console': '1' } as const;

const send = (request: Request): Promise<Response> => {
  const headers = new Headers(request.headers);
  for (const [name, value] of Object.entries(OWN_REQUEST)) headers.set(name, value);
  return fetch(new Request(request, { headers, credentials: 'same-origin' }));
};

/** Every route of the API by its path, as a person who is signed in. */
export const api = createPortunusClient({ url: BACKEND, fetch: send });
