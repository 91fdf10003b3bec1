import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { createKeyStore } from '../../../shared/auth/key-store.ts';
import { readVerificationKeys } from '../../../shared/auth/verification-keys.ts';
import { createVerifyToken } from '../../../shared/auth/verify-token.ts';
import type { AuditRecord } from '../../../shared/domain/audit-record.ts';
import { Connector } from '../../../shared/domain/connector.ts';
import { Issuer } from '../../../shared/domain/issuer.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { checkReferences } from '../../../shared/policy/definitions/check-references.ts';
import { createFetchLogins } from '../../../shared/vending/issuing/fetch-logins.ts';
import { createIdentifyCaller } from '../../../shared/vending/issuing/identify-caller.ts';
import { type IssuePorts, issue } from '../../../shared/vending/issuing/issue.ts';
import type { AssumeRoleRequest } from '../../../shared/vending/issuing/session-request.ts';
import { aws } from '../../fixtures/ci/aws.ts';
import { azureDevops } from '../../fixtures/ci/azure-devops.ts';
import { bitbucket } from '../../fixtures/ci/bitbucket.ts';
import { buildkite } from '../../fixtures/ci/buildkite.ts';
import { circleci } from '../../fixtures/ci/circleci.ts';
import { cognitoAccess, cognitoId } from '../../fixtures/ci/cognito.ts';
import type { CiFixture } from '../../fixtures/ci/fixture.ts';
import { github } from '../../fixtures/ci/github.ts';
import { gitlab } from '../../fixtures/ci/gitlab.ts';
import { google } from '../../fixtures/ci/google.ts';
import { jenkins } from '../../fixtures/ci/jenkins.ts';
import { kubernetes } from '../../fixtures/ci/kubernetes.ts';
import { terraform } from '../../fixtures/ci/terraform.ts';
import { aCall, anAccount, NOW } from '../../support/builders.ts';
import { found } from '../../support/issue-ports.ts';
import { NOTHING_KNOWN } from '../../support/refresh-builders.ts';
import { aToken, ecKey, publicJwk, rsaKey, type TestKey, thrownBy } from '../../support/tokens.ts';

const CIS: readonly CiFixture[] = [
  github,
  gitlab,
  bitbucket,
  buildkite,
  circleci,
  jenkins,
  azureDevops,
  terraform,
  kubernetes,
  google,
  aws,
  cognitoId,
  cognitoAccess,
];

const ISSUER_KEYS = { rsa: rsaKey('rsa'), ec: ecKey('ec', 'P-384') };
const STRANGER_KEYS = { rsa: rsaKey('rsa'), ec: ecKey('ec', 'P-384') };

function keyOf({ header }: CiFixture, keys = ISSUER_KEYS): TestKey {
  return {
    ...(header.alg === 'ES384' ? keys.ec : keys.rsa),
    kid: header.kid,
  };
}

function tokenOf(ci: CiFixture, claims: Readonly<Record<string, unknown>> = {}, keys = ISSUER_KEYS): string {
  return aToken(keyOf(ci, keys), { header: ci.header, payload: { ...ci.claims, ...claims }, alg: ci.header.alg });
}

/** Another issuer that is trusted as well, with keys of its own, and free to write into its tokens what it wants. */
const COPY_URL = 'https://copy.example';
function copyOf(ci: CiFixture): CiFixture {
  const { jwksUri: _ofTheOther, ...issuer } = ci.issuer;
  return { ...ci, issuer: { ...issuer, id: 'copy', url: COPY_URL } };
}

const notAsked = () => {
  throw new Error('nothing of this is asked for');
};

/** The whole way of a request, with every issuer configured; only tables and AWS are not real. */
function startPortunus(cis: readonly CiFixture[]) {
  const issuers = cis.map(({ issuer }) => v.parse(Issuer, issuer));
  const fetchKeys = async (issuer: Issuer) => {
    const ci = cis.find((one) => one.issuer.id === issuer.id) ?? github;
    const key = keyOf(ci, issuer.id === 'copy' ? STRANGER_KEYS : ISSUER_KEYS);
    return readVerificationKeys({ keys: [publicJwk(key)] }, issuer)?.usable ?? [];
  };
  const verifyToken = createVerifyToken({
    findIssuer: async (url) => issuers.find((issuer) => issuer.url === url),
    findKeys: createKeyStore(fetchKeys),
  });
  const sessions: AssumeRoleRequest[] = [];
  const records: AuditRecord[] = [];
  const fetchLogins = createFetchLogins({
    startSession: async (request) => {
      if (request.type !== 'assumed-role') return notAsked();
      sessions.push(request);
      const secrets = { secretAccessKey: new Secret('secret'), sessionToken: new Secret('token') };
      return { accessKeyId: 'ASIAEXAMPLE', ...secrets, arn: 'arn', expiresAt: NOW };
    },
    getRegistryLogins: async () => [],
    getPublicLogin: notAsked,
    random: () => 0,
  });
  const login = async (connector: Readonly<Record<string, unknown>>, token: string) => {
    const ports: IssuePorts = {
      findConnector: async () => found({ version: 1, value: v.parse(Connector, connector) }),
      consumeToken: notAsked,
      countRequests: notAsked,
      getAccount: async () => ({ version: 1, value: anAccount() }),
      recordAudit: async (record) => {
        records.push(record);
      },
      describeRefusal: async () => [],
      reportFault: (fault) => {
        throw fault;
      },
      deployment: { region: 'eu-west-1', partition: 'aws', allowProvided: false, adminsMayIssue: true, stage: 'dev' },
    };
    const credential = { scheme: 'bearer', token: new Secret(token) } as const;
    const caller = await createIdentifyCaller({ verifyToken, adminRoles: [] })(credential, aCall());
    const parameters = { connectorId: String(connector.id), format: 'json' } as const;
    const request = { action: 'ecr-login', parameters, proof: {} } as const;
    await issue(ports, { caller, request }, fetchLogins['ecr-login'], aCall());
  };
  return { login, sessions, records };
}

