import { isDeepStrictEqual } from 'node:util';
import { parseRoleArn } from '../../shared/domain/aws.ts';
import type { IamCaller } from '../../shared/domain/caller.ts';
import type { ExplainRequest, Explanation } from '../../shared/domain/explanation.ts';
import { callerFromIamIdentity } from '../../shared/policy/access/authenticate.ts';
import { type ExplainPorts, explain } from '../../shared/vending/issuing/explain.ts';
import { CommandError, commandCall } from '../command.ts';
import type { Case } from './cases-file.ts';
import { conditionLine } from './explain.ts';

export interface CaseResult {
  readonly name: string;
  readonly passed: boolean;
  readonly expected: string;
  readonly actual: string;
  /** For a failed case: the conditions that did not hold, and the parts of the session that differ. */
  readonly details: readonly string[];
}

/** The results of the cases in a file. */
export interface FileResult {
  readonly file: string;
  readonly cases: readonly CaseResult[];
}

/** Returns the lines that describe a failed case, on a terminal and in a report. */
export function failureLines({ expected, actual, details }: CaseResult): readonly string[] {
  return [`expected ${expected}`, `actual   ${actual}`, ...details];
}

/** Decides a case as the service would, and compares the result with the expected one. */
export async function runCase(one: Case, ports: ExplainPorts): Promise<CaseResult> {
  const { action, ...request } = one.request;
  const parameters: ExplainRequest['parameters'] = { ...request, connectorId: one.connector, format: 'json' };
  const explanation = await explain(ports, { action, parameters, trial: trialOf(one) }, callerOf(one), commandCall());
  const differences = [...narrowingDifferences(one, explanation), ...sessionDifferences(one, explanation)];
  const passed = isAsExpected(one, explanation) && differences.length === 0;
  return {
    name: one.name,
    passed,
    expected: expectedText(one),
    actual: actualText(explanation),
    details: passed ? [] : [...unheldLines(explanation), ...differences],
  };
}

function trialOf({ claims, issuer }: Case): ExplainRequest['trial'] {
  return claims === undefined ? 'the caller itself' : { claims, ...(issuer !== undefined && { issuer }) };
}

/** The unique id of no real role. Without it, a case that gives no id could match a grant that names one. */
const NO_ID = 'AROA00000000000000000';

function callerOf({ iamRole, uniqueId = NO_ID }: Case): IamCaller | undefined {
  const role = parseRoleArn(iamRole ?? '');
  if (role === undefined) return undefined;
  const userArn = `arn:${role.partition}:sts::${role.accountId}:assumed-role/${role.roleName}/case`;
  const authentication = callerFromIamIdentity({ userArn, userId: `${uniqueId}:case` }, []);
  if (authentication.authenticated) return authentication.caller;
  throw new CommandError([`${iamRole}: ${authentication.reason}`]);
}

/**
 * A misspelt id causes these refusals too. A case has to expect them by name, because otherwise a typo would make it
 * pass.
 */
const MISSPELT: readonly unknown[] = ['no_such_connector', 'no_such_issuer'];

function isAsExpected({ expect, by, reason }: Case, actual: Explanation): boolean {
  if (expect === 'allowed') return actual.allowed && (by === undefined || by === actual.allowedBy);
  return !actual.allowed && (reason === undefined ? !MISSPELT.includes(actual.reason) : reason === actual.reason);
}

function narrowingDifferences({ narrowing: expected }: Case, { allowed, narrowing: actual = {} }: Explanation) {
  if (!allowed || expected === undefined || isDeepStrictEqual(expected, actual)) return [];
  return [conditionLine({ condition: 'narrowing', held: false, expected, actual }, '')];
}

function sessionDifferences({ session = {} }: Case, { allowed, session: planned }: Explanation): readonly string[] {
  if (!allowed) return [];
  const actual: Readonly<Record<string, unknown>> = { ...planned };
  return Object.entries(session)
    .filter(([member, expected]) => !isDeepStrictEqual(expected, actual[member]))
    .map(([member, expected]) =>
      conditionLine({ condition: `session.${member}`, held: false, expected, actual: actual[member] }, ''),
    );
}

function expectedText({ expect, by, reason }: Case): string {
  return `${expect}${by === undefined ? '' : ` by ${by}`}${reason === undefined ? '' : `: ${reason}`}`;
}

function actualText({ allowed, allowedBy, reason }: Explanation): string {
  return allowed ? `allowed by ${allowedBy}` : `refused: ${reason}`;
}

/**
 * Returns the conditions that explain a refusal. It leaves out the administrator's condition, which most callers need
 * not meet, and other grants if one of them holds.
 */
function unheldLines({ conditions, grants, errors = [] }: Explanation): readonly string[] {
  return [
    ...[...conditions, ...(grants.some(({ held }) => held) ? [] : grants.flatMap((grant) => grant.conditions))]
      .filter(({ condition, held }) => !held && condition !== 'administrator')
      .map((condition) => conditionLine(condition, '')),
    ...errors.map(({ field, detail }) => `no   ${field} ${detail}`),
  ];
}
