import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError } from '../command.ts';
import type { KeyAccess } from '../key-access.ts';
import { type ApiAnswer, type ApiClient, bodyOf, listedAt } from './client.ts';

/** Manages accounts' keys through the API. */
export function createHttpKeys(ask: ApiClient): KeyAccess {
  const path = (account: string) => `/accounts/${encodeURIComponent(account)}/key`;
  return {
    list: () => withKeys(ask),
    describe: async (account) => answerOf(await ask({ method: 'GET', path: path(account) })),
    put: async (account, { accessKeyId, secretAccessKey }) => {
      const body = { accessKeyId, secretAccessKey: secretAccessKey.reveal() };
      return answerOf(await ask({ method: 'PUT', path: path(account), body }));
    },
    rotate: async (account, atOnce) =>
      answerOf(await ask({ method: 'POST', path: `${path(account)}/rotate`, body: { atOnce } })),
  };
}

async function withKeys(ask: ApiClient): Promise<readonly string[]> {
  const accounts = await listedAt(ask, '/accounts');
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
