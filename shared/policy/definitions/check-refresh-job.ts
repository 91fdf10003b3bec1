import type { Account } from '../../domain/account.ts';
import { jobCaller } from '../../domain/caller.ts';
import type { Connector } from '../../domain/connector.ts';
import { JOB_ISSUER } from '../../domain/definition.ts';
import type { FieldError } from '../../domain/errors.ts';
import { rulesOf } from '../../domain/principal-type.ts';
import { actionOf, parametersOf, type RefreshJob } from '../../domain/refresh-job.ts';
import { SESSION_LIMITS } from '../../domain/session-templates.ts';
import { type Access, decideAccess } from '../access/access.ts';
import { decideDuration, isChained, maxSecondsOf } from '../session/duration.ts';
import { fillConnector, type Unfilled } from '../session/fill-connector.ts';
import { decideTarget, type LimitedConnector, parameterFaults } from '../session/limits.ts';
import { decidePackageTarget } from '../session/package-target.ts';
import { sessionAttributes } from '../session/session-attributes.ts';

/**
 * The shortest lifetime that a job can work with. A job refreshes after half of it, and the rest must leave time for
 * retries.
 */
export const MIN_LIFE_SECONDS = 1_800;

/** Whether a job could ever get a login from its connector. This is checked on write; each use decides again. */
export function refreshJobFaults(job: RefreshJob, connector: Connector, account: Account): readonly FieldError[] {
  const typeFaults = refusedTypes(connector);
  if (typeFaults.length > 0) return typeFaults;
  const access = accessOf(job, connector);
  const filling = fillConnector(connector, asCaller(job));
  if (!filling.ok) return [...grantFaults(job, access), ...onConnector(unfilledText(filling))];
  const limited = { connector: filling.connector, grant: access.allowed ? access.grant : undefined };
  return [
    ...grantFaults(job, access),
    ...claimFaults(job, connector),
    ...parameterFaults(parametersOf(job), {}, limited),
    ...targetFaults(job, limited, account),
    ...lifeFaults(job, limited, account),
  ];
}

function onConnector(detail: string): FieldError[] {
  return [{ field: 'connector', detail }];
}

/** A job has no token, assertion or MFA code, and logins of the execution role must not be stored elsewhere. */
export function refusedTypes({ principalType, withinTokenLife, oneTimeTokens }: Connector): FieldError[] {
  if (!rulesOf(principalType).refreshJobs) {
    return onConnector(`is of principal type ${principalType}, which serves no refresh jobs`);
  }
  if (oneTimeTokens === true) return onConnector('takes each token once (oneTimeTokens), and a job shows none');
  return withinTokenLife === true
    ? onConnector('goes by the life of the token that callers show (withinTokenLife), and a job shows none')
    : [];
}

function accessOf(job: RefreshJob, connector: Connector): Access {
  const caller = jobCaller(job.id, '');
  return decideAccess({ ...connector, enabled: true }, caller, actionOf(job), { adminsMayIssue: false });
}

function grantFaults({ id, service = 'ecr' }: RefreshJob, access: Access): FieldError[] {
  if (access.allowed) return [];
  if (access.reason === 'not_served') return onConnector(`does not serve ${service}`);
  if (access.reason === 'needs_system_scope') return onConnector('needs systemScope to let a job in');
  return onConnector(`has no grant for this job (grants: [{refreshJob: ${id}}])`);
}

function asCaller({ id }: RefreshJob) {
  return { ...jobCaller(id, 'somebody'), issuer: JOB_ISSUER };
}

function unfilledText({ reason, detail }: Unfilled): string {
  return `can not be filled with the claims sub, job and definedBy of a job (${reason}: ${detail})`;
}

/** A template over claims that a job lacks would make every refresh fail. */
function claimFaults(job: RefreshJob, connector: Connector): FieldError[] {
  if (rulesOf(connector.principalType).attributes.length === 0) return [];
  const rendered = sessionAttributes(connector, asCaller(job), SESSION_LIMITS.name);
  return rendered.ok
    ? []
    : onConnector(`names its session by the claim ${rendered.missingClaim}, and a job has sub, job and definedBy only`);
}

function targetFaults(job: RefreshJob, limited: LimitedConnector, account: Account): readonly FieldError[] {
  const decide = job.service === 'codeartifact' ? decidePackageTarget : decideTarget;
  const target = decide(parametersOf(job), limited, account);
  return target.ok ? [] : target.errors;
}

function lifeFaults(job: RefreshJob, limited: LimitedConnector, account: Account): readonly FieldError[] {
  const { connector } = limited;
  const { principalType, loginLifetime } = connector;
  const { durationSeconds: requestedSeconds, roleArn } = job;
  const chained = isChained(connector, account, roleArn);
  const duration = decideDuration({
    principalType,
    requestedSeconds,
    connectorMaxSeconds: maxSecondsOf(limited),
    chained,
    tokenSeconds: undefined,
  });
  if (!duration.ok) return duration.errors;
  const seconds = duration.value?.grantedSeconds ?? 0;
  if (loginLifetime === 'token' || seconds >= MIN_LIFE_SECONDS) return [];
  const detail = `is ${seconds} in the end, and must be at least ${MIN_LIFE_SECONDS}: no time is left to try again`;
  return [{ field: 'durationSeconds', detail }];
}
