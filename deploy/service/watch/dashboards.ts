// What is on the screens: one for issuing, one for refresh jobs.
import { type Resource, sub } from '../template.ts';

/** A line of a widget: namespace, name, then names and values of dimensions, and options; or a search. */
type Line = readonly (string | object)[];

interface Widget {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly stat?: string;
  readonly limit?: { readonly label: string; readonly value: string };
}

export function dashboardsOf(stage: string, prefix: string, functionIds: readonly string[]): Record<string, Resource> {
  return {
    IssuingDashboard: dashboard(`${prefix}-issuing`, issuing(stage, functionIds)),
    RefreshDashboard: dashboard(`${prefix}-refresh`, refreshing(stage)),
  };
}

/** CloudWatch takes the body as text. Placeholders in it are filled in by CloudFormation. */
function dashboard(name: string, widgets: readonly Widget[]): Resource {
  const body = JSON.stringify({ widgets: widgets.map(toWidget) });
  // The limits of alarms are numbers.
  const text = body.replaceAll(/"(\$\{Alarm\w+\})"/g, '$1');
  return { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardName: name, DashboardBody: sub(text) } };
}

function toWidget({ title, lines, stat = 'Sum', limit }: Widget, index: number) {
  return {
    type: 'metric',
    x: (index % 2) * 12,
    y: Math.floor(index / 2) * 6,
    width: 12,
    height: 6,
    properties: {
      title,
      region: `\${AWS::Region}`,
      metrics: lines,
      stat,
      period: 300,
      yAxis: { left: { min: 0 } },
      ...(limit && { annotations: { horizontal: [limit] } }),
    },
  };
}

/** All metrics of a name, by the last of their dimensions. */
function search(stage: string, dimension: string, name: string, stat = 'Sum'): Line {
  const expression = `SEARCH('{Portunus,stage,${dimension}} stage="${stage}" MetricName="${name}"', '${stat}', 300)`;
  return [{ expression, id: name.toLowerCase() }];
}

function issuing(stage: string, functionIds: readonly string[]): readonly Widget[] {
  const ofIssue = (name: string, options: object = {}): Line => [
    'Portunus',
    name,
    'stage',
    stage,
    'function',
    'issue',
    options,
  ];
  return [
    { title: 'Asked and issued', lines: [ofIssue('requests'), ['Portunus', 'issued', 'stage', stage]] },
    {
      title: 'Requests answered with 5xx, in percent',
      lines: [
        [{ expression: '100 * failed / asked', id: 'share', label: 'issue' }],
        ofIssue('serverErrors', { id: 'failed', visible: false }),
        ofIssue('requests', { id: 'asked', visible: false }),
      ],
      limit: { label: 'alarm', value: `\${AlarmServerErrorPercent}` },
    },
    { title: 'Errors by code', lines: [search(stage, 'code', 'errors')] },
    {
      title: 'How long issuing takes, in milliseconds',
      lines: ['p50', 'p90', 'p99'].map((stat) => ofIssue('durationMs', { stat, label: stat })),
      limit: { label: 'alarm on p99', value: `\${AlarmLatencyMs}` },
    },
    { title: 'Requests by route', lines: [search(stage, 'route', 'requests')] },
    { title: 'p99 by route, in milliseconds', lines: [search(stage, 'route', 'durationMs', 'p99')], stat: 'p99' },
    gateway(stage),
    {
      title: 'Checks of the prober that failed',
      lines: [search(stage, 'check', 'probeFailed', 'Maximum')],
      stat: 'Maximum',
    },
    { title: 'Changes of definitions by kind', lines: [search(stage, 'kind', 'changes')] },
    ...archiving(stage),
    ...lambdas(functionIds),
  ];
}

/** The function is there only where a deployment asks for it, so that its name stands here as text. */
function archiving(stage: string): readonly Widget[] {
  const ofStage = (name: string): Line => ['Portunus', name, 'stage', stage];
  return [
    {
      title: 'Archive: done, failed, and what no audit record should do',
      lines: ['archived', 'archiveFailures', 'tampered', 'unreadable'].map(ofStage),
    },
    {
      title: 'Archive: age of what it reads, in milliseconds',
      lines: [['AWS/Lambda', 'IteratorAge', 'FunctionName', `portunus-${stage}-archive`]],
      stat: 'Maximum',
    },
  ];
}

function gateway(stage: string): Widget {
  const ofGateway = (name: string, options: object = {}): Line => [
    'AWS/ApiGateway',
    name,
    'ApiId',
    `\${HttpApi}`,
    options,
  ];
  return {
    title: 'API Gateway',
    lines: [
      ofGateway('Count'),
      ofGateway('4xx'),
      ofGateway('5xx'),
      ['Portunus', 'throttledRequests', 'stage', stage],
      ['Portunus', 'gatewayRefusals', 'stage', stage],
    ],
  };
}

function lambdas(functionIds: readonly string[]): readonly Widget[] {
  const ofLambda = (name: string, stat: string) =>
    functionIds.map((id): Line => ['AWS/Lambda', name, 'FunctionName', `\${${id}}`, { stat }]);
  return [
    { title: 'Functions at once', lines: ofLambda('ConcurrentExecutions', 'Maximum'), stat: 'Maximum' },
    {
      title: 'Functions: errors and throttles',
      lines: [...ofLambda('Errors', 'Sum'), ...ofLambda('Throttles', 'Sum')],
    },
  ];
}

function refreshing(stage: string): readonly Widget[] {
  const deliver = ['FunctionName', `\${RefreshDashdeliverLambdaFunction}`];
  const dispatch = ['FunctionName', `\${RefreshDashdispatchLambdaFunction}`];
  const queue = ['QueueName', `\${RefreshQueue.QueueName}`];
  const deadLetters = ['QueueName', `\${RefreshDeadLetters.QueueName}`];
  return [
    {
      title: 'Seconds of life left in what is stored: the least of all jobs',
      lines: [['Portunus', 'secondsLeft', 'stage', stage]],
      stat: 'Minimum',
      limit: { label: 'alarm', value: `\${AlarmRefreshLifeSeconds}` },
    },
    { title: 'Seconds of life left, by job', lines: [search(stage, 'job', 'secondsLeft', 'Minimum')], stat: 'Minimum' },
    {
      title: 'Failed tries in a row: the most of all jobs',
      lines: [['Portunus', 'failures', 'stage', stage]],
      stat: 'Maximum',
      limit: { label: 'alarm', value: `\${AlarmRefreshTries}` },
    },
    {
      title: 'Queue',
      lines: [
        ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', ...queue],
        ['AWS/SQS', 'ApproximateAgeOfOldestMessage', ...queue],
        ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', ...deadLetters],
      ],
      stat: 'Maximum',
    },
    {
      title: 'Functions',
      lines: [
        ['AWS/Lambda', 'Errors', ...dispatch],
        ['AWS/Lambda', 'Errors', ...deliver],
        ['AWS/Lambda', 'Duration', ...deliver, { stat: 'p95' }],
        ['AWS/Lambda', 'ConcurrentExecutions', ...deliver, { stat: 'Maximum' }],
      ],
    },
  ];
}
