// npm, pip and Maven take a login to CodeArtifact from the formats, and the registry that checks it serves them or doesn't.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { dirname } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeLongUnless, LONG } from '../support/long.ts';
import { type NamedHost, startNamedHost } from '../support/named-host.ts';
import { AWS_CLI, createScratch, needing, type Scratch, type ServedApi, serveApi } from '../support/programs.ts';
import { type Service, startService } from '../support/service.ts';

const HOST = 'shop-123456789012.d.codeartifact.eu-west-1.amazonaws.com';
const LOGIN = '/v1/connectors/shop-packages/codeartifact/credentials';
const OTHER = 'arn:aws:codeartifact:eu-west-1:123456789012:repository/shop/other';

const { skip, note } = needing('npm', 'pip', 'python3', 'mvn', 'keytool', AWS_CLI);

/** A wheel is a zip of the module and what says which project it is. */
const MAKE_WHEEL = `
import zipfile
files = {
  'shop_cart.py': 'answer = 42',
  'shop_cart-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\\nName: shop-cart\\nVersion: 1.0\\n',
  'shop_cart-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n',
  'shop_cart-1.0.dist-info/RECORD': '',
}
with zipfile.ZipFile('shop_cart-1.0-py3-none-any.whl', 'w') as wheel:
  for name, content in files.items():
    wheel.writestr(name, content)
`;

function pom(artifact: string, rest: string): string {
  const coordinates = `<groupId>com.example</groupId><artifactId>${artifact}</artifactId><version>1.0</version>`;
  return `<project><modelVersion>4.0.0</modelVersion>${coordinates}${rest}</project>`;
}

const describeClients = describeLongUnless(skip);

