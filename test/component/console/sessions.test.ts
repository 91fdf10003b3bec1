// The store of sessions over the embedded DynamoDB, and what encrypts their tokens.
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTables } from '../../../cli/direct/create-tables.ts';
import { startEmbeddedDynamoDb } from '../../../local/embedded-dynamodb/server.ts';
import { createSealTokens } from '../../../shared/aws/console/seal.ts';
import { createSessionStore } from '../../../shared/aws/dynamodb/console-sessions.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { aSession, callAt, timeAt } from '../../support/console-ports.ts';

const NAMES = { definitionsTable: 'definitions', activityTable: 'activity' };
let engine: Awaited<ReturnType<typeof startEmbeddedDynamoDb>>;
let client: DynamoDBClient;

beforeAll(async () => {
  engine = await startEmbeddedDynamoDb();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials });
  await createTables(client, NAMES, () => undefined);
});
afterAll(() => {
  client.destroy();
  engine.stop();
});

function aStore() {
  return createSessionStore({ client, tableName: NAMES.activityTable });
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

function aStored(more: object = {}) {
  return aSession({ key: randomUUID(), sealed: { key: bytes('key'), text: bytes('tokens') }, ...more });
}

const RENEWED = {
  token: { issuedAt: timeAt(550), expiresAt: timeAt(1_150) },
  hasRefreshToken: false,
  sealed: { key: bytes('new key'), text: bytes('new tokens') },
};

describe('the store of sessions', () => {
  it('keeps a session as it is, with and without what a provider may leave out', async () => {
    const { authenticatedAt: _none, ...silent } = aStored();
    for (const session of [aStored(), silent]) {
      await aStore().create(session, callAt(0));
      expect(await aStore().read(session.key, callAt(0))).toEqual(session);
    }
    expect(await aStore().read('another', callAt(0))).toBeUndefined();
  });

  it('gives one lease, until it is over', async () => {
    const session = aStored();
    await aStore().create(session, callAt(0));
    const lease = (seconds: number, by: string) => aStore().lease(session, timeAt(seconds + 15), callAt(seconds, by));
    const taken = await Promise.all(['a', 'b', 'c', 'd'].map((by) => lease(100, by)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await lease(115, 'e')).toBe(false);
    expect(await lease(116, 'e')).toBe(true);
  });

  it('gives a lease again that was given back, and only by who has it', async () => {
    const session = aStored();
    await aStore().create(session, callAt(0));
    await aStore().lease(session, timeAt(15), callAt(0, 'a'));
    await aStore().release(session.key, callAt(1, 'b'));
    expect(await aStore().lease(session, timeAt(16), callAt(1, 'b'))).toBe(false);
    await aStore().release(session.key, callAt(1, 'a'));
    expect(await aStore().lease(session, timeAt(16), callAt(1, 'b'))).toBe(true);
  });

  it('takes new tokens from who has the lease alone, and renews no tokens that are new already', async () => {
    const session = aStored();
    await aStore().create(session, callAt(0));
    await aStore().lease(session, timeAt(565), callAt(550, 'a'));
    expect(await aStore().renew(session, RENEWED, callAt(551, 'b'))).toBe(false);
    expect(await aStore().renew(session, RENEWED, callAt(551, 'a'))).toBe(true);
    expect(await aStore().read(session.key, callAt(552))).toEqual({ ...session, ...RENEWED, renewals: 1 });
    expect(await aStore().lease(session, timeAt(567), callAt(552, 'b'))).toBe(false);
  });

  it('brings no session back that has ended', async () => {
    const session = aStored();
    await aStore().create(session, callAt(0));
    await aStore().touch(session.key, callAt(61));
    expect((await aStore().read(session.key, callAt(61)))?.usedAt).toEqual(timeAt(61));
    expect(await aStore().remove(session.key, callAt(62))).toEqual({ ...session, usedAt: timeAt(61) });
    expect(await aStore().remove(session.key, callAt(62))).toBeUndefined();
    await aStore().touch(session.key, callAt(63));
    await aStore().release(session.key, callAt(63));
    expect(await aStore().lease(session, timeAt(80), callAt(63))).toBe(false);
    expect(await aStore().renew(session, RENEWED, callAt(63))).toBe(false);
    expect(await aStore().read(session.key, callAt(64))).toBeUndefined();
  });
});

describe('the tokens of a session', () => {
  const tokens = { idToken: new Secret('id '.repeat(5_000)), refreshToken: new Secret('refresh') };

  it('are the same after they were sealed, however long they are', async () => {
    const seals = createSealTokens('process', 'dev');
    const sealed = await seals.seal(tokens, 'session', callAt(0));
    const { idToken, refreshToken } = await seals.open(sealed, 'session', callAt(0));
    expect([idToken.reveal(), refreshToken?.reveal()]).toEqual(['id '.repeat(5_000), 'refresh']);
    expect(Buffer.from(sealed.text).includes('refresh')).toBe(false);
    const alone = await seals.seal({ idToken }, 'session', callAt(0));
    expect(await seals.open(alone, 'session', callAt(0))).not.toHaveProperty('refreshToken');
  });

  it('are those of no other session, of no other process, and of nobody who changed them', async () => {
    const seals = createSealTokens('process', 'dev');
    const sealed = await seals.seal(tokens, 'session', callAt(0));
    const changed = { ...sealed, text: new Uint8Array(sealed.text).fill((sealed.text.at(-1) ?? 0) ^ 1, -1) };
    const other = await seals.seal(tokens, 'other', callAt(0));
    const unreadable = 'session_unreadable';
    await expect(seals.open(sealed, 'other', callAt(0))).rejects.toThrow(unreadable);
    await expect(seals.open({ ...sealed, key: other.key }, 'session', callAt(0))).rejects.toThrow(unreadable);
    await expect(seals.open({ ...sealed, text: new Uint8Array(3) }, 'session', callAt(0))).rejects.toThrow(unreadable);
    await expect(createSealTokens('process', 'dev').open(sealed, 'session', callAt(0))).rejects.toThrow(unreadable);
    await expect(seals.open(changed, 'session', callAt(0))).rejects.toThrow(unreadable);
  });
});
