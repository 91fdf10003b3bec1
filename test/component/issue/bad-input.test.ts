// Parameters that are wrong in one thing, through the deployed bundle. (Methods, trailing slashes and the case of a
// path are the gateway's to refuse: handlers go by the route key alone.)
import { beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from '../../support/problem.ts';
import { getLogin, postLogin } from '../../support/service.ts';
import { refusalsOf, useService } from '../../support/use-service.ts';

let token: string;
const service = useService();
const expectRefused = refusalsOf(service);
beforeAll(() => {
  token = service.token;
});

function digits(count: number) {
  return '123456789012345'.slice(0, count);
}
function shops(count: number) {
  return Array.from({ length: count }, (_, index) => `shop-${index}`);
}
const elevenRegistries = Array.from({ length: 11 }, (_, index) => `1234567890${10 + index}`);

describe('a parameter without a name', () => {
  it('is still called something in the answer, in a query and in a body', async () => {
    await expectRefused(getLogin(token, { '': 'x' }), 400, 'invalid_request', ['(no name)']);
    await expectRefused(postLogin(token, { '': 'x' }), 400, 'invalid_request', ['(no name)']);
    const misplaced = { ...postLogin(token, {}), queryStringParameters: { '': 'x' } };
    await expectRefused(misplaced, 400, 'invalid_request', ['(no name)']);
  });
});

describe('a connector id', () => {
  it.each([
    ['empty', ''],
    ['of one character', 'a'],
    ['of 64 characters', 'a'.repeat(64)],
    ['of 10 KiB', 'a'.repeat(10_240)],
    ['in upper case', 'Shop-Images'],
    ['that begins with -', '-shop-images'],
    ['with an underscore', 'shop_images'],
    ['of dots', '..'],
    ['of encoded dots', '%2e%2e'],
    ['with an encoded NUL', 'shop-images%00'],
    ['with a NUL', 'shop-images\0'],
    ['with a slash', 'shop/images'],
    ['with an encoded slash', 'shop%2fimages'],
    ['with digits of another script', 'shop-\u0661'],
    ['with a look-alike letter', 'sh\u043ep-images'],
    ['with a line break at its end', 'shop-images\n'],
    ['with a space before it', ' shop-images'],
    ['that is two', 'shop-images,bakery-images'],
    ['that is a prototype name', '__proto__'],
  ])('%s is refused', async (_name, id) => {
    await expectRefused(getLogin(token, {}, id), 400, 'invalid_request', ['id']);
  });

  it('that is missing is refused', async () => {
    const { pathParameters: _none, ...event } = getLogin(token);
    await expectRefused(event, 400, 'invalid_request', ['id']);
  });

  it.each([
    ['of two characters', 'ab'],
    ['of 63 characters', 'a'.repeat(63)],
    ['that is a UUID', '0f9619ff-8b86-4d01-b42d-00cf4fc964ff'],
    ['that a prototype has', 'constructor'],
  ])('%s is well-formed, and nobody’s', async (_name, id) => {
    const answer = await service.invoke('issue', getLogin(token, {}, id));
    expectProblem(answer, { status: 403, code: 'not_allowed', stage: 'authorization' });
    expect(service.aws.standIn.calls).toEqual([]);
  });
});

describe('a query', () => {
  it.each<readonly [string, Record<string, string>, readonly string[]]>([
    ['an unknown parameter', { verbose: 'true' }, ['verbose']],
    ['a parameter in another case', { Region: 'eu-west-1' }, ['Region']],
    ['a prototype name', JSON.parse('{"__proto__":"x"}'), ['__proto__']],
    ['a constructor', { constructor: 'x' }, ['constructor']],
    ['the id', { id: 'bakery-images' }, ['id']],
    ['the id by its inner name', { connectorId: 'bakery-images' }, ['connectorId']],
    ['a token', { access_token: 'x' }, ['access_token']],
    ['a duration with a fraction', { durationSeconds: '900.5' }, ['durationSeconds']],
    ['a negative duration', { durationSeconds: '-1' }, ['durationSeconds']],
    ['a duration with a sign', { durationSeconds: '+900' }, ['durationSeconds']],
    ['a duration with an exponent', { durationSeconds: '1e3' }, ['durationSeconds']],
    ['a hexadecimal duration', { durationSeconds: '0x384' }, ['durationSeconds']],
    ['a duration with a space', { durationSeconds: ' 900' }, ['durationSeconds']],
    ['an empty duration', { durationSeconds: '' }, ['durationSeconds']],
    ['a duration given twice', { durationSeconds: '900,1800' }, ['durationSeconds']],
    ['a duration of 20 digits', { durationSeconds: '90000000000000000000' }, ['durationSeconds']],
    ['a duration below the least', { durationSeconds: '899' }, ['durationSeconds']],
    ['a duration above the most of a role', { durationSeconds: '43201' }, ['durationSeconds']],
    ['a duration above the most of all', { durationSeconds: '129601' }, ['durationSeconds']],
    ['a registry of 11 digits', { registryIds: digits(11) }, ['registryIds[0]']],
    ['a registry of 13 digits', { registryIds: digits(13) }, ['registryIds[0]']],
    ['no registry', { registryIds: '' }, ['registryIds[0]']],
    ['a comma too many', { registryIds: '123456789012,' }, ['registryIds[1]']],
    ['a registry in other digits', { registryIds: '\u0661'.repeat(12) }, ['registryIds[0]']],
    ['a registry twice', { registryIds: '123456789012,123456789012' }, ['registryIds']],
    ['eleven registries', { registryIds: elevenRegistries.join() }, ['registryIds']],
    ['an empty region', { region: '' }, ['region']],
    ['a region in upper case', { region: 'EU-WEST-1' }, ['region']],
    ['a region that is a host', { region: 'eu-west-1.amazonaws.com.evil' }, ['region']],
    ['a region with a path', { region: 'eu-west-1/../x' }, ['region']],
    ['a region with a line break', { region: 'eu-west-1\n' }, ['region']],
    ['a region given twice', { region: 'eu-west-1,eu-central-1' }, ['region']],
    ['a region of China', { region: 'cn-north-1' }, ['region']],
    ['a region of GovCloud', { region: 'us-gov-west-1' }, ['region']],
    ['a region of a partition not served', { region: 'us-iso-east-1' }, ['region']],
    ['a region outside those of the connector', { region: 'eu-north-1' }, ['region']],
    ['a namespace, which this version does not have', { namespace: 'x' }, ['namespace']],
    ['a role that is none', { roleArn: 'x' }, ['roleArn']],
    ['a role that is not of the connector', { roleArn: 'arn:aws:iam::123456789012:role/x' }, ['roleArn']],
    ['an access that is none', { access: 'x' }, ['access']],
    ['an access given twice', { access: 'pull,push' }, ['access']],
    ['no repository', { repositories: '' }, ['repositories[0]']],
    ['a comma too many among repositories', { repositories: 'shop,' }, ['repositories[1]']],
    ['a repository in capitals', { repositories: 'Shop' }, ['repositories[0]']],
    ['a repository twice', { repositories: 'shop,shop' }, ['repositories']],
    ['twenty-one repositories', { repositories: shops(21).join() }, ['repositories']],
    ['two faults', { region: 'x', durationSeconds: 'x' }, ['region', 'durationSeconds']],
  ])('with %s is refused', async (_name, query, fields) => {
    await expectRefused(getLogin(token, query), 400, 'invalid_request', fields);
  });

  it.each([
    ['samlAssertion', 'PHNhbWw+'],
    ['mfaSerial', 'GAHT12345678'],
    ['mfaCode', '123456'],
  ])('with %s, which addresses on the way would be logged with, is refused', async (name, value) => {
    const before = service.logged().length;
    const answer = await service.invoke('issue', getLogin(token, { [name]: value }));
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: [name] });
    expect(answer.body.errors).toEqual([{ field: name, detail: 'must stand in the body of a POST' }]);
    expect(answer.text + service.logged().slice(before)).not.toContain(value);
    expect(service.aws.standIn.calls).toEqual([]);
  });

  it.each([{ access: 'pull' }, { repositories: 'shop/*' }, { repositories: shops(20).join() }])(
    'may narrow the login: %j',
    async (query) => {
      const answer = await service.invoke('issue', getLogin(token, query));
      expect([answer.status, answer.body.connectorId]).toEqual([200, 'shop-images']);
    },
  );

  it.each(['xml', '', 'JSON', 'json,bash', 'constructor', '__proto__'])(
    'with the format %j is refused',
    async (format) => {
      await expectRefused(getLogin(token, { format }), 406, 'format_unknown', ['format']);
    },
  );

  it('with a body is refused', async () => {
    await expectRefused({ ...getLogin(token), body: '{}' }, 400, 'invalid_request', ['body']);
  });

  it('may list registries, repeated (as the gateway joins them) or comma-separated', async () => {
    const answer = await service.invoke('issue', getLogin(token, { registryIds: '123456789012,210987654321' }));
    expect(answer.body.credentials.map(({ registryId }: { registryId: string }) => registryId)).toEqual([
      '123456789012',
      '210987654321',
    ]);
  });

  it.each([
    ['the least', '900', { requestedSeconds: 900, grantedSeconds: 900 }],
    ['the most', '43200', { requestedSeconds: 43_200, grantedSeconds: 3_600, limitedBy: 'role-chaining' }],
  ])('with %s duration is good', async (_name, durationSeconds, duration) => {
    const answer = await service.invoke('issue', getLogin(token, { durationSeconds }));
    expect([answer.status, answer.body.duration]).toEqual([200, duration]);
  });
});

