// Which host goes to which connector, with which region and registry: read from the address that is asked for.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PARTITIONS } from '../../../shared/domain/aws.ts';
import {
  type Api,
  answer,
  DOCKER_HELPERS,
  type Home,
  makeHome,
  type Run,
  runClient,
  startApi,
} from '../../support/clients.ts';

let api: Api;
let home: Home;
let env: Record<string, string>;
beforeAll(async () => {
  api = await startApi(answer(200, '{"ServerURL":"https://x","Username":"AWS","Secret":"y"}'));
  home = makeHome();
  env = { ...home.env, PORTUNUS_URL: api.url, PORTUNUS_TOKEN: 'a.b.c' };
});
afterAll(async () => {
  await api.stop();
  home.remove();
});
beforeEach(() => {
  home.registries();
  api.seen.length = 0;
});

function get(host: string, run: Run = {}) {
  return runClient('docker-credential-portunus', { env, ...run, args: ['get'], input: host });
}
async function asked(host: string, run: Run = {}) {
  api.seen.length = 0;
  const { stdout } = await get(host, run);
  return api.seen[0]?.url ?? stdout;
}
const NOT_FOUND = 'credentials not found in native keychain\n';

describe.each(DOCKER_HELPERS)('in $name', (shell) => {
  it('reads region and registry from every form of a host', async () => {
    const own = { shell, env: { ...env, PORTUNUS_CONNECTOR: 'c1' } };
    const forms: Record<string, string> = {
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com': 'eu-west-1',
      '123456789012.dkr-ecr.eu-west-1.on.aws': 'eu-west-1',
      '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com': 'us-east-1',
      '123456789012.dkr-ecr-fips.us-gov-west-1.on.aws': 'us-gov-west-1',
      '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn': 'cn-north-1',
      '123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn': 'cn-north-1',
      '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu': 'eusc-de-east-1',
      '123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov': 'us-iso-east-1',
      '123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov': 'us-isob-east-1',
      '123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk': 'eu-isoe-west-1',
      '123456789012.dkr.ecr.us-isof-south-1.csp.hci.ic.gov': 'us-isof-south-1',
    };
    for (const [host, region] of Object.entries(forms)) {
      expect(await asked(host, own)).toBe(
        `/v1/connectors/c1/ecr/credentials?format=docker-credential&region=${region}&registryIds=123456789012`,
      );
    }
    for (const host of ['public.ecr.aws', 'ecr-public.aws.com']) {
      expect(await asked(host, own)).toBe('/v1/connectors/c1/ecr-public/credentials?format=docker-credential');
    }
  });

  it.each([
    '12345678901.dkr.ecr.eu-west-1.amazonaws.com',
    '1234567890123.dkr.ecr.eu-west-1.amazonaws.com',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example',
    '123456789012.dkr.ecr.eu-west-1.amazonawsxcom',
    '123456789012.dkrxecr.eu-west-1.amazonaws.com',
    '123456789012.dkr.ecr.eu-west-1.evil.amazonaws.com',
    'evil.123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com:8443',
    'api.ecr.eu-west-1.amazonaws.com',
    'public.ecr.aws.evil.example',
    'xpublic.ecr.aws',
  ])('knows that %s is not a registry of Amazon', async (host) => {
    expect(await asked(host, { shell, env: { ...env, PORTUNUS_CONNECTOR: 'c1' } })).toBe(NOT_FOUND);
  });

  it('takes the first line that fits; a * holds no dot', async () => {
    home.registries(
      '# host  connector  parameters',
      '',
      '\t123456789012.dkr.ecr.*.amazonaws.com   by-region',
      '*.dkr.ecr.eu-*.amazonaws.com by-part',
      '*.example by-label registryIds=123456789012&region=eu-west-1',
      '*.example never',
    );
    const connectorOf = async (host: string) => (await asked(host, { shell })).split(/[/\n]/)[3] ?? 'none';
    expect(await connectorOf('123456789012.dkr.ecr.us-east-1.amazonaws.com')).toBe('by-region');
    expect(await connectorOf('210987654321.dkr.ecr.eu-west-1.amazonaws.com')).toBe('by-part');
    expect(await connectorOf('210987654321.dkr.ecr.us-east-1.amazonaws.com')).toBe('none');
    expect(await connectorOf('a.b.dkr.ecr.eu-west-1.amazonaws.com')).toBe('none');
    expect(await asked('images.example', { shell })).toBe(
      '/v1/connectors/by-label/ecr/credentials?format=docker-credential&registryIds=123456789012&region=eu-west-1',
    );
    expect(await connectorOf('a.images.example')).toBe('none');
    expect(await connectorOf('imagesxexample')).toBe('none');
  });

  it.each([
    ['Images.example c1', 'names no host, in lower case'],
    ['images.example; c1', 'names no host, in lower case'],
    ['[a-z].example c1', 'names no host, in lower case'],
    ['images.example', 'names no connector: lower case letters, digits and hyphens'],
    ['images.example ../c1', 'names no connector: lower case letters, digits and hyphens'],
    ['images.example $(id)', 'names no connector: lower case letters, digits and hyphens'],
    ['images.example -c1', 'names no connector: lower case letters, digits and hyphens'],
    ['images.example c1 access=pull repositories=a', 'has parameters that are not written as in a query'],
    ['images.example c1 access="pull"', 'has parameters that are not written as in a query'],
    ['images.example c1 a=`id`', 'has parameters that are not written as in a query'],
    ['images.example c1 a#b', 'has parameters that are not written as in a query'],
  ])('refuses the line %j', async (line, fault) => {
    home.registries('# one', line);
    const file = `${home.folder}/.config/portunus/registries`;
    const stdout = `Portunus: line 2 of ${file} ${fault}\n`;
    expect(await get('images.example', { shell })).toEqual({ code: 1, stdout, stderr: '' });
    expect(api.seen).toEqual([]);
  });
});

