// The policies of who deploys, and those on the page about it.
import { readFileSync } from 'node:fs';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import deployer from '../../deploy/deployer.template.json' with { type: 'json' };

interface Statement {
  readonly Action: readonly string[];
}

type Part = Statement | { readonly 'Fn::If': readonly [string, Statement, unknown] };

/** The statements of each policy, with those that a condition puts in. */
export const POLICIES = Object.values(deployer.Resources).map(({ Properties }): readonly Statement[] => {
  const statements = Properties.PolicyDocument.Statement as unknown as readonly Part[];
  return statements.map((part) => ('Fn::If' in part ? part['Fn::If'][1] : part));
});

/** The policy on the page about who deploys, below this comment of the page. */
export function policyOnPage(name: string): {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
} {
  const [, json = ''] = readFileSync('docs/deployer.md', 'utf8').split(`<!-- ${name} -->\n\`\`\`json\n`);
  return JSON.parse(json.slice(0, json.indexOf('```')));
}

/** Whether the pattern of a statement has the action. */
export function matches(pattern: string, action: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i').test(action);
}

export const BOUNDARY = 'arn:aws:iam::111122223333:policy/boundary';

const cached = new Map<string, readonly object[]>();

/** The policies as CloudFormation would create them for the stage `prod`. */
export function resolved(boundary: string): readonly object[] {
  const policies = cached.get(boundary) ?? resolve(boundary);
  cached.set(boundary, policies);
  return policies;
}

function resolve(boundary: string): readonly object[] {
  const variables: Readonly<Record<string, string>> = {
    'AWS::Partition': 'aws',
    'AWS::Region': 'eu-west-1',
    'AWS::AccountId': '111122223333',
    Stage: 'prod',
    PermissionsBoundary: boundary,
    CodeBucket: 'releases',
  };
  const toValue = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(toValue);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = []] = Object.entries(value);
    if (name === 'Ref') return variables[argument];
    if (name === 'Fn::Sub')
      return argument.replaceAll(/\$\{([\w:]+)\}/g, (_all: string, key: string) => variables[key]);
    if (name === 'Fn::If') return boundary === '' ? undefined : toValue(argument[1]);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toValue(inner)]));
  };
  return POLICIES.map((statements) =>
    JSON.parse(JSON.stringify({ Version: '2012-10-17', Statement: toValue(statements) })),
  );
}

const KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' },
  ],
};

/** What IAM decides about a request of who has all these policies. */
export async function decide(
  action: string,
  resource: string,
  contextVariables: Readonly<Record<string, string | string[]>> = {},
  boundary = BOUNDARY,
): Promise<string> {
  const answer = await runSimulation(
    {
      request: {
        principal: 'arn:aws:iam::111122223333:role/pipeline',
        action,
        resource: { resource, accountId: '111122223333' },
        contextVariables,
      },
      // A key's own policy has to leave its use to IAM, as those of both stacks do.
      ...(action.startsWith('kms:') && { resourcePolicy: KEY_POLICY }),
      identityPolicies: resolved(boundary).map((policy, index) => ({ name: `policy-${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  return answer.resultType === 'error' ? JSON.stringify(answer.errors) : answer.overallResult;
}
