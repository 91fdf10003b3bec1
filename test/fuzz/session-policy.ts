// What the policy of a session must say, written down by hand: of the connectors of the run, and of what was asked.
type Json = Record<string, unknown>;

const IN_REGIONS = ['shop-images', 'iam-images', 'once-images', 'limited-images', 'claims-images'];
const REGIONS = ['arn:aws:ecr:eu-west-1:*:repository/*', 'arn:aws:ecr:eu-central-1:*:repository/*'];

const PULL = [
  ...[
    'ecr:GetAuthorizationToken',
    'ecr:BatchGetImage',
    'ecr:GetDownloadUrlForLayer',
    'ecr:BatchCheckLayerAvailability',
  ],
  ...['ecr:ListImages', 'ecr:DescribeImages', 'ecr:DescribeRepositories', 'ecr:GetRepositoryPolicy'],
];

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
function sameSet(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((element) => other.includes(element));
}

/** Of a login that was given. Only a Deny holds whatever else a policy allows. */
export function policyFault(
  connectorId: string,
  asked: Json,
  policy: string | undefined,
  claimed: readonly string[] | undefined,
): string | undefined {
  const statements: readonly Json[] = policy === undefined ? [] : JSON.parse(policy).Statement;
  const denies = statements.filter(({ Effect }) => Effect === 'Deny');
  const deniesOutsideOf = (arns: readonly string[]) =>
    denies.some(
      ({ NotAction, NotResource }) =>
        sameSet(listOf(NotAction), ['ecr:GetAuthorizationToken']) && sameSet(listOf(NotResource), arns),
    );
  if (IN_REGIONS.includes(connectorId) && !deniesOutsideOf(REGIONS)) return 'A SESSION IN EVERY REGION';
  const arnsOf = (names: readonly unknown[]) => names.map((name) => `arn:aws:ecr:*:*:repository/${name}`);
  if (claimed && !deniesOutsideOf(arnsOf(claimed))) return "A SESSION FOR ANOTHER CALLER'S REPOSITORIES";
  const repositories = asked.repositories === undefined ? undefined : listOf(asked.repositories);
  if (repositories && !deniesOutsideOf(arnsOf(repositories))) {
    return 'A SESSION FOR OTHER REPOSITORIES';
  }
  const deniesPush = denies.some(
    ({ NotAction, Resource }) => sameSet(listOf(Resource), ['*']) && sameSet(listOf(NotAction), PULL),
  );
  if (asked.access === 'pull' && !deniesPush) return 'A SESSION THAT MAY PUSH';
  const isFree = !IN_REGIONS.includes(connectorId) && repositories === undefined && asked.access === undefined;
  return isFree && policy !== undefined ? 'a session narrowed unasked' : undefined;
}

/** What a request asked for, as its method has it. */
export function askedOf(event: unknown): Json {
  const { routeKey, body, isBase64Encoded, queryStringParameters } = Object(event);
  if (String(routeKey).startsWith('POST ')) {
    return JSON.parse(isBase64Encoded ? Buffer.from(body, 'base64').toString() : body);
  }
  const { repositories, ...rest } = Object(queryStringParameters);
  return repositories === undefined ? rest : { ...rest, repositories: repositories.split(',') };
}
