// The built command, against recorded answers of AWS.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../../cli/preflight/finding.ts';
import { runHosted } from '../../support/portunus-host.ts';
import {
  ACCOUNT,
  EMPTY_ACCOUNT,
  IDENTITY,
  SETTINGS,
  simulated,
  stackIn,
  TOPIC,
} from '../../support/recorded-account.ts';
import { type RecordedAws, startRecordedAws, xml } from '../../support/recorded-aws.ts';

let aws: RecordedAws;

beforeAll(async () => {
  aws = await startRecordedAws();
});
beforeEach(() => {
  aws.asked.length = 0;
});
afterAll(() => aws.stop());

async function preflight(environment: Readonly<Record<string, string>> = {}, ...options: readonly string[]) {
  const args = ['preflight', '--stage', 'prod', '-o', 'json', ...options];
  const { code, out, err } = await runHosted(args, { ...aws.environment, ...environment });
  const report: { account?: string; counts: Record<string, number>; findings: Finding[] } = JSON.parse(out || '{}');
  return { code, err, ...report };
}

function detailsOf(findings: readonly Finding[], check: string): string[] {
  return findings.filter((finding) => finding.check === check).map(({ detail }) => detail);
}

describe('portunus preflight', () => {
  it('finds what the settings name, writes nothing, and ends with 0', async () => {
    aws.answer(EMPTY_ACCOUNT);
    const { code, account, findings } = await preflight(SETTINGS);
    expect(findings.filter(({ status }) => status === 'unknown' || status === 'would-fail')).toEqual([]);
    expect(account).toBe(ACCOUNT);
    const checks = new Set(findings.map(({ check }) => check));
    for (const name of ['alarm-topic', 'certificate', 'data-key', 'logs-key', 'network', 'permissions-boundary']) {
      expect(checks).toContain(name);
    }
    const writes = aws.asked.filter((operation) => !/:(?:Get|List|Describe|Simulate|GET |HEAD )/.test(operation));
    expect(aws.asked.length).toBeGreaterThan(20);
    expect(writes).toEqual([]);
    expect(code).toBe(0);
  });

  it('says of each check which right it lacks, and stops for none of them', async () => {
    aws.answer(IDENTITY);
    const { code, findings } = await preflight(SETTINGS);
    const unknown = findings.filter(({ status }) => status === 'unknown');
    expect(unknown.length).toBeGreaterThan(15);
    expect(unknown.filter(({ detail }) => !/^you may not do \w+:\w+/.test(detail))).toEqual([]);
    expect(code).toBe(0);
    expect((await preflight(SETTINGS, '--strict')).code).toBe(1);
  });

  it('ends with 1 at a stack that can only be deleted', async () => {
    aws.answer({ ...EMPTY_ACCOUNT, 'cloudformation:DescribeStacks': stackIn('ROLLBACK_COMPLETE') });
    const { code, findings } = await preflight();
    expect(code).toBe(1);
    expect(detailsOf(findings, 'stack')).toEqual([
      'portunus-prod is ROLLBACK_COMPLETE: CloudFormation can only delete it',
    ]);
  });

  it('tells what a stack owns from what is left', async () => {
    const member = (id: string, status: string) =>
      `<member><ResourceType>AWS::Logs::LogGroup</ResourceType><PhysicalResourceId>${id}</PhysicalResourceId>` +
      `<ResourceStatus>${status}</ResourceStatus></member>`;
    const owned =
      member('/aws/lambda/portunus-prod-issue', 'CREATE_COMPLETE') +
      member('/aws/lambda/portunus-prod-old', 'DELETE_SKIPPED');
    aws.answer({
      ...EMPTY_ACCOUNT,
      'logs:DescribeLogGroups': {
        logGroups: [
          { logGroupName: '/aws/lambda/portunus-prod-issue' },
          { logGroupName: '/aws/lambda/portunus-prod-old' },
        ],
      },
      'cloudformation:ListStackResources': xml(
        'ListStackResources',
        `<StackResourceSummaries>${owned}</StackResourceSummaries>`,
      ),
    });
    const { findings } = await preflight();
    expect(detailsOf(findings, 'leftover-log-groups')).toEqual([
      'the log group /aws/lambda/portunus-prod-old exists, and belongs to neither stack',
    ]);
  });

  it('finds a domain name that another API has', async () => {
    aws.answer({ ...EMPTY_ACCOUNT, 'cloudcontrolapi:GetResource': { ResourceDescription: { Properties: '{}' } } });
    const { findings } = await preflight(SETTINGS);
    expect(detailsOf(findings, 'leftover-others')).toContain(
      'the domain name of API Gateway portunus.example.com exists, and belongs to neither stack',
    );
  });

  it('tells of tables that outlived their stack', async () => {
    aws.answer(EMPTY_ACCOUNT);
    const { findings } = await preflight();
    expect(detailsOf(findings, 'kept-data')).toEqual([
      'the table portunus-prod-definitions exists, and does not belong to portunus-prod-data, which cannot be created' +
        ' as long as it does',
      'the table portunus-prod-activity exists, and does not belong to portunus-prod-data, which cannot be created' +
        ' as long as it does',
    ]);
  });

  it('says which right of a deployment is missing', async () => {
    aws.answer({ ...EMPTY_ACCOUNT, 'iam:SimulatePrincipalPolicy': simulated('iam:CreateRole') });
    const { code, findings } = await preflight();
    expect(code).toBe(1);
    expect(detailsOf(findings, 'rights')).toEqual([
      `arn:aws:iam::${ACCOUNT}:role/ci/deploy may not deploy: no policy allows iam:CreateRole`,
    ]);
  });

  it('does not ask AWS for what is in another region', async () => {
    aws.answer(EMPTY_ACCOUNT);
    const elsewhere = `arn:aws:sns:us-east-1:${ACCOUNT}:alarms`;
    const { findings } = await preflight({ PORTUNUS_ALARM_TOPIC: elsewhere });
    expect(detailsOf(findings, 'alarm-topic')).toEqual([`${elsewhere} is not in eu-west-1`]);
    expect(aws.asked).not.toContain('sns:GetTopicAttributes');
  });

  it('takes the parameters of a release from a file, and says which are no settings', async () => {
    aws.answer(IDENTITY);
    const file = join(mkdtempSync(join(tmpdir(), 'portunus-preflight-')), 'prod.json');
    writeFileSync(file, '["IssueConcurrency=many", "AlarmTopics=x", "Stage=dev", "CodeBucket=code"]');
    const { findings } = await preflight({ PORTUNUS_ALARM_TOPIC: TOPIC }, '--parameters', file);
    rmSync(dirname(file), { recursive: true });
    expect(detailsOf(findings, 'settings')).toEqual([
      "PORTUNUS_ISSUE_CONCURRENCY must be a whole number, or empty, and is 'many'",
      'the parameters are for the stage dev',
      'AlarmTopics is no setting, and aws cloudformation deploy drops it without a word: did you mean AlarmTopic?',
    ]);
    expect(detailsOf(findings, 'alarm-topic')).toEqual([]);
  });

  it('says that a deployment would refuse a variable that nothing reads', async () => {
    aws.answer(IDENTITY);
    const { findings } = await preflight({ PORTUNUS_LOCKED_ISSUER: '*' });
    expect(detailsOf(findings, 'settings')).toEqual([
      'PORTUNUS_LOCKED_ISSUER is read by nothing: did you mean PORTUNUS_LOCKED_ISSUERS?',
    ]);
  });

  it('says that nobody chose the region', async () => {
    aws.answer(IDENTITY);
    const { findings } = await preflight({ AWS_REGION: '' });
    expect(detailsOf(findings, 'region')).toEqual([
      'no region is chosen, so this is about eu-west-1, and a deployment would refuse to start',
    ]);
  });

  it('without credentials asks nothing else, and ends with 1', async () => {
    // One of its own: what the command before asked for last may still be on its way.
    const own = await startRecordedAws();
    const none = { ...own.environment, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const { code, findings } = await preflight(none);
    await own.stop();
    expect(code).toBe(1);
    expect(own.asked).toEqual([]);
    expect(detailsOf(findings, 'credentials')[0]).toMatch(/^no AWS credentials were found/);
  });

  it('refuses what is no stage with 64', async () => {
    const { code, err } = await runHosted(['preflight', '--stage', 'my-stage'], aws.environment);
    expect(code).toBe(64);
    expect(err).toContain('my-stage is not a stage');
  });
});

describe('portunus tables check', () => {
  const tables = {
    PORTUNUS_DEFINITIONS_TABLE: 'portunus-prod-definitions',
    PORTUNUS_ACTIVITY_TABLE: 'portunus-prod-activity',
  };

  it('ends with 0 if both tables are as the data stack creates them', async () => {
    aws.answer(EMPTY_ACCOUNT);
    const { code, out } = await runHosted(['tables', 'check'], { ...aws.environment, ...tables });
    expect(out.trim().split('\n')).toEqual([
      'ok              tables: portunus-prod-definitions is as defined',
      'ok              tables: portunus-prod-activity is as defined',
      '2 ok, 0 notice, 0 could not look, 0 would fail',
    ]);
    expect(code).toBe(0);
  });

  it('names what a restored table lacks and what to run, and ends with 1', async () => {
    aws.answer({
      ...EMPTY_ACCOUNT,
      'dynamodb:DescribeTimeToLive': { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } },
    });
    const { code, out } = await runHosted(['tables', 'check'], { ...aws.environment, ...tables });
    expect(code).toBe(1);
    expect(out).toContain('portunus-prod-activity deletes nothing by age, so it keeps growing');
    expect(out).toContain('Run aws dynamodb update-time-to-live --table-name portunus-prod-activity');
  });

  it('says that credentials are expired, and what to do about them', async () => {
    const expired = { __type: 'com.amazonaws.dynamodb.v20120810#ExpiredTokenException', message: 'is expired' };
    aws.answer({ ...EMPTY_ACCOUNT, 'dynamodb:DescribeTable': expired });
    const { code, out } = await runHosted(['tables', 'check'], { ...aws.environment, ...tables });
    expect(code).toBe(1);
    expect(out).toContain('could not look  tables: your AWS credentials have expired: sign in again');
    expect(out).toContain('→ Try aws sts get-caller-identity until it works, and look again');
  });

  it('says that a table does not exist', async () => {
    aws.answer({
      ...EMPTY_ACCOUNT,
      'dynamodb:DescribeTable': { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message: 'no' },
    });
    const { code, out } = await runHosted(['tables', 'check', '-o', 'json'], { ...aws.environment, ...tables });
    expect(code).toBe(1);
    expect(JSON.parse(out).findings).toMatchObject([
      { status: 'would-fail', detail: 'the table portunus-prod-definitions does not exist' },
      { status: 'would-fail', detail: 'the table portunus-prod-activity does not exist' },
    ]);
  });
});
