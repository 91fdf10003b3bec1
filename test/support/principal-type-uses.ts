// How each use of a connector is defined and asked for.

import type { Ask, TypedService } from './principal-type-service.ts';
import { aConnectorOf, EXTERNAL_ID, ROLES, type Type, type Use } from './principal-types.ts';

const PULL_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      Resource: '*',
    },
  ],
};

interface Defined {
  readonly connector?: Readonly<Record<string, unknown>>;
  readonly route: string;
  readonly asked?: Readonly<Record<string, string | readonly string[]>>;
  readonly byPerson?: true;
}

const ECR = 'ecr/credentials';
const USED: Readonly<Record<Use, Defined>> = {
  plain: { route: ECR },
  policy: { route: ECR, connector: { policy: PULL_POLICY } },
  'managed-policy': {
    route: ECR,
    connector: { policyArns: ['arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly'] },
  },
  narrowed: { route: ECR, connector: { access: 'pull', repositories: ['team-a/*'] } },
  'narrowed-by-grant': {
    route: ECR,
    connector: {
      grants: [{ issuer: 'ci', claims: { repository_id: ['1296269'] }, access: 'pull', repositories: ['team-a/*'] }],
    },
  },
  'narrowed-by-request': { route: ECR, asked: { access: 'pull', repositories: ['team-a/*'] } },
  'second-hop': { route: ECR, connector: { roleArns: [ROLES.deep] }, asked: { roleArn: ROLES.deep } },
  registries: { route: ECR, asked: { registryIds: ['123456789012', '210987654321'], region: 'eu-central-1' } },
  'ecr-public': { route: 'ecr-public/credentials', connector: { serves: ['ecr-public'] } },
  codeartifact: {
    route: 'codeartifact/credentials',
    connector: { serves: ['codeartifact'] },
    asked: { domain: 'shop', repository: 'releases' },
  },
  session: { route: 'credentials', connector: { serves: ['session'] } },
  console: { route: 'console/url', connector: { serves: ['console'] }, byPerson: true },
  'caller-identity': { route: 'caller-identity', connector: { serves: ['session'] } },
};

/** Types that a second hop's external ID can stand with; the others refuse the roles, and only those. */
const TAKES_EXTERNAL_ID: readonly Type[] = ['web-identity', 'saml'];
const HAS_A_POLICY_ALREADY: readonly Use[] = ['plain', 'policy', 'managed-policy', 'narrowed'];

/** What a type needs for a use beyond the use itself. */
function needs(type: Type, use: Use) {
  return {
    ...(type === 'federated-user' && !HAS_A_POLICY_ALREADY.includes(use) && { access: 'push' }),
    ...(use === 'second-hop' && TAKES_EXTERNAL_ID.includes(type) && { externalId: EXTERNAL_ID }),
  };
}

export function idOf(type: Type, use: Use): string {
  return `${type}-${use}`;
}

export function connectorFor(type: Type, use: Use) {
  return aConnectorOf(type, idOf(type, use), { ...needs(type, use), ...USED[use].connector });
}

/** The request of a use, with whatever more is asked: a POST where an assertion comes along and the route has one. */
export function askFor(
  world: Pick<TypedService, 'job' | 'person' | 'assertion'>,
  type: Type,
  use: Use,
  more: Readonly<Record<string, string | readonly string[]>> = {},
): Ask {
  const { route, byPerson, asked = {} } = USED[use];
  // A person's sign-in token, with what the connectors' templates name.
  const token = byPerson ? world.person() : world.job();
  const all = { ...asked, ...more };
  const base = { route, id: idOf(type, use), token };
  if (type === 'saml' && use !== 'caller-identity') {
    return { ...base, body: { ...all, samlAssertion: world.assertion() } };
  }
  return { ...base, query: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(value)])) };
}
