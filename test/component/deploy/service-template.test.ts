// What holds for every function, role and log group of the template, whatever a deployment sets.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { guardsDeployment } from '../../../deploy/service/deployment.ts';
import { arnOf, sub, useTemplate } from '../../support/template.ts';

const run = promisify(execFile);
const { resources, parameters } = useTemplate();
const NO_VALUE = { Ref: 'AWS::NoValue' };

function ofType(type: string) {
  return Object.entries(resources).filter(([, { Type }]) => Type === type);
}

describe('each function', () => {
  it('is published anew when a setting changes, by the revision in its description', () => {
    for (const [, { Properties }] of ofType('AWS::Lambda::Function')) {
      expect(Properties.Description['Fn::Sub']).toContain(`\${Revision}`);
    }
    const versions = ofType('AWS::Lambda::Version');
    expect(versions).toHaveLength(ofType('AWS::Lambda::Function').length);
    for (const [, { Properties }] of versions) expect(Properties.Description).toEqual(sub(`Revision \${Revision}`));
  });

  it('leaves no version behind that a failed deployment published, so that the same deployment can be tried again', () => {
    for (const [, { DeletionPolicy }] of ofType('AWS::Lambda::Version')) {
      expect(DeletionPolicy).toBe('RetainExceptOnCreate');
    }
  });

  it('has an alias, which CodeDeploy moves and its alarm moves back', () => {
    const aliases = ofType('AWS::Lambda::Alias');
    expect(aliases).toHaveLength(ofType('AWS::Lambda::Function').length);
    for (const [, { Properties, UpdatePolicy }] of aliases) {
      const { ApplicationName, DeploymentGroupName } = UpdatePolicy.CodeDeployLambdaAliasUpdate;
      expect(ApplicationName).toEqual({ Ref: 'DeploymentApplication' });
      const group = resources[DeploymentGroupName.Ref].Properties;
      expect(group.DeploymentConfigName).toEqual(sub(`CodeDeployDefault.Lambda\${TrafficShift}`));
      const [{ Name }] = group.AlarmConfiguration.Alarms;
      expect(resources[Name.Ref].Properties).toMatchObject({
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Dimensions: [
          { Name: 'FunctionName', Value: Properties.FunctionName },
          { Name: 'Resource', Value: sub(`\${${Properties.FunctionName.Ref}}:live`) },
        ],
      });
    }
  });

  it('has alarms that move its alias back, which preflight looks at, and no others', () => {
    const groups = ofType('AWS::CodeDeploy::DeploymentGroup');
    const guarding: string[] = groups.flatMap(([, { Properties }]) =>
      Properties.AlarmConfiguration.Alarms.map(({ Name }: { Name: { Ref: string } }) => Name.Ref),
    );
    const looked = ofType('AWS::CloudWatch::Alarm')
      .filter(([, { Properties }]) => guardsDeployment(Properties.AlarmName, 'prod'))
      .map(([logicalId]) => logicalId);
    expect(looked.toSorted()).toEqual([...new Set(guarding)].toSorted());
    expect(looked).toContain('MisconfiguredAlarm');
    expect(guardsDeployment('portunus-prod-issue-errors', 'dev')).toBe(false);
  });

  it('is invoked by its alias alone', () => {
    const live = (name: string) => ({ 'Fn::Join': [':', [arnOf(name), 'live']] });
    for (const [, { Properties }] of ofType('AWS::ApiGatewayV2::Integration')) {
      const [{ 'Fn::GetAtt': target }] = Properties.IntegrationUri['Fn::Join'][1];
      expect(Properties.IntegrationUri).toEqual(live(target[0]));
    }
    for (const [, { Properties }] of ofType('AWS::Lambda::Permission')) {
      const [{ 'Fn::GetAtt': target }] = Properties.FunctionName['Fn::Join'][1];
      expect(Properties.FunctionName).toEqual(live(target[0]));
    }
  });

  it('reserves nothing of the account, and is in no network, unless a setting says so', () => {
    const concurrency = (parameter: string) => ({
      'Fn::If': [`Has${parameter}`, { Ref: parameter }, NO_VALUE],
    });
    expect(resources.IssueLambdaFunction.Properties.ReservedConcurrentExecutions).toEqual(
      concurrency('IssueConcurrency'),
    );
    expect(parameters.IssueConcurrency.Default).toBe('');
    for (const [, { Properties }] of ofType('AWS::Lambda::Function')) {
      expect(Properties.VpcConfig['Fn::If'][0]).toBe('HasSubnetIds');
      expect(Properties.VpcConfig['Fn::If'][2]).toEqual(NO_VALUE);
    }
  });
});

