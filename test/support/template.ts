// The template that would be deployed, as all tests of a file read it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { packageInto } from './package.ts';

// biome-ignore lint/suspicious/noExplicitAny: parts of a CloudFormation template, which each test reads as it expects them.
type Parts = Record<string, any>;

interface Template {
  /** Where the zips are. */
  readonly folder: string;
  readonly resources: Parts;
  readonly conditions: Parts;
  readonly parameters: Parts;
}

/** Only inside of tests is there anything in it. */
export function useTemplate(): Template {
  const folder = mkdtempSync(join(tmpdir(), 'portunus-template-'));
  const template: Template = { folder, resources: {}, conditions: {}, parameters: {} };
  beforeAll(async () => {
    await packageInto(folder);
    const file = join(folder, 'cloudformation-template-update-stack.json');
    const { Resources, Conditions, Parameters } = JSON.parse(readFileSync(file, 'utf8'));
    Object.assign(template.resources, Resources);
    Object.assign(template.conditions, Conditions);
    Object.assign(template.parameters, Parameters);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return template;
}

export function arnOf(logicalId: string) {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
}
export function sub(text: string) {
  return { 'Fn::Sub': text };
}

/** The ARN of a table of the other stack, by the name that a parameter may change. */
export function table(name: 'Definitions' | 'Activity', rest = '') {
  const arn = `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/\${Name}${rest}`;
  return { 'Fn::Sub': [arn, { Name: tableName(name) }] };
}

function tableName(name: 'Definitions' | 'Activity') {
  const parameter = `${name}Table`;
  return { 'Fn::If': [`Has${parameter}`, { Ref: parameter }, `portunus-prod-${name.toLowerCase()}`] };
}

/** What every function gets, from the template's parameters. */
export const ENVIRONMENT = {
  PORTUNUS_STAGE: 'prod',
  PORTUNUS_DEFINITIONS_TABLE: tableName('Definitions'),
  PORTUNUS_ACTIVITY_TABLE: tableName('Activity'),
  PORTUNUS_ADMIN_ROLES: { Ref: 'AdminRoles' },
  PORTUNUS_ADMINS_MAY_ISSUE: { Ref: 'AdminsMayIssue' },
  PORTUNUS_ALLOW_PRIVATE_ISSUERS: { Ref: 'AllowPrivateIssuers' },
  PORTUNUS_ALLOW_PROVIDED: { Ref: 'AllowProvided' },
  PORTUNUS_CONNECTOR_ROLES: { Ref: 'ConnectorRoles' },
  PORTUNUS_AUDIT_RETENTION_DAYS: { Ref: 'AuditRetentionDays' },
  PORTUNUS_METRICS_PER_JOB: { Ref: 'MetricsPerJob' },
  AWS_USE_FIPS_ENDPOINT: { Ref: 'UseFipsEndpoint' },
  AWS_USE_DUALSTACK_ENDPOINT: { Ref: 'UseDualstackEndpoint' },
};

const BELOW = (type: string) => `\${AWS::AccountId}:${type}portunus/prod/logins/*`;
/** Where jobs may deliver: what the deployment names, or all of the stage in its own account. */
export const DESTINATIONS = {
  'Fn::If': [
    'HasDestinations',
    { Ref: 'Destinations' },
    sub(
      `arn:\${AWS::Partition}:secretsmanager:*:${BELOW('secret:')},arn:\${AWS::Partition}:ssm:*:${BELOW('parameter/')}`,
    ),
  ],
};

/** A role's own policies, without those that every role of a function has under a condition. */
export function ownPolicies({ Properties }: Parts): Parts[] {
  return Properties.Policies.filter((policy: Parts) => policy.PolicyDocument !== undefined);
}

/** That connectors' roles are of one organization, if the deployment names one. */
export const IN_THE_ORGANIZATION = {
  'Fn::If': [
    'HasConnectorOrgId',
    { StringEquals: { 'aws:ResourceOrgID': { Ref: 'ConnectorOrgId' } } },
    { Ref: 'AWS::NoValue' },
  ],
};
/** Whatever the deployment lets connectors name. */
export const NEVER_OWN_ROLES = {
  Sid: 'NeverOwnRoles',
  Effect: 'Deny',
  Action: 'sts:AssumeRole',
  Resource: sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/portunus-*`),
};
