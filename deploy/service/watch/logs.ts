// What CloudWatch makes of the logs: metrics of the gateway's lines, and queries to start from.
import { type Resource, ref, type Value } from '../template.ts';

/** What only the gateway sees. Its lines name the stage, as those of the functions do. */
const FILTERS: Readonly<Record<string, { readonly metric: string; readonly pattern: string }>> = {
  ThrottledRequestsFilter: { metric: 'throttledRequests', pattern: '{ $.status = "429" }' },
  // No function was asked, so it was the authorizer that refused.
  GatewayRefusalsFilter: {
    metric: 'gatewayRefusals',
    pattern: '{ ($.status = "403") && ($.integrationStatus = "-") }',
  },
};

export function metricFilters(): Record<string, Resource> {
  const filters = Object.entries(FILTERS).map(([logicalId, { metric, pattern }]): [string, Resource] => {
    const transformation = {
      MetricNamespace: 'Portunus',
      MetricName: metric,
      MetricValue: '1',
      Unit: 'Count',
      Dimensions: [{ Key: 'stage', Value: '$.stage' }],
    };
    const Properties = { LogGroupName: ACCESS_LOG, FilterPattern: pattern, MetricTransformations: [transformation] };
    return [logicalId, { Type: 'AWS::Logs::MetricFilter', Properties }];
  });
  return Object.fromEntries(filters);
}

const ACCESS_LOG = ref('HttpApiLogGroup');

interface Query {
  readonly name: string;
  readonly of: 'requests' | 'access' | 'all';
  readonly text: readonly string[];
}

const QUERIES: Readonly<Record<string, Query>> = {
  RefusalsQuery: {
    name: 'Refusals by reason',
    of: 'requests',
    text: [
      'filter message in ["request", "fault"] and level = "warn"',
      'stats count(*) as times by code, reason, issuer, connectorId',
      'sort times desc',
    ],
  },
  RequestQuery: {
    name: 'One request',
    of: 'all',
    text: [
      'fields @timestamp, @log, message, route, status, code, errorStage, reason, cause, issuer, subject, connectorId',
      'filter requestId = "REQUEST-ID" or lambdaRequestId = "REQUEST-ID"',
      'sort @timestamp asc',
    ],
  },
  ConnectorQuery: {
    name: "A connector's logins",
    of: 'requests',
    text: [
      'filter connectorId = "CONNECTOR-ID" and message in ["request", "fault"]',
      'stats sum(issued) as logins, count(*) as lines by issuer, subject, code',
      'sort lines desc',
    ],
  },
  ErrorsQuery: {
    name: 'Errors by code and route',
    of: 'requests',
    text: [
      'filter errors = 1',
      'stats count(*) as times by code, errorStage, reason, route, bin(15m)',
      'sort times desc',
    ],
  },
  SlowestQuery: {
    name: 'The slowest requests',
    of: 'requests',
    text: [
      'fields @timestamp, requestId, route, durationMs, status, code, connectorId',
      'filter message = "request"',
      'sort durationMs desc',
      'limit 50',
    ],
  },
  AdministratorsQuery: {
    name: 'Who administers',
    of: 'requests',
    text: [
      'fields @timestamp, message, coalesce(changedBy, concat(issuer, ":", subject)) as who, action, kind, id, route, status',
      'filter function = "admin"',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
  GatewayQuery: {
    name: 'Turned away by API Gateway',
    of: 'access',
    text: [
      'filter integrationStatus = "-"',
      'stats count(*) as times by status, routeKey, error, ip',
      'sort times desc',
    ],
  },
};

/** The queries that the console lists, in a folder for the stage. */
export function queriesOf(prefix: string, functionIds: readonly string[]): Record<string, Resource> {
  const requests = functionIds.map((id): Value => ref(id.replace(/LambdaFunction$/, 'LogGroup')));
  const groups = { requests, access: [ACCESS_LOG], all: [...requests, ACCESS_LOG] };
  const queries = Object.entries(QUERIES).map(([logicalId, { name, of, text }]): [string, Resource] => [
    logicalId,
    {
      Type: 'AWS::Logs::QueryDefinition',
      Properties: { Name: `${prefix}/${name}`, QueryString: text.join('\n| '), LogGroupNames: groups[of] },
    },
  ]);
  return Object.fromEntries(queries);
}
