import type { components } from '../../../../clients/typescript/src/index.ts';
import { dataOf, PortunusError } from '../../../../clients/typescript/src/index.ts';
import type { DefinitionKind } from '../../../../shared/domain/definition.ts';
import { patchBetween } from '../../../../shared/domain/merge-patch.ts';
import { isJsonObject } from '../../../../shared/domain/strict-json.ts';
import { api } from '../../../api/client.ts';
import { codeOf } from '../../../api/problem.ts';
import type { Editing } from '../object/editing.ts';
import type { Written } from '../object/path.ts';

type Schemas = components['schemas'];

// What a person wrote has the type of a definition once the service has checked it. These are the places that send it.
const CREATE = {
  issuer: (body: Written) => api.POST('/issuers', { body: body as Schemas['Issuer'] }),
  account: (body: Written) => api.POST('/accounts', { body: body as Schemas['Account'] }),
  connector: (body: Written) => api.POST('/connectors', { body: body as Schemas['Connector'] }),
  'refresh-job': (body: Written) => api.POST('/refresh-jobs', { body: body as Schemas['RefreshJob'] }),
};

function changing(id: string, etag: string | undefined) {
  const header = etag === undefined ? {} : { 'If-Match': etag };
  return { params: { path: { id }, header }, headers: { 'content-type': 'application/json' } };
}

const CHANGE = {
  issuer: (id: string, etag: string | undefined, body: Written) =>
    api.PATCH('/issuers/{id}', { ...changing(id, etag), body }),
  account: (id: string, etag: string | undefined, body: Written) =>
    api.PATCH('/accounts/{id}', { ...changing(id, etag), body }),
  connector: (id: string, etag: string | undefined, body: Written) =>
    api.PATCH('/connectors/{id}', { ...changing(id, etag), body }),
  'refresh-job': (id: string, etag: string | undefined, body: Written) =>
    api.PATCH('/refresh-jobs/{id}', { ...changing(id, etag), body }),
};

/** How saving ended: written, or waiting for a second administrator. */
export type Saved =
  | { readonly ended: 'written'; readonly id: string }
  | { readonly ended: 'waits'; readonly approval: string; readonly reason: string };

/** Saves a definition: whole if it is new, and otherwise only what changed, over the version that was read. */
export async function save(kind: DefinitionKind, id: string | undefined, editing: Editing): Promise<Saved> {
  const { base, value, etag } = editing;
  const patch = patchBetween(base, value);
  const answer = await (id === undefined
    ? CREATE[kind](value)
    : CHANGE[kind](id, etag, isJsonObject(patch) ? patch : {}));
  const data: unknown = dataOf(answer);
  if (!isJsonObject(data)) return { ended: 'written', id: id ?? '' };
  const { approval } = data;
  if (answer.response.status === 202 && isJsonObject(approval)) {
    return { ended: 'waits', approval: String(approval.id), reason: String(approval.reason) };
  }
  return { ended: 'written', id: typeof data.id === 'string' ? data.id : (id ?? '') };
}

/** Whether somebody else saved the definition since it was read. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof PortunusError && codeOf(error) === 'precondition_failed';
}
