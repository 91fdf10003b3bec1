// What a request asks for or proves, held against the connector: everything that it can not take is refused by name.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Connector } from '../../../../shared/domain/connector.ts';
import type { GrantNarrowing } from '../../../../shared/domain/grant-narrowing.ts';
import type { ExtraProof, LoginParameters } from '../../../../shared/domain/issue-request.ts';
import { Secret } from '../../../../shared/domain/secret.ts';
import { parameterFaults } from '../../../../shared/policy/session/limits.ts';
import { aConnector } from '../../../support/builders.ts';

const FOREIGN_ROLE = 'is not among the further roles of the connector';
const NO_POLICY = 'can not be narrowed: the connector gives the session no policy';
const WITHOUT_POLICY = 'can not be narrowed: a session';
const FURTHER = 'arn:aws:iam::210987654321:role/further';
const ROLE = 'arn:aws:iam::123456789012:role/portunus/team-a';
const SAML = { samlAssertion: new Secret('PHNhbWw+') };
const MFA = { mfa: { serialNumber: 'GAHT12345678', code: new Secret('123456') } };

function read(fields: object): Connector {
  return v.parse(Connector, { id: 'team-a-pull', account: 'build', ...fields });
}
const FEDERATED = { principalType: 'federated-user' };
const FEDERATED_USER = read({ ...FEDERATED, access: 'push' });
const USER = read({ principalType: 'session-token', acknowledgeRisk: true });
const PROVIDED = read({ principalType: 'provided' });
const WEB = read({ principalType: 'web-identity', roleArn: ROLE, acknowledgeRisk: true });
const BY_SAML = read({
  principalType: 'saml',
  roleArn: ROLE,
  samlProviderArn: 'arn:aws:iam::123456789012:saml-provider/corp',
  acknowledgeRisk: true,
});

