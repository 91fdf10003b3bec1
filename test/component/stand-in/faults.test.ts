import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../local/stand-in/http/faults.ts';
import { eventually } from '../../support/eventually.ts';
import {
  assume,
  assumedKeys,
  LAMBDA,
  logIn,
  PULLER,
  refusal,
  standIn,
  stsOf,
  USER,
  useStandIn,
  whoAmI,
} from '../../support/stand-in.ts';

useStandIn();

describe('faults', () => {
  const callBoth = [
    ['AssumeRole', () => assume()],
    ['GetAuthorizationToken', async () => logIn(await assumedKeys())],
  ] as const;

  it.each<[Fault, string, number, string, number]>([
    ['throttle', 'Throttling', 400, 'ThrottlingException', 400],
    ['server-error', 'InternalFailure', 500, 'InternalFailure', 500],
    ['unavailable', 'ServiceUnavailable', 503, 'ServiceUnavailable', 503],
    ['access-denied', 'AccessDenied', 403, 'AccessDeniedException', 400],
  ])('%s: an error, and nothing issued', async (fault, stsName, stsStatus, ecrName, ecrStatus) => {
    const keys = await assumedKeys();
    standIn.faults.inject({ action: '*', fault, times: 2 });
    await expect(assume()).rejects.toMatchObject(refusal(stsName, stsStatus));
    await expect(logIn(keys)).rejects.toMatchObject(refusal(ecrName, ecrStatus));
    expect(standIn.calls.map(({ outcome }) => outcome)).toEqual(['ok', stsName, ecrName]);
    expect(standIn.issued).toHaveLength(1);
    await expect(logIn(keys)).resolves.toMatchObject({ authorizationData: [{}] });
  });

  it.each(callBoth)('reset: %s loses its connection', async (action, call) => {
    standIn.faults.inject({ action, fault: 'reset', times: 1 });
    await expect(call()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(standIn.calls.at(-1)?.outcome).toBe('fault:reset');
  });

  it.each(callBoth)('truncate: %s breaks off', async (action, call) => {
    standIn.faults.inject({ action, fault: 'truncate', times: 1 });
    await expect(call()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(standIn.calls.at(-1)?.outcome).toBe('fault:truncate');
  });

  it.each(callBoth)('hang and stall: %s ends when the stand-in stops', async (action, call) => {
    standIn.faults.inject({ action, fault: 'hang', times: 1 });
    standIn.faults.inject({ action, fault: 'stall', times: 1 });
    const outcomes = [call(), call()].map((pending) => pending.catch((error) => error.code));
    await eventually(() => {
      expect(standIn.calls.map(({ outcome }) => outcome)).toEqual(
        expect.arrayContaining(['fault:hang', 'fault:stall']),
      );
    });
    await standIn.stop();
    expect(await Promise.all(outcomes)).toEqual(['ECONNRESET', 'ECONNRESET']);
  });

  it('hang: ends for a client that gives up', async () => {
    standIn.faults.inject({ action: 'AssumeRole', fault: 'hang', times: 1 });
    const abort = new AbortController();
    const command = new AssumeRoleCommand({ RoleArn: PULLER, RoleSessionName: 'build-42' });
    const pending = stsOf(LAMBDA).send(command, { abortSignal: abort.signal });
    const outcome = expect(pending).rejects.toMatchObject({ name: 'AbortError' });
    await eventually(() => expect(standIn.calls).toHaveLength(1));
    abort.abort();
    await outcome;
  });

  it('no-credentials: good answers without what was asked for', async () => {
    const keys = await assumedKeys();
    standIn.faults.inject({ action: '*', fault: 'no-credentials', times: 2 });
    const session = await assume();
    expect(session.Credentials).toBeUndefined();
    expect(session.AssumedRoleUser?.Arn).toBe('arn:aws:sts::444455556666:assumed-role/puller/build-42');
    expect((await logIn(keys)).authorizationData).toEqual([]);
  });

  it('empty: answers without anything', async () => {
    const keys = await assumedKeys();
    standIn.faults.inject({ action: '*', fault: 'empty', times: 2 });
    expect((await assume()).Credentials).toBeUndefined();
    expect((await logIn(keys)).authorizationData).toBeUndefined();
  });

  it('html: a page in place of a document', async () => {
    const keys = await assumedKeys();
    standIn.faults.inject({ action: '*', fault: 'html', times: 2 });
    // The SDK takes any XML-like text for a success of STS: a caller must look for the credentials itself.
    expect((await assume()).Credentials).toBeUndefined();
    await expect(logIn(keys)).rejects.toMatchObject({ name: 'SyntaxError' });
  });

  it('mutate: an answer with one wrong field', async () => {
    const mutate = (text: string) => text.replace('2026-11-21T13:00:00Z', '2020-01-01T00:00:00Z');
    standIn.faults.inject({ action: 'AssumeRole', fault: { mutate }, times: 1 });
    const { Credentials } = await assume();
    expect(Credentials?.Expiration).toEqual(new Date('2020-01-01T00:00:00Z'));
    expect(standIn.calls[0]?.outcome).toBe('fault:mutate');
  });

  it('delay: a good answer, later', async () => {
    standIn.faults.inject({ action: 'AssumeRole', fault: { delayMs: 20 }, times: 1 });
    await expect(assume()).resolves.toMatchObject({ AssumedRoleUser: {} });
    expect(standIn.calls[0]?.outcome).toBe('ok');
  });

  it('delay: does not hold up the end of the stand-in', async () => {
    standIn.faults.inject({ action: 'AssumeRole', fault: { delayMs: 600_000 }, times: 1 });
    const outcome = expect(assume()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await eventually(() => expect(standIn.calls).toHaveLength(1));
    await standIn.stop();
    await outcome;
  });

  it('count, keep their order, wait for their action and can be cleared', async () => {
    standIn.faults.inject({ action: 'GetAuthorizationToken', fault: 'throttle', times: 1 });
    standIn.faults.inject({ action: 'AssumeRole', fault: 'unavailable' });
    standIn.faults.inject({ action: '*', fault: 'server-error', times: Number.POSITIVE_INFINITY });
    await expect(assume()).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    await expect(assume()).rejects.toMatchObject({ name: 'InternalFailure' });
    await expect(whoAmI(USER)).rejects.toMatchObject({ name: 'InternalFailure' });
    standIn.faults.clear();
    await expect(logIn(await assumedKeys())).resolves.toMatchObject({ authorizationData: [{}] });
  });

  it('are not spent on a call that is refused anyway', async () => {
    standIn.faults.inject({ action: 'AssumeRole', fault: 'throttle', times: 1 });
    await expect(assume({ DurationSeconds: 1 })).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(assume()).rejects.toMatchObject({ name: 'Throttling' });
  });

  it.each([0, -1, 1.5, Number.NaN])('are not taken %s times', (times) => {
    expect(() => standIn.faults.inject({ action: '*', fault: 'hang', times })).toThrow(RangeError);
  });
});
