import { setTimeout } from 'node:timers/promises';

/** The system's own store of secrets. Every call may fail: somebody may leave its question unanswered. */
export interface Keychain {
  readonly read: (account: string) => Promise<string | undefined>;
  readonly write: (account: string, text: string) => Promise<void>;
  readonly remove: (account: string) => Promise<void>;
}

const SERVICE = 'portunus';

/** A person may have to unlock it first. */
const MOST_WAIT_MS = 60_000;

/**
 * Opens the system's keychain. It is `undefined` where there is none, or where the native package for it is not
 * installed, as beside the command of a release.
 */
export async function openKeychain(): Promise<Keychain | undefined> {
  const { AsyncEntry } = await import('@napi-rs/keyring').catch(() => ({ AsyncEntry: undefined }));
  if (AsyncEntry === undefined) return undefined;
  // By default it takes Linux's kernel keyring where no Secret Service runs, which forgets everything with the session.
  const entry = (account: string) => new AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } });
  return {
    read: async (account) => (await inTime(async () => entry(account).getPassword())) ?? undefined,
    write: (account, text) => inTime(async () => entry(account).setPassword(text)),
    remove: async (account) => void (await inTime(async () => entry(account).deletePassword())),
  };
}

function inTime<T>(call: () => Promise<T>): Promise<T> {
  const late = setTimeout(MOST_WAIT_MS, undefined, { ref: false }).then(() => {
    throw new Error('the keychain gave no answer within a minute');
  });
  return Promise.race([call(), late]);
}
