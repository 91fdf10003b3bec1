import { type LambdaFunction, type Resource, type Template, type Value, withProperties } from './template.ts';

interface Limit {
  /** Requests a second. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

/** The routes of this function share the API's own limits. */
const ISSUING = 'issue';
/**
 * What one route of another function takes. A flood of the status, of lists or of changes then leaves issuing its
 * share. It is enough for `portunus apply`, which changes one definition after the other.
 */
const OTHER: Limit = { rate: 50, burst: 200 };
/** What everyone may ask, and what reads many definitions at once, takes less. */
const LOWER: Readonly<Record<string, Limit>> = { status: { rate: 20, burst: 50 }, read: { rate: 20, burst: 50 } };

type Resources = Template['Resources'];

/** Adds the limits of single routes to the API's stage. */
export function limitRoutes(resources: Resources, functions: readonly LambdaFunction[]): Resources {
  const { HttpApiStage: stage } = resources;
  if (stage === undefined) throw new Error('there is no HttpApiStage to put the limits of routes on');
  const limited = functions.flatMap(({ name, logicalId }) => {
    if (name === ISSUING) return [];
    return routesOf(resources, logicalId).map((route) => ({ ...route, limit: LOWER[name] ?? OTHER }));
  });
  const settings = limited.map(({ key, limit: { rate, burst } }): [string, Value] => [
    key,
    // A route with settings of its own takes none of the stage's.
    { DetailedMetricsEnabled: false, ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst },
  ]);
  const HttpApiStage = {
    ...withProperties(stage, { RouteSettings: Object.fromEntries(settings) }),
    // API Gateway refuses settings of a route that is not there yet.
    DependsOn: limited.map(({ logicalId }) => logicalId),
  };
  return { ...resources, HttpApiStage };
}

function routesOf(resources: Resources, functionId: string): readonly { logicalId: string; key: string }[] {
  const integrations = idsOf(resources, 'AWS::ApiGatewayV2::Integration', 'IntegrationUri', functionId);
  return integrations
    .flatMap((integration) => idsOf(resources, 'AWS::ApiGatewayV2::Route', 'Target', integration))
    .map((logicalId) => ({ logicalId, key: `${resources[logicalId]?.Properties.RouteKey}` }));
}

/** Whether the API calls the function. */
export function servesRoutes(resources: Resources, functionId: string): boolean {
  return routesOf(resources, functionId).length > 0;
}

/** The resources of a type whose property names another resource. */
function idsOf(resources: Resources, type: string, property: string, other: string): readonly string[] {
  const names = ({ Properties }: Resource) => JSON.stringify(Properties[property]).includes(`"${other}"`);
  return Object.entries(resources).flatMap(([id, each]) => (each.Type === type && names(each) ? [id] : []));
}
