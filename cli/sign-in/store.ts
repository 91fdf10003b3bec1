import { chmod, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { parseWith } from '../../shared/domain/parse.ts';
import { Secret } from '../../shared/domain/secret.ts';
import { CommandError } from '../command.ts';
import { putFile } from '../files/replace-file.ts';
import { SignInIssuer } from './issuers.ts';
import type { Keychain } from './keychain.ts';
import { withLock } from './lock.ts';

export interface Tokens {
  readonly idToken: Secret;
  readonly refreshToken?: Secret;
}

/** A person's sign-in. Its tokens are shown to this service and to this issuer, and to nobody else. */
export interface SignIn {
  /** The address of the service that it was made for. */
  readonly service: string;
  readonly issuer: SignInIssuer;
  readonly tokens: Tokens;
}

const TokenTexts = v.object({ idToken: v.string(), refreshToken: v.exactOptional(v.string()) });

/** Tokens are absent if the keychain has them. */
const Entry = v.object({ service: v.string(), issuer: SignInIssuer, tokens: v.exactOptional(TokenTexts) });

type Entry = v.InferOutput<typeof Entry>;

const File = v.object({ signIns: v.array(Entry) });

type Key = Pick<SignIn, 'service' | 'issuer'>;

/** Keeps sign-ins, one for each service and issuer. Who changes one holds the lock. */
export interface SignInStore {
  readonly folder: string;
  readonly locked: <T>(work: () => Promise<T>) => Promise<T>;
  /** Returns the last sign-in at this service, or that at one of its issuers. */
  readonly find: (service: string, issuerId?: string) => Promise<SignIn | undefined>;
  /** Keeps a sign-in. Returns where its tokens are: in the keychain, or in the file. */
  readonly put: (signIn: SignIn) => Promise<'keychain' | 'file'>;
  /** Replaces the tokens of a sign-in, where they are. */
  readonly renew: (signIn: SignIn) => Promise<void>;
  readonly remove: (key: Key) => Promise<void>;
}

export function createSignInStore(
  folder: string,
  openKeychain: () => Promise<Keychain | undefined>,
): SignInStore & { readonly path: string } {
  const path = join(folder, 'sign-ins.json');
  const store = { read: () => readEntries(path), write: (entries: readonly Entry[]) => writeEntries(path, entries) };
  const keep = async (signIn: SignIn, keychain: Keychain | undefined) => {
    const texts = textsOf(signIn.tokens);
    const isKept = await keychain?.write(accountOf(signIn), JSON.stringify(texts)).then(
      () => true,
      () => false,
    );
    const { service, issuer } = signIn;
    const others = (await store.read()).filter((one) => !isSame(one, signIn));
    await store.write([...others, { service, issuer, ...(isKept !== true && { tokens: texts }) }]);
    return isKept === true ? 'keychain' : 'file';
  };
  return {
    folder,
    path,
    locked: (work) => withLock(folder, work),
    find: async (service, issuerId) => {
      const isWanted = (one: Entry) =>
        one.service === service && (issuerId === undefined || one.issuer.id === issuerId);
      const entry = (await store.read()).findLast(isWanted);
      if (entry === undefined) return undefined;
      const tokens = entry.tokens ?? (await readKept(await openKeychain(), accountOf(entry)));
      return { service: entry.service, issuer: entry.issuer, tokens: tokensOf(tokens) };
    },
    put: async (signIn) => keep(signIn, await openKeychain()),
    renew: async (signIn) => {
      const isInFile = (await store.read()).find((one) => isSame(one, signIn))?.tokens !== undefined;
      await keep(signIn, isInFile ? undefined : await openKeychain());
    },
    remove: async (key) => {
      const entries = await store.read();
      const isInKeychain = entries.some((one) => isSame(one, key) && one.tokens === undefined);
      if (isInKeychain) await removeKept(await openKeychain(), accountOf(key));
      await store.write(entries.filter((one) => !isSame(one, key)));
    },
  };
}

function accountOf({ service, issuer }: Key): string {
  return `${service} ${issuer.id}`;
}

function isSame(one: Key, other: Key): boolean {
  return accountOf(one) === accountOf(other);
}

function textsOf({ idToken, refreshToken }: Tokens): v.InferOutput<typeof TokenTexts> {
  return {
    idToken: idToken.reveal(),
    ...(refreshToken !== undefined && { refreshToken: refreshToken.reveal() }),
  };
}

function tokensOf({ idToken, refreshToken }: v.InferOutput<typeof TokenTexts>): Tokens {
  return {
    idToken: new Secret(idToken),
    ...(refreshToken !== undefined && { refreshToken: new Secret(refreshToken) }),
  };
}

async function removeKept(keychain: Keychain | undefined, account: string): Promise<void> {
  await keychain?.remove(account).catch(() => {
    throw new CommandError(["the system's keychain does not let go of your sign-in: unlock it, and try again"]);
  });
}

async function readKept(keychain: Keychain | undefined, account: string): Promise<v.InferOutput<typeof TokenTexts>> {
  try {
    const parsed = parseWith(TokenTexts, JSON.parse((await keychain?.read(account)) ?? ''), 'tokens');
    if (parsed.ok) return parsed.value;
  } catch {
    // What the keychain says of it is no help, and may quote it.
  }
  throw new CommandError(["the system's keychain does not give your sign-in: unlock it, or run portunus login again"]);
}

async function readEntries(path: string): Promise<readonly Entry[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CommandError([`${path} can't be read (${error.code}): it holds your sign-ins`]);
  });
  if (text === undefined) return [];
  try {
    const parsed = parseWith(File, JSON.parse(text), 'file');
    if (parsed.ok) return parsed.value.signIns;
  } catch {
    // The error of a parser quotes the text, which holds tokens.
  }
  throw new CommandError([`${path} is damaged: remove it, and run portunus login again`]);
}

async function writeEntries(path: string, signIns: readonly Entry[]): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // The mode above is for a new folder alone.
  await chmod(folder, 0o700);
  await putFile(path, `${JSON.stringify({ signIns })}\n`);
}
