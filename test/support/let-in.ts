// IAM documents as an evaluator sees them that is none of ours, and with something taken away, which it must notice.
import { runSimulation } from '@cloud-copilot/iam-simulate';

interface Document {
  readonly Version: string;
  readonly Statement: readonly { readonly Sid?: string; readonly Condition?: Readonly<Record<string, unknown>> }[];
}

/** The same document without one condition, for each condition of each statement. */
export function withoutEachCondition(
  document: Document,
): readonly { readonly taken: string; readonly document: object }[] {
  return document.Statement.flatMap((statement, index) =>
    Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.keys(keys as object).map((key) => {
        const others = Object.fromEntries(Object.entries(keys as object).filter(([one]) => one !== key));
        const changed = { ...statement, Condition: { ...statement.Condition, [operator]: others } };
        const taken = `${statement.Sid ?? index}: ${operator} ${key}`;
        return { taken, document: { ...document, Statement: document.Statement.with(index, changed) } };
      }),
    ),
  );
}

interface Asking {
  /** An ARN, or the name of an AWS service. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** The account of what is asked for. */
  readonly accountId: string;
  readonly context?: Readonly<Record<string, string>>;
}

const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** Whether a trust policy or a repository's lets a principal in, which may do everything in its own account. */
export async function isLetIn(resourcePolicy: object, { principal, accountId, ...asked }: Asking): Promise<boolean> {
  const { action, resource, context = {} } = asked;
  const answer = await runSimulation(
    {
      request: { principal, action, resource: { resource, accountId }, contextVariables: { ...context } },
      resourcePolicy,
      identityPolicies: principal.startsWith('arn:') ? [{ name: 'everything', policy: EVERYTHING }] : [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors));
  return answer.overallResult === 'Allowed';
}
