// The AWS CDK synthesises the construct of a release, and cdk-nag judges what it gives.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTemplate, releaseFolder } from '../../support/release.ts';
import { ANSWERS, type Answer } from './nag-answers.ts';

const run = promisify(execFile);

interface Finding {
  readonly rule: string;
  readonly resource: string;
  readonly detail: string;
}

interface Checked {
  // biome-ignore lint/suspicious/noExplicitAny: templates, which each test reads as it expects them.
  readonly templates: Readonly<Record<string, any>>;
  readonly findings: readonly Finding[];
}

const skip = !existsSync('deploy/cdk/node_modules/aws-cdk-lib');
const note = skip ? ' [left out: the AWS CDK is installed by npm ci --prefix deploy/cdk]' : '';

async function check(props: object): Promise<Checked> {
  const args = ['deploy/cdk/check.ts', await releaseFolder(), JSON.stringify(props)];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
}

function isAnswered({ rule, resource, detail }: Finding, answer: Answer): boolean {
  return answer.rule === rule && answer.resources.test(resource) && (answer.detail?.test(detail) ?? true);
}

describe.skipIf(skip)(`the construct for the AWS CDK${note}`, () => {
  let checked: Checked;
  beforeAll(async () => {
    checked = await check({
      stage: 'prod',
      service: { AdminRoles: ['arn:aws:iam::111122223333:role/a'], Tracing: false },
    });
  });

  it('gives the two stacks, with every resource of the templates', async () => {
    const folder = await releaseFolder();
    const { 'portunus-prod': service, 'portunus-prod-data': data } = checked.templates;
    const names = ({ Resources }: { Resources: object }) => Object.keys(Resources).toSorted();
    expect(names(service)).toEqual(names(readTemplate(folder, 'template')));
    expect(names(data)).toEqual(names(readTemplate(folder, 'data.template')));
  });

  it('leaves no parameter of ours, for a later deployment would keep its old value', () => {
    const { 'portunus-prod': service } = checked.templates;
    expect(Object.keys(service.Parameters ?? {})).toEqual(['BootstrapVersion']);
    expect(service.Resources.IssueLambdaFunction.Properties.Environment.Variables).toMatchObject({
      PORTUNUS_ADMIN_ROLES: 'arn:aws:iam::111122223333:role/a',
      PORTUNUS_STAGE: 'prod',
    });
  });

  it('makes assets of the zips', () => {
    const { Code } = checked.templates['portunus-prod'].Resources.IssueLambdaFunction.Properties;
    expect(Code.S3Key).toMatch(/^[0-9a-f]{64}\.zip$/);
  });

  it('refuses a value that the template would refuse', async () => {
    const refused = (props: object) => check({ stage: 'prod', ...props }).then(() => '', String);
    expect(await refused({ service: { ThrottleRate: 0 } })).toContain('ThrottleRate must be a whole number');
    expect(await refused({ service: { DomainName: 'a.example.com' } })).toContain('DomainName needs CertificateArn');
    expect(await refused({ data: { Keys: true } })).toContain('has no parameter Keys');
  });
});

describe.skipIf(skip)(`cdk-nag, AwsSolutions and Serverless${note}`, () => {
  let findings: readonly Finding[];
  beforeAll(async () => {
    ({ findings } = await check({ stage: 'prod' }));
  });

  it('finds nothing without an answer', () => {
    expect(findings.filter((finding) => !ANSWERS.some((answer) => isAnswered(finding, answer)))).toEqual([]);
  });

  it('finds something for each answer', () => {
    expect(ANSWERS.filter((answer) => !findings.some((finding) => isAnswered(finding, answer)))).toEqual([]);
  });
});

it('the answers to cdk-nag are on the page about deploying', () => {
  const [, table = ''] = readFileSync('docs/deploying.md', 'utf8').split('### Answers to cdk-nag\n');
  const rows = [...table.matchAll(/^\| `(\w+-\w+)` \| (.*) \|$/gm)].map(([, rule, because]) => [rule, because]);
  expect(rows).toEqual(ANSWERS.map(({ rule, because }) => [rule, because]));
});
