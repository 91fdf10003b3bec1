// The built function, on a stand-in whose roles are broken in each way that it names, with the rights of its role alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../local/stand-in/http/faults.ts';
import { trustDocument } from '../../shared/policy/iam/trust.ts';
import { useAdminCli } from '../support/admin-cli.ts';
import { auditItems } from '../support/audit-records.ts';
import { loadBuilt } from '../support/built-handler.ts';

const SERVICE_ACCOUNT = '111122223333';
const OWN_ROLE = `arn:aws:iam::${SERVICE_ACCOUNT}:role/portunus-dev-eu-west-1-verify`;
const FUNCTION = {
  arn: `arn:aws:sts::${SERVICE_ACCOUNT}:assumed-role/portunus-dev-eu-west-1-verify/portunus-dev-verify`,
  accessKeyId: 'ASIAVERIFYVERIFYVERI',
  secretAccessKey: 'verify-secret',
  sessionToken: 'verify-token',
  kind: 'role-session',
} as const;
const SECRET_ARN = `arn:aws:secretsmanager:eu-west-1:${SERVICE_ACCOUNT}:secret:portunus/dev/keys/build-AbCdEf`;
const USER = {
  arn: 'arn:aws:iam::123456789012:user/portunus/build',
  accessKeyId: 'AKIABUILDBUILDBUILD1',
  secretAccessKey: 'secret/access/key/of/the/build/user/one+',
  kind: 'iam-user',
  createdAt: new Date(Date.now() - 10 * 86_400_000),
} as const;
const OPTED_IN = {
  PORTUNUS_VERIFY_READS_ROLES: 'true',
  PORTUNUS_VERIFY_READS_KEYS: 'true',
  PORTUNUS_VERIFY_ASKS_REPOSITORIES: 'true',
};

const service = useAdminCli({
  ...OPTED_IN,
  AWS_ACCESS_KEY_ID: FUNCTION.accessKeyId,
  AWS_SECRET_ACCESS_KEY: FUNCTION.secretAccessKey,
  AWS_SESSION_TOKEN: FUNCTION.sessionToken,
});

/** The statements of role.json that are not of tables, in this account. The stand-in then refuses everything else. */
function rightsOfRole() {
  const text = readFileSync('functions/verify/role.json', 'utf8')
    .replaceAll(/\{\s*"Fn::Sub":\s*("[^"]*")\s*\}/g, '$1')
    .replaceAll(/\{\s*"Fn::Split":[^}]*\}\s*\]\s*\}/g, '"arn:aws:iam::*:role/portunus/*"')
    .replaceAll(`\${AWS::Partition}`, 'aws')
    .replaceAll(`\${AWS::Region}`, 'eu-west-1')
    .replaceAll(`\${AWS::AccountId}`, SERVICE_ACCOUNT)
    .replaceAll(`\${self:service}`, 'portunus')
    .replaceAll(`\${sls:stage}`, 'dev');
  const { VerifyRole, VerifyReadsRolesPolicy } = JSON.parse(text);
  const [{ PolicyDocument }] = VerifyRole.Properties.Policies;
  const all = [...PolicyDocument.Statement, ...VerifyReadsRolesPolicy.Properties.PolicyDocument.Statement];
  const Statement = all
    .filter(({ Action }) => !String(Action).includes('dynamodb:'))
    .map(({ Condition: _ofOrganization, ...rest }) => rest);
  return { Version: '2012-10-17', Statement };
}

beforeEach(() => {
  const { standIn } = service.aws;
  standIn.putRole({ arn: OWN_ROLE, trustedPrincipals: [], policy: rightsOfRole() });
  standIn.putPrincipal(FUNCTION);
  standIn.putPrincipal(USER);
  standIn.putSecret({
    arn: SECRET_ARN,
    value: JSON.stringify({ accessKeyId: USER.accessKeyId, secretAccessKey: USER.secretAccessKey }),
  });
  standIn.calls.length = 0;
});

/** What rule each call must be by: those of the function's own role are judged by the stand-in, too. */
const ASKED_BY_VERIFY = ['AssumeRole', 'GetCallerIdentity', 'GetSecretValue', 'GetRole'];
const ASKED_BY_KEYS = ['AssumeRole', 'GetFederationToken', 'GetSessionToken', 'GetCallerIdentity', 'ListAccessKeys'];
const ASKED_BY_SESSIONS = [
  'ecr-public:GetAuthorizationToken',
  'codeartifact:GetAuthorizationToken',
  'GetRepositoryEndpoint',
  'AssumeRole',
  'GetAuthorizationToken',
  'DescribeRepositories',
  'GetRole',
  'GetCallerIdentity',
];

