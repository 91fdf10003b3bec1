import type { Account } from '../../domain/account.ts';
import { matchesIamPattern } from '../../domain/aws.ts';
import type { Connector } from '../../domain/connector.ts';
import { parseTrustPolicy, type TrustStatement } from '../../domain/trust-policy.ts';
import type { IamDeployment } from './part.ts';
import { ASSUMING_FUNCTIONS, assumingRoles, carriedBy, iamArn } from './trust.ts';

/** Whom a connector's role is to let in, and how. */
export interface ExpectedTrust {
  /** Those who assume the role: functions of Portunus, or the account's IAM user. */
  readonly principals: readonly string[];
  /** The account of the principals, which a trust policy may name as a whole, beside a condition. */
  readonly accountId: string;
  /** IAM patterns of further principals that a trust policy may name: the same functions in other regions. */
  readonly alike: readonly string[];
  readonly externalId: string | undefined;
  readonly carries: readonly string[];
}

export interface TrustDrift {
  /** What the trust policy does that it must not, or does not do that it must. */
  readonly differences: readonly string[];
  /** What this comparison does not weigh. */
  readonly unread: readonly string[];
}

interface Here extends IamDeployment {
  readonly region: string;
}

/** What the trust policy of a connector's role must do. `userArn` is the IAM user of an account with a key. */
export function expectedTrust(
  connector: Connector,
  { awsAccountId }: Account,
  { stage, partition, accountId, region }: Here,
  userArn: string | undefined,
): ExpectedTrust {
  const terms = { externalId: connector.externalId, carries: carriedBy(connector) };
  if (userArn !== undefined) return { principals: [userArn], accountId: awsAccountId, alike: [], ...terms };
  const principals = ASSUMING_FUNCTIONS.map((name) =>
    iamArn(partition, accountId, `role/portunus-${stage}-${region}-${name}`),
  );
  return { principals, accountId, alike: assumingRoles({ partition, accountId, stage }), ...terms };
}

/**
 * Compares a role's trust policy with what the connector needs. It judges what the policy does, not how it is written.
 * `undefined` if the policy has parts that are not known here: whom those let in, nobody can tell.
 */
export function trustDrift(document: unknown, expected: ExpectedTrust): TrustDrift | undefined {
  const statements = parseTrustPolicy(document);
  if (statements === undefined) return undefined;
  const allows = statements.filter(({ Effect }) => Effect === 'Allow');
  return {
    differences: [
      ...assumeFaults(allows, expected),
      ...expected.carries.flatMap((action) => carryFaults(allows, action, expected)),
      ...strangers(allows, expected).map((who) => `it also lets in ${who}`),
    ],
    unread: [...new Set([...denials(statements), ...allows.flatMap(furtherConditions)])],
  };
}

