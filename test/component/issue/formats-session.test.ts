// Formats of a session and of ECR Public, through the built handler.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { formatsOf } from '../../../shared/domain/format-name.ts';
import { auditOf, secretsOf } from '../../support/audit-records.ts';
import { putConnector } from '../../support/batch.ts';
import { readProperties } from '../../support/file-readers.ts';
import { type FormatService, getFormat, startFormatService } from '../../support/format-service.ts';
import { COMMON_HEADERS } from '../../support/problem.ts';
import { readPosix } from '../../support/shell-readers.ts';

let world: FormatService;

beforeAll(async () => {
  world = await startFormatService();
  await putConnector(world.service, 'short', { serves: ['session'], maxDurationSeconds: 1_799 });
});
afterAll(() => world.service.stop());
afterEach(() => expect(world.leaks()).toEqual([]));

/** The session that stands in an answer. */
function issuedIn(text: string) {
  const sessions = world.service.aws.standIn.issued.filter((one) => 'sessionToken' in one);
  const shown = sessions.filter(({ sessionToken }) => text.includes(sessionToken));
  expect(shown).toHaveLength(1);
  const [session = { accessKeyId: 'none', secretAccessKey: 'none', sessionToken: 'none' }] = shown;
  return session;
}
function ask(query: Record<string, string>, accept?: string) {
  return world.ask(getFormat(world.token, 'session', query, accept));
}
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

describe('a session', () => {
  it('as credential-process', async () => {
    const { status, headers, text } = await ask({ format: 'credential-process' });
    const { accessKeyId, secretAccessKey, sessionToken } = issuedIn(text);
    expect([status, headers]).toEqual([200, { 'content-type': 'application/json', ...COMMON_HEADERS }]);
    expect(JSON.parse(text)).toEqual({
      Version: 1,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: TIME,
    });
  });

  it.each([
    ['by name', { format: 'container' }, undefined],
    ['by Accept', {}, 'application/vnd.portunus.container'],
    ['of 1,800 seconds', { format: 'container', durationSeconds: '1800' }, undefined],
  ] as const)('as container, %s', async (_how, query, accept) => {
    const { status, headers, text } = await ask(query, accept);
    const { accessKeyId, secretAccessKey, sessionToken } = issuedIn(text);
    expect([status, headers]).toEqual([200, { 'content-type': 'application/json', ...COMMON_HEADERS }]);
    expect(JSON.parse(text)).toEqual({
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      Token: sessionToken,
      Expiration: TIME,
    });
  });

  it('as container is not for SDKs to ask for at each call: under 1,800 seconds it is refused', async () => {
    world.service.aws.standIn.calls.length = 0;
    const { status, headers, text, requestId } = await ask({ format: 'container', durationSeconds: '1799' });
    expect([status, headers['content-type']]).toEqual([400, 'application/json']);
    expect(JSON.parse(text)).toEqual({
      Code: 'invalid_request',
      Message: expect.stringMatching(/ durationSeconds must be at least 1800 .*\(invalid_request, request /),
    });
    expect(world.service.aws.standIn.calls).toEqual([]);
    expect(await auditOf(world.service.aws, requestId)).toEqual(['refused invalid_request']);
  });

  it('as container is refused as well where the connector allows no more, and nothing of it is shown', async () => {
    const event = { ...getFormat(world.token, 'session', { format: 'container' }), pathParameters: { id: 'short' } };
    const { status, text } = await world.ask(event);
    expect(status).toBe(406);
    expect(JSON.parse(text)).toEqual({ Code: 'format_unknown', Message: expect.stringContaining('container') });
    expect(secretsOf(world.service.aws).filter((secret) => text.includes(secret))).toEqual([]);
  });

  it('as aws-credentials-file, bash and bamboo', async () => {
    const file = await ask({ format: 'aws-credentials-file' });
    const { accessKeyId, secretAccessKey, sessionToken } = issuedIn(file.text);
    const [section, ...lines] = file.text.split('\n');
    expect(file.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect([section, ...lines.slice(0, 3)]).toEqual([
      '[default]',
      `aws_access_key_id = ${accessKeyId}`,
      `aws_secret_access_key = ${secretAccessKey}`,
      `aws_session_token = ${sessionToken}`,
    ]);
    expect(readPosix((await ask({ format: 'bash' })).text)).toEqual({
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_CREDENTIAL_EXPIRATION: TIME,
    });
    expect(readProperties((await ask({ format: 'bamboo', namespace: 'x' })).text)).toMatchObject({
      'x.accessKeyId': accessKeyId,
      'x.secretAccessKey.password': secretAccessKey,
      'x.sessionToken.password': sessionToken,
    });
  });

  it.each(formatsOf('session'))('is in %s, and no other one is', async (format) => {
    const { status, headers, text } = await ask({ format });
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(text).toContain(issuedIn(text).secretAccessKey);
  });
});

describe('a login of ECR Public', () => {
  it.each(formatsOf('logins'))('is in %s', async (format) => {
    const { status, text } = await world.ask(getFormat(world.token, 'public', { format }));
    expect(status).toBe(200);
    const [given] = world.service.aws.standIn.issued.filter((one) => one.action === 'ecr-public:GetAuthorizationToken');
    const { password, authorizationToken } = given ?? { password: 'none', authorizationToken: 'none' };
    const config = format === 'kubernetes-secret' ? atob(JSON.parse(text).data['.dockerconfigjson']) : text;
    expect(config.includes(password) || config.includes(authorizationToken)).toBe(true);
    if (format !== 'username-password') expect(config).toContain('public.ecr.aws');
    expect(config).not.toContain('undefined');
  });
});
