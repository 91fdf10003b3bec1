import { describe, expect, it } from 'vitest';
import { judgeRights, neededRights, simulatedPrincipal } from '../../../../cli/preflight/rights.ts';

const VARIABLES = { 'AWS::AccountId': '111122223333', Stage: 'prod' };

describe('who deploys', () => {
  it('is simulated by itself if it is a user or a role, and by its role if it is a session', () => {
    const user = 'arn:aws:iam::111122223333:user/ci';
    expect(simulatedPrincipal(user)).toEqual({ arn: user });
    expect(simulatedPrincipal('arn:aws:sts::111122223333:assumed-role/deploy/ci-7')).toEqual({ roleName: 'deploy' });
  });

  it.each(['arn:aws:iam::111122223333:root', 'arn:aws:sts::111122223333:federated-user/ci', ''])(
    'cannot be simulated as %s',
    (arn) => {
      expect(simulatedPrincipal(arn)).toEqual({});
    },
  );
});

describe('what is simulated', () => {
  it('has a name that the pattern matches, in the account itself', () => {
    const statement = {
      Action: ['lambda:GetFunction'],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as CloudFormation writes it.
      Resource: [{ 'Fn::Sub': 'arn:aws:lambda:eu-west-1:${AWS::AccountId}:function:portunus-${Stage}-*' }],
    };
    const layer = { Action: ['lambda:GetLayerVersion'], Resource: ['arn:aws:lambda:eu-west-1:*:layer:*'] };
    expect(neededRights([statement, layer], VARIABLES)).toEqual([
      {
        actions: ['lambda:GetFunction'],
        resources: ['arn:aws:lambda:eu-west-1:111122223333:function:portunus-prod-example'],
        context: {},
      },
      {
        actions: ['lambda:GetLayerVersion'],
        resources: ['arn:aws:lambda:eu-west-1:111122223333:layer:example'],
        context: {},
      },
    ]);
  });

  it('meets the conditions of its statement', () => {
    const statement = {
      Action: ['kms:CreateKey'],
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:RequestTag/application': 'portunus', 'aws:RequestTag/stage': { Ref: 'Stage' } },
      },
    };
    expect(neededRights([statement], VARIABLES)[0]?.context).toEqual({
      'aws:RequestTag/application': ['portunus'],
      'aws:RequestTag/stage': ['prod'],
    });
  });

  it('has the permissions boundary where the deployment has one', () => {
    const boundary = 'arn:aws:iam::111122223333:policy/boundary';
    const Condition = {
      'Fn::If': [
        'HasBoundary',
        { StringEquals: { 'iam:PermissionsBoundary': { Ref: 'PermissionsBoundary' } } },
        { Ref: 'AWS::NoValue' },
      ],
    };
    const statement = { Action: ['iam:CreateRole'], Resource: '*', Condition };
    expect(neededRights([statement], VARIABLES)[0]?.context).toEqual({});
    expect(neededRights([statement], { ...VARIABLES, PermissionsBoundary: boundary })[0]?.context).toEqual({
      'iam:PermissionsBoundary': [boundary],
    });
  });

  it('leaves out actions with a wildcard, which IAM does not simulate', () => {
    expect(neededRights([{ Action: ['s3:GetBucket*', 's3:CreateBucket'], Resource: '*' }], VARIABLES)).toMatchObject([
      { actions: ['s3:CreateBucket'] },
    ]);
  });
});

describe('the rights', () => {
  const role = 'arn:aws:iam::111122223333:role/deploy';
  const one = { resource: '*', isDeniedByOrganization: false, isDeniedByBoundary: false };

  it('are enough if everything is allowed', () => {
    expect(judgeRights(role, [{ ...one, action: 'iam:CreateRole', decision: 'allowed' }])).toEqual([
      { status: 'ok', detail: `${role} may do the 1 actions that were tried` },
    ]);
  });

  it('that lack say which of the four kinds of policy is the reason', () => {
    const denied = [
      { ...one, action: 'iam:PassRole', decision: 'implicitDeny' },
      { ...one, action: 'iam:CreateRole', decision: 'implicitDeny' },
      { ...one, action: 'kms:CreateKey', decision: 'explicitDeny' },
      { ...one, action: 'sqs:CreateQueue', decision: 'explicitDeny', isDeniedByOrganization: true },
      { ...one, action: 'lambda:CreateFunction', decision: 'implicitDeny', isDeniedByBoundary: true },
    ];
    expect(judgeRights(role, denied).map(({ detail }) => detail)).toEqual([
      `${role} may not deploy: an organization policy (SCP) denies sqs:CreateQueue`,
      `${role} may not deploy: its permissions boundary does not allow lambda:CreateFunction`,
      `${role} may not deploy: a policy explicitly denies kms:CreateKey`,
      `${role} may not deploy: no policy allows iam:CreateRole, iam:PassRole`,
    ]);
  });
});
