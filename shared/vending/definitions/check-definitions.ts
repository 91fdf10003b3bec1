import type { Account } from '../../domain/account.ts';
import type { Call } from '../../domain/call.ts';
import type { Definitions } from '../../domain/definitions.ts';
import type { FieldError } from '../../domain/errors.ts';
import { destinationFaults } from '../../policy/definitions/check-destinations.ts';
import { checkReferences, type Known, type References } from '../../policy/definitions/check-references.ts';
import { stageFaults } from '../../policy/definitions/check-stage.ts';
import { lintDefinitions } from '../../policy/lint/lint.ts';
import type { Finding } from '../../policy/lint/rules.ts';
import { brokenDependents, takenDestinations } from './check-stored.ts';
import { type Changed, type CheckPorts, readAccounts, readReferred } from './read-related.ts';

/**
 * Returns everything that is wrong or risky in definitions: references among them and to stored ones, stored
 * definitions that they would break, and the linter's findings. With `alone`, stored definitions are ignored, because
 * none will stay.
 */
export async function checkDefinitions(
  definitions: Definitions,
  changes: readonly Changed[],
  ports: CheckPorts,
  call: Call,
  alone: boolean,
): Promise<References> {
  const known = alone ? NOTHING : await readReferred(definitions, ports, call);
  const { faults, warnings } = checkReferences(definitions, known);
  const findings = lintDefinitions(definitions, {
    issuers: known.issuers,
    connectorRoles: ports.connectorRoles,
    // A job may deliver to any defined account, not only to its connector's, so all of them are needed.
    accounts: [...known.accounts, ...(await storedAccounts(definitions, ports, call, alone))],
  });
  const changed = changes.filter(({ action }) => action === 'change');
  const taken = alone ? [] : await takenDestinations(definitions, changes, ports, call);
  const broken = alone ? [] : await brokenDependents(definitions, changed, known, ports, call);
  const ofStage = ports.stage === undefined ? [] : stageFaults(definitions, ports.stage);
  const ofPlace = destinationFaults(definitions, ports.destinations);
  const notices = findings.filter(isNotice);
  const refused = findings.filter((finding) => !isNotice(finding));
  return {
    faults: [...faults, ...ofStage, ...ofPlace, ...refused.map(toFieldError), ...taken, ...broken],
    warnings: [...warnings, ...notices.map(toFieldError)],
  };
}

async function storedAccounts(
  { refreshJobs }: Definitions,
  { listDefinitions }: CheckPorts,
  call: Call,
  alone: boolean,
): Promise<readonly Account[]> {
  if (alone || refreshJobs.length === 0) return [];
  return readAccounts(listDefinitions, call);
}

const NOTHING: Known = { issuers: [], accounts: [], connectors: [], refreshJobs: [] };

function isNotice({ severity }: Finding): boolean {
  return severity === 'notice';
}

function toFieldError({ field, detail, severity, rule }: Finding): FieldError {
  return {
    field,
    detail: `${detail} (${rule}${severity === 'warning' ? '; acknowledgeRisk: true, if it is meant' : ''})`,
  };
}
