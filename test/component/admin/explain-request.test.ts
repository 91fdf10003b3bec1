// What an explanation may be asked with: as issuing, for whom is given. What issuing refuses is told, or refused too.
import { describe, expect, it } from 'vitest';
import { SAMPLE_CLAIMS } from '../../../local/demo-issuer.ts';
import { useAdminTablesService } from '../../support/admin.ts';
import { expectProblem } from '../../support/problem.ts';

const service = useAdminTablesService();
const CLAIMS = { iss: 'https://ci.portunus.example', ...SAMPLE_CLAIMS };

function explain(body: unknown, id = 'shop-images') {
  return service.ask({ route: 'POST /connectors/{id}/explain', id, body });
}
function invalid(...fields: readonly string[]) {
  return { status: 400, code: 'invalid_request', stage: 'request', fields };
}

describe('a request parameter', () => {
  it.each([
    ['a region outside of the limits', { region: 'us-east-1' }, 'region'],
    ['a region of another partition', { region: 'cn-north-1' }, 'region'],
    ['a role that is none of the connector’s', { roleArn: 'arn:aws:iam::123456789012:role/other' }, 'roleArn'],
    ['a duration above the type’s', { durationSeconds: 43_201 }, 'durationSeconds'],
  ])('that issuing refuses is told as a fault: %s', async (_what, parameters, field) => {
    const { status, body } = await explain({ claims: CLAIMS, ...parameters });
    expect([status, body.allowed, body.allowedBy, body.reason]).toEqual([200, false, 'grants[0]', 'invalid_request']);
    expect(body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
    expect(body.session).toBeUndefined();
  });

  it.each([
    ['that is not known', { format: 'json' }, 'format'],
    ['of a proof', { samlAssertion: 'AAAA' }, 'samlAssertion'],
    ['of another connector', { connectorId: 'bakery-images' }, 'connectorId'],
    ['of the same connector', { connectorId: 'shop-images' }, 'connectorId'],
    ['of no form', { region: 'Ireland' }, 'region'],
    ['of another type', { durationSeconds: '1800' }, 'durationSeconds'],
    ['of an unknown action', { action: 'everything' }, 'action'],
    ['of an inherited action', { action: 'constructor' }, 'action'],
    ['region, which a session has none of', { action: 'session', region: 'eu-west-1' }, 'region'],
    [
      'registryIds, which ECR Public has none of',
      { action: 'ecr-public-login', registryIds: ['123456789012'] },
      'registryIds',
    ],
    [
      'durationSeconds, which an identity has none of',
      { action: 'caller-identity', durationSeconds: 900 },
      'durationSeconds',
    ],
  ])('%s is refused, as issuing refuses it', async (_what, parameters, field) => {
    expectProblem(await explain({ claims: CLAIMS, ...parameters }, 'shop-releases'), invalid(field));
  });
});

describe('for whom', () => {
  it.each([
    ['claims that are a list', { claims: [] }, ['claims']],
    ['claims that are a text', { claims: 'sub' }, ['claims']],
    ['claims and a token', { claims: {}, token: 'x' }, ['token']],
    ['an issuer without claims', { issuer: 'demo-ci' }, ['issuer']],
    ['an issuer that is no id', { claims: {}, issuer: 'https://x.example' }, ['issuer']],
    ['an empty token', { token: '' }, ['token']],
    ['a token that is a number', { token: 7 }, ['token']],
    ['a token above 8 KiB', { token: 'x'.repeat(8_193) }, ['token']],
  ])('is not %s', async (_what, body, fields) => {
    expectProblem(await explain(body), invalid(...fields));
  });

  it('is the issuer of that id, whatever iss says', async () => {
    const { iss: _left, ...rest } = CLAIMS;
    for (const claims of [rest, { ...CLAIMS, iss: 'https://elsewhere.example' }]) {
      expect((await explain({ claims, issuer: 'demo-ci' })).body.allowed).toBe(true);
    }
  });

  it.each([
    ['of no issuer', { sub: 'x' }, 'no_such_issuer', 'issuer'],
    ['of an unknown issuer', { ...CLAIMS, iss: 'https://elsewhere.example' }, 'no_such_issuer', 'issuer'],
    ['without a subject', { ...CLAIMS, sub: undefined }, 'sub_missing', 'claims.sub'],
    ['with a subject that is no text', { ...CLAIMS, sub: 7 }, 'sub_missing', 'claims.sub'],
    [
      'of another owner',
      { ...CLAIMS, repository_owner_id: '1' },
      'require_not_held',
      'issuer.require.repository_owner_id',
    ],
    [
      'of no owner',
      { ...CLAIMS, repository_owner_id: undefined },
      'require_not_held',
      'issuer.require.repository_owner_id',
    ],
  ])('claims %s are nobody’s, and it is said why', async (_what, claims, reason, condition) => {
    const { status, body } = await explain({ claims });
    expect([status, body.allowed, body.reason, body.caller, body.grants]).toEqual([200, false, reason, undefined, []]);
    expect(body.conditions.at(-1)).toMatchObject({ condition, held: false });
  });

  it('claims may have names and values of any kind', async () => {
    const odd = '{"__proto__":{"sub":"x"},"constructor":[1,null],"exp":1e300,"nested":{"a":{"b":["c"]}}}';
    const claims = `{${JSON.stringify(CLAIMS).slice(1, -1)},${odd.slice(1)}`;
    const { status, body } = await explain(`{"claims":${claims}}`);
    expect([status, body.allowed]).toEqual([200, true]);
  });
});

it('what can not be looked up is the table’s fault, and no refusal of the caller', async () => {
  const fresh = await service.freshEnvironment('issue');
  // The connector is read, its account is not.
  service.tables.inject('GetItem', 'server-error', Number.POSITIVE_INFINITY);
  const ask = { route: 'POST /connectors/{id}/explain', id: 'shop-images', body: { claims: CLAIMS } };
  const answer = await service.ask(ask, fresh);
  service.tables.clear();
  expect([answer.status, answer.body.code]).toEqual([503, 'table_unavailable']);
});