describe('each function that the API calls', () => {
  const secret = { 'Fn::Sub': `{{resolve:secretsmanager:\${GatewaySecret}:SecretString}}` };
  const called = () =>
    ofType('AWS::ApiGatewayV2::Integration').map(
      ([, { Properties }]) => Properties.IntegrationUri['Fn::Join'][1][0]['Fn::GetAtt'][0],
    );

  it('expects what the API adds to each event, and no other function does', () => {
    for (const [id, { Properties }] of ofType('AWS::Lambda::Function')) {
      expect([id, Properties.Environment.Variables.PORTUNUS_GATEWAY_SECRET]).toEqual([
        id,
        called().includes(id) ? { 'Fn::If': ['CheckGatewayIsTrue', secret, NO_VALUE] } : undefined,
      ]);
    }
    expect(called().length).toBeGreaterThan(3);
    expect(parameters.CheckGateway.Default).toBe('true');
  });

  it('gets it from the stage, whether the functions ask for it or not yet', () => {
    expect(resources.HttpApiStage.Properties.StageVariables).toEqual({ gatewaySecret: secret });
  });

  it('shares a secret that nobody chose, that a stage variable can hold, and that has a name of its own in each stack', () => {
    const { Type, Properties } = resources.GatewaySecret;
    expect(Type).toBe('AWS::SecretsManager::Secret');
    expect(Properties.GenerateSecretString).toEqual({ PasswordLength: 48, ExcludePunctuation: true });
    expect(Properties.SecretString).toBeUndefined();
    expect(Properties.Name).toEqual({
      'Fn::Sub': [
        `portunus/prod/gateway/\${GatewaySecretNumber}-\${Stack}`,
        { Stack: { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] } },
      ],
    });
  });
});

describe('each role', () => {
  it("is bounded by the deployment's boundary", () => {
    for (const [, { Properties }] of ofType('AWS::IAM::Role')) {
      expect(Properties.PermissionsBoundary).toEqual({
        'Fn::If': ['HasPermissionsBoundary', { Ref: 'PermissionsBoundary' }, NO_VALUE],
      });
    }
  });

  it('of a function may write traces where the deployment asks for them', () => {
    for (const [, { Properties }] of ofType('AWS::Lambda::Function')) {
      const [role] = Properties.Role['Fn::GetAtt'];
      const policy = resources[role.replace(/Role$/, 'TracingPolicy')];
      expect(policy).toMatchObject({ Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: role }] } });
      const only = resources[role].Condition;
      expect(policy.Condition).toBe(only === undefined ? 'TracingIsTrue' : `TracingIsTrueAnd${only}`);
    }
  });

  it('may write traces before its function is traced', () => {
    for (const [, { Metadata, Properties }] of ofType('AWS::Lambda::Function')) {
      const policy = Properties.Role['Fn::GetAtt'][0].replace(/Role$/, 'TracingPolicy');
      expect(Metadata.WaitsFor).toEqual({ 'Fn::If': [resources[policy].Condition, { Ref: policy }, NO_VALUE] });
    }
  });

  it('of a function may use subnets where the deployment names them, and its code never', () => {
    for (const [, { Properties }] of ofType('AWS::Lambda::Function')) {
      const [role] = Properties.Role['Fn::GetAtt'];
      const policy = resources[role.replace(/Role$/, 'NetworkPolicy')];
      expect(policy.Condition).toBe(resources[role].Condition);
      const [allow, deny] = policy.Properties.PolicyDocument.Statement;
      expect(allow['Fn::If']).toMatchObject(['HasSubnetIds', { Sid: 'UseSubnets', Effect: 'Allow' }, NO_VALUE]);
      expect(deny).toMatchObject({
        Effect: 'Deny',
        Action: allow['Fn::If'][1].Action,
        Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } },
      });
    }
  });

  it('may use the subnets before its function is put into them', () => {
    for (const [, { DependsOn, Properties }] of ofType('AWS::Lambda::Function')) {
      expect(DependsOn).toContain(Properties.Role['Fn::GetAtt'][0].replace(/Role$/, 'NetworkPolicy'));
    }
  });

  it('has a name that fits, in the longest stage and region', () => {
    for (const [, { Properties }] of ofType('AWS::IAM::Role')) {
      const name: string = Properties.RoleName['Fn::Sub'];
      // IAM takes 64 characters. The region is the longest of today, with room for two more.
      const filled = name.replace('prod', 'x'.repeat(16)).replace(`\${AWS::Region}`, 'ap-southeast-2++');
      expect(filled.length, filled).toBeLessThanOrEqual(64);
    }
  });
});

