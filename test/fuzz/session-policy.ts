// What the policy of a session must say, written down by hand: of the connectors of the run, and of what was asked.
type Json = Record<string, unknown>;

const IN_REGIONS = [
  ...['shop-images', 'iam-images', 'once-images', 'limited-images', 'claims-images', 'narrowed-images'],
];
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

/** What the narrow grant lets through, of each kind. */
const NARROW = [
  'arn:aws:ecr:*:*:repository/shop/*',
  'arn:aws:ecr:eu-west-1:*:repository/*',
  'arn:aws:ecr:*:123456789012:repository/*',
];

/** What a policy denies. Only a Deny holds whatever else a policy allows. */
function deniedBy(policy: string | undefined) {
  const statements: readonly Json[] = policy === undefined ? [] : JSON.parse(policy).Statement;
  const denies = statements.filter(({ Effect }) => Effect === 'Deny');
  return {
    outsideOf: (arns: readonly string[]) =>
      denies.some(
        ({ NotAction, NotResource }) =>
          sameSet(listOf(NotAction), ['ecr:GetAuthorizationToken']) && sameSet(listOf(NotResource), arns),
      ),
    push: denies.some(
      ({ NotAction, Resource }) => sameSet(listOf(Resource), ['*']) && sameSet(listOf(NotAction), PULL),
    ),
  };
}

interface Limited {
  /** The repositories that the caller's claims name. */
  readonly claimed: readonly string[] | undefined;
  /** Whether it is the narrow one of two grants that lets the caller in. */
  readonly narrowed: boolean;
}

/** Of a login that was given. */
export function policyFault(
  connectorId: string,
  asked: Json,
  policy: string | undefined,
  { claimed, narrowed }: Limited,
): string | undefined {
  const denies = deniedBy(policy);
  if (IN_REGIONS.includes(connectorId) && !denies.outsideOf(REGIONS)) return 'A SESSION IN EVERY REGION';
  const arnsOf = (names: readonly unknown[]) => names.map((name) => `arn:aws:ecr:*:*:repository/${name}`);
  if (claimed && !denies.outsideOf(arnsOf(claimed))) return "A SESSION FOR ANOTHER CALLER'S REPOSITORIES";
  const repositories = asked.repositories === undefined ? undefined : listOf(asked.repositories);
  if (repositories && !denies.outsideOf(arnsOf(repositories))) return 'A SESSION FOR OTHER REPOSITORIES';
  if (narrowed) return isWithinGrant(asked, denies) ? undefined : 'A SESSION BEYOND ITS GRANT';
  if (asked.access === 'pull' && !denies.push) return 'A SESSION THAT MAY PUSH';
  const isFree = !IN_REGIONS.includes(connectorId) && repositories === undefined && asked.access === undefined;
  return isFree && policy !== undefined ? 'a session narrowed unasked' : undefined;
}

function isWithinGrant({ access }: Json, denies: ReturnType<typeof deniedBy>): boolean {
  return access !== 'push' && denies.push && NARROW.every((arn) => denies.outsideOf([arn]));
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
