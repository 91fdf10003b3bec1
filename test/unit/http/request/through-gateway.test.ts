import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../shared/domain/secret.ts';
import type { HttpEvent } from '../../../../shared/http/event.ts';
import { assertThroughGateway } from '../../../../shared/http/request/through-gateway.ts';

const SECRET = new Secret('0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL');

function caught(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

function from(stageVariables: unknown): HttpEvent {
  return { routeKey: 'GET /iam/v1/issuers', stageVariables } as never;
}

describe('an event', () => {
  it('is taken with the secret that the API adds', () => {
    expect(() => assertThroughGateway(from({ gatewaySecret: SECRET.reveal() }), SECRET)).not.toThrow();
  });

  it.each([
    ['none', undefined],
    ['no variables', null],
    ['other variables', { other: SECRET.reveal() }],
    ['another one', { gatewaySecret: SECRET.reveal().replace('0', '1') }],
    ['a part of it', { gatewaySecret: SECRET.reveal().slice(1) }],
    ['more than it', { gatewaySecret: `${SECRET.reveal()}0` }],
    ['an empty one', { gatewaySecret: '' }],
    ['characters of several bytes, as many', { gatewaySecret: 'é'.repeat(48) }],
    ['a list of it', { gatewaySecret: [SECRET.reveal()] }],
    ['an object', { gatewaySecret: { toString: () => SECRET.reveal() } }],
  ])('is refused with %s', (_what, stageVariables) => {
    expect(caught(() => assertThroughGateway(from(stageVariables), SECRET))).toMatchObject({
      code: 'invoked_directly',
      stage: 'authentication',
    });
  });

  it('is refused where it is no event at all', () => {
    expect(caught(() => assertThroughGateway(undefined, SECRET))).toMatchObject({ code: 'invoked_directly' });
  });

  it('tells the operator whether a secret was shown, and nobody the secret', () => {
    const [none, wrong] = [from(undefined), from({ gatewaySecret: 'guessed' })].map((event) =>
      caught(() => assertThroughGateway(event, SECRET)),
    );
    expect(none).toMatchObject({ reason: 'the event has no gateway secret' });
    expect(wrong).toMatchObject({ reason: 'the event has another gateway secret' });
    expect(JSON.stringify([none, wrong])).not.toMatch(/guessed|0123456789/);
  });

  it('is taken from anywhere on a machine without a gateway', () => {
    expect(() => assertThroughGateway(from(undefined), undefined)).not.toThrow();
  });
});
