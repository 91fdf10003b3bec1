// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of IAM and templates of HCL.
// What AWS is to hold: setups as literals, random ones, and what every form must say of them.
import fc from 'fast-check';
import type { IamDocument, IamPlace, IamResource, IamRole, IamSetup } from '../../shared/domain/iam-resource.ts';
import { anyCharacter } from './random-text.ts';

const ISSUE = 'arn:aws:iam::111122223333:role/portunus-prod-*-issue';

export const TRUST: IamDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'sts:ExternalId': 'portunus-7f2c' },
        ArnLike: {
          'aws:PrincipalArn': [ISSUE, ISSUE.replace('issue', 'refresh-deliver'), ISSUE.replace('issue', 'verify')],
        },
      },
    },
  ],
};

function pullFrom(...repositories: readonly string[]): IamDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'LogIn', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
      {
        Sid: 'Pull',
        Effect: 'Allow',
        Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Resource: repositories,
      },
    ],
  };
}

export function aRole(overrides: Partial<IamRole> = {}): IamRole {
  return {
    type: 'role',
    name: 'shop-images',
    path: '/portunus/',
    description: 'Connector shop-images of Portunus',
    trust: TRUST,
    policies: [{ name: 'images', document: pullFrom('arn:aws:ecr:*:123456789012:repository/shop/*') }],
    managedPolicyArns: [],
    maxSessionSeconds: 3600,
    ...overrides,
  };
}

export function aSetup(...resources: readonly IamResource[]): IamSetup {
  const place: IamPlace = {
    accountId: '123456789012',
    partition: 'aws',
    resources: resources.length === 0 ? [aRole()] : resources,
  };
  return { connectorId: 'shop-images', places: [place], advice: ['Wait a minute before you use a new role.'] };
}

const PROVIDER = 'arn:aws:iam::123456789012:oidc-provider/gitlab.com';
const ROLE = 'arn:aws:iam::123456789012:role/portunus/shop-images';

/** Every type of resource, in two accounts, each before those that it names. */
export const EVERYTHING: IamSetup = {
  connectorId: 'shop-images',
  places: [
    {
      accountId: '123456789012',
      partition: 'aws',
      resources: [
        aRole({
          name: 'second-hop',
          trust: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'sts:AssumeRole' }],
          },
          managedPolicyArns: ['arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly'],
          policies: [],
        }),
        aRole({
          trust: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Federated: PROVIDER },
                Action: 'sts:AssumeRoleWithWebIdentity',
                Condition: { StringLike: { 'gitlab.com:sub': 'project_path:shop/${oddly}:*' } },
              },
            ],
          },
          permissionsBoundary: 'arn:aws:iam::123456789012:policy/portunus/boundary',
        }),
        {
          type: 'managed-policy',
          name: 'boundary',
          path: '/portunus/',
          description: "The connectors' boundary",
          document: pullFrom('*'),
        },
        { type: 'oidc-provider', url: 'https://gitlab.com', clientIds: ['https://gitlab.com', 'sts.amazonaws.com'] },
        {
          type: 'user-policy',
          userName: 'portunus',
          name: 'assume',
          document: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE }],
          },
        },
      ],
    },
    {
      accountId: '210987654321',
      partition: 'aws',
      resources: [
        {
          type: 'repository-policy',
          repository: 'shop/api',
          region: 'eu-west-1',
          document: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'PullFromPortunus',
                Effect: 'Allow',
                Principal: { AWS: ROLE },
                Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
              },
            ],
          },
        },
      ],
    },
  ],
  advice: ['Nobody else may hold the key of the user portunus.'],
};

/** What some reader takes for something else than text. */
const HOSTILE = [
  '${aws:username}',
  '$${x}',
  '$$${x}',
  '%{ if true }',
  '%%%{x}',
  '$(touch pwned)',
  '`touch pwned`',
  "'; touch pwned; '",
  '"',
  '\\',
  '\\u0024',
  '\\`',
  '--query',
  '\n# x\n',
  '\r\n',
  'file:///etc/passwd',
  '!Sub ${AWS::AccountId}',
  '<<EOF\nx\nEOF',
  '*/',
  'ÿ e\u0301 \u2028 \u202e 😀',
] as const;

export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.constantFrom(...'ab{}$%\\"\'`'), anyCharacter), { maxLength: 6 })
  .map((parts) => parts.join('').normalize('NFC'));

const texts = fc.oneof(anyText, fc.array(anyText, { maxLength: 3 }));
const key = anyText.filter((text) => text !== '__proto__');