describe('what a caller may not know', () => {
  it('a form that is wrong comes before the refusal', async () => {
    await expectRefused(getLogin(token, { region: 'x' }, 'bakery-images'), 400, 'invalid_request', ['region']);
    await expectRefused(getLogin(token, { format: 'xml' }, 'bakery-images'), 406, 'format_unknown', ['format']);
    await expectRefused(postLogin(token, '[]', 'nobody-knows'), 400, 'invalid_request', ['body']);
  });

  it('the limits of a connector come after it', async () => {
    const answer = await service.invoke('issue', getLogin(token, { region: 'cn-north-1' }, 'bakery-images'));
    expectProblem(answer, { status: 403, code: 'not_allowed', stage: 'authorization' });
  });
});

describe('a token in the wrong place', () => {
  it.each<readonly [string, () => unknown]>([
    ['a name in the query', () => getLogin(token, { [token]: '' })],
    ['a name in the body', () => postLogin(token, { [token]: '' })],
    ['a name in the query of a POST', () => ({ ...postLogin(token, '{}'), queryStringParameters: { [token]: '' } })],
    ['a value in the query', () => getLogin(token, { region: token })],
    ['a value in the body', () => postLogin(token, { region: token })],
    ['the connector id', () => getLogin(token, {}, token)],
    ['a format', () => getLogin(token, { format: token })],
  ])('(%s) comes back in no answer and no log', async (_name, event) => {
    const before = service.logged().length;
    const answer = await service.invoke('issue', event());
    expect([400, 406]).toContain(answer.status);
    expect(answer.text).not.toContain(token);
    expect(service.logged().slice(before)).not.toContain(token);
    expect(service.aws.standIn.calls).toEqual([]);
  });
});
