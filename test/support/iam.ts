// What a session may do, by an evaluator of IAM policies that is none of ours.
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { evaluatePolicies } from '../../local/stand-in/iam/evaluate-policy.ts';

/** As STS is given them. */
export interface GivenPolicies {
  readonly policy?: string;
  readonly policyArns: readonly string[];
}

export interface Question {
  readonly action: string;
  /** An ARN, or `*` for an action that knows no resource. */
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
  readonly region?: string;
}

interface Document {
  readonly Statement: readonly object[];
}

export interface Role {
  /** What the role or user may do by itself; everything, if not given. */
  readonly rights?: object;
  readonly principal?: string;
  /** Documents behind ARNs of managed policies, beside AWS's own. */
  readonly managed?: Readonly<Record<string, Document>>;
}

function allow(names: string): Document {
  return {
    Statement: [{ Effect: 'Allow', Action: names.split(' ').map((name) => `ecr:${name}`), Resource: '*' }],
  };
}
const PULL_ONLY = 'GetAuthorizationToken BatchGetImage GetDownloadUrlForLayer BatchImportUpstreamImage';
const READ_ONLY =
  'GetAuthorizationToken BatchCheckLayerAvailability GetDownloadUrlForLayer GetRepositoryPolicy DescribeRepositories ' +
  'ListImages DescribeImages BatchGetImage GetLifecyclePolicy GetLifecyclePolicyPreview ListTagsForResource ' +
  'DescribeImageScanFindings';
const PUSH = 'InitiateLayerUpload UploadLayerPart CompleteLayerUpload PutImage';

/** AWS's own policies (AWS managed policy reference): PullOnly v1, ReadOnly v3, PowerUser v3. */
const AWS_POLICIES: Readonly<Record<string, Document>> = {
  'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly': allow(PULL_ONLY),
  'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly': allow(READ_ONLY),
  'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser': allow(`${READ_ONLY} ${PUSH}`),
};

const ALLOW_ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** A KMS key decides by its own policy first. The one that AWS gives it leaves the decision to IAM. */
const KEY_POLICY = {
  ...ALLOW_ALL,
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' },
  ],
};

/** IAM takes all session policies of a session together (IAM user guide, "Session policies"). */
function together({ policy, policyArns }: GivenPolicies, managed: Role['managed'] = {}) {
  const inline: readonly Document[] = policy === undefined ? [] : [JSON.parse(policy)];
  const named = policyArns.map((arn) => {
    const document = managed[arn] ?? AWS_POLICIES[arn];
    if (document === undefined) throw new Error(`No document of ${arn} is known here`);
    return document;
  });
  const documents = [...inline, ...named];
  if (documents.length === 0) return undefined;
  return { Version: '2012-10-17', Statement: documents.flatMap(({ Statement }) => Statement) };
}

/** Whether a session with these policies may do something. */
export async function evaluate(
  policies: GivenPolicies,
  { action, resource, context = {}, region }: Question,
  { rights = ALLOW_ALL, principal = 'arn:aws:sts::123456789012:assumed-role/team-a/ci-1', managed }: Role = {},
): Promise<'allowed' | 'denied'> {
  const sessionPolicy = together(policies, managed);
  // Without session policies a federated user has no rights (STS API reference, GetFederationToken).
  if (sessionPolicy === undefined && principal.includes(':federated-user/')) return 'denied';
  const contextVariables = { ...context, ...(region && { 'aws:RequestedRegion': region }) };
  const answer = await runSimulation(
    {
      request: { principal, action, resource: { resource, accountId: '123456789012' }, contextVariables },
      ...(sessionPolicy && { sessionPolicy }),
      ...(action.startsWith('kms:') && { resourcePolicy: KEY_POLICY }),
      identityPolicies: [{ name: 'rights', policy: rights }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (answer.resultType !== 'error') return answer.overallResult === 'Allowed' ? 'allowed' : 'denied';
  if (answer.errors.message !== 'invalid.action') throw new Error(JSON.stringify(answer.errors));
  // It knows today's actions only. The stand-in's own evaluator, which a test holds against it, takes any.
  const question = { action, resource, context, ...(region && { region }) };
  return evaluateByStandIn(policies, question, { rights, principal, ...(managed && { managed }) });
}

/** The same by the stand-in's own evaluator. */
export function evaluateByStandIn(
  policies: GivenPolicies,
  { action, resource, context = {}, region }: Question,
  { rights = ALLOW_ALL, principal = '', managed }: Role = {},
): 'allowed' | 'denied' {
  const sessionPolicy = together(policies, managed);
  if (sessionPolicy === undefined && principal.includes(':federated-user/')) return 'denied';
  const request = { action, resource, context: { ...context, ...(region && { 'aws:RequestedRegion': region }) } };
  const verdicts = [[rights], sessionPolicy === undefined ? [ALLOW_ALL] : [sessionPolicy]].map((documents) =>
    evaluatePolicies(documents, request),
  );
  return verdicts.every((verdict) => verdict === 'allow') ? 'allowed' : 'denied';
}