describe('what is asked for or proved', () => {
  const faults = (
    connector: Connector,
    asked: Partial<LoginParameters>,
    proof: ExtraProof = {},
    grant: GrantNarrowing = {},
  ) => parameterFaults({ connectorId: 'team-a-pull', format: 'json', ...asked }, proof, { connector, grant });

  it.each<[string, Connector, Partial<LoginParameters>, ExtraProof]>([
    ['nothing', aConnector(), {}, {}],
    ['a further role of the connector', aConnector({ roleArns: [FURTHER] }), { roleArn: FURTHER }, {}],
    ['less access than a connector without a limit gives', aConnector(), { access: 'pull' }, {}],
    ['all access of a connector without a limit', aConnector(), { access: 'push' }, {}],
    ['less access than the connector gives', aConnector({ access: 'push' }), { access: 'pull' }, {}],
    ['all access that the connector gives', aConnector({ access: 'push' }), { access: 'push' }, {}],
    ['no more than the connector gives', aConnector({ access: 'pull' }), { access: 'pull' }, {}],
    ['some repositories', aConnector(), { repositories: ['team-a/*'] }, {}],
    ['some repositories of a federated user', FEDERATED_USER, { repositories: ['team-a/*'] }, {}],
    ['an assertion, where it is needed', BY_SAML, {}, SAML],
    ['a code, where the key may need one', USER, {}, MFA],
    ['no code, where the key may need one', USER, {}, {}],
    ['nothing, where no session is made', PROVIDED, {}, {}],
  ])('is fine when it is %s', (_what, connector, asked, proof) => {
    expect(faults(connector, asked, proof)).toEqual([]);
  });

  it.each<[string, Connector, Partial<LoginParameters>, string, string]>([
    ['a further role of a connector that has none', aConnector(), { roleArn: FURTHER }, 'roleArn', FOREIGN_ROLE],
    ["the connector's own role", aConnector({ roleArns: [FURTHER] }), { roleArn: ROLE }, 'roleArn', FOREIGN_ROLE],
    ['another role', aConnector({ roleArns: [ROLE] }), { roleArn: FURTHER }, 'roleArn', FOREIGN_ROLE],
    [
      'a role that begins alike',
      aConnector({ roleArns: [FURTHER] }),
      { roleArn: `${FURTHER}2` },
      'roleArn',
      FOREIGN_ROLE,
    ],
    [
      'more than the connector gives',
      aConnector({ access: 'pull' }),
      { access: 'push' },
      'access',
      'is more than the connector gives',
    ],
    [
      'less access of a user as it is',
      USER,
      { access: 'pull' },
      'access',
      `${WITHOUT_POLICY} of session-token takes no policy`,
    ],
    [
      'some repositories of a user as it is',
      USER,
      { repositories: ['a'] },
      'repositories',
      `${WITHOUT_POLICY} of session-token takes no policy`,
    ],
    [
      'some repositories of the execution role',
      PROVIDED,
      { repositories: ['a'] },
      'repositories',
      `${WITHOUT_POLICY} of provided takes no policy`,
    ],
    [
      'less access, where there is to be no policy',
      read({ ...FEDERATED, omitPolicy: true }),
      { access: 'pull' },
      'access',
      NO_POLICY,
    ],
    [
      'some repositories, where there is to be no policy',
      read({ ...FEDERATED, omitPolicy: true }),
      { repositories: ['a'] },
      'repositories',
      NO_POLICY,
    ],
  ])('is refused when it is %s', (_what, connector, asked, field, detail) => {
    expect(faults(connector, asked)).toEqual([{ field, detail }]);
  });

  it.each<['pull' | 'push' | undefined, 'pull' | 'push', 'pull' | 'push', string | undefined]>([
    [undefined, 'pull', 'pull', undefined],
    [undefined, 'pull', 'push', 'is more than the grant that lets you in gives'],
    [undefined, 'push', 'push', undefined],
    ['push', 'pull', 'pull', undefined],
    ['push', 'pull', 'push', 'is more than the grant that lets you in gives'],
    ['push', 'push', 'push', undefined],
    // No connector can be read with such a grant, which gives no more all the same.
    ['pull', 'push', 'push', 'is more than the connector gives'],
  ])('is held against the grant too: a connector of %s, a grant of %s, a request for %s', (of, by, access, detail) => {
    const connector = aConnector(of === undefined ? {} : { access: of });
    expect(faults(connector, { access }, {}, { access: by })).toEqual(detail ? [{ field: 'access', detail }] : []);
  });

  it('is refused in each of its fields that can not be', () => {
    const asked = { roleArn: ROLE, access: 'pull', repositories: ['a'] } as const;
    expect(faults(USER, asked, SAML).map(({ field }) => field)).toEqual([
      'roleArn',
      'access',
      'repositories',
      'samlAssertion',
    ]);
  });

  it('is refused without an assertion, where it is needed', () => {
    const detail = 'is required, in the body of a POST';
    expect(faults(BY_SAML, {})).toEqual([{ field: 'samlAssertion', detail }]);
    expect(faults(BY_SAML, {}, MFA)).toContainEqual({ field: 'samlAssertion', detail });
  });

  it.each<[string, Connector, ExtraProof, string]>([
    ['a role', aConnector(), SAML, 'samlAssertion'],
    ['a role', aConnector(), MFA, 'mfaCode'],
    ['a federated user', FEDERATED_USER, SAML, 'samlAssertion'],
    ['a federated user', FEDERATED_USER, MFA, 'mfaCode'],
    ['a user as it is', USER, SAML, 'samlAssertion'],
    ['a role by web identity', WEB, SAML, 'samlAssertion'],
    ['a role by web identity', WEB, MFA, 'mfaCode'],
    ['a role by SAML', BY_SAML, { ...SAML, ...MFA }, 'mfaCode'],
    ['the execution role', PROVIDED, SAML, 'samlAssertion'],
    ['the execution role', PROVIDED, MFA, 'mfaCode'],
  ])('is refused when %s is given a proof that it does not take', (_who, connector, proof, field) => {
    const detail = `is not taken by ${connector.principalType}`;
    expect(faults(connector, {}, proof)).toEqual([{ field, detail }]);
  });
});
