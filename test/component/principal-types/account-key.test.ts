// The key of an account's user: read from its secret, held, read again once when AWS refuses it.
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useTypedService } from '../../support/principal-type-service.ts';
import { SECRET_ARN, USER } from '../../support/principal-type-setup.ts';
import { aConnectorOf } from '../../support/principal-types.ts';
import { expectProblem } from '../../support/problem.ts';
import type { Service } from '../../support/service.ts';

const NEW = {
  ...USER,
  accessKeyId: 'AKIABUILDBUILDBUILD2',
  secretAccessKey: 'secret/access/key/of/the/build/user/two+',
};
const TYPES = [
  ['assumed-role-by-user', 'AssumeRole'],
  ['federated-user', 'GetFederationToken'],
  ['session-token', 'GetSessionToken'],
] as const;
type ByUser = (typeof TYPES)[number][0];

const world = useTypedService();
let invoke: Service['invoke'];
beforeAll(async () => {
  const serves = { serves: ['session'] };
  await world.apply({
    connectors: TYPES.map(([type]) =>
      aConnectorOf(type, type, type === 'federated-user' ? { ...serves, access: 'push' } : serves),
    ),
  });
});
// No key is held yet, and the first one is right.
beforeEach(async () => {
  invoke = await world.service.freshEnvironment('issue');
  world.standIn.removePrincipal(NEW.accessKeyId);
  world.standIn.putPrincipal(USER);
  world.putKey(USER);
});
afterEach(async () => {
  expect(await world.leaks()).toEqual([]);
});

/** Each time another duration, so that none is served from the cache. */
let seconds = 900;
function ask(id: ByUser) {
  seconds += 1;
  const query = { durationSeconds: String(seconds) };
  return world.ask({ route: 'credentials', id, token: world.job(), query }, invoke);
}
function calls() {
  return world.standIn.calls.map(({ action, outcome }) => `${action} ${outcome}`);
}
function rotate() {
  world.standIn.removePrincipal(USER.accessKeyId);
  world.standIn.putPrincipal(NEW);
  world.putKey(NEW);
}

describe.each(TYPES)('the account key of %s', (type, action) => {
  it('is read once for several requests', async () => {
    expect((await ask(type)).status).toBe(200);
    expect((await ask(type)).status).toBe(200);
    expect(calls().filter((call) => call === 'GetSecretValue ok')).toHaveLength(1);
    expect(calls().filter((call) => call === `${action} ok`)).toHaveLength(2);
  });

  it('is read again, once, when it was rotated, and the caller does not notice', async () => {
    expect((await ask(type)).status).toBe(200);
    rotate();
    world.standIn.calls.length = 0;
    expect((await ask(type)).status).toBe(200);
    const expected = [`${action} InvalidClientTokenId`, 'GetSecretValue ok', `${action} ok`];
    expect(calls().slice(0, 3)).toEqual(expected);
    expect(world.standIn.calls[2]?.accessKeyId).toBe('AKIABUILDBUILDBUILD2');
    expect(calls().filter((call) => call.startsWith('GetSecretValue'))).toHaveLength(1);
    world.standIn.calls.length = 0;
    expect((await ask(type)).status).toBe(200);
    expect(calls()).not.toContain('GetSecretValue ok');
  });

  it('is misconfigured when it is wrong, and read again at most once a request', async () => {
    world.putKey({ ...USER, secretAccessKey: 'secret/access/key/that/is/not/the/users+' });
    for (const reads of [2, 1]) {
      world.standIn.calls.length = 0;
      expectProblem(await ask(type), { status: 500, code: 'misconfigured', stage: 'sts' });
      expect(calls().filter((call) => call.startsWith('GetSecretValue'))).toHaveLength(reads);
      expect(calls().filter((call) => call.startsWith(action))).toEqual([`${action} SignatureDoesNotMatch`]);
    }
    world.putKey(USER);
    expect((await ask(type)).status).toBe(200);
  });

  it('of another account than the definition says is of no use', async () => {
    const other = { ...NEW, arn: 'arn:aws:iam::999988887777:user/portunus/build' } as const;
    world.standIn.putPrincipal(other);
    world.putKey(other);
    const refused = await ask(type);
    const code = type === 'assumed-role-by-user' ? 'role_refused' : 'upstream_invalid';
    expectProblem(refused, { status: 502, code, stage: 'sts' });
  });
});

const misconfigured = { status: 500, code: 'misconfigured', stage: 'sts' };
const invalid = { status: 500, code: 'connector_invalid', stage: 'connector' };
const FAULTS = [
  ['is missing', { failWith: 'ResourceNotFoundException' }, misconfigured],
  ['may not be read', { failWith: 'AccessDeniedException' }, misconfigured],
  ['can not be decrypted', { failWith: 'DecryptionFailure' }, misconfigured],
  ['is marked for deletion', { failWith: 'InvalidRequestException' }, misconfigured],
  ['can not be had now', { failWith: 'InternalServiceError' }, { status: 503, code: 'sts_unavailable', stage: 'sts' }],
  ['is not JSON', { value: 'AKIABUILDBUILDBUILD1' }, invalid],
  ['is a list', { value: '[]' }, invalid],
  ['lacks the key', { value: '{"accessKeyId":"AKIABUILDBUILDBUILD1"}' }, invalid],
  [
    'holds a temporary key',
    { value: '{"accessKeyId":"ASIABUILDBUILDBUILD1","secretAccessKey":"secret/access/key/of/the/build/user/one+"}' },
    invalid,
  ],
  [
    'holds more than the key',
    {
      value:
        '{"accessKeyId":"AKIABUILDBUILDBUILD1","secretAccessKey":"secret/access/key/of/the/build/user/one+","x":1}',
    },
    invalid,
  ],
] as const;

describe('a secret that', () => {
  it.each(FAULTS)('%s is told by its code, and works once it is mended', async (_what, fault, problem) => {
    world.standIn.putSecret({ arn: SECRET_ARN, value: '{}', ...fault });
    for (const [type] of TYPES) expectProblem(await ask(type), problem);
    expect(new Set(world.standIn.calls.map(({ action }) => action))).toEqual(new Set(['GetSecretValue']));
    world.putKey(USER);
    expect((await ask('session-token')).status).toBe(200);
  });
});
