import type { PolicyDocument, Statement } from './policy-document.ts';
import type { PrincipalType, Served } from './principal-type.ts';

/** A policy to copy into a connector, where it is the session's rights. */
export interface PolicyExample {
  readonly name: string;
  readonly title: string;
  readonly sentence: string;
  /** What a connector with this policy issues. */
  readonly serves: Served;
  readonly principalTypes: readonly PrincipalType[];
  readonly policy: PolicyDocument;
}

/** AWS's page where a policy can be tried against requests. */
export const POLICY_SIMULATOR = 'https://policysim.aws.amazon.com/';

/** What stands for something of yours in the examples, and what that is. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  '123456789012': 'your account',
  'eu-west-1': 'your region',
  'repository/example/*': 'your repositories',
  'example-cache/*': 'the repositories of the pull-through cache',
  'repository/example-image': 'your public repository',
  'amzn-s3-demo-bucket': 'your bucket',
  'example-site/': 'the beginning of the keys in the bucket',
  EDFDVBD6EXAMPLE: 'your distribution',
  'example-function': 'your function',
  'example-family': 'the family of your task definitions',
  'example-cluster/example-service': 'your cluster and service',
  'example-task-execution': 'the task execution role',
  'example-task': 'the task role',
  'example-domain': 'your CodeArtifact domain',
  'example-packages': 'your CodeArtifact repository',
  'parameter/example': 'the path of your parameters',
  '1234abcd-12ab-34cd-56ef-1234567890ab': 'the key of your parameters',
  'example-stack': 'your stack',
  'example-cloudformation': 'the service role of your stack',
};

/** An example as the API and the command show it, with the texts in it that stand for something of yours. */
export function shownExample({ policy, ...example }: PolicyExample) {
  const text = JSON.stringify(policy);
  const replace = Object.fromEntries(
    Object.entries(PLACEHOLDERS).filter(([placeholder]) => text.includes(placeholder)),
  );
  return { ...example, replace, policy, simulator: POLICY_SIMULATOR };
}

export function policyOf(...statements: Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

type Conditions = Record<string, Record<string, string | string[]>>;

export function allow(Sid: string, Action: string[], Resource: string | string[], Condition?: Conditions): Statement {
  return { Sid, Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) };
}

/** The token of the service that it names, and of no other. */
export function bearerTokenFor(service: string): Statement {
  return allow('GetToken', ['sts:GetServiceBearerToken'], '*', { StringEquals: { 'sts:AWSServiceName': service } });
}

/** Without the condition, the roles could be given to a service that runs other code with them. */
export function passRole(service: string, ...names: string[]): Statement {
  const roles = names.map((name) => `arn:aws:iam::123456789012:role/${name}`);
  return allow('PassRoles', ['iam:PassRole'], roles, { StringEquals: { 'iam:PassedToService': service } });
}
