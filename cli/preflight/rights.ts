import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { faultsOr, type Judgement, notice, wouldFail } from './finding.ts';

export interface Simulated {
  readonly action: string;
  readonly resource: string;
  /** As IAM says it: `allowed`, `implicitDeny` or `explicitDeny`. */
  readonly decision: string;
  readonly isDeniedByOrganization: boolean;
  readonly isDeniedByBoundary: boolean;
}

/** Returns the ARN that IAM can simulate. Sessions are simulated by their role, whose ARN IAM must be asked for. */
export function simulatedPrincipal(callerArn: string): { readonly arn?: string; readonly roleName?: string } {
  const [, , service, , , resource = ''] = callerArn.split(':');
  const [kind = '', name = ''] = resource.split('/');
  if (service === 'iam' && (kind === 'user' || kind === 'role')) return { arn: callerArn };
  if (service === 'sts' && kind === 'assumed-role' && name !== '') return { roleName: name };
  return {};
}

export function judgeRights(principal: string, simulated: readonly Simulated[]): readonly Judgement[] {
  const denied = simulated.filter(({ decision }) => decision !== 'allowed');
  const reasons = [
    ['an organization policy (SCP) denies', denied.filter((each) => each.isDeniedByOrganization)],
    ['its permissions boundary does not allow', denied.filter((each) => isByBoundary(each))],
    ['a policy explicitly denies', denied.filter((each) => isOther(each) && each.decision === 'explicitDeny')],
    ['no policy allows', denied.filter((each) => isOther(each) && each.decision !== 'explicitDeny')],
  ] as const;
  const faults = reasons.flatMap(([why, actions]) =>
    actions.length === 0
      ? []
      : [
          wouldFail(
            `${principal} may not deploy: ${why} ${[...new Set(actions.map(({ action }) => action))].sort().join(', ')}`,
            'Give it the policies in docs/deployer.md, or deploy with a service role of CloudFormation that has them',
          ),
        ],
  );
  return faultsOr(`${principal} may do the ${simulated.length} actions that were tried`, faults);
}

function isByBoundary({ isDeniedByBoundary, isDeniedByOrganization }: Simulated): boolean {
  return isDeniedByBoundary && !isDeniedByOrganization;
}

function isOther({ isDeniedByBoundary, isDeniedByOrganization }: Simulated): boolean {
  return !isDeniedByBoundary && !isDeniedByOrganization;
}

export function judgeUnknownPrincipal(arn: string): readonly Judgement[] {
  return [notice(`IAM cannot simulate the rights of ${arn}`, 'Compare them with docs/deployer.md yourself')];
}

/** What one statement of the deployer's policies allows: a request of each action, on any of the resources. */
export interface NeededRights {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly context: Readonly<Record<string, readonly string[]>>;
}

type Variables = Readonly<Record<string, string>>;

/** Reads a template's statements as requests that they allow. IAM simulates no action with a wildcard. */
export function neededRights(statements: readonly unknown[], variables: Variables): readonly NeededRights[] {
  return statements.filter(isJsonObject).map(({ Action, Resource, Condition }) => ({
    actions: textsOf(Action, variables).filter((action) => !action.includes('*')),
    resources: textsOf(Resource, variables).map((arn) => exampleOf(arn, variables)),
    context: contextOf(Condition, variables),
  }));
}

/** The values that meet the conditions. A condition on a parameter that has no value does not hold for anything. */
function contextOf(condition: unknown, variables: Variables): NeededRights['context'] {
  if (!isJsonObject(condition)) return {};
  const chosen = condition['Fn::If'];
  if (Array.isArray(chosen)) return variables.PermissionsBoundary ? contextOf(chosen[1], variables) : {};
  const tests = Object.values(condition)
    .filter(isJsonObject)
    .flatMap(Object.entries<unknown>);
  return Object.fromEntries(
    tests.map(([key, values]) => [key, textsOf(values, variables).map((value) => exampleOf(value, variables))]),
  );
}

/** A name that the pattern matches. In the place of an account, that is the account itself. */
function exampleOf(pattern: string, variables: Variables): string {
  if (pattern === '*') return pattern;
  return pattern.replaceAll(':*:', `:${variables['AWS::AccountId']}:`).replaceAll('*', 'example');
}

function textsOf(value: unknown, variables: Variables): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((each) => {
    if (typeof each === 'string') return [each];
    if (!isJsonObject(each)) return [];
    const text = typeof each.Ref === 'string' ? `\${${each.Ref}}` : String(each['Fn::Sub']);
    return [text.replaceAll(/\$\{([\w:]+)\}/g, (_all, name: string) => variables[name] ?? '')];
  });
}
