import type { Account } from '../../domain/account.ts';
import type { Definitions } from '../../domain/definitions.ts';
import type { Issuer } from '../../domain/issuer.ts';
import type { Ci } from './ci/ci.ts';
import { guessCi } from './ci/table.ts';
import { lintConnector } from './connector.ts';
import { type JudgedGrant, judgeGrants } from './grant.ts';
import { lintAudience } from './grant-audience.ts';
import { lintJobCode } from './grant-code.ts';
import { lintOrder } from './grant-order.ts';
import { lintIssuer } from './issuer.ts';
import { lintDestination, lintJob } from './job.ts';
import { lintNeverMatches, lintPatterns } from './patterns.ts';
import { acknowledges, type Finding } from './rules.ts';
import { lintSession } from './session.ts';
import { lintTemplates } from './templates.ts';

/** The stored definitions, and the rights of the deployment. */
interface Known {
  readonly issuers: readonly Issuer[];
  readonly accounts: readonly Account[];
  /** The roles that the deployment may assume, as an IAM pattern. */
  readonly connectorRoles: readonly string[];
}

/**
 * Finds definitions that are valid but risky. An error refuses the write; a warning is dropped if its definition
 * acknowledges risk. Whatever the schemas and {@link checkReferences} refuse is not checked again.
 */
export function lintDefinitions(definitions: Definitions, known: Known): readonly Finding[] {
  const judge = judgeGrants(definitions, known.issuers);
  const accounts = [...definitions.accounts.map(({ value }) => value), ...known.accounts];
  const connectors = definitions.connectors.map(({ value }) => value);
  return [
    ...definitions.issuers.flatMap(({ value }, index) => withSeverity(value, lintIssuer(value, `issuers[${index}]`))),
    ...definitions.connectors.flatMap(({ value }, index) => {
      const path = `connectors[${index}]`;
      const grants = judge(value, path);
      return withSeverity(value, [
        ...grants.flatMap(lintGrant),
        ...lintConnector(
          value,
          grants,
          { others: definitions.connectors, accounts, connectorRoles: known.connectorRoles },
          path,
        ),
        ...lintOrder(value, grants, path),
        ...lintSession(value, grants, path),
        ...lintTemplates(value, grants, path),
      ]);
    }),
    ...definitions.refreshJobs.flatMap(({ value }, index) =>
      withSeverity(value, [
        ...lintJob(value, `refreshJobs[${index}]`),
        ...lintDestination(value, { accounts, connectors }, `refreshJobs[${index}]`),
      ]),
    ),
  ];
}

/**
 * All findings of a disabled definition are notices, so that a risky definition can always be disabled. Enabling it is
 * checked again.
 */
function withSeverity(value: object, findings: readonly Finding[]): readonly Finding[] {
  const left = acknowledges(value) ? findings.filter(({ severity }) => severity === 'error') : findings;
  return 'enabled' in value && value.enabled === false ? left.map((one) => ({ ...one, severity: 'notice' })) : left;
}

function lintGrant(grant: JudgedGrant): readonly Finding[] {
  const certain = judgedBy(grant);
  const guess = grant.ci === undefined && grant.issuer.kind === 'workload' && guessCi(grant.issuer, grant.conditions);
  if (!guess) return certain;
  const rules = new Set(certain.map(({ rule }) => rule));
  return [
    ...certain,
    ...judgedBy({ ...grant, ci: guess })
      .filter(({ rule }) => !rules.has(rule))
      .map(asGuess(guess)),
  ];
}

function judgedBy(grant: JudgedGrant): readonly Finding[] {
  return [...lintAudience(grant), ...lintNeverMatches(grant), ...lintPatterns(grant), ...lintJobCode(grant)];
}

/** A finding that follows from a guess refuses nothing, needs no acknowledgement, and says that it is a guess. */
function asGuess({ name }: Ci) {
  return (finding: Finding): Finding => ({
    ...finding,
    severity: 'notice',
    detail: `A guess, as these claims look like those of ${name} (the issuer's ci says for certain): ${finding.detail}`,
  });
}