describe('all of them together', () => {
  const written = <T>(value: T) => ({ written: value, value });
  const definitions = {
    issuers: CIS.map(({ issuer }) => written(v.parse(Issuer, issuer))),
    accounts: [written(anAccount())],
    connectors: CIS.map(({ connector }) => written(v.parse(Connector, connector))),
    refreshJobs: [],
  };

  it('can be applied in one file', () => {
    expect(checkReferences(definitions, NOTHING_KNOWN)).toEqual({ faults: [], warnings: [] });
  });

  it.each(CIS)("$name gets into nobody else's connector", async (ci) => {
    const { login, sessions } = startPortunus(CIS);
    for (const other of CIS.filter((one) => one !== ci)) {
      const error = await thrownBy(login({ ...other.connector, systemScope: true }, tokenOf(ci)));
      expect(error.message).toBe('not_allowed: no_grant_matches');
    }
    expect(sessions).toEqual([]);
  });
});

describe.each(CIS)('$name', (ci) => {
  it('is granted, and the session says who it is', async () => {
    const { login, sessions, records } = startPortunus(CIS);
    await login(ci.connector, tokenOf(ci));
    expect(sessions).toEqual([
      {
        type: 'assumed-role',
        sourceCredentials: { source: 'execution-role' },
        roleArn: 'arn:aws:iam::123456789012:role/portunus/shop',
        durationSeconds: 3600,
        sessionName: ci.session.name,
        sourceIdentity: ci.session.sourceIdentity,
        tags: Object.entries(ci.session.tags).map(([key, value]) => ({ key, value })),
        transitiveTags: false,
        policyArns: [],
      },
    ]);
    expect(records).toMatchObject([
      {
        caller: { issuer: ci.issuer.id, subject: ci.claims.sub, kind: ci.issuer.kind },
        allowedBy: 'grants[0]',
        outcome: 'issued',
      },
    ]);
  });

  it('is named by its subject where the connector has no template', async () => {
    const { login, sessions } = startPortunus(CIS);
    const { session: _session, ...connector } = ci.connector;
    await login(connector, tokenOf(ci));
    expect(sessions).toMatchObject([{ sessionName: ci.unnamed, tags: [] }]);
  });

  it.each(ci.alsoGranted ?? [])('is granted with $token', async ({ claims, by = 'grants[0]' }) => {
    const { login, sessions, records } = startPortunus(CIS);
    await login(ci.connector, tokenOf(ci, claims));
    expect(sessions).toMatchObject([{ sessionName: ci.session.name }]);
    expect(records).toMatchObject([{ allowedBy: by, outcome: 'issued' }]);
  });

  const refused = Object.entries(ci.refused).flatMap(([what, cases]) =>
    typeof cases === 'string' ? [] : cases.map((one) => ({ what, ...one })),
  );
  it.each(refused)('is refused, $what: $token', async ({ claims, error: expected }) => {
    const { login, sessions, records } = startPortunus(CIS);
    const error = await thrownBy(login(ci.connector, tokenOf(ci, claims)));
    expect(error.message).toBe(expected);
    expect(sessions).toEqual([]);
    // Who is not known leaves no record, only a line in the log.
    const recorded = error.code === 'not_allowed' ? [{ outcome: 'refused', reason: error.reason }] : [];
    expect(records).toMatchObject(recorded);
  });

  describe('is refused from another issuer', () => {
    const { login, sessions } = startPortunus([...CIS, copyOf(ci)]);

    it('that copies its claims', async () => {
      const error = await thrownBy(login(ci.connector, tokenOf(ci, { iss: COPY_URL }, STRANGER_KEYS)));
      expect(error.message).toBe('not_allowed: no_grant_matches');
    });

    it('that copies its name, too', async () => {
      const error = await thrownBy(login(ci.connector, tokenOf(ci, {}, STRANGER_KEYS)));
      expect(error.message).toBe('token_rejected: signature_invalid');
    });

    it('that writes its own name into the claims of a token of ours', async () => {
      const error = await thrownBy(login(ci.connector, tokenOf(ci, { iss: COPY_URL }, ISSUER_KEYS)));
      expect(error.message).toBe('token_rejected: signature_invalid');
    });

    it.each([
      ['a slash more', `${ci.issuer.url}/`],
      ['http', String(ci.issuer.url).replace('https:', 'http:')],
      ['capitals', String(ci.issuer.url).toUpperCase()],
      ['a longer path', `${ci.issuer.url}/x`],
    ])('with %s in its name', async (_what, iss) => {
      const error = await thrownBy(login(ci.connector, tokenOf(ci, { iss })));
      expect(error.message).toBe('token_rejected: issuer_unknown');
      expect(sessions).toEqual([]);
    });
  });
});
