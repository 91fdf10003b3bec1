import { PortunusError } from '../../clients/typescript/src/index.ts';
import { OWN_REQUEST } from './client.ts';

/** An issuer that people can sign in with. */
export interface SignInChoice {
  readonly id: string;
  readonly name?: string;
}

/** What `GET /console/api/sign-in` tells everybody. */
export async function readSignIns(): Promise<readonly SignInChoice[]> {
  const response = await fetch('/console/api/sign-in', { headers: { accept: 'application/json', ...OWN_REQUEST } });
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new PortunusError({ error: body, response });
  return (body as { readonly items: readonly SignInChoice[] }).items;
}