it('keeps the logs of all as long as the setting says, under the key that it names', () => {
  for (const [, { Properties }] of ofType('AWS::Logs::LogGroup')) {
    expect(Properties).toMatchObject({
      RetentionInDays: { Ref: 'LogRetentionDays' },
      KmsKeyId: { 'Fn::If': ['HasLogKeyArn', { Ref: 'LogKeyArn' }, NO_VALUE] },
    });
  }
});

it('has no table: the data stays when this stack goes', () => {
  expect(ofType('AWS::DynamoDB::Table')).toEqual([]);
});

it('is not packaged with settings that AWS would refuse later, and names each', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portunus-settings-'));
  const env = {
    ...process.env,
    PORTUNUS_LOG_RETENTION_DAYS: '91',
    PORTUNUS_DOMAIN_NAME: 'portunus.example.com',
  };
  const packaged = run('serverless', ['package', '--stage', 'eu-prod', '--package', folder], { env }).catch(
    ({ stdout }: { stdout: string }) => stdout,
  );
  const said = String(await packaged);
  rmSync(folder, { recursive: true });
  expect(said).toContain("The stage must be up to 16 lower-case letters and digits, first a letter, and is 'eu-prod'");
  expect(said).toContain('PORTUNUS_LOG_RETENTION_DAYS must be one of the numbers of days');
  expect(said).toContain('PORTUNUS_DOMAIN_NAME needs PORTUNUS_CERTIFICATE_ARN');
});

describe('the limits of the API', () => {
  const settings = () => resources.HttpApiStage.Properties.RouteSettings;
  const routes = () =>
    ofType('AWS::ApiGatewayV2::Route').map(([id, { Properties }]) => ({ id, key: Properties.RouteKey }));

  it('are by default 400 requests a second and 1,000 at once', () => {
    expect([parameters.ThrottleRate.Default, parameters.ThrottleBurst.Default]).toEqual(['400', '1000']);
    expect(resources.HttpApiStage.Properties.DefaultRouteSettings).toEqual({
      DetailedMetricsEnabled: false,
      ThrottlingRateLimit: { Ref: 'ThrottleRate' },
      ThrottlingBurstLimit: { Ref: 'ThrottleBurst' },
    });
  });

  it('are lower for each route that does not issue, so that a flood there leaves issuing its share', () => {
    const shared = routes().filter(({ key }) => settings()[key] === undefined);
    for (const { key } of shared) expect(key).toMatch(/credentials|caller-identity|console\/url|explain/);
    expect(shared).toHaveLength(24);
    const lower = (rate: number, burst: number) => ({
      DetailedMetricsEnabled: false,
      ThrottlingRateLimit: rate,
      ThrottlingBurstLimit: burst,
    });
    expect(settings()).toMatchObject({
      'GET /v1/status': lower(20, 50),
      'GET /v1/connectors': lower(20, 50),
      'PUT /iam/v1/connectors/{id}': lower(50, 200),
      'GET /v1/issuers': lower(50, 200),
    });
  });

  it('are of routes that are there before the stage: API Gateway refuses others', () => {
    const limited = routes().filter(({ key }) => settings()[key] !== undefined);
    expect(limited).toHaveLength(Object.keys(settings()).length);
    expect(resources.HttpApiStage.DependsOn.toSorted()).toEqual(limited.map(({ id }) => id).toSorted());
  });
});
