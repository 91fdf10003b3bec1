// Logins delivered to Parameter Store. What its actions do is taken from its API reference.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Parameter } from '../../../../local/stand-in/core/provided.ts';
import type { Fault } from '../../../../local/stand-in/http/faults.ts';
import { createDeliveries } from '../../../../shared/aws/delivery/deliveries.ts';
import type { Destination } from '../../../../shared/domain/destination.ts';
import type { Secret } from '../../../../shared/domain/secret.ts';
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
import { eventually } from '../../../support/eventually.ts';
import { LAMBDA } from '../../../support/stand-in.ts';

const world = useDeliveries();

type ParameterDestination = Extract<Destination, { type: 'ssm' }>;

const NAME = '/portunus/dev/logins/team-a';
const ARN = `arn:aws:ssm:eu-west-1:111122223333:parameter${NAME}`;
const KEY = 'arn:aws:kms:eu-west-1:111122223333:alias/logins';
const OTHER_ACCOUNT = ARN.replace('111122223333', '444455556666');

function there(fields: Partial<ParameterDestination> = {}): Destination {
  return {
    type: 'ssm',
    arn: ARN,
    tier: 'standard',
    ...fields,
  };
}
function toMake(fields: Partial<ParameterDestination> = {}) {
  return there({ create: {}, ...fields });
}

function deliver(request: Partial<DeliveryRequest> = {}, call = aCall()) {
  return createDeliveries(OWN_ACCOUNT).deliver(
    { destination: there(), value: aValue(), token: TOKENS.first, mayCreate: true, ...request },
    call,
  );
}
function sha256(value: Secret) {
  return createHash('sha256').update(value.reveal()).digest('hex');
}
function holds(value = aValue(), destination = there(), call = aCall()) {
  const delivered = { at: NOW, destination: destination.arn, valueSha256: sha256(value), endsAt: NOW };
  return createDeliveries(OWN_ACCOUNT).holdsDelivery(destination, delivered, TOKENS.first, call);
}
function failure(request: Partial<DeliveryRequest> = {}, call = aCall()) {
  return failureOf(deliver(request, call));
}
function actions() {
  return world.standIn.calls.map(({ action, outcome }) => `${action} ${outcome}`);
}
function values() {
  return world.standIn.parameter(NAME)?.versions.map(({ value }) => value);
}
function put(fields: Partial<Parameter> = {}) {
  return world.standIn.putParameter({ arn: ARN, value: 'old', ...fields });
}

describe('a parameter that is there', () => {
  it('gets the value as its next version, in the region that its ARN names', async () => {
    put();
    await deliver();
    expect(values()).toEqual(['old', aValue().reveal()]);
    expect(world.standIn.calls).toMatchObject([
      { action: 'GetParameter', region: 'eu-west-1', callerArn: LAMBDA.arn, outcome: 'ok' },
      { action: 'PutParameter', region: 'eu-west-1', callerArn: LAMBDA.arn, outcome: 'ok' },
    ]);
    const elsewhere = ARN.replace('eu-west-1', 'us-east-1');
    world.standIn.putParameter({ arn: elsewhere, value: 'old' });
    await deliver({ destination: there({ arn: elsewhere }) });
    expect(world.standIn.calls.slice(2)).toMatchObject([{ region: 'us-east-1' }, { region: 'us-east-1' }]);
  });

  it('keeps its tags, whatever the job would give a new one', async () => {
    put({ tags: { kept: 'yes' } });
    await deliver({ destination: toMake({ create: { tags: { team: 'a' } } }) });
    expect(world.standIn.parameter(NAME)?.tags).toEqual({ kept: 'yes' });
  });

  it('is encrypted with the key of the job at each delivery, for AWS would go back to its own', async () => {
    put({ keyId: KEY });
    await deliver({ destination: there({ kmsKeyId: KEY }) });
    await deliver({ destination: there({ kmsKeyId: KEY }), value: aValue('two') });
    expect(world.standIn.parameter(NAME)).toMatchObject({ keyId: KEY, type: 'SecureString' });
    expect(values()).toHaveLength(3);
  });

  it('becomes advanced if the job says so', async () => {
    put();
    await deliver({ destination: there({ tier: 'advanced' }), value: aValueOf(4_097) });
    expect(world.standIn.parameter(NAME)?.tier).toBe('Advanced');
  });

  it('that is advanced does not go back to standard, and keeps what it has', async () => {
    put({ tier: 'Advanced' });
    expect(await failure()).toEqual(refused(/^ValidationException/));
    expect(values()).toEqual(['old']);
  });

  it.each(['String', 'StringList'] as const)('and is a %s would show the login, and is refused', async (type) => {
    put({ type });
    expect(await failure()).toEqual(refused(new RegExp(`^the parameter is a ${type}, and must be a SecureString$`)));
    expect(actions()).toEqual(['GetParameter ok']);
    expect(values()).toEqual(['old']);
  });
});

