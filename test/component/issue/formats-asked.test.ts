// Which format a request gets, by name and by `Accept`, and what is refused with it: through the built handler.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditItems } from '../../support/audit-records.ts';
import { postBatch } from '../../support/batch.ts';
import { type FormatService, getFormat, startFormatService } from '../../support/format-service.ts';
import { COMMON_HEADERS } from '../../support/problem.ts';
import { postLogin, sampleEvent } from '../../support/service.ts';

let world: FormatService;

beforeAll(async () => {
  world = await startFormatService();
});
afterAll(() => world.service.stop());
beforeEach(() => void world.service.aws.standIn.calls.splice(0));
afterEach(() => expect(world.leaks()).toEqual([]));

async function expectRefused(event: unknown, status: number, field: string, detail: RegExp) {
  const answer = await world.ask(event);
  expect(answer.status).toBe(status);
  const expected = status === 406 ? 'format_unknown' : 'invalid_request';
  expect(world.service.aws.standIn.calls).toEqual([]);
  if (answer.headers['content-type'] !== 'application/problem+json') {
    // In the form of the format, where it has one.
    expect(answer.text).toMatch(
      new RegExp(`Portunus: .+ ${field} ${detail.source.replaceAll(/[\^$]/g, '')}.* \\(${expected}, `),
    );
    return;
  }
  const { code, stage, errors } = JSON.parse(answer.text);
  expect([code, stage]).toEqual([expected, 'request']);
  expect(errors).toEqual([{ field, detail: expect.stringMatching(detail) }]);
}
function get(query: Record<string, string>, accept?: string, route: 'ecr' | 'public' | 'session' = 'ecr') {
  return getFormat(world.token, route, query, accept);
}

describe('a login', () => {
  it.each([
    ['nothing', undefined, {}, 'application/json'],
    ['a browser', 'text/html,*/*;q=0.8', {}, 'application/json'],
    ['its media type', 'application/vnd.portunus.bash', {}, 'text/x-shellscript; charset=utf-8'],
    ['the better one', 'application/json;q=0.1, application/vnd.portunus.cmd', {}, 'text/plain; charset=utf-8'],
    ['its name, before Accept', 'application/vnd.portunus.cmd', { format: 'kubelet' }, 'application/json'],
  ])('by %s', async (_how, accept, query, type) => {
    const { status, headers } = await world.ask(get(query, accept));
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, type, 'no-store']);
  });

  it('by its name in a POST', async () => {
    const { status, text } = await world.ask(
      postLogin(world.token, { format: 'bash', namespace: 'x' }, 'shop-releases'),
    );
    expect([status, text.startsWith('export x_authorizationToken_password=')]).toEqual([200, true]);
  });

  it('is recorded with the format that it was given in', async () => {
    const { requestId } = await world.ask(get({}, 'application/vnd.portunus.dotenv'));
    const record = (await auditItems(world.service.aws)).find((item) => item.requestId?.S === requestId);
    expect(record?.asked?.M?.format).toEqual({ S: 'dotenv' });
  });

  it('in JSON is what it was', async () => {
    const { headers, text } = await world.ask(get({ format: 'json' }));
    expect(headers).toEqual({ 'content-type': 'application/json', ...COMMON_HEADERS });
    expect(Object.keys(JSON.parse(text))).toEqual([
      'requestId',
      'connectorId',
      'credentials',
      'session',
      'refreshAfter',
      'source',
      'duration',
    ]);
  });
});

const LOGINS =
  /^must be one of json, .*docker-credential, kubernetes-secret, kubelet, username-password(: did you mean [a-z-]+\?)?$/;
const SESSIONS =
  /^must be one of json, .*credential-process, container, aws-credentials-file(: did you mean [a-z-]+\?)?$/;

describe('406, with the list of the route', () => {
  it.each(['xml', '', 'JSON', 'credential-process', 'aws-credentials-file', 'toString'])(
    'to the format %j of a login',
    (format) => expectRefused(get({ format }), 406, 'format', LOGINS),
  );

  it.each(['docker-config', 'kubelet', 'kubernetes-secret', 'username-password'])('to %s of a session', (format) =>
    expectRefused(get({ format }, undefined, 'session'), 406, 'format', SESSIONS),
  );

  it.each(['image/png', 'application/json;q=0', 'application/vnd.portunus.aws-credentials-file'])(
    'to Accept: %s',
    (accept) => expectRefused(get({}, accept), 406, 'format', LOGINS),
  );

  it('to YAML of a session', () => expectRefused(get({}, 'text/yaml', 'session'), 406, 'format', SESSIONS));

  it.each(['bash', 'docker-config', 'kubelet', 'xml', ''])('to several logins in the format %j', (format) =>
    expectRefused(
      postBatch(world.token, { requests: [{ connectorId: 'shop-images' }], format }),
      406,
      'format',
      /^must be one of json$/,
    ),
  );

  it('to several logins, where only bash is accepted', () => {
    const event = postBatch(world.token, { requests: [{ connectorId: 'shop-images' }] });
    const headers = { ...event.headers, accept: 'application/vnd.portunus.bash' };
    return expectRefused({ ...event, headers }, 406, 'format', /^must be one of json$/);
  });

  it('to an identity, which is always JSON', () => {
    const event = { ...sampleEvent('issue/caller-identity', world.token), pathParameters: { id: 'shop-releases' } };
    const headers = { ...event.headers, accept: 'application/vnd.portunus.bash' };
    return expectRefused({ ...event, headers }, 406, 'format', /^must be one of json$/);
  });
});

describe('400', () => {
  it.each(['1a', 'a-b', 'a..b', "a'b", '$(id)', '', 'a'.repeat(65)])('to the namespace %j', (namespace) =>
    expectRefused(get({ format: 'bash', namespace }), 400, 'namespace', /^must be /),
  );

  it.each(['json', 'docker-config', 'kubelet', 'kubernetes-secret', 'username-password'])(
    'to a namespace in %s',
    (format) => expectRefused(get({ format, namespace: 'x' }), 400, 'namespace', /^is not taken by /),
  );

  it.each(['json', 'bash', 'dotenv', 'credential-process', 'aws-credentials-file'])(
    'to a namespace of a session in %s',
    (format) =>
      expectRefused(get({ format, namespace: 'x' }, undefined, 'session'), 400, 'namespace', /^is not taken by /),
  );

  it('to two registries in a format for one', () => {
    const query = { format: 'username-password', registryIds: '123456789012,210987654321' };
    return expectRefused(get(query), 400, 'registryIds', /^must name one registry /);
  });

  it.each(['namespace', 'format'])('to %s of one of several logins', (field) =>
    expectRefused(
      postBatch(world.token, { requests: [{ connectorId: 'shop-images', [field]: 'json' }] }),
      400,
      `requests[0].${field}`,
      /^is not a known field$/,
    ),
  );
});
