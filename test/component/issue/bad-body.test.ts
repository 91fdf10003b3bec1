// Bodies that are wrong in one thing, through the deployed bundle.
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HttpEvent } from '../../../shared/http/event.ts';
import { postLogin } from '../../support/service.ts';
import { refusalsOf, useService } from '../../support/use-service.ts';

let token: string;
const service = useService();
const expectRefused = refusalsOf(service);
beforeAll(() => {
  token = service.token;
});

function withType(event: HttpEvent, type: string) {
  return {
    ...event,
    headers: { ...event.headers, 'content-type': type },
  };
}
function inBase64(bytes: Buffer) {
  return { ...postLogin(token, bytes.toString('base64')), isBase64Encoded: true };
}
/** A body of so many bytes, all of it JSON. */
function ofBytes(count: number) {
  return '{"durationSeconds":900}'.padEnd(count);
}

const EMOJI = '\u{1f511}';
/** A body of so many bytes, most of them an assertion, and nothing beside it. */
function withAssertion(count: number) {
  return `{"samlAssertion":"${'A'.repeat(count - 20)}"}`;
}

describe('a body', () => {
  it.each([
    ['empty', ''],
    ['of spaces', '  '],
    ['null', 'null'],
    ['a list', '[]'],
    ['a list of an object', '[{}]'],
    ['a text', '"x"'],
    ['a number', '1'],
    ['true', 'true'],
    ['not JSON', '{region: "eu-west-1"}'],
    ['a form', 'region=eu-west-1'],
    ['cut off', '{"region":"eu-west-1"'],
    ['followed by something', '{"region":"eu-west-1"} x'],
    ['two objects', '{"region":"eu-west-1"}{"region":"eu-west-1"}'],
    ['with a trailing comma', '{"region":"eu-west-1",}'],
    ['with a comment', '{"region":"eu-west-1"/**/}'],
    ['with a byte order mark', '\ufeff{"region":"eu-west-1"}'],
    ['with a field twice', '{"region":"eu-west-1","region":"eu-central-1"}'],
    ['with a field twice, once escaped', '{"region":"eu-west-1","\\u0072egion":"eu-central-1"}'],
    ['nested eleven deep', `{"region":${'['.repeat(10)}${']'.repeat(10)}}`],
    ['nested a thousand deep', `{"region":${'['.repeat(1000)}${']'.repeat(1000)}}`],
  ])('that is %s is refused', async (_name, body) => {
    await expectRefused(postLogin(token, body), 400, 'invalid_request', ['body']);
  });

  it('that is absent is refused', async () => {
    const { body: _none, ...event } = postLogin(token, '{}');
    await expectRefused(event, 400, 'invalid_request', ['body']);
    await expectRefused({ ...event, body: null }, 400, 'invalid_request', ['body']);
  });

  it('that is not UTF-8 is refused', async () => {
    // Bytes that would be another text if they were replaced in silence, as decoders do.
    await expectRefused(inBase64(Buffer.from('{"format":"\xff"}', 'latin1')), 400, 'invalid_request', ['body']);
    await expectRefused(inBase64(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])), 400, 'invalid_request', ['body']);
    await expectRefused(inBase64(Buffer.from('{"region":"eu-west-1"}', 'utf16le')), 400, 'invalid_request', ['body']);
  });

  it('that is compressed is refused', async () => {
    const event = inBase64(gzipSync('{"region":"eu-west-1"}'));
    const headers = { ...event.headers, 'content-encoding': 'gzip' };
    await expectRefused({ ...event, headers }, 400, 'invalid_request', ['body']);
  });

  it('whose base64 flag is wrong is refused', async () => {
    const plain = { ...postLogin(token, '{"region":"eu-west-1"}'), isBase64Encoded: true };
    await expectRefused(plain, 400, 'invalid_request', ['body']);
    const encoded = Buffer.from('{"region":"eu-west-1"}').toString('base64');
    await expectRefused(postLogin(token, encoded), 400, 'invalid_request', ['body']);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/jsonx',
    'application/json, text/plain',
    '',
  ])('of type %j is refused', async (type) => {
    await expectRefused(withType(postLogin(token, '{}'), type), 400, 'invalid_request', ['content-type']);
  });

  it('over 16 KiB is too large, counted in bytes', async () => {
    await expectRefused(postLogin(token, ofBytes(16_385)), 413, 'payload_too_large');
    await expectRefused(postLogin(token, 'x'.repeat(1_000_000)), 413, 'payload_too_large');
    await expectRefused(postLogin(token, 'x'.repeat(16_385)), 413, 'payload_too_large');
    await expectRefused(postLogin(token, `"${EMOJI.repeat(4_096)}"`), 413, 'payload_too_large');
    await expectRefused(postLogin(token, `{"format":"${EMOJI.repeat(4_093)}"}`), 413, 'payload_too_large');
    await expectRefused(inBase64(Buffer.from(ofBytes(16_385))), 413, 'payload_too_large');
  });

  it('over 16 KiB must have an assertion, whatever else it has', async () => {
    const big = 'A'.repeat(20_000);
    const inner = { region: { samlAssertion: big } };
    await expectRefused(postLogin(token, inner), 413, 'payload_too_large');
    await expectRefused(postLogin(token, { SAMLAssertion: big }), 413, 'payload_too_large');
    await expectRefused(postLogin(token, { mfaCode: big }), 413, 'payload_too_large');
    await expectRefused(postLogin(token, `{"__proto__":{"samlAssertion":"${big}"}}`), 413, 'payload_too_large');
  });

  it('with an assertion may have 140 KiB, and no more', async () => {
    const most = 140 * 1024;
    expect(Buffer.byteLength(withAssertion(most))).toBe(143_360);
    // Not too large: what is wrong is the assertion, which may have 100,000 characters.
    await expectRefused(postLogin(token, withAssertion(most)), 400, 'invalid_request', ['samlAssertion']);
    await expectRefused(postLogin(token, withAssertion(most + 1)), 413, 'payload_too_large');
    await expectRefused(inBase64(Buffer.from(withAssertion(most + 1))), 413, 'payload_too_large');
    await expectRefused(postLogin(token, { samlAssertion: 'A'.repeat(100_001) }), 400, 'invalid_request', [
      'samlAssertion',
    ]);
  });

  it.each<readonly [string, (event: HttpEvent) => HttpEvent]>([
    ['of exactly 16 KiB', (event) => ({ ...event, body: ofBytes(16_384) })],
    ['in base64', (event) => ({ ...inBase64(Buffer.from(String(event.body))) })],
    ['with a charset', (event) => withType(event, 'application/json; charset=UTF-8')],
    ['of a type in another case', (event) => withType(event, 'Application/JSON')],
    ['without parameters', (event) => ({ ...event, body: '{}' })],
  ])('%s is good', async (_name, change) => {
    const answer = await service.invoke('issue', change(postLogin(token, { durationSeconds: 900 })));
    expect([answer.status, answer.body.connectorId]).toEqual([200, 'shop-images']);
  });
});
