// Every format of a login through the built handler: what was issued is what its reader reads.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { FormatName } from '../../../shared/domain/format-name.ts';
import { readAzureCommands, readGitlabReport, readNodeDotenv, readProperties } from '../../support/file-readers.ts';
import { type FormatService, getFormat, startFormatService } from '../../support/format-service.ts';
import { readBatchFile, readPosix, readPowerShell } from '../../support/shell-readers.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
let world: FormatService;

beforeAll(async () => {
  world = await startFormatService();
});
afterAll(() => world.service.stop());
beforeEach(() => void world.service.aws.standIn.calls.splice(0));
afterEach(() => expect(world.leaks()).toEqual([]));

/** The last login that ECR gave, whether from the cache or fresh. */
function issued() {
  const last = world.service.aws.standIn.issued.findLast((one) => one.action === 'GetAuthorizationToken');
  const [authorization] = last?.authorizations ?? [];
  if (authorization === undefined) throw new Error('no login was issued');
  return authorization;
}
async function ask(format: FormatName, query: Record<string, string> = {}) {
  const answer = await world.ask(getFormat(world.token, 'ecr', { ...query, format }));
  expect(answer.status).toBe(200);
  expect(answer.headers['cache-control']).toBe('no-store');
  return { type: answer.headers['content-type'], text: answer.text };
}

function dotted(text: string) {
  return Object.fromEntries(
    Object.entries(readProperties(text)).map(([name, value]) => [name.replaceAll('.', '_'), value]),
  );
}
function azure(text: string) {
  return Object.fromEntries(readAzureCommands(text).map(({ name, value }) => [name, value]));
}
const SHELL = 'text/x-shellscript; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';

describe.each([
  ['bash', SHELL, readPosix],
  ['powershell', TEXT, readPowerShell],
  ['cmd', TEXT, readBatchFile],
  ['dotenv', TEXT, readNodeDotenv],
  ['bamboo', TEXT, dotted],
  ['gitlab-dotenv', TEXT, readGitlabReport],
  ['azure-pipelines', TEXT, azure],
] as const)('%s', (format, type, read) => {
  it('has the login that ECR gave', async () => {
    const answer = await ask(format);
    const { password, authorizationToken, expiresAt } = issued();
    expect(answer.type).toBe(type);
    const { custom_aws_ecr_credentials_json_password: json, ...plain } = read(answer.text) as Record<string, string>;
    expect(plain).toEqual({
      ...(format !== 'gitlab-dotenv' && { custom_aws_ecr_authorizationToken_password: authorizationToken }),
      custom_aws_ecr_expirationDate: expiresAt.toISOString(),
      custom_aws_ecr_proxyEndpoint: `https://${HOST}`,
      custom_aws_ecr_proxyEndpointDomain: HOST,
      custom_aws_ecr_username: 'AWS',
      custom_aws_ecr_password: password,
    });
    if (format !== 'gitlab-dotenv') expect(JSON.parse(json ?? '')).toMatchObject({ region: 'eu-west-1', password });
  });

  it('takes a namespace', async () => {
    const names = Object.keys(read((await ask(format, { namespace: 'shop.x' })).text));
    expect(names.every((name) => name.startsWith('shop_x_'))).toBe(true);
    expect(names).toContain('shop_x_password');
  });
});

it('github-actions has masks first, and a delimiter that is another each time', async () => {
  const [one, other] = [await ask('github-actions'), await ask('github-actions')];
  const { password, authorizationToken } = issued();
  expect(one.type).toBe(SHELL);
  const lines = one.text.split('\n');
  expect(lines.slice(0, 2)).toEqual([
    `printf '%s\\n' '::add-mask::${authorizationToken}'`,
    `printf '%s\\n' '::add-mask::${password}'`,
  ]);
  const [delimiter = ''] = /ghadelimiter_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(one.text) ?? [];
  expect(delimiter).not.toBe('');
  expect(other.text).toContain('ghadelimiter_');
  expect(other.text).not.toContain(delimiter);
});

describe('tools', () => {
  it('docker-config', async () => {
    const { type, text } = await ask('docker-config');
    const entry = { auth: issued().authorizationToken };
    expect(type).toBe('application/json');
    expect(JSON.parse(text)).toEqual({ auths: { [HOST]: entry, [`https://${HOST}`]: entry } });
  });

  it('docker-credential', async () => {
    const { text } = await ask('docker-credential');
    const { password } = issued();
    expect(JSON.parse(text)).toEqual({ ServerURL: `https://${HOST}`, Username: 'AWS', Secret: password });
  });

  it('username-password', async () => {
    expect(JSON.parse((await ask('username-password')).text)).toEqual({ username: 'AWS', password: issued().password });
  });

  it('kubelet', async () => {
    const body = JSON.parse((await ask('kubelet')).text);
    expect(body).toEqual({
      kind: 'CredentialProviderResponse',
      apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
      cacheKeyType: 'Registry',
      cacheDuration: expect.stringMatching(/^0h(?:2[4-9]|30)m\d{1,2}s$/),
      auth: { [HOST]: { username: 'AWS', password: issued().password } },
    });
  });

  it('kubernetes-secret, in JSON and, by its media type, in YAML', async () => {
    const asJson = await ask('kubernetes-secret');
    const asYaml = await world.ask(getFormat(world.token, 'ecr', {}, 'application/yaml'));
    const entry = { auth: issued().authorizationToken };
    expect([asJson.type, asYaml.headers['content-type']]).toEqual(['application/json', 'application/yaml']);
    for (const secret of [JSON.parse(asJson.text), parse(asYaml.text)]) {
      expect([secret.metadata.name, secret.type]).toEqual([
        'portunus-shop-releases-login',
        'kubernetes.io/dockerconfigjson',
      ]);
      const config = JSON.parse(Buffer.from(secret.data['.dockerconfigjson'], 'base64').toString());
      expect(config).toEqual({ auths: { [HOST]: entry, [`https://${HOST}`]: entry } });
    }
  });
});