afterEach(() => {
  const { calls, faults } = service.aws.standIn;
  faults.clear();
  const beyond = calls.filter(({ action, callerArn }) => {
    const allowed =
      callerArn === FUNCTION.arn ? ASKED_BY_VERIFY : callerArn === USER.arn ? ASKED_BY_KEYS : ASKED_BY_SESSIONS;
    return !allowed.includes(action);
  });
  expect(beyond).toEqual([]);
});

const TAGS = { name: 'ci-{run_id}', sourceIdentity: '{repository_owner_id}', tags: { repository: '{repository}' } };
let count = 0;

interface Given {
  readonly connector?: object;
  readonly account?: object;
  readonly role?: object;
  readonly trust?: Partial<Parameters<typeof trustDocument>[0]>;
  /** Changes the trust policy itself. */
  readonly statements?: (written: readonly object[]) => readonly object[];
}

/** Applies a connector of its own, with its role in the service's account, as the documents say, but for what is given. */
async function aConnector({ connector = {}, account = {}, role = {}, trust = {}, statements }: Given) {
  count += 1;
  const id = `tried-${count}`;
  const own = { id: `account-${count}`, awsAccountId: SERVICE_ACCOUNT, partition: 'aws', ...account };
  const roleArn = `arn:aws:iam::${own.awsAccountId}:role/portunus/${id}`;
  const fields = {
    ...{ id, account: own.id, principalType: 'assumed-role', roleArn, region: 'eu-west-1', systemScope: true },
    ...{ access: 'pull', repositories: ['shop/*'], session: TAGS },
    ...{ grants: [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }], ...connector },
  };
  // What is `undefined` here is left out.
  const written = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const credentials = { source: 'execution-role' };
  await service.apply({ accounts: [{ credentials, ...own }], connectors: [written as never] });
  const stored = (await service.item('connector', id))?.definition as string | { externalId?: string };
  const { externalId = '' } = typeof stored === 'string' ? JSON.parse(stored) : stored;
  const document = trustDocument({
    ...{ partition: 'aws', accountId: SERVICE_ACCOUNT, stage: 'dev', externalId },
    carries: ['sts:TagSession', 'sts:SetSourceIdentity'],
    ...trust,
  });
  const Statement = statements?.(document.Statement) ?? document.Statement;
  service.aws.standIn.putRole({
    ...{ arn: roleArn, trustedPrincipals: [], trustPolicy: { ...document, Statement }, ecr: true, ...role },
  });
  return id;
}

function sessionOf(roleArn: string) {
  return roleArn.replace(':iam:', ':sts:').replace(/:role\/.*\//, ':assumed-role/');
}

type Lines = Readonly<Record<string, { readonly outcome: string; readonly seen: string; readonly todo?: string }>>;

async function verified(id: string, body: object = {}) {
  const answer = await service.ask({ route: 'POST /connectors/{id}/verify', id, body });
  expect(answer.status).toBe(200);
  const { checks } = answer.body;
  const lines: Lines = Object.fromEntries(checks.map(({ check, ...line }: { check: string }) => [check, line]));
  const failed = Object.keys(lines).filter((check) => lines[check]?.outcome === 'failed');
  return { outcome: answer.body.outcome, lines, failed, text: answer.text };
}

const BY_USER = { awsAccountId: '123456789012', credentials: { source: 'iam-user', secretArn: SECRET_ARN } };
const trustingUser = (written: readonly object[]) =>
  written.map((statement) => {
    const { ArnLike: _ours, ...Condition } = (statement as { Condition: Record<string, object> }).Condition;
    return { ...statement, Principal: { AWS: USER.arn }, Condition };
  });

// These two go through all connectors, so they come before the others make theirs.
describe('the schedule', () => {
  it('verifies all connectors that are enabled, and tells the metric of those that fail', async () => {
    const broken = await aConnector({ role: { ecr: false } });
    const idle = await aConnector({ connector: { enabled: false } });
    const handler = await loadBuilt<(event: unknown, context: object) => Promise<object>>('verify');
    const before = service.logged().length;
    const run = await handler({ schedule: 'verify' }, { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 900_000 });
    expect(run).toMatchObject({ finishedAt: expect.any(String), failed: expect.any(Number) });
    const lines = service
      .logged()
      .slice(before)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.find(({ connectorId }) => connectorId === broken)).toMatchObject({
      outcome: 'failed',
      failed: 'ecr-login',
    });
    expect(lines.filter(({ connectorId }) => connectorId === idle)).toEqual([]);
    const total = lines.find(({ message }) => message === 'verify run');
    expect(total._aws.CloudWatchMetrics[0].Dimensions).toEqual([['stage']]);
    expect(total.connectorsFailing).toBeGreaterThan(0);
    service.aws.standIn.calls.length = 0;
  });
});

