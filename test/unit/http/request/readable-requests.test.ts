// What the audit keeps of a request that is refused for its form: what can be read of it, and nothing else.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HttpEvent } from '../../../../shared/http/event.ts';
import { readableBatch, readableRequest } from '../../../../shared/http/request/readable-requests.ts';

function posted(body: unknown): HttpEvent {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const routeKey = 'POST /v1/connectors/{id}/ecr/credentials';
  return { routeKey, pathParameters: { id: 'team-a' }, body: text } as unknown as HttpEvent;
}

const SECRETS = { samlAssertion: 'PHNhbWw+', mfaSerial: 'arn:aws:iam::123456789012:mfa/ada', mfaCode: '123456' };

describe('an unreadable request', () => {
  it('keeps each field that has no fault', () => {
    const body = { region: 'eu-west-1', durationSeconds: '3600', registryIds: ['123456789012'], format: 'xml' };
    expect(readableRequest(posted(body), 'ecr-login')).toEqual({
      action: 'ecr-login',
      parameters: { connectorId: 'team-a', region: 'eu-west-1', registryIds: ['123456789012'] },
    });
  });

  it('keeps no proof, and no field that there is none of', () => {
    const { parameters } = readableRequest(posted({ ...SECRETS, externalId: 'x', access: 'pull' }), 'session');
    expect(parameters).toEqual({ connectorId: 'team-a', access: 'pull' });
  });

  it('is of the connector in its path, whatever its body says', () => {
    const { parameters } = readableRequest(posted({ connectorId: 'another' }), 'ecr-login');
    expect(parameters).toEqual({ connectorId: 'team-a' });
  });

  it.each(['', '{', '[]', '{"__proto__":{"region":"eu-west-1"}}'])(
    'keeps the connector alone of the body %s',
    (text) => {
      expect(readableRequest(posted(text), 'ecr-login').parameters).toEqual({ connectorId: 'team-a' });
    },
  );
});

describe('an unreadable batch', () => {
  const read = (requests: unknown) =>
    readableBatch(posted({ requests })).map(({ item, action, parameters }) => [item, action, parameters.connectorId]);

  it('keeps the items that name a connector, each under its index', () => {
    const requests = [{ connectorId: 'a1' }, 7, { connectorId: '../x' }, { connectorId: 'b2', service: 'ecr-public' }];
    expect(read(requests)).toEqual([
      [0, 'ecr-login', 'a1'],
      [3, 'ecr-public-login', 'b2'],
    ]);
  });

  it.each([
    [20, 20],
    [21, 20],
  ])('of %i items is kept as %i', (count, kept) => {
    expect(read(Array.from({ length: count }, () => ({ connectorId: 'a1' })))).toHaveLength(kept);
  });

  it.each([[undefined], [{}], [[]], [[null]]])('of which nothing can be read is one request: %j', (requests) => {
    expect(read(requests)).toEqual([[undefined, 'ecr-login', undefined]]);
  });
});

it('nothing that a request may hold makes the reading fail', () =>
  fc.assert(
    fc.property(fc.json(), (text) => {
      readableRequest(posted(text), 'ecr-login');
      readableBatch(posted(`{"requests":[${text}]}`));
    }),
  ));
