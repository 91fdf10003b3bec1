// Errors to tools whose protocol has a form for them, through the built handler; everybody else gets a problem.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FormatService, getFormat, startFormatService, type TextAnswer } from '../../support/format-service.ts';
import { COMMON_HEADERS } from '../../support/problem.ts';

let world: FormatService;

beforeAll(async () => {
  world = await startFormatService();
});
afterAll(() => world.service.stop());
afterEach(() => {
  world.service.aws.standIn.faults.clear();
  expect(world.leaks()).toEqual([]);
});

type Form = 'docker-credential' | 'container';
const ROUTE = { 'docker-credential': 'ecr', container: 'session' } as const;
const WAYS = [
  ['docker-credential', 'query'],
  ['docker-credential', 'Accept'],
  ['container', 'query'],
  ['container', 'Accept'],
] as const;

function expectForm(form: Form, { status, headers, text, requestId }: TextAnswer, code: string, title: string) {
  const type = form === 'container' ? 'application/json' : 'text/plain; charset=utf-8';
  expect(headers).toEqual({
    'content-type': type,
    ...COMMON_HEADERS,
    ...([503, 504].includes(status) && { 'retry-after': expect.stringMatching(/^[1-5]$/) }),
    ...(status === 401 && { 'www-authenticate': expect.stringMatching(/^Bearer realm="portunus"/) }),
  });
  const [, prefix, sentence = ''] =
    /^(Portunus: )?([^\n]+)\n?$/.exec(form === 'container' ? message(text, code) : text) ?? [];
  expect(prefix).toBe(form === 'container' ? undefined : 'Portunus: ');
  expect(sentence.startsWith(`${title}: `)).toBe(true);
  expect(sentence.endsWith(` (${code}, request ${requestId})`)).toBe(true);
}
function message(text: string, code: string): string {
  const { Code, Message, ...more } = JSON.parse(text);
  expect([Code, more]).toEqual([code, {}]);
  return Message;
}

describe.each(WAYS)('%s, asked for by %s', (form, way) => {
  const event = (token: string | undefined, query: Record<string, string> = {}) =>
    way === 'query'
      ? getFormat(token, ROUTE[form], { format: form, ...query }, '*/*')
      : getFormat(token, ROUTE[form], query, `application/vnd.portunus.${form}`);

  it.each([
    ['without a token', 401, 'token_missing', 'Token missing', () => event(undefined)],
    ['with a bad token', 401, 'token_rejected', 'Token rejected', () => event('a.b.c')],
    ['with a bad field', 400, 'invalid_request', 'Invalid request', () => event(world.token, { roleArn: 'hush' })],
    [
      'for what is not there',
      403,
      'not_allowed',
      'Not allowed',
      () => ({ ...event(world.token), pathParameters: { id: 'nobody-knows' } }),
    ],
  ] as const)('%s has %i in its own form', async (_what, status, code, title, eventOf) => {
    const answer = await world.ask(eventOf());
    expect(answer.status).toBe(status);
    expectForm(form, answer, code, title);
    expect(answer.text).not.toContain('hush');
  });

  it('while STS does not answer has 503 in its own form', async () => {
    const fault = { action: 'AssumeRole', fault: 'throttle', times: Number.POSITIVE_INFINITY } as const;
    world.service.aws.standIn.faults.inject(fault);
    const seconds = String(2_000 + WAYS.findIndex(([one, by]) => one === form && by === way));
    // Of a length that no other test asked for, so that nothing is held of it.
    const answer = await world.ask(event(world.token, { durationSeconds: seconds }));
    expect(answer.status).toBe(503);
    expectForm(form, answer, 'sts_unavailable', 'STS unavailable');
  });

  it('names a field, and shows nothing of what is in it', async () => {
    const { text } = await world.ask(event(world.token, { region: 'hush<script>', repositories: 'HUSH?' }));
    expect(text).toContain('region');
    expect(text).toContain('repositories');
    expect(text).not.toMatch(/hush|script/i);
  });

  it('names an unknown field by the beginning of its name, and never a whole token that stands there', async () => {
    const { text } = await world.ask(event(world.token, { surprise: 'hush' }));
    expect(text).toContain('surprise is not a known field');
    expect(text).not.toContain('hush');
    const { status, text: other } = await world.ask(event(world.token, { [world.token]: '' }));
    expect([status, other.includes(world.token.split('.')[1] ?? '')]).toEqual([400, false]);
  });

  it('is one line without control characters, whatever a field is called', async () => {
    const { status, text } = await world.ask(event(world.token, { 'a\r\nPortunus: fine\u001b[2J': 'x' }));
    expect(status).toBe(400);
    // Of JSON the text that is in it: SDKs print that.
    const shown = form === 'container' ? message(text, 'invalid_request') : text.slice(0, -1);
    expect(shown).toMatch(/^\P{Cc}+$/u);
  });
});

it.each(WAYS)('%s (by %s) on a route that has no such format is 406, in its own form', async (form, way) => {
  const route = form === 'container' ? 'ecr' : 'session';
  const query = way === 'query' ? { format: form } : {};
  const answer = await world.ask(getFormat(world.token, route, query, `application/vnd.portunus.${form}`));
  expect(answer.status).toBe(406);
  expectForm(form, answer, 'format_unknown', 'Format unknown');
  expect(answer.text).toContain('format must be one of json, bash, ');
});

describe('a problem is what is given', () => {
  it.each<readonly [string, () => unknown, number]>([
    ['for formats without a form for it', () => getFormat(undefined, 'ecr', { format: 'docker-config' }), 401],
    ['by other media types', () => getFormat(undefined, 'ecr', {}, 'application/vnd.portunus.kubelet'), 401],
    ['for unknown ones', () => getFormat(world.token, 'ecr', { format: 'xml' }), 406],
    ['where nothing is acceptable', () => getFormat(world.token, 'ecr', {}, 'image/png'), 406],
    ['without headers', () => ({ ...getFormat(world.token, 'ecr'), headers: undefined }), 401],
    ['without headers or a route', () => ({}), 400],
    ['to null', () => null, 400],
    ['to an odd query', () => ({ ...getFormat(undefined, 'ecr'), queryStringParameters: ['container'] }), 401],
    ['to an odd format', () => ({ ...getFormat(undefined, 'ecr'), queryStringParameters: { format: {} } }), 401],
    ['to odd headers', () => ({ ...getFormat(undefined, 'ecr'), headers: { accept: { a: 1 } } }), 401],
  ])('%s', async (_what, event, status) => {
    const answer = await world.ask(event());
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    });
    expect(JSON.parse(answer.text)).toMatchObject({ status, requestId: answer.requestId });
  });
});
