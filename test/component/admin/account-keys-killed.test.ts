// A rotation that ends at a call that changes something: before AWS has the call, or when it is done and its answer is
// lost. The key that functions read works throughout, and repeats leave one key. Unit tests try each of its calls.
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { anAccountWithKey, type KeyedAccount } from '../../support/account-keys.ts';
import { type AdminService, eventOf, startAdminService } from '../../support/admin.ts';
import { type CallProxy, type Encounter, startCallProxy } from '../../support/call-proxy.ts';
import { type Service, startService } from '../../support/service.ts';
import { spawnOnce } from '../../support/spawn-once.ts';
import { useStarted } from '../../support/use-service.ts';

type World = AdminService & { readonly proxy: CallProxy; readonly invoke: Service['invoke'] };

async function startWorld(): Promise<World> {
  const service = await startAdminService((options, environment) => startService(options, environment));
  const proxy = await startCallProxy(service.aws.environment.AWS_ENDPOINT_URL_DYNAMODB ?? '', service.aws.standIn.url);
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_ENDPOINT_URL_')) process.env[name] = proxy.url;
  const invoke = await service.freshEnvironment('rotate-keys');
  const stop = async () => {
    await proxy.stop();
    await service.stop();
  };
  return { ...service, proxy, invoke, stop };
}

const world = useStarted(startWorld);
const ROUTE = 'POST /accounts/{id}/key/rotate';

function rotate({ id }: KeyedAccount) {
  return world.ask({ route: ROUTE, id, body: { atOnce: true } }, world.invoke);
}

function currentIn({ secretArn }: KeyedAccount): string {
  const version = world.aws.standIn.secret(secretArn)?.versions.find(({ stages }) => stages.includes('AWSCURRENT'));
  return JSON.parse(version?.value ?? '{}').accessKeyId;
}

function keysOf({ userArn }: KeyedAccount) {
  return world.aws.standIn.accessKeys(userArn);
}

/** Whether the key that a function would read now is one that AWS takes. */
function works(account: KeyedAccount): boolean {
  return keysOf(account).some(({ accessKeyId, inactive }) => accessKeyId === currentIn(account) && !inactive);
}

const CHANGING = /^(?:PutSecretValue|CreateAccessKey|UpdateSecretVersionStage|UpdateAccessKey|DeleteAccessKey)$/;

/** Cuts the rotation off at its changing call of this number, from 1, and everything that it asks after that. */
function cutAt(account: KeyedAccount, at: number, when: 'before' | 'after', act?: () => void): string[] {
  const broken: string[] = [];
  let changing = 0;
  let isOver = false;
  world.proxy.reset();
  world.proxy.meet(({ action }): Encounter | undefined => {
    if (!works(account)) broken.push(`the current key does not work at ${action}`);
    if (isOver) return { cut: 'before' };
    if (!CHANGING.test(action)) return undefined;
    changing += 1;
    isOver = changing === at;
    return isOver ? { cut: when, ...(act && { act }) } : undefined;
  });
  return broken;
}

/** Two minutes later, what a lost answer has left is known to be nobody's. */
function letTimePass(account: KeyedAccount): void {
  for (const key of keysOf(account)) {
    const createdAt = new Date((key.createdAt ?? new Date()).getTime() - 150_000);
    world.aws.standIn.putPrincipal({ ...key, kind: 'iam-user', createdAt });
  }
}

function isWhole(account: KeyedAccount): boolean {
  return keysOf(account).length === 1 && currentIn(account) !== account.key.accessKeyId;
}

async function expectWhole(account: KeyedAccount): Promise<void> {
  world.proxy.reset();
  for (let runs = 0; runs < 3 && !isWhole(account); runs += 1) {
    letTimePass(account);
    expect((await rotate(account)).status).toBe(200);
    expect(works(account)).toBe(true);
  }
  expect(keysOf(account).map(({ accessKeyId }) => accessKeyId)).toEqual([currentIn(account)]);
  expect(currentIn(account)).not.toBe(account.key.accessKeyId);
}

describe('a rotation that is cut off', () => {
  // Before a later call is after the one before it.
  it.each<['before' | 'after', number, string]>([
    ['before', 2, 'the new key'],
    ['after', 2, 'the new key'],
    ['after', 3, 'its first storing'],
    ['after', 4, 'the switch'],
    ['after', 5, 'the deactivation'],
  ])('%s its changing call %i, %s, leaves a working key, and none over', async (when, at) => {
    const account = await anAccountWithKey(world);
    const broken = cutAt(account, at, when);
    // The SDK tries again where that does no harm, and meets nobody.
    expect((await rotate(account)).status).toBeGreaterThanOrEqual(500);
    expect(broken).toEqual([]);
    await expectWhole(account);
  });
});

it('a rotation whose process is killed when its new key is made, and not known yet, leaves none over', async () => {
  const account = await anAccountWithKey(world);
  const event = eventOf({ route: ROUTE, id: account.id, body: { atOnce: true } }, await world.tokenOf('administrator'));
  const child = spawnOnce('rotate-keys', event);
  cutAt(account, 2, 'after', () => child.kill('SIGKILL'));
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
  world.proxy.reset();
  expect(keysOf(account)).toHaveLength(2);
  await expectWhole(account);
});
