import { resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';

const { loadConfig } = await import(resolve('build/sdk/configLoader.mjs'));

const REGION = { environmentVariableSelector: (env: NodeJS.ProcessEnv) => env.AWS_REGION, default: 'us-east-1' };

afterEach(() => vi.unstubAllEnvs());

describe("a function's settings of the SDK", () => {
  it('are in its environment', async () => {
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    expect(await loadConfig(REGION)()).toBe('eu-west-1');
  });

  it('have a default where the environment has none', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    expect(await loadConfig(REGION)()).toBe('us-east-1');
  });

  it('have a default that is only found when it is needed', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    expect(await loadConfig({ ...REGION, default: async () => 'eu-central-1' })()).toBe('eu-central-1');
  });

  it('are refused where the SDK can not read one', async () => {
    const environmentVariableSelector = (env: NodeJS.ProcessEnv) => {
      throw new Error(`AWS_USE_FIPS_ENDPOINT is ${env.AWS_USE_FIPS_ENDPOINT}`);
    };
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'yes');
    await expect(loadConfig({ environmentVariableSelector, default: false })()).rejects.toMatchObject({
      name: 'CredentialsProviderError',
      message: 'AWS_USE_FIPS_ENDPOINT is yes',
    });
  });
});
