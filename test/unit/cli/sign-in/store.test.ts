import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Keychain } from '../../../../cli/sign-in/keychain.ts';
import { createSignInStore, type SignIn } from '../../../../cli/sign-in/store.ts';
import { Secret } from '../../../../shared/domain/secret.ts';
import { CORP } from '../../../support/scripted-provider.ts';

let folder: string;
/** What the keychain has, by account. */
let kept: Map<string, string>;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'portunus-store-')), 'portunus');
  kept = new Map();
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

const KEYCHAIN: Keychain = {
  read: async (account) => kept.get(account),
  write: async (account, text) => void kept.set(account, text),
  remove: async (account) => void kept.delete(account),
};

const LOCKED: Keychain = {
  read: () => Promise.reject(new Error('locked')),
  write: () => Promise.reject(new Error('locked')),
  remove: () => Promise.reject(new Error('locked')),
};

function store(keychain?: Keychain) {
  return createSignInStore(folder, async () => keychain);
}

function aSignIn(more: Partial<SignIn> = {}, token = 'an-id-token'): SignIn {
  const tokens = { idToken: new Secret(token), refreshToken: new Secret(`refresh-${token}`) };
  return { service: 'https://portunus.example.com', issuer: CORP, tokens, ...more };
}

async function found(keychain: Keychain | undefined, service = 'https://portunus.example.com', issuer?: string) {
  const signIn = await store(keychain).find(service, issuer);
  return signIn && [signIn.tokens.idToken.reveal(), signIn.tokens.refreshToken?.reveal()];
}

const file = () => join(folder, 'sign-ins.json');

describe('a sign-in', () => {
  it('is in the keychain, and nothing secret of it in the file', async () => {
    expect(await store(KEYCHAIN).put(aSignIn())).toBe('keychain');
    expect(readFileSync(file(), 'utf8')).not.toContain('token');
    expect([...kept.keys()]).toEqual(['https://portunus.example.com corp']);
    expect(await found(KEYCHAIN)).toEqual(['an-id-token', 'refresh-an-id-token']);
  });

  it.each([
    ['there is no keychain', undefined],
    ['the keychain takes nothing', LOCKED],
  ])('is in a file of its owner alone where %s', async (_where, keychain) => {
    expect(await store(keychain).put(aSignIn())).toBe('file');
    expect([statSync(folder).mode & 0o777, statSync(file()).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(await found(keychain)).toEqual(['an-id-token', 'refresh-an-id-token']);
  });

  it('makes a folder its own that others could read', async () => {
    await store().put(aSignIn());
    const { chmodSync } = await import('node:fs');
    chmodSync(folder, 0o755);
    await store().put(aSignIn());
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('is not written through what somebody else put into a folder that was open', async () => {
    mkdirSync(folder, { mode: 0o777 });
    const elsewhere = join(folder, '..', 'elsewhere');
    const none = '{"signIns":[]}';
    writeFileSync(elsewhere, none);
    symlinkSync(elsewhere, file());
    await store().put(aSignIn());
    expect([readFileSync(elsewhere, 'utf8'), lstatSync(file()).isFile()]).toEqual([none, true]);
  });

  it('is renewed where it is', async () => {
    await store(LOCKED).put(aSignIn());
    await store(KEYCHAIN).renew(aSignIn({}, 'newer'));
    expect(kept.size).toBe(0);
    expect(await found(undefined)).toEqual(['newer', 'refresh-newer']);

    await store(KEYCHAIN).put(aSignIn());
    await store(KEYCHAIN).renew(aSignIn({}, 'newest'));
    expect(await found(KEYCHAIN)).toEqual(['newest', 'refresh-newest']);
  });

  it('is not lost if the keychain is locked when it is renewed', async () => {
    await store(KEYCHAIN).put(aSignIn());
    await store(LOCKED).renew(aSignIn({}, 'newer'));
    expect(await found(LOCKED)).toEqual(['newer', 'refresh-newer']);
  });

  it('is of one service and one issuer, and the last one of a service is found', async () => {
    const other = { ...CORP, id: 'partner', url: 'https://id.partner.example' };
    await store().put(aSignIn({}, 'first'));
    await store().put(aSignIn({ issuer: other }, 'second'));
    await store().put(aSignIn({ service: 'https://elsewhere.example' }, 'third'));
    expect(await found(undefined)).toEqual(['second', 'refresh-second']);
    expect(await found(undefined, undefined, 'corp')).toEqual(['first', 'refresh-first']);
    expect(await found(undefined, 'https://portunus.example.com.evil.example')).toBeUndefined();
    await store().put(aSignIn({}, 'again'));
    expect(JSON.parse(readFileSync(file(), 'utf8')).signIns).toHaveLength(3);
    expect(await found(undefined)).toEqual(['again', 'refresh-again']);
  });

  it.each([
    ['the keychain', KEYCHAIN],
    ['the file', undefined],
  ])('is removed from %s', async (_where, keychain) => {
    await store(keychain).put(aSignIn());
    await store(keychain).remove(aSignIn());
    expect(await found(keychain)).toBeUndefined();
    expect(kept.size).toBe(0);
    expect(readFileSync(file(), 'utf8')).not.toContain('an-id-token');
  });

  it('stays known if the keychain does not let go of it', async () => {
    await store(KEYCHAIN).put(aSignIn());
    await expect(store(LOCKED).remove(aSignIn())).rejects.toThrow('does not let go of your sign-in: unlock it');
    expect(await found(KEYCHAIN)).toBeDefined();
  });

  it('is told where the keychain does not give it', async () => {
    await store(KEYCHAIN).put(aSignIn());
    const message = "the system's keychain does not give your sign-in: unlock it, or run portunus login again";
    await expect(found(LOCKED)).rejects.toThrow(message);
    kept.set('https://portunus.example.com corp', '{"idToken": 7');
    await expect(found(KEYCHAIN)).rejects.toThrow(message);
  });

  it.each(['{"signIns": [{"tokens": "an-id-token"', '{"signIns": [{"service": "an-id-token"}]}', '[]'])(
    'is told to be damaged, without a word of it: %s',
    async (text) => {
      await store().put(aSignIn());
      writeFileSync(file(), text);
      const error = await store()
        .find('https://portunus.example.com')
        .catch((thrown) => thrown);
      expect(error.message).toBe(`${file()} is damaged: remove it, and run portunus login again`);
    },
  );
});

describe('the lock', () => {
  it('lets one change a sign-in at a time', async () => {
    const events: string[] = [];
    const work = (name: string) =>
      store().locked(async () => {
        events.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 60));
        events.push(`${name} ends`);
      });
    await Promise.all([work('one'), work('two')]);
    expect(events.filter((_event, index) => index % 2 === 1)).toEqual(
      events.filter((_event, index) => index % 2 === 0).map((begun) => begun.replace('begins', 'ends')),
    );
  });

  it('is free after work that failed', async () => {
    await expect(store().locked(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await store().locked(async () => 'free')).toBe('free');
  });
});
