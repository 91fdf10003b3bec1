import type { Account } from '../domain/account.ts';
import type { Connector } from '../domain/connector.ts';
import type { Definitions } from '../domain/definitions.ts';
import type { Issuer } from '../domain/issuer.ts';
import { ciOf } from './lint-ci-of.ts';
import { lintConnector } from './lint-connector.ts';
import type { JudgedGrant } from './lint-grant.ts';
import { lintCode } from './lint-grant-code.ts';
import { lintWho } from './lint-grant-who.ts';
import { lintIssuer } from './lint-issuer.ts';
import { lintJob } from './lint-job.ts';
import { acknowledges, type Finding } from './lint-rules.ts';
import { lintSession } from './lint-session.ts';

/**
 * Looks for definitions that are valid and risky. An error refuses the write; a warning is left out where its
 * definition acknowledges risk. What the schemas and {@link checkReferences} refuse is not looked for again.
 */
export const lintDefinitions = (
  definitions: Definitions,
  known: { readonly issuers: readonly Issuer[]; readonly accounts: readonly Account[] },
): readonly Finding[] => {
  const judge = judgeGrants(definitions, known.issuers);
  return [
    ...definitions.issuers.flatMap(({ value }, index) => unacknowledged(value, lintIssuer(value, `issuers[${index}]`))),
    ...definitions.connectors.flatMap(({ value }, index) => {
      const path = `connectors[${index}]`;
      const grants = judge(value, path);
      return unacknowledged(value, [
        ...grants.flatMap((grant) => [...lintWho(grant), ...lintCode(grant)]),
        ...lintConnector(value, grants, definitions.connectors, path),
        ...lintSession(value, grants, path),
      ]);
    }),
    ...definitions.refreshJobs.flatMap(({ value }, index) =>
      unacknowledged(value, lintJob(value, `refreshJobs[${index}]`)),
    ),
  ];
};

const unacknowledged = (value: object, findings: readonly Finding[]): readonly Finding[] =>
  acknowledges(value) ? findings.filter(({ severity }) => severity === 'error') : findings;

/** The grants whose issuer is known, with their CI: all that the file asks of an issuer's tokens helps to tell it. */
const judgeGrants = ({ issuers: written, connectors }: Definitions, stored: readonly Issuer[]) => {
  const issuers = new Map([...stored, ...written.map(({ value }) => value)].map((issuer) => [issuer.id, issuer]));
  const all = connectors.flatMap(({ value }) => value.grants);
  const ciBehind = (issuer: Issuer) => {
    const asked = all.filter((grant) => grant.issuer === issuer.id).flatMap(({ claims = [] }) => claims);
    return issuer.kind === 'user' ? undefined : ciOf(issuer, [...(issuer.require ?? []), ...asked]);
  };
  return (connector: Connector, path: string): readonly JudgedGrant[] =>
    connector.grants.flatMap((grant, index) => {
      const issuer = issuers.get(grant.issuer ?? '');
      if (issuer === undefined) return [];
      const conditions = [...(issuer.require ?? []), ...(grant.claims ?? [])];
      const field = `${path}.grants[${index}].claims`;
      return [{ connector, grant, issuer, ci: ciBehind(issuer), conditions, field }];
    });
};
