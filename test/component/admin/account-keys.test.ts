// An account's key over the API: put, looked at and rotated by the built functions, on the stand-ins of IAM, STS and
// Secrets Manager.
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { aKey, anAccountWithKey, DAY_MS, type KeyedAccount } from '../../support/account-keys.ts';
import { useAdminService } from '../../support/admin.ts';
import { auditItems, recordsOf } from '../../support/audit-records.ts';
import { loadBuilt } from '../../support/built-handler.ts';

const service = useAdminService();
const put: string[] = [];

function keyOf(key: KeyedAccount['key']): KeyedAccount['key'] {
  put.push(key.secretAccessKey);
  return key;
}

/** What the secret holds at a stage. */
function idAt(arn: string, stage: string): unknown {
  const version = service.aws.standIn.secret(arn)?.versions.find(({ stages }) => stages.includes(stage));
  return version && JSON.parse(version.value).accessKeyId;
}

function keysOf({ userArn }: KeyedAccount) {
  return service.aws.standIn.accessKeys(userArn).map(({ accessKeyId }) => accessKeyId);
}

function swapped({ accessKeyId, secretAccessKey }: KeyedAccount['key']) {
  return { accessKeyId: secretAccessKey, secretAccessKey: accessKeyId };
}

function putKey(id: string, body: unknown) {
  return service.ask({ route: 'PUT /accounts/{id}/key', id, body });
}

/** A second key of the account's user, as an administrator makes one. */
function secondKey({ userArn }: KeyedAccount, more: object = {}) {
  const key = keyOf(aKey());
  service.aws.standIn.putPrincipal({ ...key, arn: userArn, kind: 'iam-user', ...more });
  return key;
}

afterEach(async () => {
  service.aws.standIn.faults.clear();
  const issued = service.aws.standIn.issued.flatMap((one) =>
    one.action === 'CreateAccessKey' ? [one.secretAccessKey] : [],
  );
  const written = service.logged() + JSON.stringify(await auditItems(service.aws));
  expect([...put, ...issued].filter((secret) => written.includes(secret))).toEqual([]);
});

