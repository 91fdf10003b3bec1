import { GetRoleCommand, paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam';
import deployer from '../../../deploy/deployer.template.json' with { type: 'json' };
import { mapLimited } from '../../../shared/vending/map-limited.ts';
import type { Target } from '../../preflight/references.ts';
import {
  judgeRights,
  judgeUnknownPrincipal,
  type NeededRights,
  neededRights,
  type Simulated,
  simulatedPrincipal,
} from '../../preflight/rights.ts';
import type { Clients } from './clients.ts';
import { type Check, ifThere } from './run-checks.ts';

interface Deployer extends Target {
  readonly arn: string;
  readonly boundary: string | undefined;
}

/** IAM throttles simulations early. */
const AT_ONCE = 4;

/** Simulates what the deployer's policies allow, with the rights of who runs the command. */
export function rightsChecks(clients: Clients, who: Deployer): readonly Check[] {
  return [
    {
      name: 'rights',
      actions: ['iam:SimulatePrincipalPolicy', 'iam:GetRole'],
      run: async (signal) => {
        const principal = await principalOf(clients, who.arn, signal);
        if (principal === undefined) return judgeUnknownPrincipal(who.arn);
        const needed = neededRights(statements(), variablesOf(who)).filter(({ actions }) => actions.length > 0);
        const simulated = await mapLimited(needed, AT_ONCE, (rights) => simulate(clients, principal, rights, signal));
        return judgeRights(principal, simulated.flat());
      },
    },
  ];
}

/** A session's ARN lacks the path of its role, so IAM has to be asked for the role's. */
async function principalOf({ iam }: Clients, callerArn: string, abortSignal: AbortSignal): Promise<string | undefined> {
  const { arn, roleName } = simulatedPrincipal(callerArn);
  if (roleName === undefined) return arn;
  const answer = iam.send(new GetRoleCommand({ RoleName: roleName }), { abortSignal });
  return (await ifThere(answer, 'NoSuchEntityException', 'NoSuchEntity'))?.Role?.Arn;
}

function statements(): readonly unknown[] {
  const { Preflight: _alreadyProven, ...policies } = deployer.Resources;
  return Object.values(policies).flatMap(({ Properties }): readonly unknown[] => Properties.PolicyDocument.Statement);
}

function variablesOf({ arn, stage, region, accountId, boundary }: Deployer): Readonly<Record<string, string>> {
  return {
    'AWS::Partition': arn.split(':')[1] ?? 'aws',
    'AWS::Region': region,
    'AWS::AccountId': accountId,
    Stage: stage,
    ...(boundary && { PermissionsBoundary: boundary }),
  };
}

async function simulate(
  { iam: client }: Clients,
  principal: string,
  { actions, resources, context }: NeededRights,
  abortSignal: AbortSignal,
): Promise<readonly Simulated[]> {
  const input = {
    PolicySourceArn: principal,
    ActionNames: [...actions],
    ResourceArns: [...resources],
    ContextEntries: Object.entries(context).map(([ContextKeyName, values]) => ({
      ContextKeyName,
      // The only key with several values in a request here.
      ContextKeyType: ContextKeyName === 'aws:CalledVia' ? ('stringList' as const) : ('string' as const),
      ContextKeyValues: ContextKeyName === 'aws:CalledVia' ? [...values] : values.slice(0, 1),
    })),
  };
  const all: Simulated[] = [];
  for await (const { EvaluationResults = [] } of paginateSimulatePrincipalPolicy({ client }, input, { abortSignal })) {
    for (const result of EvaluationResults) {
      all.push({
        action: result.EvalActionName ?? '',
        resource: result.EvalResourceName ?? '',
        decision: String(result.EvalDecision),
        isDeniedByOrganization: result.OrganizationsDecisionDetail?.AllowedByOrganizations === false,
        isDeniedByBoundary: result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false,
      });
    }
  }
  return actions.flatMap((action) => bestOf(all.filter((each) => each.action.toLowerCase() === action.toLowerCase())));
}

/** An action knows only some of a statement's resources, so it counts where it is allowed on one of them. */
function bestOf(results: readonly Simulated[]): readonly Simulated[] {
  const best = results.find(({ decision }) => decision === 'allowed') ?? results[0];
  return best === undefined ? [] : [best];
}
