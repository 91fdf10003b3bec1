// Bodies that are wrong in one thing, through the deployed bundle.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpEvent } from '../../shared/http/event.ts';
import { expectProblem } from '../support/problem.ts';
import { postLogin, type Service, startService } from '../support/service.ts';

let service: Service;
let token: string;

beforeAll(async () => {
  service = await startService();
  token = await service.aws.issuer.mint();
});
afterAll(() => service.stop());
beforeEach(() => void service.aws.standIn.calls.splice(0));

const expectRefused = async (event: unknown, status: number, code: string, fields: readonly string[] = []) => {
  const answer = await service.invoke('issue', event);
  expectProblem(answer, { status, code, stage: 'request', fields });
  expect(answer.text).not.toContain(token);
  expect(service.aws.standIn.calls).toEqual([]);
};

const withType = (event: HttpEvent, type: string) => ({
  ...event,
  headers: { ...event.headers, 'content-type': type },
});
const inBase64 = (bytes: Buffer) => ({ ...postLogin(token, bytes.toString('base64')), isBase64Encoded: true });
/** A body of so many bytes, all of it JSON. */
const ofBytes = (count: number) => '{"durationSeconds":900}'.padEnd(count);

const EMOJI = '\u{1f511}';
const NOT_BUILT = ['roleArn', 'repositories', 'access', 'namespace', 'samlAssertion', 'mfaSerial', 'mfaCode'];

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
    await expectRefused(postLogin(token, `"${EMOJI.repeat(4_096)}"`), 413, 'payload_too_large');
    await expectRefused(inBase64(Buffer.from(ofBytes(16_385))), 413, 'payload_too_large');
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

describe('a field of a body', () => {
  it.each<readonly [string, string, string]>([
    ['a duration of 1e9', '{"durationSeconds":1e9}', 'durationSeconds'],
    ['a negative duration', '{"durationSeconds":-1}', 'durationSeconds'],
    ['a duration with a fraction', '{"durationSeconds":900.5}', 'durationSeconds'],
    ['a duration as text', '{"durationSeconds":"900"}', 'durationSeconds'],
    ['a duration below the least', '{"durationSeconds":899}', 'durationSeconds'],
    ['a duration above the most', '{"durationSeconds":43201}', 'durationSeconds'],
    ['a duration beyond 2^53', '{"durationSeconds":9007199254740993}', 'durationSeconds'],
    ['an infinite duration', '{"durationSeconds":1e400}', 'durationSeconds'],
    ['a duration of null', '{"durationSeconds":null}', 'durationSeconds'],
    ['an unknown property', '{"verbose":true}', 'verbose'],
    ['a prototype', '{"__proto__":{"durationSeconds":900}}', '__proto__'],
    ['a constructor', '{"constructor":{}}', 'constructor'],
    ['the id', '{"id":"bakery-images"}', 'id'],
    ['the id by its inner name', '{"connectorId":"bakery-images"}', 'connectorId'],
    ['a token', '{"token":"x"}', 'token'],
    ['a region of another type', '{"region":["eu-west-1"]}', 'region'],
    ['a region nested ten deep', `{"region":${'['.repeat(9)}${']'.repeat(9)}}`, 'region'],
    ['registries as one text', '{"registryIds":"123456789012"}', 'registryIds'],
    ['no registries', '{"registryIds":[]}', 'registryIds'],
    ['a registry as a number', '{"registryIds":[123456789012]}', 'registryIds[0]'],
    ['a registry of 11 digits', '{"registryIds":["123456789012","12345678901"]}', 'registryIds[1]'],
    ['a registry of 13 digits', '{"registryIds":["1234567890123"]}', 'registryIds[0]'],
    ['a registry of null', '{"registryIds":[null]}', 'registryIds[0]'],
    ['a registry twice', '{"registryIds":["123456789012","123456789012"]}', 'registryIds'],
    ['a format of another type', '{"format":1}', 'format'],
  ])('that is %s is refused by its name', async (_name, body, field) => {
    await expectRefused(postLogin(token, body), 400, 'invalid_request', [field]);
  });

  it('must not list eleven registries', async () => {
    const registryIds = Array.from({ length: 11 }, (_, index) => `1234567890${10 + index}`);
    await expectRefused(postLogin(token, { registryIds }), 400, 'invalid_request', ['registryIds']);
    const answer = await service.invoke('issue', postLogin(token, { registryIds: registryIds.slice(0, 10) }));
    expect([answer.status, answer.body.credentials.length]).toEqual([200, 10]);
  });

  it.each(NOT_BUILT)('that is %s, which this version does not have, is refused', async (name) => {
    await expectRefused(postLogin(token, { [name]: 'x' }), 400, 'invalid_request', [name]);
    await expectRefused(postLogin(token, { [name]: null }), 400, 'invalid_request', [name]);
  });

  it('may be a format that is unknown: then the answer has no form', async () => {
    await expectRefused(postLogin(token, { format: 'xml' }), 406, 'format_unknown', ['format']);
  });

  it('must not stand in the query of a POST', async () => {
    const event = { ...postLogin(token, '{}'), queryStringParameters: { region: 'eu-west-1', format: 'json' } };
    await expectRefused(event, 400, 'invalid_request', ['region', 'format']);
  });

  it.each([900, 43_200])('may be a duration of %i seconds', async (durationSeconds) => {
    const answer = await service.invoke('issue', postLogin(token, { durationSeconds }));
    expect([answer.status, answer.body.duration.requestedSeconds]).toEqual([200, durationSeconds]);
  });
});
