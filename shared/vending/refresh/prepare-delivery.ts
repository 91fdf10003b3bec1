import { createHash } from 'node:crypto';
import type { Call } from '../../domain/call.ts';
import { jobCaller } from '../../domain/caller.ts';
import type { IssuedLogin } from '../../domain/credential.ts';
import { invalidRequest } from '../../domain/errors.ts';
import { actionOf, parametersOf } from '../../domain/refresh-job.ts';
import type { Intent } from '../../domain/refresh-state.ts';
import { Secret } from '../../domain/secret.ts';
import { refusedTypes } from '../../policy/definitions/check-refresh-job.ts';
import { nextDue } from '../../policy/refresh-schedule.ts';
import { type FetchCredentials, type IssuePorts, issue } from '../issuing/issue.ts';
import type { LoginFetches } from '../issuing/login-fetches.ts';
import type { DefinedJob, WriteLogins } from './ports.ts';

export interface DeliveryPorts {
  readonly issue: IssuePorts;
  /** Fetches without a cache: a cached login would be refreshed too late. */
  readonly fetchLogins: LoginFetches;
  readonly writeLogins: WriteLogins;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
}

/** Issues a login with the same decision and audit as for any caller, and writes it in the job's format. */
export async function prepareDelivery(
  ports: DeliveryPorts,
  { value: job, definedBy }: DefinedJob,
  window: string,
  call: Call,
  item: number,
): Promise<{ readonly value: Secret; readonly intent: Intent }> {
  const request = { action: actionOf(job), parameters: parametersOf(job), proof: {} };
  const input = { caller: jobCaller(job.id, definedBy), request, item };
  const { logins, endsAt } = await issue(ports.issue, input, forJobs(ports.fetchLogins[request.action]), call);
  const value = new Secret(ports.writeLogins(logins).body);
  const intent: Intent = {
    at: call.now(),
    window,
    destination: job.destination.arn,
    valueSha256: createHash('sha256').update(value.reveal()).digest('hex'),
    endsAt,
    dueAt: nextDue(call.now(), logins.refreshAfter, job.intervalSeconds),
  };
  return { value, intent };
}

/** Refuses principal types that need what a job does not have, or whose logins must not be stored. */
function forJobs(fetchLogin: FetchCredentials<IssuedLogin>): FetchCredentials<{ logins: IssuedLogin; endsAt: Date }> {
  return async (request, plan, call) => {
    const faults = refusedTypes(request.granted.connector.value);
    if (faults.length > 0) throw invalidRequest(faults);
    const { audit, answer } = await fetchLogin(request, plan, call);
    return { audit, answer: { logins: answer, endsAt: audit.expiresAt } };
  };
}