describe('PUT /accounts/{id}/key', () => {
  it('puts a key of the account, tells its age, and records it by its id', async () => {
    const account = await anAccountWithKey(service);
    const key = secondKey(account, { createdAt: new Date(Date.now() - 2 * DAY_MS) });
    const { status, body, text } = await putKey(account.id, key);
    expect([status, body]).toEqual([
      200,
      {
        accessKeyId: key.accessKeyId,
        user: account.id,
        secretArn: account.secretArn,
        isInDefinition: true,
        createdAt: expect.any(String),
        ageDays: 2,
      },
    ]);
    expect(text).not.toContain(key.secretAccessKey);
    expect(idAt(account.secretArn, 'AWSCURRENT')).toBe(key.accessKeyId);
    expect(idAt(account.secretArn, 'AWSPREVIOUS')).toBe(account.key.accessKeyId);
    const records = (await auditItems(service.aws)).filter(({ id }) => id?.S === account.id);
    const acts = records.filter(({ action }) => action?.S === 'account-key-put');
    expect(acts.map(({ outcome, reason }) => [outcome?.S, reason?.S])).toEqual([
      ['done', `key ${key.accessKeyId} of user ${account.id}`],
    ]);
  });

  it('may be sent again, and moves back to a key that was put before', async () => {
    const account = await anAccountWithKey(service);
    const [one, other] = [secondKey(account), keyOf(account.key)];
    for (const key of [one, one, other, one]) expect((await putKey(account.id, key)).status).toBe(200);
    expect(idAt(account.secretArn, 'AWSCURRENT')).toBe(one.accessKeyId);
    // The first version is that of the setup. Each key has one more, however often it was put.
    expect(service.aws.standIn.secret(account.secretArn)?.versions).toHaveLength(3);
  });

  it('makes a secret for an account without one, once', async () => {
    const id = `bare-${randomUUID().slice(0, 8)}`;
    const credentials = { source: 'execution-role' };
    await service.apply({ accounts: [{ id, awsAccountId: '123456789012', partition: 'aws', credentials }] });
    const key = keyOf(aKey());
    const arn = 'arn:aws:iam::123456789012:user/bare';
    service.aws.standIn.putPrincipal({ ...key, arn, kind: 'iam-user' });
    const { body } = await putKey(id, key);
    expect(body).toMatchObject({
      isInDefinition: false,
      secretArn: expect.stringMatching(`:secret:portunus/dev/keys/${id}-`),
    });
    expect((await putKey(id, key)).body.secretArn).toBe(body.secretArn);
    const defined = {
      id,
      awsAccountId: '123456789012',
      partition: 'aws',
      credentials: { source: 'iam-user', secretArn: body.secretArn },
    };
    await service.apply({ accounts: [defined] });
    const { body: told } = await service.ask({ route: 'GET /accounts/{id}/key', id });
    expect(told).toMatchObject({ account: id, user: 'bare', accessKeyId: key.accessKeyId, ageDays: 0 });
  });

  it('waits for a key that AWS does not know yet', async () => {
    const account = await anAccountWithKey(service);
    const error = { code: 'InvalidClientTokenId', status: 403, message: 'The security token is invalid.' };
    service.aws.standIn.faults.inject({ action: 'GetCallerIdentity', fault: { error } });
    expect((await putKey(account.id, secondKey(account))).status).toBe(200);
  });

  const other = 'arn:aws:iam::999988887777:user/portunus';
  it.each<readonly [string, (account: KeyedAccount) => object, string]>([
    ['of another account', (account) => secondKey({ ...account, userArn: other }), 'accessKeyId'],
    [
      'not the secret of its id',
      (account) => ({ ...secondKey(account), secretAccessKey: keyOf(aKey()).secretAccessKey }),
      'secretAccessKey',
    ],
    ['temporary', () => ({ ...keyOf(aKey()), accessKeyId: 'ASIAIOSFODNN7EXAMPLE' }), 'accessKeyId'],
    ['given in swapped fields', () => swapped(keyOf(aKey())), 'secretAccessKey'],
    ['given with more', () => ({ ...keyOf(aKey()), sessionToken: keyOf(aKey()).secretAccessKey }), 'sessionToken'],
  ])('refuses a key that is %s, by the field, and changes nothing', async (_what, make, field) => {
    const account = await anAccountWithKey(service);
    const versions = service.aws.standIn.secret(account.secretArn)?.versions;
    const { status, body, text } = await putKey(account.id, make(account));
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.errors.map((error: { field: string }) => error.field)).toContain(field);
    expect(put.filter((secret) => text.includes(secret))).toEqual([]);
    expect(service.aws.standIn.secret(account.secretArn)?.versions).toEqual(versions);
    expect(await recordsOf(service.aws, body.requestId)).toMatchObject([
      { action: 'administration', outcome: 'refused' },
    ]);
  });

  it('refuses text that is no JSON without repeating it', async () => {
    const account = await anAccountWithKey(service);
    const { secretAccessKey } = keyOf(aKey());
    const { status, text } = await putKey(account.id, `{"accessKeyId":"${secretAccessKey}"`);
    expect(status).toBe(400);
    expect(text).not.toContain(secretAccessKey);
  });

  it('says that the secret is gone', async () => {
    const account = await anAccountWithKey(service);
    service.aws.standIn.deleteSecret(account.secretArn);
    const { status, body } = await putKey(account.id, secondKey(account));
    const errors = [{ field: 'credentials.secretArn', detail: 'names a secret that is marked for deletion' }];
    expect([status, body.errors]).toEqual([409, errors]);
  });
});

