import { createPortunusClient, PortunusError } from '../../clients/typescript/src/index.ts';

/** The console's backend forwards what is below this address to /v1, with the person's token. */
const BACKEND = `${location.origin}/console/api`;

/** A page of another site can't send this header without asking first, and is refused then. */
const OWN_REQUEST = { 'x-portunus-console': '1' } as const;

let onRefused: () => void = () => undefined;

/** Has it called whenever the API knows the person no more, whichever part of the console asked. */
export function whenRefused(call: () => void): void {
  onRefused = call;
}

const send = async (request: Request): Promise<Response> => {
  const headers = new Headers(request.headers);
  for (const [name, value] of Object.entries(OWN_REQUEST)) headers.set(name, value);
  const response = await fetch(new Request(request, { headers, credentials: 'same-origin' }));
  if (response.status === 401) onRefused();
  return response;
};

/** Every route of the API by its path, as a person who is signed in. */
export const api = createPortunusClient({ url: BACKEND, fetch: send });

/** Asks the console's own backend, beside the API, below /console. */
export async function askConsole<T>(path: string, method: 'GET' | 'POST' = 'GET'): Promise<T> {
  const headers = { accept: 'application/json', ...OWN_REQUEST };
  const response = await fetch(`/console/${path}`, { method, headers });
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new PortunusError({ error: body, response });
  return body as T;
}
