// An explanation for a token: it is verified as for a login, and it is in no answer, log line or record.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SAMPLE_CLAIMS } from '../../../local/demo-issuer.ts';
import { useAdminService } from '../../support/admin.ts';
import { aConnectorToWrite } from '../../support/admin-definitions.ts';
import { auditItems } from '../../support/audit-records.ts';
import { getLogin } from '../../support/service.ts';
import { aToken, rsaKey } from '../../support/tokens.ts';

const service = useAdminService();
const shown: string[] = [];

beforeEach(() => void service.aws.standIn.calls.splice(0));
afterEach(async () => {
  const written = service.logged() + JSON.stringify(await auditItems(service.aws));
  expect(shown.filter((token) => written.includes(token))).toEqual([]);
});

async function explain(token: string, more: object = {}, id = 'shop-images') {
  shown.push(token);
  const answer = await service.ask({ route: 'POST /connectors/{id}/explain', id, body: { token, ...more } });
  expect(answer.text).not.toContain(token);
  return answer;
}

describe('a token', () => {
  it('that is good is explained as its claims', async () => {
    const { body } = await explain(await service.aws.issuer.mint());
    expect([body.allowed, body.allowedBy, body.caller]).toEqual([
      true,
      'grants[0]',
      { issuer: 'demo-ci', subject: SAMPLE_CLAIMS.sub, kind: 'workload', administrator: false },
    ]);
    expect(service.aws.standIn.calls).toEqual([]);
  });

  it('that is good for another repository is refused by the grant', async () => {
    const { body } = await explain(await service.aws.issuer.mint({ repository_id: '23096959' }));
    expect([body.allowed, body.reason]).toEqual([false, 'no_grant_matches']);
  });

  it('of an administrator is allowed as such', async () => {
    const { body } = await explain(await service.tokenOf('administrator'), {}, 'bakery-images');
    expect([body.allowed, body.allowedBy, body.caller.subject]).toEqual([true, 'administrator', 'ada']);
  });

  const now = () => Math.floor(Date.now() / 1000);
  const refused: readonly (readonly [string, string, () => Promise<string> | string])[] = [
    [
      'that has expired',
      'expired',
      () => service.aws.issuer.mint({ iat: now() - 900, nbf: now() - 900, exp: now() - 600 }),
    ],
    ['that is not valid yet', 'not_yet_valid', () => service.aws.issuer.mint({ nbf: now() + 900 })],
    ['of another audience', 'audience_not_ours', () => service.aws.issuer.mint({ aud: 'https://elsewhere.example' })],
    ['of an unknown issuer', 'issuer_unknown', () => service.aws.issuer.mint({ iss: 'https://elsewhere.example' })],
    ['of an unknown key', 'kid_unknown', () => service.aws.issuer.mint({}, { kid: 'other' })],
    ['that is no token', 'not_three_parts', () => 'nothing-of-the-kind'],
    [
      'with another’s signature',
      'signature_invalid',
      () => {
        const claims = { iss: 'https://ci.portunus.example', aud: 'https://portunus.example', ...SAMPLE_CLAIMS };
        const payload = { ...claims, iat: now(), exp: now() + 300 };
        return aToken(rsaKey('demo-1'), { payload });
      },
    ],
  ];

  it.each(refused)('%s is refused, and it is said why: %s', async (_what, reason, tokenOf) => {
    const { status, body } = await explain(await tokenOf());
    expect([status, body.allowed, body.reason, body.caller]).toEqual([200, false, reason, undefined]);
    expect(body.conditions[0]).toEqual({ condition: 'token', held: false, actual: reason });
    expect(service.aws.standIn.calls).toEqual([]);
  });

  it('of another owner is refused by its issuer', async () => {
    const { body } = await explain(await service.aws.issuer.mint({ repository_owner_id: '1' }));
    expect([body.allowed, body.reason]).toEqual([false, 'require_not_held']);
  });
});

describe('an explanation agrees with what issuing does', () => {
  const grants = [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'], ref: ['refs/heads/*'] } }];
  const CONNECTORS: Readonly<Record<string, Record<string, unknown>>> = {
    disabled: { grants, enabled: false },
    people: { grants, systemScope: false },
    'second-grant': {
      grants: [{ issuer: 'demo-ci', claims: { ref: ['refs/tags/v*'], repository_id: ['1296269'] } }, ...grants],
    },
    templated: { grants, session: { name: '{environment}' } },
    nobody: {},
  };
  const IDS = ['shop-images', 'shop-releases', 'bakery-images', 'nowhere', ...Object.keys(CONNECTORS)];
  const CLAIMS: readonly Record<string, unknown>[] = [
    {},
    { ref: 'refs/heads/feature' },
    { ref: 'refs/heads/release/1' },
    { ref: 'refs/heads/release/1/2' },
    { ref: 'refs/tags/v1' },
    { ref: ['refs/heads/main', 'refs/heads/feature'] },
    { ref: undefined },
    { repository_id: 1_296_269 },
    { repository_id: '23096959' },
    { environment: 'production' },
    { repository_owner_id: '1' },
    { run_id: undefined },
    { repository: undefined },
  ];

  it.each(IDS)('on the connector %s, for every token', async (id) => {
    const connectors = Object.entries(CONNECTORS).map(([name, more]) => aConnectorToWrite({ id: name, ...more }));
    await service.apply({ connectors });
    const verdicts: unknown[] = [];
    for (const claims of CLAIMS) {
      for (const query of [{}, { region: 'eu-central-1' }]) {
        const token = await service.aws.issuer.mint(claims);
        const issued = await service.invoke('issue', getLogin(token, query, id));
        const { body } = await explain(token, query, id);
        verdicts.push([claims, query, issued.status === 200, body.allowed]);
        // Whoever issuing tells of a fault of the request, the explanation tells the same.
        if (issued.status === 400) expect(body.errors).toEqual(issued.body.errors);
      }
    }
    expect(verdicts.filter((one) => (one as unknown[])[2] !== (one as unknown[])[3])).toEqual([]);
  });
});
