// What the adapters of accounts' keys expect of IAM and Secrets Manager, for any stand-in of them.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKeySecrets, createPutKey } from '../../shared/aws/keys/secrets.ts';
import { createUserKeys } from '../../shared/aws/keys/user-keys.ts';
import type { AccountKey } from '../../shared/domain/account-key.ts';
import { Secret } from '../../shared/domain/secret.ts';
import { versionOf } from '../../shared/vending/keys/own-key.ts';
import type { KeySecret } from '../../shared/vending/keys/ports.ts';
import { aCall } from '../support/builders.ts';

/** A stand-in with the user `deployer` in it, and the user's only key. */
export interface KeysStandIn {
  readonly url: string;
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly stop: () => Promise<void> | void;
}

const ENDPOINTS = ['AWS_ENDPOINT_URL_IAM', 'AWS_ENDPOINT_URL_SECRETS_MANAGER', 'AWS_ENDPOINT_URL_STS'];

function keyOf(digit: number): AccountKey {
  return {
    accessKeyId: `AKIACONTRACTCONTRAC${digit}`,
    secretAccessKey: new Secret(`secret/of/the/contract/number/${digit}`),
  };
}

function idsIn({ current, pending, previous }: KeySecret) {
  const idOf = (version: KeySecret['pending']) =>
    version && 'accessKeyId' in version.value ? version.value.accessKeyId : undefined;
  return [idOf(current), idOf(pending), idOf(previous)];
}

export function accountKeysContract(start: () => Promise<KeysStandIn>): void {
  const call = aCall({ now: () => new Date() });
  let standIn: KeysStandIn;
  beforeAll(async () => {
    standIn = await start();
    for (const name of ENDPOINTS) process.env[name] = standIn.url;
  });
  afterAll(async () => {
    for (const name of ENDPOINTS) delete process.env[name];
    await standIn.stop();
  });

  it('lists, creates, deactivates and deletes the keys of the user that signs', async () => {
    const keys = createUserKeys('eu-west-1');
    const { accessKeyId, secretAccessKey } = standIn.key;
    const signer = {
      key: { accessKeyId, secretAccessKey: new Secret(secretAccessKey) },
      partition: 'aws',
      user: 'deployer',
    } as const;
    expect(await keys.list(signer, call)).toMatchObject([{ accessKeyId, isActive: true, createdAt: expect.any(Date) }]);
    const made = await keys.create(signer, call);
    expect((await keys.list(signer, call)).map((key) => key.accessKeyId)).toEqual([accessKeyId, made.accessKeyId]);
    await expect(keys.create(signer, call)).rejects.toMatchObject({ code: 'conflict', errors: [{ field: 'user' }] });
    await keys.deactivate(signer, made.accessKeyId, call);
    expect((await keys.list(signer, call)).map(({ isActive }) => isActive)).toEqual([true, false]);
    await keys.remove(signer, made.accessKeyId, call);
    // Its answer may have got lost.
    await keys.remove(signer, made.accessKeyId, call);
    expect(await keys.list(signer, call)).toHaveLength(1);
  });

  it('makes a secret, and writes, stages and switches its versions, each as often as it is asked', async () => {
    const [first, second] = [keyOf(1), keyOf(2)].map(versionOf);
    if (first === undefined || second === undefined) throw new Error('no versions');
    const name = `portunus/dev/keys/${randomUUID()}`;
    const putKey = createPutKey('eu-west-1');
    const secrets = createKeySecrets();
    const { secretArn, isCreated } = await putKey({ name }, first, call);
    expect([secretArn.startsWith('arn:aws:secretsmanager:eu-west-1:'), isCreated]).toEqual([true, true]);
    await putKey({ name }, first, call);
    for (let times = 0; times < 2; times += 1) await secrets.stage(secretArn, second, call);
    expect(idsIn(await secrets.read(secretArn, call))).toEqual([
      'AKIACONTRACTCONTRAC1',
      'AKIACONTRACTCONTRAC2',
      undefined,
    ]);
    for (let times = 0; times < 2; times += 1) await secrets.switch(secretArn, second.id, first.id, call);
    const switched = await secrets.read(secretArn, call);
    expect(idsIn(switched)).toEqual(['AKIACONTRACTCONTRAC2', 'AKIACONTRACTCONTRAC2', 'AKIACONTRACTCONTRAC1']);
    expect(switched.changedAt.getTime()).toBeGreaterThanOrEqual(switched.current.createdAt.getTime());
    await putKey({ secretArn }, first, call);
    expect(idsIn(await secrets.read(secretArn, call))[0]).toBe('AKIACONTRACTCONTRAC1');
  });
}