describe('POST /accounts/{id}/key/rotate', () => {
  function rotate({ id }: KeyedAccount, body: object = {}) {
    return service.ask({ route: 'POST /accounts/{id}/key/rotate', id, body });
  }

  it('begins a rotation, and shows it', async () => {
    const account = await anAccountWithKey(service);
    const { body } = await rotate(account);
    const [, created] = keysOf(account);
    expect(body).toMatchObject({
      accessKeyId: account.key.accessKeyId,
      done: [{ step: 'create', accessKeyId: created }],
      next: { step: 'switch' },
    });
    expect(idAt(account.secretArn, 'AWSPENDING')).toBe(created);
    const { body: shown } = await service.ask({ route: 'GET /accounts/{id}/key', id: account.id });
    expect(shown).toMatchObject({ ageDays: 100, next: { step: 'switch' } });
  });

  it('rotates at once a key that has leaked', async () => {
    const account = await anAccountWithKey(service);
    const { status, body } = await rotate(account, { atOnce: true });
    expect(status).toBe(200);
    expect(body.done.map(({ step }: { step: string }) => step)).toEqual(['create', 'switch', 'deactivate', 'delete']);
    expect(keysOf(account)).toEqual([body.accessKeyId]);
    expect(idAt(account.secretArn, 'AWSCURRENT')).toBe(body.accessKeyId);
    const records = (await recordsOf(service.aws)).filter(({ id }) => id === account.id);
    expect(records.filter(({ action }) => action === 'account-key-rotate')).toHaveLength(4);
  });

  it('says which right the user lacks', async () => {
    const account = await anAccountWithKey(service);
    const policy = { Statement: { Effect: 'Allow', Action: 'iam:ListAccessKeys', Resource: '*' } };
    service.aws.standIn.putPrincipal({ ...account.key, arn: account.userArn, kind: 'iam-user', policy });
    const { status, body } = await rotate(account);
    expect([status, body.errors[0].field]).toEqual([409, 'user']);
    expect(keysOf(account)).toEqual([account.key.accessKeyId]);
    // The intent is gone: a key that somebody creates by hand now is not the lost one.
    const stages = service.aws.standIn.secret(account.secretArn)?.versions.map((version) => version.stages);
    expect(stages).toEqual([['AWSCURRENT'], []]);
  });

  it('is a conflict for an account that has no key', async () => {
    const { status, body } = await service.ask({ route: 'GET /accounts/{id}/key', id: 'build' });
    const errors = [{ field: 'id', detail: 'names an account that uses the execution role, so it has no key' }];
    expect([status, body.errors]).toEqual([409, errors]);
  });
});

describe('the schedule', () => {
  type Scheduled = (event: object, context: object) => Promise<{ readonly failed: number }>;
  const context = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 60_000 };

  async function run(days: string) {
    process.env.PORTUNUS_ROTATE_KEYS_DAYS = days;
    const handler = await loadBuilt<Scheduled>('rotate-keys');
    const before = service.logged().length;
    const { failed } = await handler({ schedule: 'rotate-keys' }, context);
    const lines = service.logged().slice(before).trimEnd().split('\n').filter(Boolean);
    return { failed, lines: lines.map((line) => JSON.parse(line)) };
  }

  it('begins to rotate a key that is old enough, tells its age, and goes on to the next account', async () => {
    const gone = await anAccountWithKey(service);
    service.aws.standIn.deleteSecret(gone.secretArn);
    const account = await anAccountWithKey(service);
    const { failed, lines } = await run('100');
    expect(failed).toBeGreaterThanOrEqual(1);
    expect(lines.find((line) => line.account === gone.id)).toMatchObject({
      level: 'error',
      message: 'key rotation',
      code: 'conflict',
      keyRotationFailures: 1,
    });
    expect(lines.filter((line) => line.account === account.id)).toMatchObject([
      { message: 'key rotation', step: 'create' },
      { message: 'account key', accessKeyId: account.key.accessKeyId, keyAgeDays: 100 },
    ]);
    expect(keysOf(account)).toHaveLength(2);
    const records = (await recordsOf(service.aws)).filter(({ id }) => id === account.id);
    expect(records.map(({ caller }) => caller)).toContainEqual({ issuer: 'schedule', subject: 'rotate-keys' });
  });

  it('does nothing where no age is set', async () => {
    expect(await run('')).toEqual({ failed: 0, lines: [] });
  });
});
