import { createHash } from 'node:crypto';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { problemFaults } from './answer.ts';
import type { SmokeAws, Stored } from './aws.ts';
import { type Check, notTried, type Outcome, proved, refuted, unless } from './check.ts';
import { type Issued, loginPath } from './logins.ts';
import type { World } from './world.ts';

function awsOf({ aws }: World): SmokeAws {
  if (aws === undefined) throw new TypeError('a check ran without the AWS credentials that it needs');
  return aws;
}

function logInPull({ target, logIn }: World): Promise<Issued> {
  if (target === undefined) throw new TypeError('a check ran without the connector that it needs');
  return logIn(target.pull);
}

const PAUSE_MS = 5_000;

/** Asks again until there is something, or the time is over. */
async function eventually<T>({ now, sleep }: World, withinMs: number, look: () => Promise<T | undefined>) {
  const until = now().getTime() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined || now().getTime() >= until) return found;
    await sleep(PAUSE_MS);
  }
}

/** CloudWatch shows a metric from the log after a minute or two. */
const METRIC_MS = 300_000;
/** The schedule runs once a minute, and a delivery takes a few seconds. */
const JOB_MS = 240_000;

/** What a deployment keeps and counts, and what it does on a schedule. */
export const OPERATION_CHECKS: readonly Check[] = [
  {
    id: 'audit.recorded',
    proves: 'The login that was handed out has its audit record, with its fingerprint.',
    needs: ['connector', 'aws'],
    uses: ['pull'],
    run: async (world) => {
      const { login, time } = await logInPull(world);
      const fingerprints = await awsOf(world).findAudit(login.requestId, time);
      if (fingerprints === undefined) return refuted(`no record of request ${login.requestId}`);
      const expected = createHash('sha256').update(login.authorizationToken).digest('hex');
      return fingerprints.includes(expected)
        ? proved(`record of request ${login.requestId}`)
        : refuted(`the record of request ${login.requestId} is about another login`);
    },
  },
  {
    id: 'audit.required',
    proves: 'Without the right to write the audit, a login is 503 audit_unavailable and nothing is handed out.',
    needs: ['connector', 'drill'],
    uses: ['pull'],
    run: async ({ send, token, target }) => {
      const path = loginPath(target?.pull ?? { connectorId: '' });
      const answer = await send({ method: 'GET', path, authorization: `Bearer ${await token?.()}` });
      const faults = 'credentials' in answer.body ? ['a login was handed out'] : [];
      return unless([...faults, ...problemFaults(answer, 503, 'audit_unavailable')], '503 audit_unavailable');
    },
  },
  jobCheck('secretsmanager', 'job.secret', 'a secret'),
  jobCheck('ssm', 'job.parameter', 'a parameter'),
  {
    id: 'metrics.arrive',
    proves: 'The logins of this run arrive in the metric that alarms and dashboards watch.',
    needs: ['connector', 'aws'],
    uses: ['pull'],
    run: async (world) => {
      await logInPull(world);
      const since = new Date(world.now().getTime() - METRIC_MS);
      const count = await eventually(world, METRIC_MS, async () => {
        const found = await awsOf(world).countIssued(world.stage, since);
        return found > 0 ? found : undefined;
      });
      return count === undefined
        ? refuted(`no logins of stage ${world.stage} within ${METRIC_MS / 60_000} minutes`)
        : proved(`${count} logins of stage ${world.stage}`);
    },
  },
];

function jobCheck(type: Stored['type'], id: string, what: string): Check {
  return {
    id,
    proves: `A refresh job creates ${what} and stores a login in it.`,
    needs: ['roles'],
    uses: ['job'],
    run: async (world): Promise<Outcome> => {
      const stored = await world.bed?.startJob(type);
      if (stored === undefined) return notTried('the job could not be made');
      const value = await eventually(world, JOB_MS, () => awsOf(world).readStored(stored));
      if (value === undefined) return refuted(`nothing was stored within ${JOB_MS / 60_000} minutes`);
      return isLogin(value) ? proved(`a login in ${stored.name}`) : refuted(`${stored.name} holds something else`);
    },
  };
}

function isLogin(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && value.username === 'AWS' && typeof value.password === 'string';
  } catch {
    return false;
  }
}