describeClients(`package managers${note}${LONG}`, () => {
  let scratch: Scratch;
  let service: Service;
  let api: ServedApi;
  let host: NamedHost;
  /** Method, path and status of what package managers asked. */
  let asked: string[];
  let token: string;
  let env: Readonly<Record<string, string>>;

  const toRegistry = (request: IncomingMessage, response: ServerResponse) => {
    const headers = { ...request.headers, host: '127.0.0.1', 'x-forwarded-host': HOST };
    const target = `${service.aws.standIn.url}${request.url}`;
    const onward = send(target, { method: request.method, headers }, (answer) => {
      asked.push(`${request.method} ${request.url} ${answer.statusCode}`);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };

  const login = async (query: string): Promise<string> => {
    const response = await fetch(`${api.url}${LOGIN}?${query}`, { headers: { authorization: `Bearer ${token}` } });
    const body = await response.text();
    expect(response.status, body).toBe(200);
    return body;
  };

  const write = (name: string, content: string) => {
    mkdirSync(dirname(scratch.path(name)), { recursive: true });
    return scratch.write(name, content);
  };

  const publish = async (path: string, method: 'PUT' | 'POST', body: string | FormData | Uint8Array<ArrayBuffer>) => {
    const { credentials } = JSON.parse(await login('repository=packages'));
    const headers = { 'x-forwarded-host': HOST, authorization: `Bearer ${credentials.authorizationToken}` };
    const { ok, status } = await fetch(`${service.aws.standIn.url}${path}`, { method, headers, body });
    expect(ok, `${status}`).toBe(true);
  };

  beforeAll(async () => {
    scratch = createScratch();
    service = await startService();
    service.aws.standIn.putPackageRepository({ arn: OTHER });
    api = await serveApi();
    host = await startNamedHost(HOST, toRegistry);
    token = await service.aws.issuer.mint();
    const certificate = scratch.write('ca.pem', host.certificate);
    const proxy = `http://127.0.0.1:${host.port}`;
    env = {
      HTTPS_PROXY: proxy,
      https_proxy: proxy,
      NO_PROXY: '127.0.0.1',
      NODE_EXTRA_CA_CERTS: certificate,
      PIP_CERT: certificate,
      PIP_NO_INPUT: '1',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      PIP_ROOT_USER_ACTION: 'ignore',
      npm_config_update_notifier: 'false',
      npm_config_audit: 'false',
    };
  });
  beforeEach(() => {
    asked = [];
  });
  afterAll(async () => {
    host.stop();
    await api.stop();
    await service.stop();
    scratch.remove();
  });

  describe('npm', () => {
    const npm = (...args: readonly string[]) => scratch.run('npm', args, { env });
    /** npm keeps what it has seen. */
    const forget = () => rmSync(scratch.path('.npm'), { recursive: true, force: true });

    beforeAll(() => {
      write('package/package.json', JSON.stringify({ name: '@shop/cart', version: '1.0.0', main: 'index.js' }));
      write('package/index.js', 'module.exports = 42;');
      write('app/package.json', JSON.stringify({ name: 'app', version: '1.0.0' }));
    });
    beforeEach(forget);

    it('publishes and installs with the lines of the format', async () => {
      scratch.write('.npmrc', await login('repository=packages&format=npm'));
      const published = await npm('publish', './package');
      expect(published.status, published.stderr).toBe(0);
      expect(published.stderr).not.toContain('npm warn');
      forget();
      scratch.write('.npmrc', await login('repository=packages&access=pull&format=npm'));
      const installed = await npm('install', '--prefix', 'app', '@shop/cart');
      expect(installed.status, installed.stderr).toBe(0);
      expect(asked).toContain('GET /npm/packages/@shop/cart/-/cart-1.0.0.tgz 200');
      const { stdout } = await scratch.succeed('node', ['-p', 'require("./app/node_modules/@shop/cart")']);
      expect(stdout).toBe('42\n');
    });

    it('does not publish with a login to pull', async () => {
      write('package/package.json', JSON.stringify({ name: '@shop/cart', version: '1.0.1', main: 'index.js' }));
      scratch.write('.npmrc', await login('repository=packages&access=pull&format=npm'));
      const { status, stderr } = await npm('publish', './package');
      expect(status).not.toBe(0);
      expect(stderr).toContain('npm error code E403');
    });

    it('is refused without the token, and at another repository', async () => {
      const lines = await login('repository=packages&format=npm');
      scratch.write('.npmrc', lines.replace(/^\/\/.*$/m, ''));
      expect((await npm('view', '@shop/cart')).stderr).toContain('npm error code E401');
      scratch.write('.npmrc', lines.replace(/(_authToken=.{40})./, '$1~'));
      expect((await npm('view', '@shop/cart')).stderr).toContain('npm error code E401');
      scratch.write('.npmrc', lines.replaceAll('/packages/', '/other/'));
      expect((await npm('view', '@shop/cart')).stderr).toContain('npm error code E403');
    });
  });

  describe('pip', () => {
    const install = (target: string) =>
      scratch.run('pip', ['install', '--no-cache-dir', '--target', target, 'shop-cart'], { env });
    const configured = (conf: string) => write('.config/pip/pip.conf', conf);

    beforeAll(async () => {
      await scratch.succeed('python3', ['-c', MAKE_WHEEL]);
      const name = 'shop_cart-1.0-py3-none-any.whl';
      const form = new FormData();
      for (const [field, value] of [':action=file_upload', 'name=shop-cart', 'version=1.0'].map((one) =>
        one.split('='),
      )) {
        form.set(field ?? '', value ?? '');
      }
      form.set('content', new Blob([readFileSync(scratch.path(name))]), name);
      await publish('/pypi/packages/', 'POST', form);
    });

    it('installs with the file of the format', async () => {
      configured(await login('repository=packages&access=pull&format=pip'));
      const { status, stderr } = await install('site');
      expect(status, stderr).toBe(0);
      const script = 'import sys; sys.path.insert(0, "site"); import shop_cart; print(shop_cart.answer)';
      expect((await scratch.succeed('python3', ['-c', script])).stdout).toBe('42\n');
    });

    it('is refused without the token, and at another repository', async () => {
      const conf = await login('repository=packages&format=pip');
      configured(conf.replace(/aws:[^@]*@/, ''));
      expect((await install('site-401')).status).not.toBe(0);
      configured(conf.replace(/aws:.{40}./, '$&~'));
      expect((await install('site-401')).status).not.toBe(0);
      configured(conf.replace('/packages/', '/other/'));
      expect((await install('site-403')).status).not.toBe(0);
      const page = (repository: string) => `GET /pypi/${repository}/simple/shop-cart/`;
      expect(new Set(asked)).toEqual(new Set([`${page('packages')} 401`, `${page('other')} 403`]));
    });

    it("has a file that Python's own parser reads", async () => {
      configured(await login('repository=packages&format=pip'));
      const script =
        'import configparser; c = configparser.RawConfigParser(); c.read(".config/pip/pip.conf"); print(c["global"]["index-url"])';
      const { stdout } = await scratch.succeed('python3', ['-c', script]);
      expect(new URL(stdout.trim())).toMatchObject({ username: 'aws', host: HOST, pathname: '/pypi/packages/simple/' });
    });
  });

  describe('Maven', () => {
    const validate = (settings: string) => {
      scratch.write('settings.xml', settings);
      rmSync(scratch.path('m2'), { recursive: true, force: true });
      const options = ['--batch-mode', '--settings', 'settings.xml', '--global-settings', 'proxy.xml'];
      const trust = `-Djavax.net.ssl.trustStore=${scratch.path('trust.p12')} -Djavax.net.ssl.trustStorePassword=changeit`;
      const args = [...options, `-Dmaven.repo.local=${scratch.path('m2')}`, 'validate'];
      return scratch.run('mvn', args, { env: { MAVEN_OPTS: trust } });
    };

    beforeAll(async () => {
      const proxy = `<host>127.0.0.1</host><port>${host.port}</port>`;
      const proxies = `<proxies><proxy><id>p</id><active>true</active><protocol>https</protocol>${proxy}</proxy></proxies>`;
      scratch.write('proxy.xml', `<settings>${proxies}</settings>`);
      const store = ['-keystore', 'trust.p12', '-storetype', 'PKCS12', '-storepass', 'changeit'];
      await scratch.succeed('keytool', ['-importcert', '-noprompt', ...store, '-alias', 'host', '-file', 'ca.pem']);
      // Maven's core needs a parent and an extension itself, so no plugin has to be there.
      const path = '/maven/packages/com/example';
      const jar = new Uint8Array(readFileSync(scratch.path('shop_cart-1.0-py3-none-any.whl')));
      await publish(`${path}/parent/1.0/parent-1.0.pom`, 'PUT', pom('parent', '<packaging>pom</packaging>'));
      await publish(`${path}/extension/1.0/extension-1.0.pom`, 'PUT', pom('extension', ''));
      await publish(`${path}/extension/1.0/extension-1.0.jar`, 'PUT', jar);
      await publish('/maven/packages/org/codehaus/plexus/plexus-utils/1.1/plexus-utils-1.1.jar', 'PUT', jar);
      const parent =
        '<groupId>com.example</groupId><artifactId>parent</artifactId><version>1.0</version><relativePath/>';
      const extension = '<groupId>com.example</groupId><artifactId>extension</artifactId><version>1.0</version>';
      const build = `<build><extensions><extension>${extension}</extension></extensions></build>`;
      scratch.write('pom.xml', pom('app', `<parent>${parent}</parent><packaging>pom</packaging>${build}`));
    });

    it('resolves with the settings of the format', async () => {
      const { status, stdout } = await validate(await login('repository=packages&access=pull&format=maven'));
      expect(status, stdout).toBe(0);
      expect(asked).toContain('GET /maven/packages/com/example/extension/1.0/extension-1.0.jar 200');
    });

    it('is refused without the token, and at another repository', async () => {
      const settings = await login('repository=packages&format=maven');
      const without = await validate(settings.replace(/<servers>[\s\S]*<\/servers>/, ''));
      expect(without.status).not.toBe(0);
      expect(without.stdout).toContain('status: 401 Unauthorized');
      const elsewhere = await validate(settings.replaceAll('/packages/', '/other/'));
      expect(elsewhere.status).not.toBe(0);
      expect(elsewhere.stdout).toContain('status: 403 Forbidden');
    });
  });

  describe('aws codeartifact login', () => {
    const byAwsCli = async (tool: 'npm' | 'pip') => {
      const place = ['--domain', 'shop', '--domain-owner', '123456789012', '--repository', 'packages'];
      const args = ['codeartifact', 'login', '--tool', tool, ...place, '--endpoint-url', service.aws.standIn.url];
      await scratch.succeed(AWS_CLI, args, { env: { ...env, ...service.aws.environment } });
    };
    const TOKEN = /eyJ[A-Za-z0-9._-]+/g;

    it('writes the same settings of npm', async () => {
      const ours = await login('repository=packages&format=npm');
      rmSync(scratch.path('.npmrc'), { force: true });
      await byAwsCli('npm');
      const settings = (text: string) =>
        text
          .replaceAll(TOKEN, 'TOKEN')
          .split('\n')
          // npm 6 and older wanted always-auth. The AWS CLI still tries to set it.
          .filter((line) => line !== '' && !line.startsWith('#') && !line.includes('always-auth'))
          .toSorted();
      expect(settings(ours)).toEqual(settings(readFileSync(scratch.path('.npmrc'), 'utf8')));
    });

    it('writes the same index of pip', async () => {
      const ours = await login('repository=packages&format=pip');
      rmSync(scratch.path('.config/pip'), { recursive: true, force: true });
      await byAwsCli('pip');
      const theirs = readFileSync(scratch.path('.config/pip/pip.conf'), 'utf8');
      expect(
        ours
          .replace(/^#.*\n/, '')
          .replaceAll(TOKEN, 'TOKEN')
          .trim(),
      ).toBe(theirs.replaceAll(TOKEN, 'TOKEN').trim());
    });
  });
});
