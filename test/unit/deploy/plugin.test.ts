// What the Serverless plugin has CloudFormation asked, by Serverless's own making of the request.
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
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

function createService() {
  const compiledCloudFormationTemplate = { Resources: {} };
  const tables = { DefinitionsTable: 'definitions', ActivityTable: 'activity' };
  const service = {
    provider: { compiledCloudFormationTemplate },
    custom: { tables, destinations: 'anywhere' },
    functions: {},
  };
  const serverless = { service, classes: { Error }, getProvider: () => provider };
  const { hooks } = new PortunusService(serverless, { region: 'eu-west-1' });
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
