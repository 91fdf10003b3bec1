// Faults of calls that change something, and faults that come by chance.
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../local/stand-in/http/faults.ts';
import { eventually } from '../../support/eventually.ts';
import { LAMBDA, refusal, secretsOf, ssmOf, standIn, USER, useStandIn, whoAmI } from '../../support/stand-in.ts';

useStandIn();

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/login-Ab12Cd';
const TOKEN = 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111';
const value = { SecretString: 'login', ClientRequestToken: TOKEN };

function putSecret() {
  return secretsOf(LAMBDA).send(new PutSecretValueCommand({ SecretId: ARN, ...value }));
}
function createSecret() {
  return secretsOf(LAMBDA).send(new CreateSecretCommand({ Name: 'portunus/new', ...value }));
}
function putParameter() {
  return ssmOf(LAMBDA).send(
    new PutParameterCommand({ Name: '/portunus/login', Value: 'login', Type: 'String', Overwrite: true }),
  );
}

const CHANGES = [
  ['PutSecretValue', putSecret, () => standIn.secret(ARN)?.versions.length ?? 0],
  ['CreateSecret', createSecret, () => standIn.secret('portunus/new')?.versions.length ?? 0],
  ['PutParameter', putParameter, () => standIn.parameter('/portunus/login')?.versions.length ?? 0],
] as const;

describe.each(CHANGES)('%s', (action, change, versions) => {
  it.each<[string, Fault, string, number]>([
    ['throttle', 'throttle', 'ThrottlingException', 400],
    ['server-error', 'server-error', 'InternalFailure', 500],
    ['unavailable', 'unavailable', 'ServiceUnavailable', 503],
    ['access-denied', 'access-denied', 'AccessDeniedException', 400],
    [
      'any error',
      { error: { code: 'LimitExceededException', status: 400, message: 'No' } },
      'LimitExceededException',
      400,
    ],
  ])('%s: is refused, and changes nothing', async (_name, fault, name, status) => {
    standIn.putSecret({ arn: ARN });
    standIn.faults.inject({ action, fault });
    await expect(change()).rejects.toMatchObject(refusal(name, status));
    expect(versions()).toBe(0);
    await change();
    expect(versions()).toBe(1);
  });

  it.each<[string, Fault]>([
    ['reset', 'reset'],
    ['truncate', 'truncate'],
    ['html', 'html'],
  ])('%s: changes it, though the caller does not hear of it', async (name, fault) => {
    standIn.putSecret({ arn: ARN });
    standIn.faults.inject({ action, fault });
    await expect(change()).rejects.toThrow();
    expect(versions()).toBe(1);
    expect(standIn.calls.at(-1)?.outcome).toBe(`fault:${name}`);
  });

  it.each<[string, Fault]>([
    ['hang', 'hang'],
    ['stall', 'stall'],
  ])('%s: changes it, though the answer never ends', async (_name, fault) => {
    standIn.putSecret({ arn: ARN });
    standIn.faults.inject({ action, fault });
    const outcome = expect(change()).rejects.toThrow();
    await eventually(() => expect(versions()).toBe(1));
    await standIn.stop();
    await outcome;
  });

  it.each<[string, Fault]>([
    ['empty', 'empty'],
    ['mutate', { mutate: () => '{}' }],
    ['delay', { delayMs: 1 }],
  ])('%s: changes it', async (_name, fault) => {
    standIn.putSecret({ arn: ARN });
    standIn.faults.inject({ action, fault });
    await change();
    expect(versions()).toBe(1);
  });
});

describe('a retry after a lost reply', () => {
  it('finds its own version', async () => {
    standIn.putSecret({ arn: ARN });
    standIn.faults.inject({ action: 'PutSecretValue', fault: 'reset' });
    await expect(putSecret()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(putSecret()).resolves.toMatchObject({ VersionId: TOKEN, VersionStages: ['AWSCURRENT'] });
    expect(standIn.secret(ARN)?.versions).toHaveLength(1);
  });

  it('finds its own secret', async () => {
    standIn.faults.inject({ action: 'CreateSecret', fault: 'reset' });
    await expect(createSecret()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(createSecret()).resolves.toMatchObject({ VersionId: TOKEN });
  });
});

describe('faults by chance', () => {
  const outcomes = async (count: number) => {
    const names: string[] = [];
    for (let at = 0; at < count; at += 1)
      names.push(
        await whoAmI(USER).then(
          () => 'ok',
          ({ name }) => name,
        ),
      );
    return names;
  };
  /** Numbers in turn, and an error once they are used up. */
  const inTurn =
    (...numbers: number[]) =>
    () => {
      const next = numbers.shift();
      if (next === undefined) throw new Error('No number is left');
      return next;
    };

  it('are met where the number drawn is below the probability, until they are cleared', async () => {
    const random = inTurn(0.29, 0.3, 0, 0.99);
    standIn.faults.inject({ action: 'GetCallerIdentity', fault: 'throttle', probability: 0.3, random });
    expect(await outcomes(4)).toEqual(['Throttling', 'ok', 'Throttling', 'ok']);
    standIn.faults.clear();
    expect(await outcomes(1)).toEqual(['ok']);
  });

  it('are always met at 1 and never at 0', async () => {
    standIn.faults.inject({ action: '*', fault: 'throttle', probability: 0, random: () => 0 });
    expect(await outcomes(2)).toEqual(['ok', 'ok']);
    standIn.faults.inject({ action: '*', fault: 'throttle', probability: 1, random: () => 0.999 });
    expect(await outcomes(2)).toEqual(['Throttling', 'Throttling']);
  });

  it('draw no number for another action, nor for a call that meets a counted fault', async () => {
    const never = () => {
      throw new Error('Drawn');
    };
    standIn.faults.inject({ action: 'AssumeRole', fault: 'throttle', probability: 0.5, random: never });
    standIn.faults.inject({ action: '*', fault: 'throttle', probability: 0.5, random: inTurn(0.1) });
    standIn.faults.inject({ action: 'GetCallerIdentity', fault: 'unavailable', times: 2 });
    expect(await outcomes(3)).toEqual(['ServiceUnavailable', 'ServiceUnavailable', 'Throttling']);
  });

  it('are tried one after the other', async () => {
    standIn.faults.inject({ action: '*', fault: 'throttle', probability: 0.5, random: inTurn(0.9, 0.1, 0.9) });
    standIn.faults.inject({ action: '*', fault: 'unavailable', probability: 0.5, random: inTurn(0.1, 0.9) });
    expect(await outcomes(3)).toEqual(['ServiceUnavailable', 'Throttling', 'ok']);
  });

  it.each([-0.01, 1.01, Number.NaN])('are not taken with a probability of %s', (probability) => {
    const order = { action: '*', fault: 'hang', probability, random: () => 0 } as const;
    expect(() => standIn.faults.inject(order)).toThrow(RangeError);
  });
});