describe('a parameter that is not there', () => {
  it('is made as a SecureString, with tags and key', async () => {
    await deliver({ destination: toMake({ kmsKeyId: KEY, create: { tags: { team: 'a', empty: '' } } }) });
    expect(world.standIn.parameter(NAME)).toMatchObject({
      arn: ARN,
      name: NAME,
      type: 'SecureString',
      tier: 'Standard',
      tags: { team: 'a', empty: '' },
      keyId: KEY,
      versions: [{ version: 1, value: aValue().reveal() }],
    });
    expect(actions()).toEqual(['GetParameter ParameterNotFound', 'PutParameter ok']);
  });

  it('is made without tags and key where the job names none', async () => {
    await deliver({ destination: toMake() });
    expect(world.standIn.parameter(NAME)).toMatchObject({ tags: {}, keyId: 'alias/aws/ssm' });
  });

  it.each<[string, Partial<DeliveryRequest>]>([
    ['the job does not say so', { destination: there() }],
    ['one was delivered to before, and somebody deleted it', { destination: toMake(), mayCreate: false }],
  ])('is not made where %s', async (_why, request) => {
    expect(await failure(request)).toEqual(refused(/^ParameterNotFound: there is no such parameter; let the job/));
    expect(actions()).toEqual(['GetParameter ParameterNotFound']);
    expect(values()).toBeUndefined();
  });

  it('and is made by somebody else meanwhile is not written over', async () => {
    world.standIn.faults.inject({
      action: 'PutParameter',
      fault: { error: { code: 'ParameterAlreadyExists', status: 400, message: 'It is there.' } },
    });
    expect(await failure({ destination: toMake() })).toEqual(refused(/^ParameterAlreadyExists: somebody else has/));
  });
});

describe('a parameter of another account', () => {
  it.each([
    ['is not written', () => deliver({ destination: toMake({ arn: OTHER_ACCOUNT }) })],
    ['is not read', () => holds(aValue(), there({ arn: OTHER_ACCOUNT }))],
  ])('%s, before anything is asked', async (_what, act) => {
    // One of that name is in our own account, and is not meant.
    put();
    expect(await failureOf(act())).toEqual(refused(/^a parameter of another account can not be written from here$/));
    expect(actions()).toEqual([]);
    expect(values()).toEqual(['old']);
  });
});

describe('the size of a value', () => {
  it.each([
    ['standard', 4_096],
    ['advanced', 8_192],
  ] as const)('in a parameter of tier %s may be %i bytes', async (tier, bytes) => {
    put();
    await deliver({ destination: there({ tier }), value: aValueOf(bytes) });
    expect(values()?.at(-1)).toHaveLength(bytes);
  });

  it.each([
    ['standard', 4_097, 4_096, 'set tier: advanced'],
    ['standard', 8_192, 4_096, 'set tier: advanced'],
    ['standard', 8_193, 4_096, 'choose a shorter format, or a secret of Secrets Manager'],
    ['advanced', 8_193, 8_192, 'choose a shorter format, or a secret of Secrets Manager'],
  ] as const)('in a parameter of tier %s may not be %i bytes, of %i', async (tier, bytes, most, advice) => {
    put();
    expect(await failure({ destination: there({ tier }), value: aValueOf(bytes) })).toEqual(
      refused(new RegExp(`^the value has ${bytes} bytes, and a ${tier} parameter takes ${most}: ${advice}$`)),
    );
    expect(actions()).toEqual([]);
  });
});

