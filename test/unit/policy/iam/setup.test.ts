// What each principal type needs in AWS, judged by an evaluator that is none of ours.
import { validateIdentityPolicy, validateTrustPolicy } from '@cloud-copilot/iam-policy';
import { describe, expect, it } from 'vitest';
import { iamSetup } from '../../../../shared/policy/iam/setup.ts';
import { USER_PLACEHOLDER } from '../../../../shared/policy/iam/user-policy.ts';
import {
  type Asked,
  allowedOf,
  BUILD,
  BUILD_KEY,
  given,
  onlyRole,
  permits,
  resourcesOf,
  rightsOf,
  trusts,
  unnoticed,
} from '../../../support/iam-documents.ts';

const ROLE = 'arn:aws:iam::123456789012:role/portunus/shop-images';
const ISSUE = 'portunus-prod-eu-west-1-issue';
const OURS = { 'sts:ExternalId': 'portunus-7f2c' };

type Context = Readonly<Record<string, string>>;

function asking(what: string, principal: string, action: string, resource: string, context: Context = {}): Asked {
  return { what, principal, action, resource, context };
}

function byFunction(what: string, action: string, context: Context): Asked {
  const principalArn = { 'aws:PrincipalArn': `arn:aws:iam::111122223333:role/${ISSUE}` };
  const principal = `arn:aws:sts::111122223333:assumed-role/${ISSUE}/session`;
  return asking(what, principal, action, ROLE, { ...principalArn, ...context });
}

const SESSION = 'arn:aws:sts::123456789012:assumed-role/shop-images/ci-1';

/** Who may do what with images, in one text: action, account, region, repository, and more of the request. */
function image(name: string, place = 'eu-west-1:123456789012', repository = 'shop/api', context: Context = {}): Asked {
  const what = [name, place, repository, ...Object.values(context)].join(' ');
  return asking(what, SESSION, `ecr:${name}`, `arn:aws:ecr:${place}:repository/${repository}`, context);
}

async function mayUse(connector: object, all: readonly Asked[]): Promise<readonly string[]> {
  const rights = rightsOf(onlyRole(iamSetup(given(connector))));
  expect(validateIdentityPolicy(rights)).toEqual([]);
  expect(await unnoticed(permits, rights, all)).toEqual([]);
  return allowedOf(permits, rights, all);
}

const TOKEN = asking('log in', SESSION, 'ecr:GetAuthorizationToken', '*');
const PULLS = ['BatchCheckLayerAvailability', 'BatchGetImage', 'DescribeImages', 'DescribeRepositories']
  .concat(['GetDownloadUrlForLayer', 'GetRepositoryPolicy', 'ListImages'])
  .map((name) => image(name));
const PUSHES = ['CompleteLayerUpload', 'InitiateLayerUpload', 'PutImage', 'UploadLayerPart'].map((name) => image(name));
const CACHES = ['BatchImportUpstreamImage', 'CreateRepository'].map((name) => image(name));
const names = (all: readonly Asked[]) => all.map(({ what }) => what);

