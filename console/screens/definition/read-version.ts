import { type components, dataOf } from '../../../clients/typescript/src/index.ts';
import type { DefinitionKind } from '../../../shared/domain/definition.ts';
import { api } from '../../api/client.ts';
import { PLACES } from '../places.ts';

/** Which definition it is. */
export interface Named {
  readonly kind: DefinitionKind;
  readonly id: string;
}

/** What a definition was at a version. */
export async function readVersion(
  { kind, id }: Named,
  version: number,
  signal: AbortSignal,
): Promise<components['schemas']['DefinitionAtVersion']> {
  // The routes are called as the screens are.
  const path = { id, version };
  return dataOf(await api.GET(`${PLACES[kind]}/{id}/versions/{version}`, { params: { path }, signal }));
}
