import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../shared/domain/account.ts';
import { Secret } from '../../../../shared/domain/secret.ts';
import { type PutKeyPorts, putAccountKey } from '../../../../shared/vending/keys/put-key.ts';
import { BUILD, KeyWorld, SECRET_ARN } from '../../../support/key-world.ts';

const ADA = { issuer: 'direct', subject: 'arn:aws:iam::111122223333:user/ada' };

function put(world: KeyWorld, key = world.addKey(2), more: Partial<PutKeyPorts> = {}) {
  return putAccountKey({ ...world.ports, ...more }, { id: 'build', key }, ADA, world.call);
}

async function refusalOf(world: KeyWorld, key = world.addKey(0), more: Partial<PutKeyPorts> = {}) {
  const before = JSON.stringify([...world.versions]);
  const error = await put(world, key, more).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  // Nothing was changed, and nothing recorded as done.
  expect(JSON.stringify([...world.versions])).toBe(before);
  expect(world.records).toEqual([]);
  const { code, errors } = error as { code: string; errors: readonly { field: string; detail: string }[] };
  return [code, ...errors.map(({ field, detail }) => `${field} ${detail}`)];
}

describe('a key that is put', () => {
  it('is validated, recorded by its id, and current', async () => {
    const world = new KeyWorld();
    expect(await put(world)).toEqual({
      accessKeyId: 'AKIAKEYKEYKEYKEY0002',
      user: 'portunus',
      secretArn: SECRET_ARN,
      isInDefinition: true,
      createdAt: '2026-11-25T12:00:00.000Z',
      ageDays: 2,
    });
    expect(world.idAt('AWSCURRENT')).toBe('AKIAKEYKEYKEYKEY0002');
    expect(world.idAt('AWSPREVIOUS')).toBe('AKIAKEYKEYKEYKEY0001');
    expect(world.records).toEqual(['account-key-put done: key AKIAKEYKEYKEYKEY0002 of user portunus']);
    expect(world.calls).toEqual(['identify', 'record', 'put', 'list']);
  });

  it('may be put again, and changes nothing then', async () => {
    const world = new KeyWorld();
    const key = world.addKey(2);
    await put(world, key);
    const stages = () => [...world.versions].map(([id, version]) => [id, version.stages]);
    const before = stages();
    await put(world, key);
    expect(stages()).toEqual(before);
  });

  it('may be one that was put before another', async () => {
    const world = new KeyWorld();
    const [one, other] = [world.addKey(2), world.addKey(1)];
    for (const key of [one, other, one]) await put(world, key);
    expect(world.idAt('AWSCURRENT')).toBe(one.accessKeyId);
  });

  it('is told without an age where its user may not list its keys', async () => {
    const world = new KeyWorld();
    const told = await put(world, world.addKey(2), { listKeys: () => Promise.reject(new Error('AccessDenied')) });
    expect(Object.keys(told)).toEqual(['accessKeyId', 'user', 'secretArn', 'isInDefinition']);
  });

  it('is waited for while AWS does not know it yet', async () => {
    const world = new KeyWorld();
    let asked = 0;
    const identify: PutKeyPorts['identify'] = async () => {
      asked += 1;
      return asked < 5 ? 'unknown' : world.owner;
    };
    expect((await put(world, world.addKey(0), { identify })).user).toBe('portunus');
    expect(asked).toBe(5);
    expect(world.now.toISOString()).toBe('2026-11-27T12:00:04.000Z');
  });
});

describe('a key that is put by mistake', () => {
  it('is refused if AWS does not know it after five questions', async () => {
    const world = new KeyWorld();
    const key = world.addKey(0);
    world.keys.delete(key.accessKeyId);
    expect(await refusalOf(world, key)).toEqual([
      'invalid_request',
      'accessKeyId is not known to AWS, or is inactive: activate it, or create another key',
    ]);
    expect(world.calls).toEqual(['identify', 'identify', 'identify', 'identify', 'identify']);
  });

  it('is refused with the secret of another key, at once', async () => {
    const world = new KeyWorld();
    const key = { ...world.addKey(0), secretAccessKey: new Secret('canary/of/another/key/altogether+++++++++') };
    expect(await refusalOf(world, key)).toEqual([
      'invalid_request',
      'secretAccessKey is not the secret of this accessKeyId: copy both from one key',
    ]);
    expect(world.calls).toEqual(['identify']);
  });

  it.each([
    [
      'of another account',
      { accountId: '999988887777', arn: 'arn:aws:iam::999988887777:user/portunus' },
      'accessKeyId is of another AWS account than the definition says (123456789012): put a key of a user there',
    ],
    [
      'of the root user',
      { accountId: '123456789012', arn: 'arn:aws:iam::123456789012:root' },
      'accessKeyId is of the root user: put a key of an IAM user',
    ],
    [
      'of a session',
      { accountId: '123456789012', arn: 'arn:aws:sts::123456789012:assumed-role/x/y' },
      'accessKeyId is not of an IAM user: put a key of an IAM user',
    ],
  ])('is refused if it is %s', async (_what, owner, told) => {
    const world = new KeyWorld();
    world.owner = owner;
    expect(await refusalOf(world)).toEqual(['invalid_request', told]);
  });

  it('is refused for an account that is not defined', async () => {
    const world = new KeyWorld();
    const told = await refusalOf(world, world.addKey(0), { findAccount: async () => undefined });
    expect(told).toEqual([
      'not_found',
      'id names no account that is defined: define it first, with the execution role as its credentials',
    ]);
  });

  it('is refused for a secret of another stage', async () => {
    const world = new KeyWorld();
    const told = await refusalOf(world, world.addKey(0), { stage: 'prod' });
    expect(told).toEqual([
      'conflict',
      'credentials.secretArn is of another stage: a key of this one is under portunus/prod/keys/',
    ]);
  });
});

describe('an account without a key', () => {
  const BARE: Account = { ...BUILD, credentials: { source: 'execution-role' } };

  it('gets a secret that is named after it, and its ARN is told for the definition', async () => {
    const world = new KeyWorld();
    const places: unknown[] = [];
    const putKey: PutKeyPorts['putKey'] = async (place) => {
      places.push(place);
      return { secretArn: SECRET_ARN, isCreated: true };
    };
    const told = await put(world, world.addKey(0), { findAccount: async () => BARE, putKey });
    expect(places).toEqual([{ name: 'portunus/dev/keys/build' }]);
    expect(told).toMatchObject({ secretArn: SECRET_ARN, isInDefinition: false });
  });
});