describe("a role's rights", () => {
  const ALL = [TOKEN, ...PULLS, ...PUSHES, ...CACHES];

  it('are those of pulling', async () => {
    const allowed = await mayUse({ access: 'pull', region: 'eu-west-1', repositories: ['shop/*'] }, ALL);
    expect(allowed).toEqual(names([TOKEN, ...PULLS]));
  });

  it('are those of pushing, without access too: nothing less is known', async () => {
    expect(await mayUse({ access: 'push', region: 'eu-west-1' }, ALL)).toEqual(names([TOKEN, ...PULLS, ...PUSHES]));
    expect(await mayUse({ region: 'eu-west-1' }, ALL)).toEqual(names([TOKEN, ...PULLS, ...PUSHES]));
  });

  it('let ECR fetch an image from another registry, where the connector does', async () => {
    const allowed = await mayUse({ access: 'pull', pullThroughCache: true, region: 'eu-west-1' }, ALL);
    expect(allowed).toEqual(names([TOKEN, ...PULLS, ...CACHES]));
  });

  it('end at the repositories, regions and registries of the connector', async () => {
    const places = ['eu-west-1', 'eu-central-1', 'us-east-1'].flatMap((region) =>
      ['123456789012', '210987654321', '999999999999'].flatMap((account) =>
        ['shop/api', 'shop/web', 'tools/lint', 'other'].map((name) =>
          image('BatchGetImage', `${region}:${account}`, name),
        ),
      ),
    );
    const limits = {
      access: 'pull',
      repositories: ['shop/*', 'tools/lint'],
      regions: ['eu-west-1', 'eu-central-1'],
      registries: ['123456789012', '210987654321'],
    };
    const within = ['eu-west-1', 'eu-central-1'].flatMap((region) =>
      ['123456789012', '210987654321'].flatMap((account) =>
        ['shop/api', 'shop/web', 'tools/lint'].map((name) => `BatchGetImage ${region}:${account} ${name}`),
      ),
    );
    expect(await mayUse(limits, [TOKEN, ...PULLS, ...places])).toEqual([...names([TOKEN, ...PULLS]), ...within]);
  });

  it.each([
    ['sourceVpce', 'aws:SourceVpce', 'vpce-0a1b2c3d4e5f60718', 'vpce-0000000000000000f'],
    ['sourceVpc', 'aws:SourceVpc', 'vpc-0a1b2c3d4e5f60718', 'vpc-0000000000000000f'],
    ['sourceIp', 'aws:SourceIp', '192.0.2.10', '198.51.100.1'],
  ])('hold from the networks of %s alone, but for the login', async (condition, key, inside, outside) => {
    const value = condition === 'sourceIp' ? '192.0.2.0/24' : inside;
    const connector = { access: 'pull', region: 'eu-west-1', conditions: { [condition]: [value] } };
    const from = (network: string) =>
      PULLS.map(({ action }) => image(action.slice(4), undefined, undefined, { [key]: network }));
    expect(await mayUse(connector, [TOKEN, ...PULLS, ...from(inside), ...from(outside)])).toEqual(
      names([TOKEN, ...from(inside)]),
    );
  });

  it('are those of ECR Public, in its own account', async () => {
    const open = (name: string, account = '123456789012') =>
      asking(`${name} ${account}`, SESSION, `ecr-public:${name}`, `arn:aws:ecr-public::${account}:repository/shop`);
    const logins = [
      asking('public token', SESSION, 'ecr-public:GetAuthorizationToken', '*'),
      asking('bearer', SESSION, 'sts:GetServiceBearerToken', '*'),
    ];
    const pushes = ['BatchCheckLayerAvailability', 'CompleteLayerUpload', 'InitiateLayerUpload', 'PutImage']
      .concat('UploadLayerPart')
      .map((name) => open(name));
    const all = [TOKEN, ...PULLS, ...logins, ...pushes, open('PutImage', '210987654321'), open('DeleteRepository')];
    expect(await mayUse({ serves: ['ecr-public'] }, all)).toEqual(names([...logins, ...pushes]));
    expect(await mayUse({ serves: ['ecr-public'], access: 'pull' }, all)).toEqual(names(logins));
  });

  it.each([
    [['ecr'], 'pull', ['AmazonEC2ContainerRegistryReadOnly']],
    [['ecr'], 'push', ['AmazonEC2ContainerRegistryPowerUser']],
    [['ecr-public'], 'pull', ['AmazonElasticContainerRegistryPublicReadOnly']],
    [['ecr-public'], 'push', ['AmazonElasticContainerRegistryPublicPowerUser']],
    [
      ['ecr', 'ecr-public'],
      'push',
      ['AmazonEC2ContainerRegistryPowerUser', 'AmazonElasticContainerRegistryPublicPowerUser'],
    ],
  ])('to %j, to %s, have their like among the managed policies of that registry', (serves, access, policies) => {
    const advice = iamSetup(given({ serves, access })).advice.join('\n');
    expect(advice.match(/(?<=arn:aws:iam::aws:policy\/)\w+/g)).toEqual(policies);
  });

  it("are the connector's own policies, where it has some", () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'ecr:ListImages',
          Resource: '*',
          Condition: { Bool: { 'aws:SecureTransport': true }, NumericLessThan: { 'aws:MultiFactorAuthAge': [60, 90] } },
        },
      ],
    };
    const policyArns = ['arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly'];
    const role = onlyRole(iamSetup(given({ policy, policyArns })));
    expect(role.managedPolicyArns).toEqual(policyArns);
    expect(role.policies).toEqual([
      {
        name: 'connector',
        document: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'ecr:ListImages',
              Resource: '*',
              Condition: {
                Bool: { 'aws:SecureTransport': 'true' },
                NumericLessThan: { 'aws:MultiFactorAuthAge': ['60', '90'] },
              },
            },
          ],
        },
      },
    ]);
    expect(onlyRole(iamSetup(given({ policyArns }))).policies).toEqual([]);
  });
});

