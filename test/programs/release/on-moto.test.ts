// docs/deploying.md, word by word: its commands deploy the files of a release to moto, and nothing else is used of the
// project. moto's CloudFormation has no API Gateway, Scheduler, CodeDeploy, alarms and queue policies, and passes over them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createDemoIssuer, type DemoIssuer } from '../../../local/demo-issuer.ts';
import { type LambdaRuntime, startLambdaRuntime } from '../../../local/lambda/runtime.ts';
import { sampleText } from '../../../local/sample-definitions.ts';
import { type StandIn, startStandIn } from '../../../local/stand-in/server.ts';
import { trustDocument } from '../../../shared/policy/iam/trust.ts';
import { createScratch, needing, type Scratch } from '../../support/programs.ts';
import { AWS_CLI_1, PYTHON, startAwsCli, startMotoServer } from '../../support/python-tools.ts';
import { releaseFolder, unpackInto, VERSION } from '../../support/release.ts';
import { sampleEvent } from '../../support/service.ts';
import { ciKeys } from '../../support/shared-keys.ts';
import { aStreamEvent } from '../../support/stream.ts';

const PAGE = readFileSync('docs/deploying.md', 'utf8');
/** moto's only account. */
const ACCOUNT = '123456789012';
const EXTERNAL_ID = 'external-id-of-the-connector-on-moto';
const EXECUTION_ROLE = {
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/portunus-prod-eu-west-1-issue/portunus-prod-issue`,
  accessKeyId: 'ASIAONMOTOONMOTO0001',
  secretAccessKey: 'secret-access-key-of-the-execution-role',
  sessionToken: 'session-token-of-the-execution-role',
  kind: 'role-session',
} as const;

/** The indented commands of a section, without those that set variables or check the download. */
function commandsOf(title: string): string[] {
  const [, section = ''] = PAGE.split(`\n## ${title}\n`);
  const blocks = section.split(/\n##+ /)[0]?.match(/(?:^ {4}.*\n?)+/gm) ?? [];
  return blocks.map((block) => block.replaceAll(/^ {4}/gm, '')).filter((text) => !/^(export|sha256sum)/.test(text));
}

const { skip, note } = needing(PYTHON, AWS_CLI_1);

describe.skipIf(skip)(`a release on moto${note}`, () => {
  const [upload = '', deployData = '', deployService = ''] = commandsOf('From a release');
  const [, deleteFailed = ''] = commandsOf('If the first deployment fails')
    .join('')
    .split(/(?=aws cloudformation delete)/);
  let scratch: Scratch;
  let moto: { url: string; stop: () => void };
  let cli: Awaited<ReturnType<typeof startAwsCli>>;
  let standIn: StandIn;
  let environment: Record<string, string>;

  const shell = (commands: string) => scratch.run('sh', ['-ec', commands], { env: environment });
  const must = (commands: string) => scratch.succeed('sh', ['-ec', commands], { env: environment });
  const ask = async (command: string) => JSON.parse((await must(`aws ${command} --output json`)).stdout || 'null');
  const functionOf = (name: string) => ask(`lambda get-function-configuration --function-name portunus-prod-${name}`);
  const names = async () => [
    ...(await ask("iam list-roles --query 'Roles[].RoleName'")),
    ...(await ask("lambda list-functions --query 'Functions[].FunctionName'")),
    ...((await ask(`sqs list-queues --endpoint-url ${moto.url} --query QueueUrls`)) ?? []),
  ];

  beforeAll(async () => {
    scratch = createScratch();
    const release = await releaseFolder();
    moto = await startMotoServer();
    standIn = await startStandIn({ principals: [EXECUTION_ROLE] });
    cli = await startAwsCli(scratch);
    scratch.script('aws', `#!/bin/sh\ncd '${release}' && exec ${cli.words} "$@"\n`);
    environment = {
      ...{ VERSION, STAGE: 'prod', BUCKET: 'deployments', AWS_ENDPOINT_URL: moto.url, AWS_MAX_ATTEMPTS: '1' },
      ...{ AWS_ACCESS_KEY_ID: EXECUTION_ROLE.accessKeyId, AWS_SECRET_ACCESS_KEY: EXECUTION_ROLE.secretAccessKey },
      AWS_SESSION_TOKEN: EXECUTION_ROLE.sessionToken,
    };
    await must('aws s3 mb s3://deployments');
    await must(upload);
    await must(deployData);
  });
  afterAll(async () => {
    cli?.stop();
    moto?.stop();
    await standIn?.stop();
    scratch?.remove();
  });

  it('can be deployed after a first deployment that failed', async () => {
    const taken = 'portunus-prod-eu-west-1-read';
    await must(`aws iam create-role --role-name ${taken} --assume-role-policy-document '{}'`);
    expect(await shell(deployService)).toMatchObject({
      status: 255,
      stderr: expect.stringContaining('already exists'),
    });
    expect(await names()).toContain('portunus-prod-eu-west-1-issue');
    await must(deleteFailed);
    expect(await names()).toEqual([taken]);
    await must(`aws iam delete-role --role-name ${taken}`);
    await must(deployService);
    expect((await functionOf('issue')).Description).toMatch(/^Issues .* \(\d{14}\)$/);
  });

  describe('issues a login', () => {
    let issuer: DemoIssuer;
    let runtime: LambdaRuntime;

    beforeAll(async () => {
      issuer = await createDemoIssuer(
        'https://ci.portunus.example',
        'https://portunus.example',
        () => new Date(),
        await ciKeys(),
      );
      const { issuers, accounts, connectors } = parse(await sampleText({ issuer, people: issuer }));
      const connector = { ...connectors[0], externalId: EXTERNAL_ID };
      const file = scratch.write(
        'definitions.json',
        JSON.stringify({ issuers: [issuers[0]], accounts, connectors: [connector] }),
      );
      unpackInto(scratch.path('cli'), join(await releaseFolder(), `portunus-cli-${VERSION}.zip`));
      const tables = {
        PORTUNUS_DEFINITIONS_TABLE: 'portunus-prod-definitions',
        PORTUNUS_ACTIVITY_TABLE: 'portunus-prod-activity',
      };
      const program = scratch.path(`cli/portunus-cli-${VERSION}/portunus.js`);
      const applied = await scratch.succeed(process.execPath, [program, 'apply', '-f', file, '--direct', '--yes'], {
        env: { ...environment, ...tables },
      });
      expect(applied.stdout).toContain('Applied: 3 created.');
      const trustPolicy = trustDocument({
        ...{ partition: 'aws', accountId: ACCOUNT, stage: 'prod', externalId: EXTERNAL_ID },
        carries: ['sts:SetSourceIdentity', 'sts:TagSession'],
      });
      standIn.putRole({ arn: connector.roleArn, trustedPrincipals: [], trustPolicy, ecr: true });
    });
    afterAll(() => runtime?.stop());

    it('by the zip in the bucket, with the environment of its function', async () => {
      const { Handler, Role, Environment } = await functionOf('issue');
      expect(Role).toBe(`arn:aws:iam::${ACCOUNT}:role/portunus-prod-eu-west-1-issue`);
      await must(`aws s3 cp s3://deployments/portunus/portunus-issue-${VERSION}.zip '${scratch.path('issue.zip')}'`);
      unpackInto(scratch.path('task'), scratch.path('issue.zip'));
      runtime = await startLambdaRuntime({
        taskRoot: scratch.path('task'),
        handler: Handler,
        environment: {
          ...environment,
          ...Environment.Variables,
          AWS_REGION: 'eu-west-1',
          // moto gives a session to whoever asks, and its logins ended in 2015.
          ...{ AWS_ENDPOINT_URL_STS: standIn.url, AWS_ENDPOINT_URL_ECR: standIn.url },
        },
      });
      const login = async (gatewaySecret?: string) => {
        const event = { ...sampleEvent('issue/ok', await issuer.mint()), stageVariables: { gatewaySecret } };
        return (await runtime.invoke(event)) as { statusCode: number; body: string };
      };
      // moto has no API whose stage would add it.
      const answer = await login(Environment.Variables.PORTUNUS_GATEWAY_SECRET);
      expect((await login()).statusCode).toBe(403);
      expect([answer.statusCode, JSON.parse(answer.body)]).toMatchObject([
        200,
        { connectorId: 'shop-images', credentials: [{ registryId: ACCOUNT, username: 'AWS' }] },
      ]);
      const records = await ask('dynamodb scan --table-name portunus-prod-activity');
      expect(JSON.stringify(records)).toContain('"issued"');
    });
  });

  it('archives what was recorded, in the bucket of the data stack', async () => {
    await must(deployData.replace('"Stage=$STAGE"', '"Stage=$STAGE" CreateArchive=true'));
    // moto forgets a stack's outputs with its first change.
    const bucket = `portunus-prod-archive-${ACCOUNT}-eu-west-1`;
    const stream = await ask(
      'dynamodb describe-table --table-name portunus-prod-activity --query Table.LatestStreamArn',
    );
    const given = `ActivityStreamArn=${stream} ArchiveBucket=${bucket}`;
    await must(
      deployService.replace(/--parameter-overrides .*\\/, `--parameter-overrides ${given} Revision=archive \\`),
    );
    const { Handler, Environment } = await functionOf('archive');
    await must(`aws s3 cp s3://deployments/portunus/portunus-archive-${VERSION}.zip '${scratch.path('archive.zip')}'`);
    unpackInto(scratch.path('archive'), scratch.path('archive.zip'));
    const runtime = await startLambdaRuntime({
      taskRoot: scratch.path('archive'),
      handler: Handler,
      // The SDK puts the bucket's name before `localhost`, which no resolver has to know.
      environment: {
        ...environment,
        ...Environment.Variables,
        ...{ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: moto.url.replace('localhost', '127.0.0.1') },
      },
    });
    const { Items } = await ask('dynamodb scan --table-name portunus-prod-activity');
    const [record] = Items.filter(({ outcome }: { outcome?: { S: string } }) => outcome?.S === 'issued');
    const answer = await runtime.invoke(aStreamEvent({ after: record }));
    await runtime.stop();
    expect(answer).toEqual({ batchItemFailures: [] });
    const keys: readonly string[] = await ask(`s3api list-objects-v2 --bucket ${bucket} --query 'Contents[].Key'`);
    expect(keys).toEqual([expect.stringMatching(/^portunus\/prod\/records\/account=.*\.jsonl\.gz$/)]);
  });

  it('takes new values of its settings, and keeps the others', async () => {
    await must(
      deployService.replace(/--parameter-overrides .*\\/, '--parameter-overrides AuditRetentionDays=30 Revision=2 \\'),
    );
    const { Description, Environment } = await functionOf('issue');
    expect(Description).toMatch(/\(2\)$/);
    expect(Environment.Variables).toMatchObject({
      PORTUNUS_AUDIT_RETENTION_DAYS: '30',
      PORTUNUS_STAGE: 'prod',
      PORTUNUS_CONNECTOR_ROLES: 'arn:*:iam::*:role/portunus/*',
    });
  });

  it('is removed, and deployed again on the data that stayed', async () => {
    const remove = commandsOf('Remove').join('');
    await must(remove);
    expect(await names()).toEqual([]);
    await must(deployService);
    expect(await ask('dynamodb scan --table-name portunus-prod-definitions --query Count')).toBeGreaterThanOrEqual(3);
    await must(remove);
    expect(await names()).toEqual([]);
  });
});