const ASSUME = 'sts:AssumeRole';
/** Every action by which a trust policy can let somebody have the role (service authorization reference, AWS STS). */
const ASSUMING = [ASSUME, 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'];
const EXTERNAL_ID = 'sts:externalid';
const PRINCIPAL_ARN = 'aws:principalarn';

function assumeFaults(allows: readonly TrustStatement[], expected: ExpectedTrust): readonly string[] {
  const { principals, externalId, accountId } = expected;
  const letIn = (who: string) => allows.filter((one) => covers(one, ASSUME) && namesPrincipal(one, who, accountId));
  const unnamed = principals.filter((who) => letIn(who).length === 0);
  const named = principals.filter((who) => letIn(who).length > 0);
  const bare = named.filter((who) => letIn(who).some((one) => externalIdsOf(one) === undefined));
  const wrong = named.filter((who) =>
    letIn(who).every((one) => externalIdsOf(one)?.includes(externalId ?? '') === false),
  );
  const nobody = `${principals[0]?.replace(/[^/]*$/, '')}portunus-verify-nobody`;
  return [
    ...unnamed.map((who) => `it does not name ${lastOf(who)}`),
    ...(bare.length > 0 ? ['it does not require the external ID'] : []),
    ...(wrong.length > 0 ? ['it requires another external ID'] : []),
    ...(letIn(nobody).length > 0 ? [`it lets in every principal of the account ${accountId}`] : []),
  ];
}

function carryFaults(allows: readonly TrustStatement[], action: string, { principals, accountId }: ExpectedTrust) {
  const missing = principals.filter(
    // The external ID is in the request of AssumeRole alone, so a statement with it never allows another action.
    (who) =>
      !allows.some(
        (one) => covers(one, action) && namesPrincipal(one, who, accountId) && externalIdsOf(one) === undefined,
      ),
  );
  return missing.length === 0 ? [] : [`it does not allow ${action}`];
}

function covers({ Action }: TrustStatement, action: string): boolean {
  return Action.some((pattern) => matchesIamPattern(action.toLowerCase(), pattern.toLowerCase()));
}

/** Whether the statement is for this principal, as far as its principals and a condition on their ARN say. */
function namesPrincipal({ Principal, Condition }: TrustStatement, arn: string, accountId: string): boolean {
  const [, partition = 'aws'] = arn.split(':');
  const names = ['*', accountId, `arn:${partition}:iam::${accountId}:root`, arn];
  if (!(Principal.AWS ?? []).some((name) => names.includes(name))) return false;
  return principalsIn(Condition).every(({ operator, values }) =>
    values.some((value) => (operator === 'stringequals' ? value === arn : matchesIamPattern(arn, value))),
  );
}

interface KeyCondition {
  readonly operator: string;
  readonly values: readonly string[];
}

function conditionsOn(condition: TrustStatement['Condition'], key: string): readonly KeyCondition[] {
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys)
      .filter(([name]) => name.toLowerCase() === key)
      .map(([, values]) => ({ operator: operator.toLowerCase(), values })),
  );
}

/** The conditions that name principals. One that leaves some out names nobody. */
function principalsIn(condition: TrustStatement['Condition']): readonly KeyCondition[] {
  return conditionsOn(condition, PRINCIPAL_ARN).filter(({ operator }) => !operator.includes('not'));
}

function externalIdsOf({ Condition }: TrustStatement): readonly string[] | undefined {
  return conditionsOn(Condition, EXTERNAL_ID).find(isExact)?.values;
}

/** StringLike compares as StringEquals does, as long as no value has a wildcard. */
function isExact({ operator, values }: KeyCondition): boolean {
  return operator === 'stringequals' || (operator === 'stringlike' && !values.some((value) => /[*?]/.test(value)));
}

function strangers(
  allows: readonly TrustStatement[],
  { principals, accountId, alike }: ExpectedTrust,
): readonly string[] {
  const partition = principals[0]?.split(':')[1] ?? 'aws';
  const known = [accountId, `arn:${partition}:iam::${accountId}:root`, ...principals];
  const named = allows
    .filter((one) => ASSUMING.some((action) => covers(one, action)))
    .flatMap(({ Principal, Condition }) => [
      ...Object.values(Principal).flat(),
      // Of an account's principals, those whom a condition names.
      ...principalsIn(Condition).flatMap(({ values }) => values),
    ]);
  return [...new Set(named)].filter(
    (who) => !known.includes(who) && !alike.some((pattern) => matchesIamPattern(who, pattern)),
  );
}

function denials(statements: readonly TrustStatement[]): readonly string[] {
  return statements.some(({ Effect }) => Effect === 'Deny') ? ['a Deny, which this check does not weigh'] : [];
}

const JUDGED = ['stringequals', 'stringlike', 'arnlike', 'arnequals'];

function furtherConditions({ Condition }: TrustStatement): readonly string[] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys)
      .filter(([key, values]) => {
        const isExternalId = key.toLowerCase() === EXTERNAL_ID && isExact({ operator: operator.toLowerCase(), values });
        return !isExternalId && !(key.toLowerCase() === PRINCIPAL_ARN && JUDGED.includes(operator.toLowerCase()));
      })
      .map(([key]) => `a condition on ${key}`),
  );
}

function lastOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
