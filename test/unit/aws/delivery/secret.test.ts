// Logins delivered to Secrets Manager. What its actions do is taken from its API reference.
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../../local/stand-in/http/faults.ts';
import { createDeliveries } from '../../../../shared/aws/delivery/deliveries.ts';
import type { Destination } from '../../../../shared/domain/destination.ts';
import type { DeliveryRequest } from '../../../../shared/vending/refresh/ports.ts';
import { aCall, NOW } from '../../../support/builders.ts';
import {
  aValue,
  aValueOf,
  failureOf,
  OWN_ACCOUNT,
  refused,
  TOKENS,
  unavailable,
  useDeliveries,
} from '../../../support/deliveries.ts';
import { LAMBDA } from '../../../support/stand-in.ts';

const world = useDeliveries();

type SecretDestination = Extract<Destination, { type: 'secretsmanager' }>;

const NAME = 'portunus/dev/logins/team-a';
const ARN = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${NAME}`;
const WHOLE_ARN = `${ARN}-AbCd12`;
const CREATE = { kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:alias/logins', tags: { team: 'a', empty: '' } };

function there(fields: Partial<SecretDestination> = {}): Destination {
  return {
    type: 'secretsmanager',
    arn: ARN,
    ...fields,
  };
}
function toMake(create: SecretDestination['create'] & object = {}) {
  return there({ create });
}

function deliver(request: Partial<DeliveryRequest> = {}, call = aCall()) {
  return createDeliveries(OWN_ACCOUNT).deliver(
    { destination: there(), value: aValue(), token: TOKENS.first, mayCreate: true, ...request },
    call,
  );
}
function holds(token: string = TOKENS.first, destination = there(), call = aCall()) {
  const delivered = { at: NOW, destination: destination.arn, valueSha256: '', endsAt: NOW };
  return createDeliveries(OWN_ACCOUNT).holdsDelivery(destination, delivered, token, call);
}
function failure(request: Partial<DeliveryRequest> = {}, call = aCall()) {
  return failureOf(deliver(request, call));
}
function actions() {
  return world.standIn.calls.map(({ action, outcome }) => `${action} ${outcome}`);
}
function versions() {
  return world.standIn.secret(NAME)?.versions.map(({ id, value, stages }) => [id, value, stages.join(' ')]);
}
function put(fields: { value?: string; failWith?: string } = {}) {
  return world.standIn.putSecret({ arn: WHOLE_ARN, ...fields });
}

describe('a secret that is there', () => {
  it('gets the value as its current version, in the region that its ARN names', async () => {
    put();
    await deliver();
    expect(versions()).toEqual([[TOKENS.first, aValue().reveal(), 'AWSCURRENT']]);
    expect(world.standIn.calls).toMatchObject([
      { action: 'PutSecretValue', region: 'eu-west-1', callerArn: LAMBDA.arn, outcome: 'ok' },
    ]);
    const elsewhere = WHOLE_ARN.replace('eu-west-1', 'eu-central-1');
    world.standIn.putSecret({ arn: elsewhere });
    await deliver({ destination: there({ arn: elsewhere }) });
    expect(world.standIn.calls.at(-1)).toMatchObject({ action: 'PutSecretValue', region: 'eu-central-1' });
    expect(world.standIn.secret(elsewhere)?.versions).toHaveLength(1);
  });

  it('is found by its whole ARN too, and one of another account by no other', async () => {
    put();
    await deliver({ destination: there({ arn: WHOLE_ARN }) });
    const foreign = WHOLE_ARN.replace('111122223333', '444455556666');
    world.standIn.putSecret({ arn: foreign });
    await deliver({ destination: there({ arn: foreign }) });
    expect(world.standIn.secret(foreign)?.versions).toHaveLength(1);
  });

  it('has the new value as current and keeps the one before as previous', async () => {
    put();
    await deliver();
    await deliver({ value: aValue('two'), token: TOKENS.second });
    expect(versions()).toEqual([
      [TOKENS.first, aValue().reveal(), 'AWSPREVIOUS'],
      [TOKENS.second, aValue('two').reveal(), 'AWSCURRENT'],
    ]);
  });

  it('gets one version of a token, however often it is delivered', async () => {
    put();
    await deliver();
    await deliver();
    expect(versions()).toEqual([[TOKENS.first, aValue().reveal(), 'AWSCURRENT']]);
  });

  it('does not take another value under the same token, and keeps what it has', async () => {
    put();
    await deliver();
    expect(await failure({ value: aValue('two') })).toEqual(
      refused(/^ResourceExistsException: another value stands under this version already/),
    );
    expect(versions()).toEqual([[TOKENS.first, aValue().reveal(), 'AWSCURRENT']]);
  });

  it('is not made again, nor given tags, where the job might have made it', async () => {
    put();
    await deliver({ destination: toMake(CREATE) });
    expect(actions()).toEqual(['PutSecretValue ok']);
    expect(world.standIn.secret(NAME)).toMatchObject({ arn: WHOLE_ARN, tags: {}, kmsKeyId: undefined });
  });

  it.each([
    [65_536, true],
    [65_537, false],
  ])('takes a value of %i bytes: %s', async (bytes, fits) => {
    put();
    if (fits) await deliver({ value: aValueOf(bytes) });
    else {
      expect(await failure({ value: aValueOf(bytes) })).toEqual(
        refused(/^the value is longer than the 65536 bytes that a secret takes$/),
      );
      expect(actions()).toEqual([]);
    }
    expect(versions()).toHaveLength(fits ? 1 : 0);
  });
});

describe('a secret that is not there', () => {
  it('is made by its name, with tags, key and value', async () => {
    await deliver({ destination: toMake(CREATE) });
    expect(world.standIn.secret(NAME)).toMatchObject({
      name: NAME,
      description: 'An Amazon ECR login that Portunus keeps fresh',
      tags: CREATE.tags,
      kmsKeyId: CREATE.kmsKeyId,
      versions: [{ id: TOKENS.first, value: aValue().reveal(), stages: ['AWSCURRENT'] }],
    });
    expect(world.standIn.secret(NAME)?.arn).toMatch(new RegExp(`^${ARN}-[A-Za-z0-9]{6}$`));
    expect(actions()).toEqual(['PutSecretValue ResourceNotFoundException', 'CreateSecret ok']);
  });

  it('is made without tags and key where the job names none, and found by the same ARN the next time', async () => {
    await deliver({ destination: toMake() });
    expect(world.standIn.secret(NAME)).toMatchObject({ tags: {}, kmsKeyId: undefined });
    await deliver({ destination: toMake(), value: aValue('two'), token: TOKENS.second, mayCreate: false });
    expect(versions()?.map(([id]) => id)).toEqual([TOKENS.first, TOKENS.second]);
  });

  it.each<[string, Partial<DeliveryRequest>]>([
    ['the job does not say so', { destination: there() }],
    ['one was delivered to before, and somebody deleted it', { destination: toMake(CREATE), mayCreate: false }],
  ])('is not made where %s', async (_why, request) => {
    expect(await failure(request)).toEqual(refused(/^ResourceNotFoundException: there is no such secret; let the job/));
    expect(actions()).toEqual(['PutSecretValue ResourceNotFoundException']);
    expect(versions()).toBeUndefined();
  });

  it('is not made in our own account where the ARN names another', async () => {
    const arn = ARN.replace('111122223333', '444455556666');
    expect(await failure({ destination: there({ arn, create: CREATE }) })).toEqual(
      refused(/^a secret of another account can not be created from here$/),
    );
    expect(actions()).toEqual(['PutSecretValue ResourceNotFoundException']);
    expect(versions()).toBeUndefined();
  });

  it('is made once where the answer is lost', async () => {
    world.standIn.faults.inject({ action: 'CreateSecret', fault: 'reset' });
    await deliver({ destination: toMake() });
    expect(versions()).toEqual([[TOKENS.first, aValue().reveal(), 'AWSCURRENT']]);
  });

  it('is refused where somebody else makes one under the name meanwhile', async () => {
    const error = { code: 'ResourceExistsException', status: 400, message: 'It is there.' };
    world.standIn.faults.inject({ action: 'CreateSecret', fault: { error } });
    expect(await failure({ destination: toMake() })).toEqual(refused(/another secret under this name$/));
  });

  it.each<[string, string, RegExp]>([
    ['whose key is disabled', 'EncryptionFailure', /^EncryptionFailure: the secret's KMS key is disabled/],
    ['that nobody may make', 'AccessDeniedException', /^AccessDeniedException: the function's role/],
    ['of a name that is taken by one marked for deletion', 'InvalidRequestException', /marked for deletion/],
  ])('%s is refused', async (_what, code, reason) => {
    const error = { code, status: 400, message: 'What AWS says of it.' };
    world.standIn.faults.inject({ action: 'CreateSecret', fault: { error } });
    expect(await failure({ destination: toMake() })).toEqual(refused(reason));
    expect(versions()).toBeUndefined();
  });
});

describe('a secret that takes nothing', () => {
  it('because it is marked for deletion is left so, also where the job might make one', async () => {
    put({ value: 'old' });
    world.standIn.deleteSecret(WHOLE_ARN);
    expect(await failure({ destination: toMake() })).toEqual(
      refused(/^InvalidRequestException: the secret is marked for deletion/),
    );
    expect(actions()).toEqual(['PutSecretValue InvalidRequestException']);
    expect(world.standIn.secret(NAME)).toMatchObject({ deletedAt: expect.any(Date), versions: [{ value: 'old' }] });
  });

  it.each([
    ['EncryptionFailure', /^EncryptionFailure: .*KMS key is disabled/],
    ['AccessDeniedException', /^AccessDeniedException: .*role.*policy.*KMS key/],
  ])('because of %s is refused', async (failWith, reason) => {
    put({ value: 'old', failWith });
    expect(await failure()).toEqual(refused(reason));
    expect(versions()?.map(([, value]) => value)).toEqual(['old']);
  });

  it('because it has as many versions as AWS allows is refused, however often it was tried', async () => {
    put({ value: 'old' });
    const error = { code: 'LimitExceededException', status: 400, message: 'Too many.' };
    world.standIn.faults.inject({ action: 'PutSecretValue', fault: { error }, times: Number.POSITIVE_INFINITY });
    expect(await failure()).toEqual(refused(/^LimitExceededException: the secret or the account has as many/));
    expect(versions()?.map(([, value]) => value)).toEqual(['old']);
  });

  it('because our keys are not known is the operator’s to mend', async () => {
    put();
    world.standIn.removePrincipal(LAMBDA.accessKeyId);
    expect(await failure()).toMatchObject({ code: 'misconfigured', stage: 'delivery' });
  });
});

describe('a delivery whose answer does not come', () => {
  it.each(['reset', 'truncate'] as const)('whole, once (%s), is made again and is one version', async (fault) => {
    put();
    world.standIn.faults.inject({ action: 'PutSecretValue', fault });
    await deliver();
    expect(versions()).toEqual([[TOKENS.first, aValue().reveal(), 'AWSCURRENT']]);
    expect(actions()).toEqual([`PutSecretValue fault:${fault}`, 'PutSecretValue ok']);
  });

  it.each(['throttle', 'server-error', 'unavailable'] as const)('once (%s) is made again', async (fault) => {
    put();
    world.standIn.faults.inject({ action: 'PutSecretValue', fault });
    await deliver();
    expect(versions()).toHaveLength(1);
  });

  it.each<[Fault, RegExp]>([
    ['throttle', /^ThrottlingException$/],
    ['server-error', /^InternalFailure$/],
    ['unavailable', /^ServiceUnavailable$/],
  ])('ever (%s) is not known to be made', async (fault, reason) => {
    put();
    world.standIn.faults.inject({ action: 'PutSecretValue', fault, times: Number.POSITIVE_INFINITY });
    expect(await failure()).toEqual(unavailable(reason));
    expect(actions()).toHaveLength(3);
    expect(versions()).toEqual([]);
  });

  it('ever (reset) is not known to be made, and was', async () => {
    put();
    world.standIn.faults.inject({ action: 'PutSecretValue', fault: 'reset', times: Number.POSITIVE_INFINITY });
    expect(await failure()).toEqual(unavailable(/^ECONNRESET$/));
    expect(versions()).toHaveLength(1);
    expect(await holds()).toBe(true);
  });

  it('and is something else instead (html) is not known to be made', async () => {
    put();
    world.standIn.faults.inject({ action: 'PutSecretValue', fault: 'html', times: Number.POSITIVE_INFINITY });
    expect((await failure()).code).toBe('destination_unavailable');
  });

  it('in time is given up then', async () => {
    put();
    world.standIn.faults.inject({ action: 'PutSecretValue', fault: 'hang', times: Number.POSITIVE_INFINITY });
    expect(await failure({}, aCall({ signal: AbortSignal.timeout(200) }))).toMatchObject({
      code: 'deadline_exceeded',
      stage: 'delivery',
    });
  });
});

describe('whether a secret holds a delivery', () => {
  it('is so while its version is the current one', async () => {
    put();
    expect(await holds()).toBe(false);
    await deliver();
    expect(await holds()).toBe(true);
    expect(await holds(TOKENS.second)).toBe(false);
    await deliver({ value: aValue('two'), token: TOKENS.second });
    expect([await holds(), await holds(TOKENS.second)]).toEqual([false, true]);
  });

  it('is so by the name and the whole ARN', async () => {
    put();
    await deliver();
    expect(await holds(TOKENS.first, there({ arn: WHOLE_ARN }))).toBe(true);
  });

  it('is not so where there is none', async () => {
    expect(await holds()).toBe(false);
  });

  it('is asked without reading the value', async () => {
    put({ value: 'old' });
    expect(await holds()).toBe(false);
    expect(actions()).toEqual(['DescribeSecret ok']);
  });

  it.each<[Fault, string]>([
    ['throttle', 'destination_unavailable'],
    ['server-error', 'destination_unavailable'],
    ['access-denied', 'destination_refused'],
  ])('is not known (%s)', async (fault, code) => {
    put();
    world.standIn.faults.inject({ action: 'DescribeSecret', fault, times: Number.POSITIVE_INFINITY });
    expect(await failureOf(holds())).toMatchObject({ code, stage: 'delivery' });
  });

  it('is given up in time', async () => {
    put();
    world.standIn.faults.inject({ action: 'DescribeSecret', fault: 'hang', times: Number.POSITIVE_INFINITY });
    const call = aCall({ signal: AbortSignal.timeout(200) });
    expect((await failureOf(holds(TOKENS.first, there(), call))).code).toBe('deadline_exceeded');
  });
});