describe('a role', () => {
  it('has the path and the name of its ARN', () => {
    expect(onlyRole(iamSetup(given({})))).toMatchObject({ path: '/portunus/', name: 'shop-images' });
    const bare = given({ roleArn: 'arn:aws:iam::123456789012:role/shop' });
    expect(onlyRole(iamSetup(bare))).toMatchObject({ path: '/', name: 'shop' });
    const deep = given({ roleArn: 'arn:aws:iam::123456789012:role/a/b/shop' });
    expect(onlyRole(iamSetup(deep))).toMatchObject({ path: '/a/b/', name: 'shop' });
  });

  it.each([
    ['an hour, because roles are chained', {}, { account: BUILD }, 3_600],
    ['an hour at least', { maxDurationSeconds: 900 }, { account: BUILD_KEY }, 3_600],
    ['as long as the connector needs', { maxDurationSeconds: 43_200 }, { account: BUILD_KEY }, 43_200],
    ['an hour without a maximum', {}, { account: BUILD_KEY }, 3_600],
  ])('lets a session last %s', (_what, connector, more, seconds) => {
    expect(onlyRole(iamSetup(given(connector, more))).maxSessionSeconds).toBe(seconds);
  });

  it('lets nobody in as long as the connector has no external ID', async () => {
    const setup = iamSetup(given({ externalId: undefined }));
    expect(JSON.stringify(onlyRole(setup).trust)).toContain('REPLACE-WITH-THE-EXTERNAL-ID-OF-THE-CONNECTOR');
    expect(setup.advice.join('\n')).toContain('no external ID');
  });

  it('is of one organization, where that is named', async () => {
    const session = { tags: { repository: '{repository}' }, sourceIdentity: '{sub}' };
    const { trust } = onlyRole(iamSetup(given({ session }, { organizationId: 'o-a1b2c3d4e5' })));
    const of = (organization: string) => ({ ...OURS, 'aws:PrincipalOrgID': organization });
    const all = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'].flatMap((action) => [
      byFunction(`${action} of it`, action, of('o-a1b2c3d4e5')),
      byFunction(`${action} of another`, action, of('o-zzzzzzzzzz')),
      byFunction(`${action} of none`, action, OURS),
    ]);
    expect(validateTrustPolicy(trust)).toEqual([]);
    expect(await allowedOf(trusts, trust, all)).toEqual(names(all).filter((what) => what.endsWith('of it')));
  });

  it('is bounded to its own rights, and reads itself, where that is asked for', () => {
    const asked = given({ access: 'pull' }, { extras: ['boundary', 'drift-check'] });
    const setup = iamSetup(asked);
    const role = onlyRole(setup);
    const [boundary] = resourcesOf(setup, 'managed-policy');
    expect(role.permissionsBoundary).toBe('arn:aws:iam::123456789012:policy/portunus/shop-images-boundary');
    expect(boundary).toMatchObject({ path: '/portunus/', name: 'shop-images-boundary', document: rightsOf(role) });
    expect(rightsOf(role).Statement).toContainEqual({
      Sid: 'ReadItself',
      Effect: 'Allow',
      Action: 'iam:GetRole',
      Resource: ROLE,
    });
    expect(resourcesOf(iamSetup(given({ access: 'pull' })), 'managed-policy')).toEqual([]);
  });

  it('says so where its boundary is longer than a managed policy may be', () => {
    const of = (length: number) => {
      const repositories = Array.from({ length: 40 }, (_, index) => `${index}`.padStart(length, 'a'));
      const setup = iamSetup(given({ repositories, region: 'eu-west-1' }, { extras: ['boundary'] }));
      const [boundary] = resourcesOf(setup, 'managed-policy');
      return [JSON.stringify(boundary?.document).length, /6144 characters/.test(setup.advice.join('\n'))] as const;
    };
    const sizes = Array.from({ length: 30 }, (_, index) => of(71 + index));
    expect(sizes.filter(([length, isSaid]) => isSaid !== length > 6_144)).toEqual([]);
    expect(new Set(sizes.map(([, isSaid]) => isSaid)).size).toBe(2);
  });

  it('has no boundary beside managed policies, whose rights are not known, and says so', () => {
    const policyArns = ['arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly'];
    const setup = iamSetup(given({ policyArns }, { extras: ['boundary'] }));
    expect(onlyRole(setup)).not.toHaveProperty('permissionsBoundary');
    expect(setup.advice.join('\n')).toContain('There is no boundary');
  });
});