describe('the command', () => {
  it('tells each check in a line, and ends with 0 for a connector that works', async () => {
    const id = await aConnector({});
    const { code, out, err } = await service.portunus(['verify', id]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^passed ${id}\n  passed +definition +version 1, fits its account$`, 'm'));
    expect(out).toMatch(/^1 passed, 0 failed, 0 not checked$/m);
  });

  it('names a connector that is not there', async () => {
    for (const last of [[], ['--last']]) {
      expect(await service.portunus(['verify', 'never-there', ...last])).toMatchObject({
        code: 1,
        err: 'portunus: never-there: there is no such connector\n',
      });
    }
  });

  it('ends with 1 if a check failed, and says below it what to change', async () => {
    const id = await aConnector({ role: { ecr: false } });
    const { code, out } = await service.portunus(['verify', id]);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^ {2}FAILED {7}ecr-login +AccessDeniedException\n +ecr:GetAuthorizationToken must be allowed/m,
    );
    const last = await service.portunus(['verify', '--last', id]);
    expect([last.code, last.out]).toEqual([1, expect.stringMatching(/^FAILED \S+ at \S+Z, failing since \S+Z$/m)]);
  });

  it('takes all enabled connectors, those of `npm start` too, and writes JUnit', async () => {
    const file = join(service.folder, 'reports', 'verify.xml');
    const { out } = await service.portunus(['verify', '--all', '--junit', file, '-o', 'json']);
    const results: { connectorId: string; outcome: string }[] = JSON.parse(out);
    const outcomes = Object.fromEntries(results.map(({ connectorId, outcome }) => [connectorId, outcome]));
    const samples = ['shop-images', 'shop-releases', 'bakery-images', 'shop-servers'];
    expect(samples.map((id) => outcomes[id])).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect(readFileSync(file, 'utf8')).toMatch(/<testsuite name="shop-images" tests="\d+" failures="0"/);
  });

  it.each([
    [[], /give the ID of a connector, or --all/],
    [['shop-images', '--all'], /give the ID of a connector, or --all/],
    [['--all', '--issuer', 'demo-ci'], /--issuer goes with --claims/],
  ])('refuses a command line of %j', async (args, told) => {
    const { code, err } = await service.portunus(['verify', ...args]);
    expect([code, err]).toEqual([64, expect.stringMatching(told)]);
  });
});

describe('a connector that works', () => {
  it('passes every check, in an order that is always the same, and nothing of its session is told', async () => {
    const { outcome, lines, text } = await verified(await aConnector({}));
    expect(outcome).toBe('passed');
    expect(Object.keys(lines)).toEqual([
      ...['definition', 'session', 'duration', 'policy-size', 'tags', 'source-identity'],
      ...['without-external-id', 'other-external-id', 'ecr-login', 'outside-limits', 'trust-policy'],
    ]);
    expect(Object.values(lines).map((line) => line.outcome)).toEqual(Array.from({ length: 11 }, () => 'passed'));
    for (const one of service.aws.standIn.issued) {
      if ('secretAccessKey' in one) expect(text).not.toContain(one.secretAccessKey);
    }
  });

  it('for packages is refused another repository of CodeArtifact', async () => {
    const { lines } = await verified('shop-packages');
    expect(lines['outside-limits']).toEqual({ outcome: 'passed', seen: 'another repository of packages is refused' });
  });

  it('passes in another account, whose role reads itself, and by the key of a user', async () => {
    const id = await aConnector({ account: BY_USER, statements: trustingUser });
    const { outcome, lines } = await verified(id);
    expect([outcome, lines['account-key']?.seen]).toEqual(['passed', `it is the key of ${USER.arn}`]);
    expect(lines['account-key-age']).toEqual({ outcome: 'passed', seen: 'the key is 10 days old' });
    expect(lines['trust-policy']?.outcome).toBe('passed');
  });

  it('leaves behind a record, a state that can be read, and no login', async () => {
    const id = await aConnector({});
    await verified(id);
    const state = await service.ask({ route: 'GET /connectors/{id}/verify', id });
    expect(state.body).toEqual({
      connectorId: id,
      connectorVersion: 1,
      verifiedAt: expect.any(String),
      outcome: 'passed',
      failed: [],
    });
    const records = (await auditItems(service.aws)).filter((item) => item.id?.S === id && item.kind?.S === 'connector');
    expect(records.map(({ action, outcome }) => [action?.S, outcome?.S])).toContainEqual(['verify', 'done']);
    expect(records.filter(({ outcome }) => outcome?.S === 'issued')).toEqual([]);
  });
});

describe('a connector that is broken', () => {
  it.each<[string, Given, readonly string[], string, RegExp]>([
    [
      'by a trust policy that does not name verify',
      {
        statements: (all) => all.map((one) => JSON.parse(JSON.stringify(one).replace(/,"arn:[^"]*-verify"/, ''))),
      },
      ['session', 'trust-policy'],
      'session',
      /AccessDenied.*trust policy does not name portunus-dev-\*-verify/,
    ],
    [
      'by a trust policy with another external ID',
      { trust: { externalId: 'portunus-of-somebody-else' } },
      ['session', 'trust-policy'],
      'trust-policy',
      /it requires another external ID/,
    ],
    [
      'by a trust policy without an external ID',
      {
        statements: ([first, ...more]) => {
          const { Condition, ...rest } = first as { Condition: Record<string, object> };
          return [{ ...rest, Condition: { ArnLike: Condition.ArnLike } }, ...more];
        },
      },
      ['without-external-id', 'other-external-id', 'trust-policy'],
      'other-external-id',
      /was given nevertheless.*require the connector's external ID/,
    ],
    [
      'by a trust policy that takes no tags',
      { trust: { carries: ['sts:SetSourceIdentity'] } },
      ['session', 'tags', 'trust-policy'],
      'tags',
      /AccessDenied.*allow sts:TagSession in the role's trust policy/,
    ],
    [
      'by a trust policy that takes no source identity',
      { trust: { carries: ['sts:TagSession'] } },
      ['session', 'source-identity', 'trust-policy'],
      'source-identity',
      /AccessDenied.*allow sts:SetSourceIdentity in the role's trust policy/,
    ],
    [
      'by a role whose sessions end sooner',
      { account: BY_USER, statements: trustingUser, connector: { maxDurationSeconds: 7_200 } },
      ['session', 'duration'],
      'duration',
      /ValidationError.*raise the role's maximum session duration/,
    ],
    [
      'by a role that may not log in',
      { role: { ecr: false } },
      ['ecr-login'],
      'ecr-login',
      /AccessDenied.*ecr:GetAuthorizationToken must be allowed/,
    ],
    [
      'by a trust policy that lets in somebody else, too',
      {
        statements: (all) => [
          ...all,
          { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999999999999:root' }, Action: 'sts:AssumeRole' },
        ],
      },
      ['trust-policy'],
      'trust-policy',
      /also lets in arn:aws:iam::999999999999:root.*portunus iam/,
    ],
    [
      'by a further role that does not exist',
      { connector: { roleArns: [`arn:aws:iam::${SERVICE_ACCOUNT}:role/portunus/nowhere`] } },
      ['further-roles'],
      'further-roles',
      /portunus\/nowhere: AccessDenied.*the connector's first role/,
    ],
  ])('%s', async (_how, given, failing, check, told) => {
    const { outcome, failed, lines } = await verified(await aConnector(given));
    expect([outcome, failed]).toEqual(['failed', failing]);
    expect(`${lines[check]?.seen} ${lines[check]?.todo}`).toMatch(told);
  });

  it('by a role that is not there', async () => {
    const id = await aConnector({ role: { arn: `arn:aws:iam::${SERVICE_ACCOUNT}:role/portunus/of-another-name` } });
    service.aws.standIn.removeRole(`arn:aws:iam::${SERVICE_ACCOUNT}:role/portunus/${id}`);
    const { failed, lines } = await verified(id);
    expect([failed, lines['trust-policy']?.seen]).toEqual([['session', 'trust-policy'], 'there is no such role']);
  });

  it('by policies that are too large for a session', async () => {
    const id = await aConnector({});
    const error = { code: 'PackedPolicyTooLarge', status: 400, message: 'Packed policy consumes 120%.' };
    service.aws.standIn.faults.inject({ action: 'AssumeRole', fault: { error } });
    const { failed, lines } = await verified(id);
    expect(failed).toEqual(['session', 'policy-size']);
    expect(lines['policy-size']?.todo).toMatch(/^shorten the connector's policy/);
  });

  it.each([
    [
      'of another account',
      { ...USER, arn: 'arn:aws:iam::999999999999:user/build' },
      /belongs to the account 999999999999/,
    ],
    ['that AWS does not know', undefined, /InvalidClientTokenId.*access key is not known or not right/],
  ])('by a key %s', async (_whose, principal, told) => {
    const id = await aConnector({ account: BY_USER, statements: trustingUser });
    service.aws.standIn.removePrincipal(USER.accessKeyId);
    if (principal !== undefined) service.aws.standIn.putPrincipal(principal);
    const { failed, lines } = await verified(id);
    expect(failed).toEqual(['account-key']);
    expect(`${lines['account-key']?.seen} ${lines['account-key']?.todo}`).toMatch(told);
    expect(lines.session?.outcome).toBe('not_checked');
    service.aws.standIn.calls.length = 0;
  });

  it('by a key that is too old', async () => {
    const id = await aConnector({ account: BY_USER, statements: trustingUser });
    service.aws.standIn.putPrincipal({ ...USER, createdAt: new Date(Date.now() - 91 * 86_400_000) });
    const { failed, lines } = await verified(id);
    expect([failed, lines['account-key-age']?.seen]).toEqual([['account-key-age'], 'the key is 91 days old']);
  });

  it('is recorded with the checks that failed, and keeps the time from which on it fails', async () => {
    const id = await aConnector({ role: { ecr: false } });
    await verified(id);
    const { body: first } = await service.ask({ route: 'GET /connectors/{id}/verify', id });
    await verified(id);
    const { body: second } = await service.ask({ route: 'GET /connectors/{id}/verify', id });
    expect([first.outcome, first.failed.length, second.failingSince]).toEqual(['failed', 1, first.failingSince]);
    const records = (await auditItems(service.aws)).filter((item) => item.id?.S === id && item.action?.S === 'verify');
    expect(records.map(({ outcome, reason }) => `${outcome?.S} ${reason?.S ?? ''}`).toSorted()).toEqual([
      ...['done ', 'done ', 'failed checks failed: ecr-login', 'failed checks failed: ecr-login'],
    ]);
  });
});

describe('what says nothing of a connector', () => {
  it.each<[string, string, Fault]>([
    ['STS that fails on its side', 'AssumeRole', 'unavailable'],
    ['STS that throttles', 'AssumeRole', 'throttle'],
    ['ECR that fails on its side', 'GetAuthorizationToken', 'server-error'],
  ])('%s is not checked, and never failed', async (_what, action, fault) => {
    const id = await aConnector({});
    service.aws.standIn.faults.inject({ action, fault, times: Number.POSITIVE_INFINITY });
    const { failed, outcome, lines } = await verified(id);
    expect(failed).toEqual([]);
    const check = action === 'AssumeRole' ? 'session' : 'ecr-login';
    expect([lines[check]?.outcome, outcome]).toEqual(['not_checked', check === 'session' ? 'not_checked' : 'passed']);
  });

  it("is a session that needs a caller's own token", async () => {
    const session = { name: 'ci-{run_id}' };
    const issuer = {
      id: 'far-ci',
      url: 'https://far.example',
      kind: 'workload',
      audiences: ['https://portunus.example'],
    };
    await service.apply({ issuers: [issuer] });
    const grants = [{ issuer: 'far-ci', claims: { repository_id: ['1'] } }];
    const connector = { principalType: 'web-identity', acknowledgeRisk: true, session, grants };
    const { outcome, lines } = await verified(await aConnector({ connector }));
    expect([outcome, lines.session]).toEqual([
      'not_checked',
      {
        outcome: 'not_checked',
        seen: "needs the caller's own token",
        todo: 'ask for a login with it: nobody else can open this session',
      },
    ]);
    expect(service.aws.standIn.calls).toEqual([]);
  });
});

describe('claims that an administrator gives', () => {
  it('are what STS gets, and change no state', async () => {
    const id = await aConnector({});
    const claims = { sub: 'job', run_id: '42', repository_owner_id: '9919', repository: 'acme/shop' };
    const { outcome } = await verified(id, { claims, issuer: 'demo-ci' });
    expect(outcome).toBe('passed');
    const [assumed] = service.aws.standIn.calls.filter(({ action }) => action === 'AssumeRole');
    expect(assumed?.parameters.tags?.repository).toBe('acme/shop');
    const state = await service.ask({ route: 'GET /connectors/{id}/verify', id });
    expect(state.body).toEqual({ connectorId: id });
    const records = (await auditItems(service.aws)).filter(({ id: about }) => about?.S === id);
    expect(records.map(({ reason }) => reason?.S)).toContain('claims {"iss":"demo-ci","sub":"job"}');
  });

  it('fill in the role of a connector that is for many repositories, which is not checked without them', async () => {
    const roleArn = `arn:aws:iam::${SERVICE_ACCOUNT}:role/portunus/{repository_id}`;
    const grants = [{ issuer: 'demo-ci', claims: { repository_id: ['1', '2'] } }];
    const role = roleArn.replace('{repository_id}', '1');
    const id = await aConnector({ connector: { roleArn, grants }, role: { arn: role } });
    expect((await verified(id)).lines).toEqual({
      session: {
        outcome: 'not_checked',
        seen: "needs a caller's claims",
        todo: 'give the claims of a caller whom a grant lets in, and their issuer',
      },
    });
    const claims = { repository_id: '1', run_id: '42', repository_owner_id: '9919', repository: 'acme/shop' };
    const { outcome, lines } = await verified(id, { claims, issuer: 'demo-ci' });
    expect([outcome, lines.session?.seen]).toEqual(['passed', `opened as ${sessionOf(role)}/ci-42`]);
    const wide = await verified(id, { claims: { ...claims, repository_id: '*' }, issuer: 'demo-ci' });
    expect(wide.lines.session?.seen).toMatch(/^the claims do not fit: claim_has_wildcard/);
  });

  it.each([
    [{ issuer: 'demo-ci' }, 'issuer'],
    // A typing error would pass as the issuer of the claims.
    [{ claims: { sub: 'job' }, issuer: 'demo-c' }, 'issuer'],
    [{ claims: 'none' }, 'claims'],
    [{ colour: 'blue' }, 'colour'],
  ])('are refused in another form: %j', async (body, field) => {
    const answer = await service.ask({ route: 'POST /connectors/{id}/verify', id: 'shop-images', body });
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, field]);
  });
});

describe('a connector for CodeArtifact', () => {
  const PACKAGES = {
    serves: ['codeartifact'],
    repositories: undefined,
    codeartifact: { domains: ['shop'], repositories: ['releases'] },
  };

  it('is asked for a login to its domain, and nothing of ECR', async () => {
    const { outcome, lines } = await verified(await aConnector({ connector: PACKAGES }));
    expect(outcome).toBe('passed');
    expect(lines['codeartifact-login']).toEqual({
      outcome: 'passed',
      seen: 'CodeArtifact gives a login to shop, and knows the repository releases',
    });
    expect(Object.keys(lines)).not.toContain('ecr-login');
  });

  it('whose role lacks the rights is told which', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'codeartifact:*', Resource: '*' }],
    };
    const { lines } = await verified(await aConnector({ connector: PACKAGES, role: { ecr: false, policy } }));
    expect(lines['codeartifact-login']).toMatchObject({
      outcome: 'failed',
      todo: expect.stringContaining('sts:GetServiceBearerToken'),
    });
  });

  it('that names no domain leaves it to its callers', async () => {
    const { lines } = await verified(await aConnector({ connector: { ...PACKAGES, codeartifact: undefined } }));
    expect(lines['codeartifact-login']).toMatchObject({ outcome: 'not_checked' });
  });
});
