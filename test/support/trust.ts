// What a trust policy lets a role do, by an evaluator of IAM policies that is none of ours. It gives each action the
// condition keys that AWS's Service Authorization Reference lists for it, and no others.
import { runSimulation } from '@cloud-copilot/iam-simulate';

export const ASSUMING_ACTIONS = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'] as const;
const CONNECTOR_ROLE = 'arn:aws:iam::123456789012:role/portunus/shop-images';

export interface Assuming {
  /** The name of the role that asks, in its account. */
  readonly role: string;
  readonly account?: string;
  readonly context?: Readonly<Record<string, string>>;
}

async function isAllowed(trust: object, action: string, { role, account = '111122223333', context }: Assuming) {
  const contextVariables = { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/${role}`, ...context };
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const answer = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${account}:assumed-role/${role}/session`,
        action,
        resource: { resource: CONNECTOR_ROLE, accountId: '123456789012' },
        contextVariables,
      },
      resourcePolicy: trust,
      identityPolicies: [{ name: 'everything', policy: everything }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors));
  return answer.overallResult === 'Allowed';
}

/** Returns which of the actions that an AssumeRole can imply a trust policy allows. */
export async function allowedActions(trust: object, asked: Assuming): Promise<readonly string[]> {
  const allowed = await Promise.all(ASSUMING_ACTIONS.map((action) => isAllowed(trust, action, asked)));
  return ASSUMING_ACTIONS.filter((_action, index) => allowed[index]);
}