describe('a second hop', () => {
  const SPOKE = 'arn:aws:iam::210987654321:role/portunus/spoke';
  const session = { tags: { repository: '{repository}' }, sourceIdentity: '{sub}' };
  const setup = iamSetup(given({ access: 'pull', region: 'eu-west-1', roleArns: [SPOKE], session }));
  const [hub, spoke, ...others] = resourcesOf(setup, 'role');

  it('has a role of its own, in its own account', () => {
    expect(others).toEqual([]);
    expect(setup.places.map(({ accountId }) => accountId)).toEqual(['123456789012', '210987654321']);
    expect(spoke).toMatchObject({ path: '/portunus/', name: 'spoke', maxSessionSeconds: 3_600 });
  });

  it('lets in the first role alone, with the external ID, and what the session carries', async () => {
    const by = (what: string, name: string, action: string, context: Context): Asked =>
      asking(what, `arn:aws:sts::123456789012:assumed-role/${name}/ci-1`, action, SPOKE, {
        'aws:PrincipalArn': `arn:aws:iam::123456789012:role/portunus/${name}`,
        ...context,
      });
    const good = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'].map((action) =>
      by(action, 'shop-images', action, OURS),
    );
    const bad = [
      ...good.map(({ action }) => by(`${action} by another role`, 'other', action, OURS)),
      by('no external ID', 'shop-images', 'sts:AssumeRole', {}),
    ];
    const { trust } = spoke ?? onlyRole(setup);
    expect(validateTrustPolicy(trust)).toEqual([]);
    expect(await allowedOf(trusts, trust, [...good, ...bad])).toEqual(names(good));
    expect(await unnoticed(trusts, trust, [...good, ...bad])).toEqual([]);
  });

  it('into the first role itself makes that role once, because AWS has one role of a name', () => {
    const itself = iamSetup(given({ region: 'eu-west-1', roleArns: [ROLE] }));
    expect(resourcesOf(itself, 'role').map(({ name }) => name)).toEqual(['shop-images']);
  });

  it('is a right of the first role, and of no further one', async () => {
    const hops = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'].flatMap((action) => [
      asking(`${action} there`, SESSION, action, SPOKE),
      asking(`${action} elsewhere`, SESSION, action, SPOKE.replace('spoke', 'other')),
    ]);
    const first = rightsOf(hub ?? onlyRole(setup));
    expect(validateIdentityPolicy(first)).toEqual([]);
    expect(await allowedOf(permits, first, hops)).toEqual(names(hops).filter((what) => what.endsWith('there')));
    expect(await allowedOf(permits, rightsOf(spoke ?? onlyRole(setup)), hops)).toEqual([]);
  });

  it('reaches the registry of its own account', async () => {
    const there = {
      ...image('BatchGetImage', 'eu-west-1:210987654321'),
      principal: SESSION.replace('123456789012', '210987654321'),
    };
    expect(await allowedOf(permits, rightsOf(spoke ?? onlyRole(setup)), [there])).toEqual([there.what]);
  });
});

