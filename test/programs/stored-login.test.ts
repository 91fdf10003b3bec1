// What a refresh job leaves in Secrets Manager, fetched as a Docker host does and shown to a registry.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RefreshEngine, startRefreshEngine } from '../../local/refresh-engine.ts';
import { type JudgedRegistry, startJudgedRegistry } from '../support/judged-registry.ts';
import { AWS_CLI, createScratch, needing, type Scratch } from '../support/programs.ts';
import { REGISTRY_PROGRAMS, type RegistryServer, startRegistry } from '../support/registry-server.ts';
import { type Service, startService } from '../support/service.ts';

const SCRIPT = resolve('clients/refresh/docker-config-from-secret');
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const SECRET = 'portunus/dev/logins/shop-servers';
/** The reader's rights, as the recipes write them. */
const POLICY = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
    Resource: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${SECRET}-??????`,
  },
};
const READER = { AWS_ACCESS_KEY_ID: 'AKIADOCKERHOST000001', AWS_SECRET_ACCESS_KEY: 'key-of-a-docker-host' };

const { skip, note } = needing(...REGISTRY_PROGRAMS, AWS_CLI, 'umoci', 'skopeo');

describe.skipIf(skip)(`a login that a refresh job stored${note}`, () => {
  let scratch: Scratch;
  let service: Service;
  let engine: RefreshEngine;
  let registry: RegistryServer;
  let judged: JudgedRegistry;
  let digest: string;

  const digestOf = (layout: string): string =>
    JSON.parse(readFileSync(scratch.path(`${layout}/index.json`), 'utf8')).manifests[0].digest;

  /** As cron or a timer would, with Debian's aws CLI, which is older than the variable that names an endpoint. */
  const fetchLogin = async () => {
    scratch.script('aws', `#!/bin/sh\nexec ${AWS_CLI} --endpoint-url ${service.aws.standIn.url} "$@"\n`);
    await scratch.succeed(SCRIPT, [], { env: { ...READER, PORTUNUS_SECRET: SECRET } });
    return readFileSync(scratch.path('.docker/config.json'), 'utf8');
  };

  const passwordOf = (config: string): string =>
    Buffer.from(JSON.parse(config).auths[HOST].auth, 'base64').toString().replace(/^AWS:/, '');

  const push = async (name: string, password: string) => {
    const target = `docker://127.0.0.1:${registry.port}/${name}`;
    const args = ['copy', '--dest-tls-verify=false', '--dest-creds', `AWS:${password}`, 'oci:made:latest', target];
    await scratch.succeed('skopeo', args, { env: registry.environment });
  };

  beforeAll(async () => {
    scratch = createScratch();
    service = await startService();
    service.aws.standIn.putPrincipal({
      arn: 'arn:aws:iam::111122223333:user/docker-host',
      accessKeyId: READER.AWS_ACCESS_KEY_ID,
      secretAccessKey: READER.AWS_SECRET_ACCESS_KEY,
      kind: 'iam-user',
      policy: POLICY,
    });
    engine = await startRefreshEngine(service.aws);
    await engine.dispatch();
    await engine.deliver();
    const password = passwordOf(await fetchLogin());
    registry = await startRegistry(scratch, HOST);
    registry.admit(password);
    const authorization = `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}`;
    const { url: judge } = service.aws.standIn;
    judged = await startJudgedRegistry(scratch, { host: HOST, judge, port: registry.port, authorization });
    await scratch.succeed('umoci', ['init', '--layout', 'made']);
    await scratch.succeed('umoci', ['new', '--image', 'made:latest']);
    digest = digestOf('made');
    for (const name of ['shop/api:latest', 'bakery/bread:latest']) await push(name, password);
  });
  afterAll(async () => {
    await judged.stop();
    await registry.stop();
    await engine.stop();
    await service.stop();
    scratch.remove();
  });

  const environment = (config = '.docker/config.json') => ({
    ...judged.environment,
    REGISTRY_AUTH_FILE: scratch.path(config),
  });
  const inspect = (name: string, config?: string) =>
    scratch.run('skopeo', ['inspect', '--no-tags', `docker://${HOST}/${name}`], { env: environment(config) });

  it('comes to the host as it was stored, byte for byte', async () => {
    const { stdout } = await scratch.succeed(
      'aws',
      ['secretsmanager', 'get-secret-value', '--secret-id', SECRET, '--query', 'SecretString', '--output', 'text'],
      { env: READER },
    );
    expect(await fetchLogin()).toBe(stdout);
    expect(service.aws.standIn.secret(SECRET)?.versions.at(-1)?.value).toBe(stdout.replace(/\n$/, ''));
  });

  it('logs skopeo in, under the name and the URL of the registry', async () => {
    const args = (host: string) => ['login', '--get-login', '--authfile', scratch.path('.docker/config.json'), host];
    expect((await scratch.succeed('skopeo', args(HOST))).stdout).toBe('AWS\n');
    const { auths } = JSON.parse(readFileSync(scratch.path('.docker/config.json'), 'utf8'));
    expect(Object.keys(auths)).toEqual([HOST, `https://${HOST}`]);
  });

  it('pulls an image of the repositories that the connector names', async () => {
    const args = ['copy', `docker://${HOST}/shop/api:latest`, 'oci:pulled:latest'];
    await scratch.succeed('skopeo', args, { env: environment() });
    expect(digestOf('pulled')).toBe(digest);
  });

  it('pulls nothing of another repository, and the refusal names the action', async () => {
    const { status, stderr } = await inspect('bakery/bread:latest');
    expect(status).not.toBe(0);
    expect(stderr).toContain('ecr:BatchGetImage');
  });

  it('lists the tags of those repositories, with access: pull alone', async () => {
    const { stdout } = await scratch.succeed('skopeo', ['list-tags', `docker://${HOST}/shop/api`], {
      env: environment(),
    });
    expect(JSON.parse(stdout)).toEqual({ Repository: `${HOST}/shop/api`, Tags: ['latest'] });
    const inspected = await scratch.succeed('skopeo', ['inspect', `docker://${HOST}/shop/api:latest`], {
      env: environment(),
    });
    expect(JSON.parse(inspected.stdout).RepoTags).toEqual(['latest']);
  });

  it('lists no tags of another repository', async () => {
    const args = ['list-tags', `docker://${HOST}/bakery/bread`];
    const { status, stderr } = await scratch.run('skopeo', args, { env: environment() });
    expect(status).not.toBe(0);
    expect(stderr).toContain('403 (Forbidden)');
  });

  it('is refused if it belongs to another caller, or was never issued', async () => {
    const auth = Buffer.from('AWS:of-nobody').toString('base64');
    scratch.write('strange.json', JSON.stringify({ auths: { [HOST]: { auth } } }));
    const { status, stderr } = await inspect('shop/api:latest', 'strange.json');
    expect(status).not.toBe(0);
    expect(stderr).toContain('unauthorized');
  });

  it('is not to be read by a host that was granted another secret', async () => {
    const other = { accessKeyId: 'AKIADOCKERHOST000002', secretAccessKey: 'key-of-another-host' };
    const Resource = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/logins/bakery-??????';
    service.aws.standIn.putPrincipal({
      ...other,
      arn: 'arn:aws:iam::111122223333:user/other-host',
      kind: 'iam-user',
      policy: { ...POLICY, Statement: { ...POLICY.Statement, Resource } },
    });
    const env = { AWS_ACCESS_KEY_ID: other.accessKeyId, AWS_SECRET_ACCESS_KEY: other.secretAccessKey };
    const before = readFileSync(scratch.path('.docker/config.json'), 'utf8');
    const { status, stderr } = await scratch.run(SCRIPT, [], { env: { ...env, PORTUNUS_SECRET: SECRET } });
    expect(status).not.toBe(0);
    expect(stderr).toContain('AccessDenied');
    expect(readFileSync(scratch.path('.docker/config.json'), 'utf8')).toBe(before);
  });
});
