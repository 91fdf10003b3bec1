import { ref, sub, type Value } from '../template.ts';
import type { Alarm, Metric } from './alarm.ts';
import { archiveAlarms } from './archive.ts';
import { keyAlarms } from './keys.ts';
import { proberAlarms } from './prober.ts';
import { verifyAlarms } from './verify.ts';

/** The alarms of a stage. Their sections in docs/runbook.md say what each means, and what to do. */
export function alarmsOf(stage: string): readonly Alarm[] {
  return [
    ...issuing(stage),
    ...faults(stage),
    ...refusals(stage),
    ...gateway(stage),
    ...refreshing(stage),
    ...archiveAlarms(stage),
    ...keyAlarms(stage),
    ...proberAlarms(stage),
    ...verifyAlarms(stage),
  ];
}

function issuing(stage: string): readonly Alarm[] {
  const ofIssue = (name: string, statistic = 'Sum'): Metric => ({
    name,
    dimensions: { stage, function: 'issue' },
    statistic,
  });
  const asked = ofIssue('requests');
  const failed = ofIssue('serverErrors');
  return [
    {
      name: 'server-errors',
      text: 'Callers get 5xx instead of logins.',
      minutes: 5,
      watches: {
        label: 'Requests answered with 5xx, in percent',
        expression: 'IF(failed >= 5, 100 * failed / asked, 0)',
        of: { failed, asked },
      },
      atLeast: ref('AlarmServerErrorPercent'),
    },
    ...errorBudget(asked, failed),
    {
      name: 'latency',
      text: 'One login in a hundred takes too long.',
      minutes: 5,
      periods: 3,
      watches: ofIssue('durationMs', 'p99'),
      atLeast: ref('AlarmLatencyMs'),
    },
    ...fewLogins(asked, { name: 'issued', dimensions: { stage } }),
  ];
}

function errorBudget(asked: Metric, failed: Metric): readonly Alarm[] {
  const burn = {
    label: 'Times the rate of failures that the objective allows',
    // A handful of failures on a quiet day is no trend.
    expression: sub(`IF(failed >= 5, 100 * failed / asked / (100 - \${ObjectivePercent}), 0)`),
    of: { failed, asked },
  };
  return [
    {
      name: 'error-budget-fast',
      text: "At the last hour's rate, a month's error budget is gone in two days.",
      minutes: 60,
      watches: burn,
      atLeast: 14.4,
    },
    {
      name: 'error-budget-slow',
      text: "At the last six hours' rate, a month's error budget is gone in five days.",
      minutes: 360,
      watches: burn,
      atLeast: 6,
    },
  ];
}

function fewLogins(asked: Metric, issued: Metric): readonly Alarm[] {
  return [
    {
      name: 'no-logins',
      text: 'Callers ask, and nobody gets a login.',
      minutes: 15,
      watches: {
        label: 'Asked for, and nothing issued',
        expression: sub(`IF(asked >= \${AlarmRequests} && issued < 1, 1, 0)`),
        of: { asked, issued },
      },
    },
    {
      name: 'fewer-logins',
      text: 'Fewer logins are issued than usual at this time of the week.',
      minutes: 30,
      periods: 2,
      watches: { usual: issued, band: 'ANOMALY_DETECTION_BAND(watched, 3)' },
      condition: 'AlarmOnFewerLoginsIsTrue',
    },
  ];
}

function errors(stage: string, code: string): Metric {
  return { name: 'errors', dimensions: { stage, code } };
}

/** Faults of Portunus, its deployment or AWS. The first of some is one too many. */
function faults(stage: string): readonly Alarm[] {
  const some = ref('AlarmFailures');
  const rows: readonly (readonly [code: string, atLeast: Value, text: string])[] = [
    ['audit_unavailable', 1, "An audit record can't be stored. No login goes out without one."],
    ['keys_unavailable', some, "An issuer's keys can't be fetched: its jobs get no logins."],
    ['table_unavailable', some, "DynamoDB doesn't return the definitions, or doesn't write."],
    ['sts_unavailable', some, "STS doesn't answer, or throttles."],
    ['ecr_unavailable', some, "Amazon ECR doesn't answer, or throttles."],
    ['codeartifact_unavailable', some, "CodeArtifact doesn't answer, or throttles."],
    ['deadline_exceeded', some, 'Requests run out of time.'],
    ['invoked_directly', 1, 'A function was invoked past the API: somebody tries to be any caller.'],
    ['misconfigured', 1, 'AWS refuses Portunus itself: a table, a right or a stored issuer is wrong.'],
    ['connector_invalid', 1, "A stored connector or account can't be used."],
    ['upstream_invalid', 1, 'AWS answers something else than what was asked. Something may answer in its place.'],
    ['internal', 1, 'Portunus has met a bug.'],
  ];
  return rows.map(([code, atLeast, text]) => ({
    name: code.replaceAll('_', '-'),
    text,
    minutes: 5,
    watches: errors(stage, code),
    atLeast,
  }));
}

