// What is no batch, or has a fault in one of its items: refused whole, before anything is issued.
import { describe, expect, it } from 'vitest';
import { auditItems } from '../../support/audit-records.ts';
import { postBatch, postSignedBatch } from '../../support/batch.ts';
import { expectProblem } from '../../support/problem.ts';
import { useService } from '../../support/use-service.ts';

const service = useService();

function post(body: unknown, by: string | undefined = service.token) {
  return service.invoke('issue', postBatch(by, body));
}
const GOOD = { connectorId: 'shop-images' };
function goods(count: number) {
  return Array.from({ length: count }, () => GOOD);
}
function registries(count: number) {
  return Array.from({ length: count }, (_, index) => String(100_000_000_000 + index));
}

async function expectRefused(body: unknown, fields: readonly string[], by?: string) {
  const answer = await post(body, by);
  expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields });
  expect(service.aws.standIn.calls).toEqual([]);
  const items = (await auditItems(service.aws)).filter((item) => item.requestId?.S === answer.body.requestId);
  expect(new Set(items.map(({ outcome, code }) => `${outcome?.S} ${code?.S}`))).toEqual(
    new Set(['refused invalid_request']),
  );
  expect(items.length).toBeLessThanOrEqual(20);
}

describe('how many logins there may be', () => {
  it('is twenty', async () => {
    const { status, body } = await post({ requests: goods(20) });
    expect([status, body.results.length]).toEqual([200, 20]);
    expect(body.results.every((result: { status: number }) => result.status === 200)).toBe(true);
    service.aws.standIn.calls.length = 0;
    await expectRefused({ requests: goods(21) }, ['requests']);
  });

  it('is not none', () => expectRefused({ requests: [] }, ['requests']));

  it('is counted by registry', async () => {
    const ten = { ...GOOD, registryIds: registries(10) };
    const { status, body } = await post({ requests: [ten, { ...ten, region: 'eu-central-1' }] });
    expect([status, body.results.map((result: { credentials: object[] }) => result.credentials.length)]).toEqual([
      200,
      [10, 10],
    ]);
    service.aws.standIn.calls.length = 0;
    await expectRefused({ requests: [ten, ten, GOOD] }, ['requests']);
    await expectRefused({ requests: [...goods(11), ten] }, ['requests']);
    await expectRefused({ requests: [{ ...GOOD, registryIds: registries(11) }] }, ['requests[0].registryIds']);
  });
});

describe('a fault', () => {
  it.each<readonly [string, unknown]>([
    ['body', '[]'],
    ['body', ''],
    ['body', '{"requests": ['],
    ['requests', {}],
    ['requests', { requests: GOOD }],
    ['requests', { requests: null }],
    ['requests[0]', { requests: [null] }],
    ['requests[1]', { requests: [GOOD, ['shop-images']] }],
    ['requests[1].connectorId', { requests: [GOOD, { region: 'eu-west-1' }] }],
    ['requests[0].connectorId', { requests: [{ connectorId: '../x' }] }],
    ['requests[2].region', { requests: [GOOD, GOOD, { ...GOOD, region: 'Frankfurt' }] }],
    ['requests[2].region', { requests: [GOOD, GOOD, { ...GOOD, region: 7 }] }],
    ['requests[0].registryIds[1]', { requests: [{ ...GOOD, registryIds: ['123456789012', '12345678901'] }] }],
    ['requests[0].registryIds', { requests: [{ ...GOOD, registryIds: [] }] }],
    ['requests[0].durationSeconds', { requests: [{ ...GOOD, durationSeconds: '3600' }] }],
    ['requests[1].access', { requests: [GOOD, { ...GOOD, access: 'admin' }] }],
    ['requests[1].repositories[0]', { requests: [GOOD, { ...GOOD, repositories: ['a?'] }] }],
    ['requests[0].service', { requests: [{ ...GOOD, service: 'sts' }] }],
    ['requests[0].service', { requests: [{ ...GOOD, service: null }] }],
    ['requests[0].service', { requests: [{ ...GOOD, service: 'constructor' }] }],
    ['requests[0].region', { requests: [{ ...GOOD, service: 'ecr-public', region: 'us-east-1' }] }],
    ['requests[0].registryIds', { requests: [{ ...GOOD, service: 'ecr-public', registryIds: ['123456789012'] }] }],
    ['requests[0].samlAssertion', { requests: [{ ...GOOD, samlAssertion: 'PHNhbWw+' }] }],
    ['requests[0].mfaCode', { requests: [{ ...GOOD, mfaCode: '123456' }] }],
    ['requests[0].mfaSerial', { requests: [{ ...GOOD, mfaSerial: 'arn:aws:iam::123456789012:mfa/ada' }] }],
    ['requests[0].format', { requests: [{ ...GOOD, format: 'json' }] }],
    ['requests[0].namespace', { requests: [{ ...GOOD, namespace: 'x' }] }],
    ['requests[0].externalId', { requests: [{ ...GOOD, externalId: 'x' }] }],
    ['requests[0].id', { requests: [{ ...GOOD, id: 'shop-images' }] }],
    ['samlAssertion', { requests: [GOOD], samlAssertion: 'PHNhbWw+' }],
    ['mfaCode', { requests: [GOOD], mfaCode: '123456' }],
    ['connectorId', { requests: [GOOD], connectorId: 'shop-images' }],
  ])('is named where it is: %s in %j', (field, body) => expectRefused(body, [field]));

  it.each(['__proto__', 'constructor'])('may be a name that JavaScript has a meaning for: %s', (name) =>
    expectRefused(`{"requests":[{"connectorId":"shop-images","${name}":{"service":"ecr"}}]}`, [`requests[0].${name}`]),
  );

  it('in two items is named twice', () =>
    expectRefused({ requests: [{ ...GOOD, region: 'x' }, GOOD, { ...GOOD, access: 'x' }] }, [
      'requests[0].region',
      'requests[2].access',
    ]));

  it('in the format is that of the whole request', async () => {
    const answer = await post({ requests: goods(2), format: 'xml' });
    expectProblem(answer, { status: 406, code: 'format_unknown', stage: 'request', fields: ['format'] });
    expect(service.aws.standIn.calls).toEqual([]);
  });

  it('in the query is a parameter in the wrong place', async () => {
    const event = { ...postBatch(service.token, { requests: [GOOD] }), queryStringParameters: { region: 'eu-west-1' } };
    const answer = await service.invoke('issue', event);
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['region'] });
  });

  it('of a signed caller is named too', async () => {
    const answer = await service.invoke('issue', postSignedBatch({ requests: [{ ...GOOD, region: 'x' }] }));
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['requests[0].region'] });
  });
});

describe('who is nobody', () => {
  it('is told so before anything else', async () => {
    for (const body of ['', '{', { requests: [] }, { requests: [{ connectorId: 'nobody-knows' }] }]) {
      const missing = await service.invoke('issue', postBatch(undefined, body));
      expectProblem(missing, { status: 401, code: 'token_missing', stage: 'authentication' });
      const rejected = await post(body, `${service.token.slice(0, -4)}AAAA`);
      expectProblem(rejected, { status: 401, code: 'token_rejected', stage: 'authentication' });
    }
    expect(service.aws.standIn.calls).toEqual([]);
  });
});
