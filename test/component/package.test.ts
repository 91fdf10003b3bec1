import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluatePolicies } from '../../local/stand-in/iam/evaluate-policy.ts';
import { packageInto, unzipFunction } from '../support/package.ts';
import {
  DESTINATIONS,
  ENVIRONMENT,
  IN_THE_ORGANIZATION,
  NEVER_OWN_ROLES,
  ownPolicies,
  table,
} from '../support/template.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'portunus-package-'));

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: a CloudFormation template, read as each test expects it to be.
let template: any;
// biome-ignore lint/suspicious/noExplicitAny: as above.
let resources: Record<string, any>;

beforeAll(async () => {
  await packageInto(folder);
  template = JSON.parse(readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8'));
  resources = template.Resources;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function statementsOf(role: string): Statement[] {
  return ownPolicies(resources[role]).flatMap(({ PolicyDocument }) => PolicyDocument.Statement as Statement[]);
}

function bySid(one: { Sid: string }, other: { Sid: string }) {
  return one.Sid < other.Sid ? -1 : 1;
}

function logGroup(name: string) {
  return {
    'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/portunus-prod-${name}:*`,
  };
}

const ACCOUNT_KEYS = { 'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:*:*:secret:portunus/prod/keys/*` };
const ENCRYPT_ACCOUNT_KEYS = {
  Sid: 'EncryptAccountKeys',
  Effect: 'Allow',
  Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
  Resource: '*',
  Condition: {
    StringLike: {
      'kms:ViaService': 'secretsmanager.*.amazonaws.com*',
      'kms:EncryptionContext:SecretARN': ACCOUNT_KEYS,
    },
  },
};

describe('the packaged template', () => {
  it('lets nobody but this API invoke the functions that believe its word', () => {
    const permissions = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Permission');
    const byApi = permissions.filter(({ Properties }) => Properties.Principal === 'apigateway.amazonaws.com');
    expect(permissions.map(({ Properties }) => Properties.Principal)).toEqual(
      byApi.map(() => 'apigateway.amazonaws.com'),
    );
    expect(byApi.length).toBe(7);
    for (const { Properties } of byApi) {
      expect(Properties.Action).toBe('lambda:InvokeFunction');
      // Of this API by its id: a permission without one lets any API in any account in.
      expect(JSON.stringify(Properties.SourceArn)).toMatch(/execute-api.*"Ref":"HttpApi"/);
    }
    const open = Object.values(resources).map(({ Type }) => Type);
    expect(open.filter((type) => type === 'AWS::Lambda::Url')).toEqual([]);
  });

  it('gives issue exactly the rights that its code uses', () => {
    expect(statementsOf('IssueRole')).toEqual([
      {
        Sid: 'WriteLog',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: logGroup('issue'),
      },
      {
        Sid: 'ReadDefinitions',
        Effect: 'Allow',
        Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
        Resource: table('Definitions'),
        Condition: {
          'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['account', 'connector', 'issuer', 'stops'] },
        },
      },
      {
        Sid: 'WriteAudit',
        Effect: 'Allow',
        Action: 'dynamodb:PutItem',
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['audit#*', 'fingerprint#*'] } },
      },
      {
        Sid: 'UseTokens',
        Effect: 'Allow',
        Action: 'dynamodb:PutItem',
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['token#*'] } },
      },
      {
        Sid: 'CountRequests',
        Effect: 'Allow',
        Action: 'dynamodb:UpdateItem',
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['limit#*'] } },
      },
      {
        Sid: 'AssumeConnectorRoles',
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
        Resource: { 'Fn::Split': [',', { Ref: 'ConnectorRoles' }] },
        Condition: IN_THE_ORGANIZATION,
      },
      NEVER_OWN_ROLES,
      {
        Sid: 'ReadAccountKeys',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:*:*:secret:portunus/prod/keys/*` },
      },
    ]);
  });

  it.each([
    ['portunus-prod-eu-west-1-admin', 'deny'],
    ['portunus-prod-us-east-1-issue', 'deny'],
    ['portunus-dev-eu-west-1-issue', 'deny'],
    ['portunus/shop-images', 'allow'],
    ['shop-images', 'allow'],
  ])('lets issue be no function of ours, even where connectors may name any role: %s', (name, verdict) => {
    const account = { 'AWS::Partition': 'aws', 'AWS::AccountId': '111122223333' };
    const written = JSON.stringify(statementsOf('IssueRole').filter(({ Sid }) => /Assume|Never/.test(Sid)))
      .replace('{"Fn::Split":[",",{"Ref":"ConnectorRoles"}]}', '"arn:*:iam::*:role/*"')
      .replace(`"Condition":${JSON.stringify(IN_THE_ORGANIZATION)}`, '"Condition":{}')
      .replaceAll(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
      .replaceAll(/\$\{(AWS::\w+)\}/g, (_all, name) => account[name as keyof typeof account]);
    const resource = `arn:aws:iam::111122223333:role/${name}`;
    expect(evaluatePolicies([{ Statement: JSON.parse(written) }], { action: 'sts:AssumeRole', resource })).toBe(
      verdict,
    );
  });

  it('gives read exactly the rights that its code uses', () => {
    expect(statementsOf('ReadRole')).toEqual([
      {
        Sid: 'WriteLog',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: logGroup('read'),
      },
      {
        Sid: 'ReadDefinitions',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:Query'],
        Resource: table('Definitions'),
        Condition: {
          'ForAllValues:StringLike': {
            'dynamodb:LeadingKeys': ['account', 'connector', 'issuer', 'refresh-job', 'version#*'],
          },
        },
      },
      {
        Sid: 'ReadAudit',
        Effect: 'Allow',
        Action: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['audit#*'] } },
      },
      {
        Sid: 'SealLists',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['key#lists'] } },
      },
      {
        Sid: 'FindAudit',
        Effect: 'Allow',
        Action: 'dynamodb:Query',
        Resource: ['connector', 'caller', 'request', 'fingerprint'].map((name) => table('Activity', `/index/${name}`)),
      },
      {
        Sid: 'ReadUsage',
        Effect: 'Allow',
        Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['usage#*'] } },
      },
      {
        Sid: 'ReadVerifications',
        Effect: 'Allow',
        Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['verify#*'] } },
      },
      {
        Sid: 'ReadRefreshJobs',
        Effect: 'Allow',
        Action: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['refresh#*'] } },
      },
      {
        Sid: 'WriteAudit',
        Effect: 'Allow',
        Action: 'dynamodb:PutItem',
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['audit#*'] } },
      },
    ]);
  });

  it('gives status, which everyone may ask, no right but that to its log', () => {
    expect(statementsOf('StatusRole')).toEqual([
      {
        Sid: 'WriteLog',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: logGroup('status'),
      },
    ]);
  });

  it('gives admin exactly the rights that its code uses, and none to log in anywhere', () => {
    const activity = table('Activity');
    const onlyKeys = (...patterns: readonly string[]) => ({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
    });
    expect(statementsOf('AdminRole')).toEqual([
      {
        Sid: 'WriteLog',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: logGroup('admin'),
      },
      {
        Sid: 'WriteDefinitions',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
        Resource: table('Definitions'),
        Condition: onlyKeys('account', 'connector', 'issuer', 'refresh-job', 'stops', 'version#*'),
      },
      {
        Sid: 'RecordChanges',
        Effect: 'Allow',
        Action: 'dynamodb:PutItem',
        Resource: activity,
        Condition: onlyKeys('audit#*'),
      },
      {
        Sid: 'KeepApprovals',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
        Resource: activity,
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['approval'] } },
      },
      {
        Sid: 'ScheduleJobs',
        Effect: 'Allow',
        Action: ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'],
        Resource: activity,
        Condition: onlyKeys('refresh#*'),
      },
      {
        Sid: 'PutAccountKeys',
        Effect: 'Allow',
        // It writes keys, and reads none.
        Action: [
          'secretsmanager:CreateSecret',
          'secretsmanager:DescribeSecret',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        Resource: ACCOUNT_KEYS,
      },
      ENCRYPT_ACCOUNT_KEYS,
    ]);
  });

  it('gives rotate-keys exactly the rights that its code uses, and none in IAM', () => {
    expect(statementsOf('RotateKeysRole')).toEqual([
      {
        Sid: 'WriteLog',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: logGroup('rotate-keys'),
      },
      {
        Sid: 'ReadDefinitions',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:Query'],
        Resource: table('Definitions'),
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['account', 'issuer'] } },
      },
      {
        Sid: 'RecordSteps',
        Effect: 'Allow',
        Action: 'dynamodb:PutItem',
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['audit#*'] } },
      },
      {
        Sid: 'RotateAccountKeys',
        Effect: 'Allow',
        Action: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        Resource: ACCOUNT_KEYS,
      },
      ENCRYPT_ACCOUNT_KEYS,
    ]);
  });

  it('lets the keys of accounts be rotated by a schedule where it says when, and stops there', () => {
    const { Condition, Properties } = resources.RotateKeysSchedule;
    expect([Condition, Properties.ScheduleExpression]).toEqual(['HasRotateKeysDays', 'rate(1 hour)']);
    expect(Properties.Target).toMatchObject({
      Arn: { Ref: 'RotateDashkeysLambdaAlias' },
      Input: '{"schedule":"rotate-keys"}',
      RetryPolicy: { MaximumRetryAttempts: 0 },
    });
    const { PORTUNUS_ROTATE_KEYS_DAYS } = resources.RotateDashkeysLambdaFunction.Properties.Environment.Variables;
    expect(PORTUNUS_ROTATE_KEYS_DAYS).toEqual({ Ref: 'RotateKeysDays' });
  });

  it('gives verify the rights of issue to assume roles, and no right to read a role unless it is opted into', () => {
    const ofIssue = statementsOf('IssueRole').filter(
      ({ Sid }) => !/^(?:WriteLog|WriteAudit|UseTokens|Count)/.test(Sid),
    );
    const activity = { Effect: 'Allow', Resource: table('Activity') };
    const onlyKeys = (pattern: string) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] } });
    const [writesLog, ...others] = statementsOf('VerifyRole');
    expect(writesLog?.Resource).toEqual(logGroup('verify'));
    expect(others.toSorted(bySid)).toEqual(
      [
        ...ofIssue,
        {
          ...activity,
          Sid: 'KeepState',
          Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
          Condition: onlyKeys('verify#*'),
        },
        { ...activity, Sid: 'WriteAudit', Action: 'dynamodb:PutItem', Condition: onlyKeys('audit#*') },
      ].toSorted(bySid),
    );
    const { Condition, Properties } = resources.VerifyReadsRolesPolicy;
    expect([Condition, Properties.Roles]).toEqual(['VerifyReadsRolesIsTrue', [{ Ref: 'VerifyRole' }]]);
    const [reads, ...more] = Properties.PolicyDocument.Statement;
    expect([reads.Action, reads.Resource, more]).toEqual([
      'iam:GetRole',
      { 'Fn::Split': [',', { Ref: 'ConnectorRoles' }] },
      [],
    ]);
  });

  it('lets issue ask for logins as itself only where the deployment allows provided', () => {
    expect(template.Conditions.AllowProvidedIsTrue).toEqual({ 'Fn::Equals': [{ Ref: 'AllowProvided' }, 'true'] });
    const { Condition, Properties } = resources.IssueProvidedPolicy;
    expect(Condition).toBe('AllowProvidedIsTrue');
    expect(Properties.Roles).toEqual([{ Ref: 'IssueRole' }]);
    expect(Properties.PolicyDocument.Statement).toEqual([
      { Sid: 'LogInAsItself', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    ]);
  });

  it('gives the console sessions, issuers and the secrets of its clients, and no connector', () => {
    expect(statementsOf('ConsoleRole')).toEqual([
      {
        Sid: 'WriteLog',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: logGroup('console'),
      },
      {
        Sid: 'ReadIssuers',
        Effect: 'Allow',
        Action: 'dynamodb:Query',
        Resource: table('Definitions'),
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['issuer'] } },
      },
      {
        Sid: 'KeepSessions',
        Effect: 'Allow',
        Action: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['session#*'] } },
      },
      {
        Sid: 'RecordSignIns',
        Effect: 'Allow',
        Action: 'dynamodb:PutItem',
        Resource: table('Activity'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['audit#*'] } },
      },
      {
        Sid: 'ReadClientSecrets',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:*:*:secret:portunus/prod/sign-in/*` },
      },
    ]);
    const { Condition, Properties } = resources.ConsoleKeyAccess;
    expect(Condition).toBe('HasConsoleKey');
    expect(Properties.PolicyDocument.Statement).toEqual([
      {
        Sid: 'EncryptSessions',
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:Encrypt'],
        Resource: { Ref: 'ConsoleKey' },
        Condition: {
          StringEquals: {
            'kms:EncryptionContext:application': 'portunus',
            'kms:EncryptionContext:stage': 'prod',
          },
          Null: { 'kms:EncryptionContext:session': 'false' },
        },
      },
    ]);
  });

  it('names the address of the console, and none where clients need a certificate', () => {
    const { Variables } = resources.ConsoleLambdaFunction.Properties.Environment;
    expect(Variables.PORTUNUS_CONSOLE_KEY).toEqual({ Ref: 'ConsoleKey' });
    expect(Variables.PORTUNUS_CONSOLE_URL['Fn::If'].slice(0, 2)).toEqual(['HasTruststoreUri', '']);
    expect(Variables.PORTUNUS_CONSOLE_URL['Fn::If'][2]['Fn::If'][1]).toEqual({ 'Fn::Sub': `https://\${DomainName}` });
  });

  it('has no other role, and none with a managed policy', () => {
    const roles = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
    expect(roles.map(([name, { Properties }]) => [name, Properties.RoleName, Properties.Path]).sort()).toEqual([
      // No path: the pattern /portunus/ of connectors' roles does not cover them.
      ['AdminRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-admin` }, undefined],
      ['ArchiveRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-archive` }, undefined],
      ['ConsoleRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-console` }, undefined],
      ['DeploymentRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-deployment` }, undefined],
      ['DigestRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-digest` }, undefined],
      ['DigestScheduleRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-digest-schedule` }, undefined],
      ['IssueRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-issue` }, undefined],
      ['ProbeRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-probe` }, undefined],
      ['ProbeScheduleRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-probe-schedule` }, undefined],
      ['ReadRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-read` }, undefined],
      ['RefreshDeliverRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-refresh-deliver` }, undefined],
      ['RefreshDispatchRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-refresh-dispatch` }, undefined],
      ['RefreshScheduleRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-refresh-schedule` }, undefined],
      ['RotateKeysRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-rotate-keys` }, undefined],
      ['RotateKeysScheduleRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-rotate-keys-schedule` }, undefined],
      ['StatusRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-status` }, undefined],
      ['VerifyRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-verify` }, undefined],
      ['VerifyScheduleRole', { 'Fn::Sub': `portunus-prod-\${AWS::Region}-verify-schedule` }, undefined],
    ]);
    for (const [, { Properties }] of roles) expect(Properties.ManagedPolicyArns).toBeUndefined();
  });

  it.each([
    'AdminRole',
    'ConsoleRole',
    'IssueRole',
    'ReadRole',
    'RefreshDeliverRole',
    'RefreshDispatchRole',
    'RotateKeysRole',
    'StatusRole',
    'VerifyRole',
  ])('lets Lambda alone be %s', (name) => {
    expect(resources[name].Properties.AssumeRolePolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]);
  });

  it.each(['AdminLambdaFunction', 'IssueLambdaFunction', 'ReadLambdaFunction', 'StatusLambdaFunction'])(
    'gives %s its whole environment',
    (name) => {
      expect(resources[name].Properties.Environment.Variables).toEqual({
        ...ENVIRONMENT,
        PORTUNUS_GATEWAY_SECRET: expect.objectContaining({}),
        ...(name === 'AdminLambdaFunction' && {
          PORTUNUS_DESTINATIONS: DESTINATIONS,
          PORTUNUS_LOCKED_ISSUERS: { Ref: 'LockedIssuers' },
          PORTUNUS_APPROVALS: { Ref: 'Approvals' },
        }),
        ...(name === 'ReadLambdaFunction' && { PORTUNUS_ACCOUNT_ID: { Ref: 'AWS::AccountId' } }),
      });
    },
  );

  it.each([
    ['issue', 'Issue'],
    ['read', 'Read'],
    ['admin', 'Admin'],
    ['status', 'Status'],
  ])('makes %s a function of its own role, on the Node.js that the project names', (name, logicalName) => {
    expect(resources[`${logicalName}LambdaFunction`].Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: `dist/${name}/handler.handler`,
      Role: { 'Fn::GetAtt': [`${logicalName}Role`, 'Arn'] },
      Tags: [
        { Key: 'application', Value: 'portunus' },
        { Key: 'stage', Value: 'prod' },
      ],
    });
  });
});

describe.each([
  ['issue', 'issue/no-authorization', 401, 'token_missing'],
  ['read', 'read/no-authorization', 401, 'token_missing'],
  ['status', 'status/ok', 200, undefined],
  // Without a table there is nobody whom a token could name.
  ['admin', 'read/no-authorization', 400, 'invalid_request'],
])('the zip of %s', (name, event, status, code) => {
  it('holds its own build, no source map and nothing else', () => {
    const files = Object.keys(unzipSync(readFileSync(join(folder, `${name}.zip`))));
    expect(files).toContain(`dist/${name}/handler.js`);
    expect(files.filter((file) => !file.startsWith(`dist/${name}/`) || file.endsWith('.map'))).toEqual([]);
  });

  it('loads alone, in an empty folder, and answers', async () => {
    const target = unzipFunction(folder, name);
    const script = `
      const { handler } = await import('./dist/${name}/handler.js');
      const event = JSON.parse(process.argv[1]);
      const answer = await handler(event, { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 15000 });
      process.stderr.write(JSON.stringify({ arity: handler.length, ...answer }));`;
    const { stderr } = await run(
      process.execPath,
      ['--input-type=module', '-e', script, readFileSync(`events/${event}.json`, 'utf8')],
      {
        cwd: target,
        env: {
          AWS_REGION: 'eu-west-1',
          PORTUNUS_DEFINITIONS_TABLE: 'definitions',
          PORTUNUS_ACTIVITY_TABLE: 'activity',
        },
      },
    );
    const answer = JSON.parse(stderr);
    expect(answer.statusCode).toBe(status);
    expect(JSON.parse(answer.body).code).toBe(code);
    // nodejs24.x refuses a handler of three parameters: it would be a callback handler.
    expect(answer.arity).toBeLessThan(3);
  });

  it('fails at start, naming every variable, where the environment is wrong', async () => {
    const script = `await import('./dist/${name}/handler.js')`;
    const failed = await run(process.execPath, ['--input-type=module', '-e', script], {
      env: { PORTUNUS_ALLOW_PRIVATE_ISSUERS: 'yes', PORTUNUS_ALLOW_PROVIDED: '1', AWS_REGION: 'fips-us-east-1' },
    }).catch((error: Error) => error);
    expect(String(failed)).toContain(
      'Bad environment: PORTUNUS_DEFINITIONS_TABLE is required; PORTUNUS_ACTIVITY_TABLE is required; ' +
        "PORTUNUS_ALLOW_PRIVATE_ISSUERS must be 'true' or 'false'; PORTUNUS_ALLOW_PROVIDED must be 'true' or 'false'; " +
        "AWS_REGION must have a region's form, such as eu-west-1",
    );
  });
});