/** Refusals in numbers: somebody tries doors, or a change has shut out those who worked. */
function refusals(stage: string): readonly Alarm[] {
  const atLeast = ref('AlarmRefusals');
  return [
    {
      name: 'tokens-rejected',
      text: 'Many tokens are rejected (401).',
      minutes: 5,
      watches: errors(stage, 'token_rejected'),
      atLeast,
    },
    {
      name: 'not-allowed',
      text: 'Many known callers are refused (403).',
      minutes: 5,
      watches: errors(stage, 'not_allowed'),
      atLeast,
    },
    {
      name: 'stopped',
      text: 'An operator has stopped what callers ask for.',
      minutes: 5,
      watches: errors(stage, 'stopped'),
    },
    {
      name: 'administration-refused',
      text: 'Callers who are no administrators try to administer, or to read records.',
      minutes: 5,
      watches: { name: 'refusedAdministration', dimensions: { stage } },
      atLeast: 5,
    },
    {
      name: 'gateway-refusals',
      text: 'API Gateway refuses many signatures on /iam/v1 (403).',
      minutes: 5,
      watches: { name: 'gatewayRefusals', dimensions: { stage } },
      atLeast,
    },
    {
      name: 'issuers-changed',
      text: 'Somebody changed an issuer, and with it who is trusted or who administers.',
      minutes: 5,
      watches: { name: 'changes', dimensions: { stage, kind: 'issuer' } },
    },
    {
      name: 'approval-waiting',
      text: 'A change waits until another administrator approves it.',
      minutes: 5,
      watches: { name: 'approvals', dimensions: { stage } },
    },
  ];
}

function gateway(stage: string): readonly Alarm[] {
  return [
    {
      name: 'throttled-requests',
      text: 'API Gateway refuses requests beyond the throttle (429).',
      minutes: 5,
      watches: { name: 'throttledRequests', dimensions: { stage } },
      atLeast: ref('AlarmThrottled'),
    },
    {
      name: 'gateway-errors',
      text: "API Gateway answers with 5xx, a function's or its own.",
      minutes: 5,
      watches: { namespace: 'AWS/ApiGateway', name: '5xx', dimensions: { ApiId: ref('HttpApi') } },
      atLeast: ref('AlarmGatewayErrors'),
    },
  ];
}

function refreshing(stage: string): readonly Alarm[] {
  const dispatch = { FunctionName: ref('RefreshDashdispatchLambdaFunction') };
  return [
    {
      name: 'refresh-failing',
      text: 'A refresh job has failed several times in a row. What it stored before is still valid.',
      minutes: 15,
      watches: { name: 'failures', dimensions: { stage }, statistic: 'Maximum' },
      atLeast: ref('AlarmRefreshTries'),
    },
    {
      name: 'refresh-life',
      text: 'A stored login ends within minutes.',
      // Longer than the longest wait for a next try, so that there is always something to hear.
      minutes: 15,
      watches: { name: 'secondsLeft', dimensions: { stage }, statistic: 'Minimum' },
      below: ref('AlarmRefreshLifeSeconds'),
    },
    {
      name: 'refresh-schedule',
      text: 'The schedule does not run: no stored login is refreshed.',
      minutes: 5,
      watches: { namespace: 'AWS/Lambda', name: 'Invocations', dimensions: dispatch },
      below: 1,
      tellsSilence: true,
      condition: 'RunRefreshJobsIsTrue',
    },
    ...refreshQueues(),
  ];
}

function refreshQueues(): readonly Alarm[] {
  const queue = (name: string, logicalId: string): Metric => ({
    namespace: 'AWS/SQS',
    name,
    dimensions: { QueueName: { 'Fn::GetAtt': [logicalId, 'QueueName'] } },
    statistic: 'Maximum',
  });
  return [
    {
      name: 'refresh-queue',
      text: 'Due jobs wait in the queue: deliveries do not run, or too slowly.',
      minutes: 5,
      watches: queue('ApproximateAgeOfOldestMessage', 'RefreshQueue'),
      atLeast: 300,
    },
    {
      name: 'refresh-dead-letters',
      text: 'A message was given up after three tries.',
      minutes: 5,
      watches: queue('ApproximateNumberOfMessagesVisible', 'RefreshDeadLetters'),
    },
  ];
}

/** A function that Lambda doesn't start, because too many run: its callers get 503 from API Gateway. */
export function throttlesOf(name: string, logicalId: string): Alarm {
  return {
    name: `${name}-throttles`,
    section: 'alarm-function-throttles',
    text: `Lambda doesn't start the function ${name}: too many run.`,
    minutes: 5,
    watches: { namespace: 'AWS/Lambda', name: 'Throttles', dimensions: { FunctionName: ref(logicalId) } },
    atLeast: ref('AlarmThrottled'),
  };
}
