import { ECRClient } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ClientConfig, createClients } from '../../../shared/aws/clients.ts';
import { createDynamoDbClient } from '../../../shared/aws/dynamodb/table.ts';

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_ENDPOINT_URL')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
});
afterEach(() => vi.unstubAllEnvs());

function createRecorded() {
  const configs: ClientConfig[] = [];
  const clientFor = createClients((config) => {
    configs.push(config);
    return new ECRClient(config);
  });
  return { configs, clientFor };
}

it('the settings that the first client finds are given to every later one, so that none looks them up again', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL_ECR', 'http://ecr.invalid');
  vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
  vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', 'true');
  vi.stubEnv('AWS_RETRY_MODE', 'adaptive');
  vi.stubEnv('AWS_SDK_UA_APP_ID', 'shop');
  vi.stubEnv('AWS_AUTH_SCHEME_PREFERENCE', 'sigv4');
  const { configs, clientFor } = createRecorded();
  await clientFor({ region: 'eu-central-1' });
  await clientFor({ region: 'eu-north-1' });
  expect(configs.map(({ region, useFipsEndpoint }) => [region, useFipsEndpoint])).toEqual([
    ['eu-central-1', undefined],
    ['eu-north-1', true],
  ]);
  expect(configs[1]).toMatchObject({
    endpoint: 'http://ecr.invalid',
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: true,
    useDualstackEndpoint: true,
    retryMode: 'adaptive',
    userAgentAppId: 'shop',
    authSchemePreference: ['sigv4'],
  });
});

it('every client tries three times, over the connections of the first', async () => {
  const { configs, clientFor } = createRecorded();
  await clientFor({ region: 'eu-central-1' });
  await clientFor({ region: 'eu-north-1' });
  expect(configs.map(({ maxAttempts }) => maxAttempts)).toEqual([3, 3]);
  expect(configs[1]?.requestHandler).toBe(configs[0]?.requestHandler);
});

it('no client copies what it sends and receives for a log that nobody reads', async () => {
  const { clientFor } = createRecorded();
  const clients = [createDynamoDbClient(), await clientFor({}), await clientFor({ region: 'eu-north-1' })];
  const layers = clients.map(({ middlewareStack }) => middlewareStack.identify().join('\n'));
  expect(layers.map((text) => [text.includes('retryMiddleware'), text.includes('loggerMiddleware')])).toEqual([
    [true, false],
    [true, false],
    [true, false],
  ]);
});
