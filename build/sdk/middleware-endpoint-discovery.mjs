// Stands in for the SDK's package of this name in the builds of functions. No command of DynamoDB discovers endpoints,
// but its client prepares a cache for them, of 7 KB with what it is made of.
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: undefined,
};

export function resolveEndpointDiscoveryConfig(config) {
  return config;
}