describe('a parameter that takes nothing', () => {
  it('because of a disabled key names that cause, and keeps the current value', async () => {
    put({ failWith: 'InvalidKeyId', keyId: KEY });
    expect(await failure({ destination: there({ kmsKeyId: KEY }) })).toEqual(
      refused(/^InvalidKeyId: the parameter's KMS key is disabled/),
    );
    expect(values()).toEqual(['old']);
  });

  it.each(['GetParameter', 'PutParameter'])('because %s is denied says so', async (action) => {
    put();
    world.standIn.faults.inject({ action, fault: 'access-denied' });
    expect(await failure()).toEqual(refused(/^AccessDeniedException: the function's role/));
    expect(values()).toEqual(['old']);
  });

  it.each([
    ['ParameterMaxVersionLimitExceeded', /^ParameterMaxVersionLimitExceeded: the oldest version/],
    ['ParameterLimitExceeded', /^ParameterLimitExceeded: the account has as many standard parameters/],
  ])('because of %s is refused', async (code, reason) => {
    put();
    world.standIn.faults.inject({ action: 'PutParameter', fault: { error: { code, status: 400, message: 'No' } } });
    expect(await failure()).toEqual(refused(reason));
    expect(values()).toEqual(['old']);
  });

  it('because somebody else is writing it is unavailable: the next try succeeds', async () => {
    put();
    const fault = { error: { code: 'TooManyUpdates', status: 400, message: 'No' } };
    world.standIn.faults.inject({ action: 'PutParameter', fault });
    expect(await failure()).toEqual(unavailable(/^TooManyUpdates: somebody else is writing/));
    expect(values()).toEqual(['old']);
  });

  it('because our keys are not known is the operator’s to mend', async () => {
    put();
    world.standIn.removePrincipal(LAMBDA.accessKeyId);
    expect(await failure()).toMatchObject({ code: 'misconfigured', stage: 'delivery' });
  });
});

describe('a delivery whose answer does not come', () => {
  it.each<[Fault, number]>([
    ['reset', 2],
    ['truncate', 2],
    ['html', 2],
    ['throttle', 1],
    ['server-error', 1],
    ['unavailable', 1],
  ])('(%s) is not made twice: a put has no token', async (fault, versions) => {
    put();
    world.standIn.faults.inject({ action: 'PutParameter', fault });
    expect(await failure()).toEqual(unavailable(/./));
    expect(actions()).toHaveLength(2);
    expect(values()).toHaveLength(versions);
    expect(await holds()).toBe(versions === 2);
  });

  it('in time is given up then, and is found afterwards', async () => {
    put();
    world.standIn.faults.inject({ action: 'PutParameter', fault: 'hang' });
    const deadline = new AbortController();
    const failed = failure({}, aCall({ signal: deadline.signal }));
    await eventually(() => expect(actions()).toContainEqual(expect.stringMatching(/^PutParameter /)));
    deadline.abort();
    expect(await failed).toMatchObject({ code: 'deadline_exceeded', stage: 'delivery' });
    expect(await holds()).toBe(true);
  });

  it.each(['reset', 'throttle', 'server-error'] as const)(
    'to the question before it (%s) is asked again',
    async (fault) => {
      put();
      world.standIn.faults.inject({ action: 'GetParameter', fault });
      await deliver();
      expect(values()).toHaveLength(2);
      expect(actions()).toHaveLength(3);
    },
  );

  it('to the question before it ever is not delivered', async () => {
    put();
    world.standIn.faults.inject({ action: 'GetParameter', fault: 'throttle', times: Number.POSITIVE_INFINITY });
    expect(await failure()).toEqual(unavailable(/^ThrottlingException$/));
    expect(values()).toEqual(['old']);
  });

  it('to the question before it in time is given up then', async () => {
    put();
    world.standIn.faults.inject({ action: 'GetParameter', fault: 'hang', times: Number.POSITIVE_INFINITY });
    expect((await failure({}, aCall({ signal: AbortSignal.timeout(200) }))).code).toBe('deadline_exceeded');
  });
});

describe('whether a parameter holds a delivery', () => {
  it('is so while its value is the one that was delivered', async () => {
    put();
    expect(await holds()).toBe(false);
    await deliver();
    expect([await holds(), await holds(aValue('two'))]).toEqual([true, false]);
    await deliver({ value: aValue('two') });
    expect([await holds(), await holds(aValue('two'))]).toEqual([false, true]);
  });

  it('is not so where there is none', async () => {
    expect(await holds()).toBe(false);
  });

  it.each<[Fault, string]>([
    ['throttle', 'destination_unavailable'],
    ['access-denied', 'destination_refused'],
  ])('is not known (%s)', async (fault, code) => {
    put();
    world.standIn.faults.inject({ action: 'GetParameter', fault, times: Number.POSITIVE_INFINITY });
    expect(await failureOf(holds())).toMatchObject({ code, stage: 'delivery' });
  });
});
