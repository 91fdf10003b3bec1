import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError } from '../command.ts';
import type { KeyAccess } from '../key-access.ts';
import { type ApiAnswer, type ApiClient, allOf, bodyOf } from './client.ts';

/** Manages accounts' keys through the API. */
export function createHttpKeys(api: ApiClient): KeyAccess {
  const named = (id: string) => ({ params: { path: { id } } });
  return {
    list: () => withKeys(api),
    describe: async (account) => answerOf(await api.GET('/accounts/{id}/key', named(account))),
    put: async (account, { accessKeyId, secretAccessKey }) => {
      const body = { accessKeyId, secretAccessKey: secretAccessKey.reveal() };
      return answerOf(await api.PUT('/accounts/{id}/key', { ...named(account), body }));
    },
    rotate: async (account, atOnce) =>
      answerOf(await api.POST('/accounts/{id}/key/rotate', { ...named(account), body: { atOnce } })),
  };
}

async function withKeys(api: ApiClient): Promise<readonly string[]> {
  const accounts = await allOf((from) => api.GET('/accounts', { params: { query: { limit: 100, ...from } } }));
  return accounts.flatMap(({ id, credentials }) =>
    isJsonObject(credentials) && credentials.source === 'iam-user' ? [String(id)] : [],
  );
}

function answerOf<T extends { readonly accessKeyId: string }>(answer: ApiAnswer): T {
  const body = bodyOf(answer);
  if (isAnswer<T>(body)) return body;
  throw new CommandError(["the answer tells of no account's key: is the command older than the service?"]);
}

/** The service's answers are shown, and nothing is decided by them. */
function isAnswer<T>(body: unknown): body is T {
  return isJsonObject(body) && typeof body.accessKeyId === 'string';
}
