// The AWS CLI under `portunus exec`, on a machine whose user has an AWS profile.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HttpApi, startHttpApi } from '../support/http-api.ts';
import { describeLongUnless, LONG } from '../support/long.ts';
import { AWS_CLI, createScratch, needing, type Scratch } from '../support/programs.ts';
import { type Service, startService } from '../support/service.ts';

const { skip, note } = needing(AWS_CLI);

describeLongUnless(skip)(`the AWS CLI under portunus exec${note}${LONG}`, () => {
  let scratch: Scratch;
  let service: Service;
  let api: HttpApi;
  let token: string;
  beforeAll(async () => {
    scratch = createScratch();
    service = await startService();
    api = await startHttpApi(service.invoke);
    token = await service.aws.issuer.mint();
    mkdirSync(scratch.path('.aws'));
    const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
    const keys = names.map((name) => `${name.toLowerCase()} = ${service.aws.environment[name]}`);
    scratch.write('.aws/credentials', ['[default]', ...keys, ''].join('\n'));
  });
  afterAll(async () => {
    await api.stop();
    await service.stop();
    scratch.remove();
  });

  const exec = (...args: string[]) =>
    scratch.run(
      process.execPath,
      [resolve('dist/cli/portunus.js'), 'exec', 'shop-releases', ...args, '--', AWS_CLI].concat(
        ['--endpoint-url', service.aws.standIn.url, 'sts', 'get-caller-identity'],
        ['--query', 'Arn', '--output', 'text'],
      ),
      { env: { PORTUNUS_URL: api.url, PORTUNUS_TOKEN: token } },
    );

  it.each([[[]], [['--env']], [['--env', '--profiles']]])(
    'is the connector, and not the default profile, with %j',
    async (args) => {
      const { status, stdout, stderr } = await exec(...args);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^arn:aws:sts::123456789012:assumed-role\/shop-releases\//);
    },
  );

  it('is the default profile where the command is to see profiles: AWS prefers it to an endpoint', async () => {
    expect((await exec('--profiles')).stdout).toMatch(/^arn:aws:sts::111122223333:assumed-role\/portunus/);
  });
});
