import { createHash } from 'node:crypto';
import type { Call } from '../../domain/call.ts';
import { jobCaller } from '../../domain/caller.ts';
import type { IssuedLogins } from '../../domain/credential.ts';
import { invalidRequest } from '../../domain/errors.ts';
import { parametersOf } from '../../domain/refresh-job.ts';
import type { Intent } from '../../domain/refresh-state.ts';
import { Secret } from '../../domain/secret.ts';
import { refusedTypes } from '../../policy/definitions/check-refresh-job.ts';
import { nextDue } from '../../policy/refresh-schedule.ts';
import { issueTo } from '../issuing/issue.ts';
import type { FetchCredentials, StepPorts } from '../issuing/work.ts';
import type { DefinedJob, WriteLogins } from './ports.ts';

export interface DeliveryPorts {
  readonly issue: StepPorts;
  /** Always fresh: a login from a cache would be refreshed too late. */
  readonly issueLogins: FetchCredentials<IssuedLogins>;
  readonly writeLogins: WriteLogins;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** A login as any caller gets it, decided and recorded the same way, and written as the job's consumers read it. */
export async function prepareDelivery(
  ports: DeliveryPorts,
  { value: job, definedBy }: DefinedJob,
  window: string,
  call: Call,
  item: number,
): Promise<{ readonly value: Secret; readonly intent: Intent }> {
  const step = {
    action: 'ecr-login' as const,
    credential: { scheme: 'none' as const },
    caller: jobCaller(job.id, definedBy),
    item,
    parameters: () => ({ asked: parametersOf(job), proof: {} }),
  };
  const { logins, endsAt } = await issueTo(ports.issue, step, call, forJobs(ports.issueLogins));
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

/** Not for types that would need what a job does not have, nor for what must never be left anywhere. */
function forJobs(
  issueLogins: FetchCredentials<IssuedLogins>,
): FetchCredentials<{ logins: IssuedLogins; endsAt: Date }> {
  return async (work, call) => {
    const faults = refusedTypes(work.granted.connector.value);
    if (faults.length > 0) throw invalidRequest(faults);
    const { audit, answer } = await issueLogins(work, call);
    return { audit, answer: { logins: answer, endsAt: audit.expiresAt } };
  };
}
