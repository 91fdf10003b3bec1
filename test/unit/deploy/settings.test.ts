import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findFaults, readValues, SETTING_GROUPS, SETTINGS } from '../../../deploy/service/settings/settings.ts';

const BUCKET_OF_TRUST = 's3://example-truststores/agents.pem';
const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';

function faultsOf(environment: Readonly<Record<string, string>>) {
  return findFaults(readValues(environment));
}

describe('the settings of a deployment', () => {
  it('are good as they are by default', () => {
    expect(faultsOf({})).toEqual([]);
    const defaults = Object.fromEntries(SETTINGS.map((setting) => [setting.parameter, setting.default]));
    expect(findFaults(defaults)).toEqual([]);
  });

  it('take an empty variable as one that is not set, as a shell does', () => {
    expect(readValues({ PORTUNUS_THROTTLE_RATE: '', PORTUNUS_ALARM_TOPIC: '' })).toEqual({});
  });

  it.each([
    ['PORTUNUS_CONNECTOR_ROLES', 'arn:aws:iam::123456789012:role/portunus/*, arn:aws:iam::*:role/ecr-?'],
    ['PORTUNUS_CONNECTOR_ORG_ID', 'o-a1b2c3d4e5'],
    ['PORTUNUS_ADMIN_ROLES', 'arn:aws-cn:iam::123456789012:role/path/admin,arn:aws:iam::123456789012:role/b'],
    ['PORTUNUS_LOG_RETENTION_DAYS', '3653'],
    ['PORTUNUS_ISSUE_CONCURRENCY', '0'],
    ['PORTUNUS_DEFINITIONS_TABLE', 'restored-2026-11-27'],
    ['PORTUNUS_LOCKED_ISSUERS', '*'],
    ['PORTUNUS_LOCKED_ISSUERS', 'corp, github'],
    [
      'PORTUNUS_DESTINATIONS',
      'arn:aws:secretsmanager:*:123456789012:secret:portunus/prod/logins/*,arn:*:ssm:eu-west-1:*:parameter/portunus/a',
    ],
    ['PORTUNUS_TRAFFIC_SHIFT', 'Linear10PercentEvery1Minute'],
    ['PORTUNUS_TRAFFIC_SHIFT', 'Linear10PercentEvery10Minutes'],
    ['PORTUNUS_ALARM_TOPIC', 'arn:aws-us-gov:sns:us-gov-west-1:123456789012:alarms'],
    ['PORTUNUS_PERMISSIONS_BOUNDARY', 'arn:aws:iam::123456789012:policy/boundaries/services'],
  ])('take %s=%s', (variable, value) => {
    expect(faultsOf({ [variable]: value })).toEqual([]);
  });

  it.each([
    // Packaged as one resource with a comma in it, of which IAM makes nothing.
    ['PORTUNUS_CONNECTOR_ROLES', 'arn:aws:iam::123456789012:role/a;arn:aws:iam::123456789012:role/b'],
    ['PORTUNUS_CONNECTOR_ROLES', '*'],
    ['PORTUNUS_CONNECTOR_ROLES', 'arn:aws:iam::123456789012:user/*'],
    ['PORTUNUS_CONNECTOR_ORG_ID', 'o-a1b2c3d4e'],
    ['PORTUNUS_ADMIN_ROLES', 'arn:aws:iam::123456789012:role/admin*'],
    ['PORTUNUS_LOCKED_ISSUERS', 'corp,*'],
    ['PORTUNUS_LOCKED_ISSUERS', 'corp*'],
    ['PORTUNUS_DESTINATIONS', '*'],
    ['PORTUNUS_DESTINATIONS', '123456789012'],
    // Without its suffix, the name matches no secret.
    ['PORTUNUS_DESTINATIONS', 'arn:aws:secretsmanager:*:123456789012:secret:portunus/prod/logins/a'],
    ['PORTUNUS_DESTINATIONS', 'arn:aws:secretsmanager:*:123456789012:secret:other/*'],
    ['PORTUNUS_LOG_RETENTION_DAYS', '91'],
    ['PORTUNUS_ISSUE_CONCURRENCY', '-1'],
    ['PORTUNUS_THROTTLE_RATE', '0'],
    ['PORTUNUS_DEFINITIONS_TABLE', 'a/b'],
    ['PORTUNUS_DATA_KEY_ARN', 'alias/portunus'],
    ['PORTUNUS_AUDIT_RETENTION_DAYS', '10000'],
    ['PORTUNUS_ALLOW_PROVIDED', 'yes'],
    ['PORTUNUS_TRAFFIC_SHIFT', 'Canary10Percent7Minutes'],
    // CodeDeploy has no such shifts, and says so only in the middle of the deployment.
    ['PORTUNUS_TRAFFIC_SHIFT', 'Linear10PercentEvery1Minutes'],
    ['PORTUNUS_TRAFFIC_SHIFT', 'Linear10PercentEvery2Minute'],
    ['PORTUNUS_HOSTED_ZONE_ID', 'example.com'],
  ])('refuse %s=%s, and name the variable', (variable, value) => {
    expect(faultsOf({ [variable]: value })[0]).toContain(`${variable} must be `);
  });

  it('take a list as long as it fits beside another one into the 4 KB of a function, and none that is longer', () => {
    const role = 'arn:aws:iam::123456789012:role/a';
    const ofLength = (length: number) => `${role},`.repeat(40).concat(role).padEnd(length, 'a');
    expect(ofLength(1_400)).toHaveLength(1_400);
    expect(faultsOf({ PORTUNUS_ADMIN_ROLES: ofLength(1_400) })).toEqual([]);
    expect(faultsOf({ PORTUNUS_ADMIN_ROLES: ofLength(1_401) })[0]).toContain('at most 1400 characters');
  });

  it('take lists that fit together into the 4 KB of a function, and none that do not', () => {
    const role = 'arn:aws:iam::123456789012:role/a';
    const [destination, end] = ['arn:aws:ssm:*:*:parameter/portunus/a,', 'arn:aws:ssm:*:*:parameter/portunus/'];
    const roles = (length: number) => `${role},`.repeat(20).concat(role).padEnd(length, 'a');
    const environment = { PORTUNUS_ADMIN_ROLES: roles(900), PORTUNUS_CONNECTOR_ROLES: roles(1_200) };
    const ofLength = (length: number) => destination.repeat(12).concat(end).padEnd(length, 'a');
    expect(faultsOf({ ...environment, PORTUNUS_DESTINATIONS: ofLength(700) })).toEqual([]);
    expect(faultsOf({ ...environment, PORTUNUS_DESTINATIONS: ofLength(701) })[0]).toContain('2800 characters together');
  });

  it.each([
    [{ PORTUNUS_SUBNET_IDS: 'subnet-0a1b2c3d' }, 'PORTUNUS_SUBNET_IDS needs PORTUNUS_SECURITY_GROUP_IDS'],
    [{ PORTUNUS_ALLOW_PRIVATE_ISSUERS: 'true' }, 'PORTUNUS_ALLOW_PRIVATE_ISSUERS needs PORTUNUS_SUBNET_IDS'],
    [{ PORTUNUS_DOMAIN_NAME: 'portunus.example.com' }, 'PORTUNUS_DOMAIN_NAME needs PORTUNUS_CERTIFICATE_ARN'],
    [{ PORTUNUS_TRUSTSTORE_URI: BUCKET_OF_TRUST }, 'PORTUNUS_TRUSTSTORE_URI needs PORTUNUS_DOMAIN_NAME'],
    [{ PORTUNUS_DISABLE_DEFAULT_ENDPOINT: 'true' }, 'PORTUNUS_DISABLE_DEFAULT_ENDPOINT needs PORTUNUS_DOMAIN_NAME'],
  ])('refuse one that would have no effect, or fail late: %j', (environment, fault) => {
    expect(faultsOf(environment)).toEqual([fault]);
  });

  it('take one with what it needs', () => {
    const environment = { PORTUNUS_DOMAIN_NAME: 'portunus.example.com', PORTUNUS_CERTIFICATE_ARN: CERTIFICATE };
    expect(faultsOf({ ...environment, PORTUNUS_TRUSTSTORE_URI: BUCKET_OF_TRUST })).toEqual([]);
  });

  it('are all on their page, with their defaults', () => {
    const page = readFileSync('docs/settings.md', 'utf8');
    for (const { title, settings } of SETTING_GROUPS) {
      expect(page).toContain(`\n## ${title}\n`);
      for (const { parameter, variable, description, default: byDefault } of settings) {
        const shown = byDefault === '' ? 'none' : `\`${byDefault}\``;
        expect(page).toContain(`\n| \`${variable}\` | \`${parameter}\` | ${description} | ${shown} |\n`);
      }
    }
  });

  it('have names of their own', () => {
    const names = SETTINGS.flatMap(({ parameter, variable }) => [parameter, variable]);
    expect(new Set(names).size).toBe(names.length);
  });
});