describe.each(DOCKER_HELPERS)('a registries file as an editor on Windows leaves it, in $name', (shell) => {
  it('is read', async () => {
    home.registries('\ufeffone.example c1\r', '\r', '# of two\r', 'two.example:443 c2 access=pull\r');
    expect(await asked('one.example', { shell })).toBe('/v1/connectors/c1/ecr/credentials?format=docker-credential');
    expect(await asked('two.example', { shell })).toBe(
      '/v1/connectors/c2/ecr/credentials?format=docker-credential&access=pull',
    );
  });
});

describe('the list of suffixes', () => {
  const suffixesIn = (file: string, pattern: RegExp) =>
    [...readFileSync(file, 'utf8').matchAll(pattern)].flatMap(([, list = '']) => list.split(/ ?\| ?/)).toSorted();
  const ofShell = suffixesIn('clients/portunus-common.sh', /^ {4}([a-z0-9. |-]+\.[a-z]+)\) ;;$/gm);
  const [, ...inPowerShell] =
    /\$suffixes = '([^']+)' \+\n {2}'([^']+)'/.exec(readFileSync('clients/docker-credential-portunus.ps1', 'utf8')) ??
    [];

  const [, ...inGo] =
    /const suffixes = `([^`]+)` \+\n\t`([^`]+)`/.exec(readFileSync('clients/static/registries.go', 'utf8')) ?? [];

  it.each([inPowerShell, inGo])('is the same in the helpers, and has those that the service serves', (...parts) => {
    expect(parts.join('').replaceAll('\\.', '.').split('|').toSorted()).toEqual(ofShell);
    const served = Object.values(PARTITIONS).flatMap(({ registryHosts }) =>
      registryHosts.map((host) => host.split('.REGION.')[1]),
    );
    expect(ofShell).toEqual(expect.arrayContaining([...new Set(served)]));
    expect(ofShell).toHaveLength(10);
  });
});

describe('the registries file', () => {
  it('is looked for in XDG_CONFIG_HOME, and may end without a line break', async () => {
    home.write('xdg/portunus/registries', 'images.example c2');
    home.registries('images.example c1');
    const config = { ...env, XDG_CONFIG_HOME: `${home.folder}/xdg` };
    expect(await asked('images.example', { env: config })).toMatch(/^\/v1\/connectors\/c2\//);
  });

  it('is not needed, nor is a home', async () => {
    const { HOME: _none, ...homeless } = env;
    expect(await get('images.example', { env: homeless })).toEqual({ code: 1, stdout: NOT_FOUND, stderr: '' });
  });

  it('is refused where it is no file', async () => {
    home.write('odd/portunus/registries/x', '');
    const stdout = `Portunus: can not read ${home.folder}/odd/portunus/registries\n`;
    const config = { ...env, XDG_CONFIG_HOME: `${home.folder}/odd`, PORTUNUS_CONNECTOR: 'c1' };
    expect(await get('images.example', { env: config })).toEqual({ code: 1, stdout, stderr: '' });
  });

  it.each(['../admin', 'C1', 'c1/ecr', '$(id)', 'c1\nc2'])('PORTUNUS_CONNECTOR=%j is refused', async (connector) => {
    const stdout = 'Portunus: PORTUNUS_CONNECTOR names no connector: lower case letters, digits and hyphens\n';
    const own = { env: { ...env, PORTUNUS_CONNECTOR: connector } };
    expect(await get('public.ecr.aws', own)).toEqual({ code: 1, stdout, stderr: '' });
  });
});