describe('an account with the key of an IAM user', () => {
  const USER = `arn:aws:iam::123456789012:user/${USER_PLACEHOLDER}`;
  const userPolicy = (connector: object, extras: readonly 'key-rotation'[] = []) => {
    const setup = iamSetup(given(connector, { account: BUILD_KEY, extras }));
    const [policy, ...others] = resourcesOf(setup, 'user-policy');
    if (policy === undefined || others.length > 0) throw new Error('one policy is expected');
    expect(validateIdentityPolicy(policy.document)).toEqual([]);
    return policy;
  };
  const asUser = (what: string, action: string, resource: string, context: Context = {}) =>
    asking(what, USER, action, resource, { 'aws:username': USER_PLACEHOLDER, ...context });

  it('has a role that lets in that user, and no function', async () => {
    const session = { sourceIdentity: '{sub}' };
    const { trust } = onlyRole(iamSetup(given({ session }, { account: BUILD_KEY })));
    const by = (what: string, name: string, action: string, context: Context) =>
      asking(what, `arn:aws:iam::123456789012:user/${name}`, action, ROLE, {
        'aws:PrincipalArn': `arn:aws:iam::123456789012:user/${name}`,
        ...context,
      });
    const good = ['sts:AssumeRole', 'sts:SetSourceIdentity'].map((action) =>
      by(action, USER_PLACEHOLDER, action, OURS),
    );
    const bad = [
      ...good.map(({ action }) => by(`${action} by another`, 'ada', action, OURS)),
      ...good.map(({ action }) => byFunction(`${action} by a function`, action, OURS)),
      by('no external ID', USER_PLACEHOLDER, 'sts:AssumeRole', {}),
    ];
    expect(await allowedOf(trusts, trust, [...good, ...bad])).toEqual(names(good));
    expect(await unnoticed(trusts, trust, [...good, ...bad])).toEqual([]);
  });

  it('may assume the role, where it does', async () => {
    const { document } = userPolicy({ session: { sourceIdentity: '{sub}' } });
    const all = [
      asUser('assume', 'sts:AssumeRole', ROLE),
      asUser('name', 'sts:SetSourceIdentity', ROLE),
      asUser('tag', 'sts:TagSession', ROLE),
      asUser('another', 'sts:AssumeRole', ROLE.replace('shop', 'other')),
      { ...TOKEN, principal: USER },
    ];
    expect(await allowedOf(permits, document, all)).toEqual(['assume', 'name']);
    expect(await unnoticed(permits, document, all)).toEqual([]);
  });

  it('may start sessions of a federated user, and has the rights of those', async () => {
    const connector = {
      principalType: 'federated-user',
      access: 'pull',
      region: 'eu-west-1',
      repositories: ['shop/*'],
    };
    const { document, name } = userPolicy(connector);
    expect(name).toBe('portunus-shop-images');
    const federated = 'arn:aws:sts::123456789012:federated-user/ci';
    const good = [
      asUser('federate', 'sts:GetFederationToken', federated),
      ...[TOKEN, ...PULLS].map((one) => ({ ...one, principal: USER })),
    ];
    const bad = [...PUSHES.map((one) => ({ ...one, principal: USER })), asUser('a key', 'iam:CreateAccessKey', USER)];
    expect(await allowedOf(permits, document, [...good, ...bad])).toEqual(names(good));
    expect(await unnoticed(permits, document, [...good, ...bad])).toEqual([]);
  });

  it('has no rights in registries where sessions have no policy', () => {
    const { document } = userPolicy({
      principalType: 'federated-user',
      omitPolicy: true,
      session: { tags: { a: 'b' } },
    });
    expect(document.Statement.map(({ Action }) => Action)).toEqual([['sts:GetFederationToken', 'sts:TagSession']]);
  });

  it('needs no right for a session token, which has all of its rights', async () => {
    const { document } = userPolicy({ principalType: 'session-token', acknowledgeRisk: true, region: 'eu-west-1' });
    const all = [TOKEN, ...PULLS, ...PUSHES].map((one) => ({ ...one, principal: USER }));
    expect(await allowedOf(permits, document, all)).toEqual(names(all));
    expect(JSON.stringify(document)).not.toContain('sts:');
  });

  it('may replace its own key, where that is asked for', async () => {
    const actions = ['iam:CreateAccessKey', 'iam:DeleteAccessKey', 'iam:ListAccessKeys', 'iam:UpdateAccessKey'];
    const { document } = userPolicy({}, ['key-rotation']);
    const own = actions.map((action) => asUser(action, action, USER));
    const others = actions.map((action) => asUser(`${action} of ada`, action, USER.replace(USER_PLACEHOLDER, 'ada')));
    const all = [asUser('assume', 'sts:AssumeRole', ROLE), ...own, ...others];
    expect(await allowedOf(permits, document, all)).toEqual(['assume', ...actions]);
    expect(await unnoticed(permits, document, all)).toEqual([]);
  });

  it('has no policy where a caller shows a token or an assertion of its own', () => {
    const samlProviderArn = 'arn:aws:iam::123456789012:saml-provider/corp';
    const saml = given({ principalType: 'saml', acknowledgeRisk: true, samlProviderArn }, { account: BUILD_KEY });
    expect(resourcesOf(iamSetup(saml), 'user-policy')).toEqual([]);
  });

  it('says that the ARN of a user with a path has the path, in the trust policy too', () => {
    const { advice } = iamSetup(given({}, { account: BUILD_KEY }));
    expect(advice.filter((one) => one.includes("the user's path before the name"))).toHaveLength(1);
  });
});

