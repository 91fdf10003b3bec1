// What the Serverless plugin has CloudFormation asked, by Serverless's own making of the request.
import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, vi } from 'vitest';
import PortunusService from '../../../deploy/service/plugin.ts';

const { getSharedStackActionParams } = createRequire(import.meta.url)(
  'serverless/lib/plugins/aws/lib/get-shared-stack-action-params',
);

const provider = {
  naming: {
    getLambdaLogicalId: (name: string) => `${name}LambdaFunction`,
    getNormalizedFunctionName: (name: string) => name,
    getStackName: () => 'portunus-prod',
  },
  getStage: () => 'prod',
  getCustomDeploymentRole: () => undefined,
};

function createService(options: { readonly param?: readonly string[] } = {}) {
  const compiledCloudFormationTemplate = { Resources: {} };
  const tables = { DefinitionsTable: 'definitions', ActivityTable: 'activity' };
  const service = {
    provider: { compiledCloudFormationTemplate },
    custom: { tables, destinations: 'anywhere' },
    functions: {},
  };
  const serverless = { service, classes: { Error }, getProvider: () => provider };
  const { hooks } = new PortunusService(serverless, { region: 'eu-west-1', ...options });
  return {
    run: (hook: string) => hooks[hook]?.(),
    sent: (): readonly unknown[] => {
      const params = getSharedStackActionParams.call({ serverless, provider }, { templateBody: {} });
      return params.Parameters;
    },
  };
}

describe('a first deployment from a checkout', () => {
  it('creates the stack without values: its first template has no parameters, and CloudFormation refuses any', () => {
    const { run, sent } = createService();
    run('before:package:initialize');
    run('before:aws:deploy:deploy:createStack');
    expect(sent()).toEqual([]);
  });

  it('updates the stack with all values', () => {
    const { run, sent } = createService();
    run('before:package:initialize');
    const packaged = sent();
    expect(packaged).toContainEqual({ ParameterKey: 'ThrottleRate', ParameterValue: '400' });
    run('before:aws:deploy:deploy:createStack');
    run('after:aws:deploy:deploy:createStack');
    expect(sent()).toEqual(packaged);
  });
});

describe('the settings of a deployment from a checkout', () => {
  const prepare = (options = {}) => createService(options).run('before:package:initialize');
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  // The setting kept its default, and the deployment was as open as before.
  it('are refused with a misspelled name, and the nearest one', () => {
    vi.stubEnv('PORTUNUS_LOCKED_ISSUER', '*');
    expect(prepare).toThrow(
      "The settings can't be deployed:\n- PORTUNUS_LOCKED_ISSUER is read by nothing: did you mean PORTUNUS_LOCKED_ISSUERS?",
    );
  });

  it('may stand beside what a client reads', () => {
    vi.stubEnv('PORTUNUS_URL', 'https://portunus.example');
    expect(prepare).not.toThrow();
  });

  it('are refused as parameters of Serverless, which set nothing', () => {
    expect(() => prepare({ param: ['AllowProvided=true'] })).toThrow('--param is read by nothing');
  });
});