const anyDocument: fc.Arbitrary<IamDocument> = fc.record({
  Version: fc.constant('2012-10-17' as const),
  Statement: fc.array(
    fc.record(
      {
        Sid: anyText,
        Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
        Principal: fc.dictionary(key, texts, { maxKeys: 2, noNullPrototype: true }),
        Action: texts,
        Resource: texts,
        Condition: fc.dictionary(key, fc.dictionary(key, texts, { maxKeys: 2, noNullPrototype: true }), {
          maxKeys: 2,
          noNullPrototype: true,
        }),
      },
      { requiredKeys: ['Effect'], noNullPrototype: true },
    ),
    { maxLength: 2 },
  ),
});

/** Names as AWS takes them, the oddest among them. */
const anyName = fc.stringMatching(/^[\w+=,.@-]{1,12}$/);
const named = fc.record({ name: anyName, document: anyDocument });
const byName = { maxLength: 2, selector: ({ name }: { name: string }) => name };

const anyResource: fc.Arbitrary<IamResource> = fc.oneof(
  fc
    .record({
      name: anyName,
      description: anyText,
      trust: anyDocument,
      policies: fc.uniqueArray(named, byName),
      managedPolicyArns: fc.uniqueArray(
        anyName.map((name) => `arn:aws:iam::aws:policy/${name}`),
        { maxLength: 2 },
      ),
      maxSessionSeconds: fc.integer({ min: 3600, max: 43_200 }),
    })
    .map((role) => ({ type: 'role' as const, path: '/portunus/', ...role })),
  fc.record({
    type: fc.constant('managed-policy' as const),
    name: anyName,
    path: fc.constant('/'),
    description: anyText,
    document: anyDocument,
  }),
  fc.record({ type: fc.constant('user-policy' as const), userName: anyName, name: anyName, document: anyDocument }),
  fc.record({
    type: fc.constant('oidc-provider' as const),
    url: fc.stringMatching(/^[a-z]{1,8}$/).map((host) => `https://${host}.example`),
    clientIds: fc.uniqueArray(anyText, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    type: fc.constant('repository-policy' as const),
    repository: fc.stringMatching(/^[a-z]{1,8}$/),
    region: fc.constantFrom('eu-west-1', 'us-east-1'),
    document: anyDocument,
  }),
);

const selector = (resource: IamResource) => {
  const name = 'name' in resource ? resource.name.toLowerCase() : JSON.stringify(resource).slice(0, 60);
  return `${resource.type} ${name}`;
};

export const anySetup: fc.Arbitrary<IamSetup> = fc
  .record({
    here: fc.uniqueArray(anyResource, { minLength: 1, maxLength: 3, selector }),
    there: fc.uniqueArray(anyResource, { maxLength: 2, selector }),
    advice: fc.array(anyText, { maxLength: 1 }),
    connectorId: fc.option(fc.constant('shop-images'), { nil: undefined }),
  })
  .map(({ here, there, advice, connectorId }) => {
    const place = { accountId: '123456789012', partition: 'aws' as const, resources: here };
    const other = { accountId: '210987654321', partition: 'aws' as const, resources: there };
    return {
      ...(connectorId !== undefined && { connectorId }),
      places: there.length === 0 ? [place] : [place, other],
      advice,
    };
  });

/** What AWS holds of one resource, in the order of no form. */
export type Fact = Readonly<Record<string, unknown>>;

export function sorted(facts: readonly Fact[]): readonly Fact[] {
  const key = ({ account, type, name, userName = '' }: Fact) => [account, type, name, userName].join(' ');
  return facts.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** What a setup says, for a comparison with what a reader of a form found. */
export function factsOf({ places }: IamSetup): readonly Fact[] {
  return sorted(
    places.flatMap(({ accountId: account, resources }) =>
      resources.map((resource) => ({ account, ...factOf(resource) })),
    ),
  );
}

function factOf(resource: IamResource): Fact & { readonly name: string } {
  if (resource.type === 'oidc-provider') {
    return { type: resource.type, name: resource.url, clientIds: resource.clientIds.toSorted() };
  }
  if (resource.type === 'repository-policy') {
    const { type, repository, region, document } = resource;
    return { type, name: `${region} ${repository}`, document };
  }
  if (resource.type !== 'role') return { ...resource };
  const { policies, managedPolicyArns, permissionsBoundary: boundary, ...role } = resource;
  return {
    ...role,
    policies: Object.fromEntries(policies.map(({ name, document }) => [name, document])),
    managedPolicyArns: managedPolicyArns.toSorted(),
    ...(boundary !== undefined && { boundary }),
  };
}