describe('a SAML role', () => {
  it.each([
    ['aws', 'https://signin.aws.amazon.com/saml'],
    ['aws-cn', 'https://signin.amazonaws.cn/saml'],
    ['aws-us-gov', 'https://signin.amazonaws-us-gov.com/saml'],
  ] as const)('of %s trusts the provider, for assertions that are made for AWS', async (partition, audience) => {
    const arn = (resource: string) => `arn:${partition}:iam::123456789012:${resource}`;
    const samlProviderArn = arn('saml-provider/corp');
    const roleArn = arn('role/portunus/shop');
    const connector = { principalType: 'saml', acknowledgeRisk: true, samlProviderArn, roleArn };
    const { trust } = onlyRole(iamSetup(given(connector, { account: { ...BUILD, partition } })));
    const by = (what: string, principal: string, aud: string) =>
      asking(what, principal, 'sts:AssumeRoleWithSAML', roleArn, { 'saml:aud': aud });
    const all = [
      by('ours', samlProviderArn, audience),
      by('for another', samlProviderArn, 'https://other.example'),
      by('of another', arn('saml-provider/other'), audience),
    ];
    expect(validateTrustPolicy(trust)).toEqual([]);
    expect(await allowedOf(trusts, trust, all)).toEqual(['ours']);
    expect(await unnoticed(trusts, trust, all)).toEqual([]);
  });

  it('says what else AWS compares of assertions: their address, session tags and a source identity', () => {
    const samlProviderArn = 'arn:aws:iam::123456789012:saml-provider/corp';
    const advice = iamSetup(given({ principalType: 'saml', acknowledgeRisk: true, samlProviderArn })).advice.join('\n');
    for (const what of ['SAML:aud', 'sts:TagSession', 'sts:SetSourceIdentity']) expect(advice).toContain(what);
  });
});

describe('the service itself', () => {
  it('needs no document, and its advice says what the deployment does', () => {
    const setup = iamSetup(given({ principalType: 'provided' }));
    expect(setup.places).toEqual([]);
    expect(setup.advice.join('\n')).toContain('PORTUNUS_ALLOW_PROVIDED=true');
  });
});
