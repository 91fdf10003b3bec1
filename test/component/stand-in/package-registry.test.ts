import { beforeEach, describe, expect, it } from 'vitest';
import { bearer, HOST, putRepositories, send } from '../../support/packages.ts';
import { assumedKeys, ROLE, setStandInNow, standIn, useStandIn } from '../../support/stand-in.ts';

useStandIn();

const READ = 'GET /npm/packages/left-pad';
const REPOSITORY = 'arn:aws:codeartifact:eu-west-1:444455556666:repository/shop';
const PACKAGE = 'arn:aws:codeartifact:eu-west-1:444455556666:package/shop';

beforeEach(() => putRepositories('packages', 'other'));

/** What `npm publish` sends. */
function npmPackage(name: string, version = '1.0.0') {
  const manifest = { name, version, dist: { tarball: 'http://elsewhere.example/x.tgz', integrity: 'sha512-x' } };
  const file = `${name}-${version}.tgz`;
  const data = Buffer.from('a tarball').toString('base64');
  return JSON.stringify({ name, versions: { [version]: manifest }, _attachments: { [file]: { data } } });
}

function wheel(name: string, version: string) {
  const form = new FormData();
  const file = `${name}-${version}-py3-none-any.whl`;
  for (const [field, value] of Object.entries({ ':action': 'file_upload', name, version })) form.set(field, value);
  form.set('content', new Blob(['a wheel']), file);
  return form;
}

function policyOf(...statements: readonly object[]) {
  const token = ['codeartifact:GetAuthorizationToken', 'sts:GetServiceBearerToken'];
  const Statement = [{ Action: token, Resource: '*' }, ...statements].map((fields) => ({ Effect: 'Allow', ...fields }));
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

async function loginBy(...statements: readonly object[]): Promise<string> {
  return bearer(await assumedKeys({ Policy: policyOf(...statements) }));
}

const readsAll = { Action: 'codeartifact:ReadFromRepository', Resource: '*' };

describe('a token opens the repositories of its domain', () => {
  it('as a bearer token, and as the password of aws', async () => {
    const login = await bearer(await assumedKeys());
    const basic = (user: string) =>
      `Basic ${Buffer.from(`${user}:${login.slice('Bearer '.length)}`).toString('base64')}`;
    expect((await send('GET /npm/packages/-/ping', login)).status).toBe(200);
    expect((await send('GET /npm/packages/-/ping', basic('aws'))).status).toBe(200);
    expect((await send('GET /npm/packages/-/ping', basic('AWS'))).status).toBe(401);
  });

  it('and nothing does without one, with a wrong one, or with one of another domain', async () => {
    const login = await bearer(await assumedKeys());
    const other = HOST.replace('shop-', 'bakery-');
    const refused = await send(READ);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Basic realm="CodeArtifact"');
    expect((await send(READ, `${login}A`)).status).toBe(401);
    expect((await send(READ, login.slice(0, -1))).status).toBe(401);
    expect((await send(READ, login, undefined, other)).status).toBe(401);
    expect((await send(READ, login, undefined, HOST.replace('eu-west-1', 'eu-central-1'))).status).toBe(401);
  });

  it('until it expires', async () => {
    const login = await bearer(await assumedKeys(), { durationSeconds: 900 });
    setStandInNow(new Date('2026-11-21T12:14:59.999Z'));
    expect((await send(READ, login)).status).toBe(404);
    setStandInNow(new Date('2026-11-21T12:15:00.000Z'));
    expect((await send(READ, login)).status).toBe(401);
  });

  it.each([
    ['reads what its session may read', READ, `${REPOSITORY}/packages`, 404],
    ['reads no other repository', 'GET /npm/other/left-pad', `${REPOSITORY}/packages`, 403],
    ['reads all whose name begins so', 'GET /npm/other/left-pad', `${REPOSITORY}/o*`, 404],
  ])('and %s', async (_what, line, Resource, status) => {
    const login = await loginBy({ ...readsAll, Resource });
    expect((await send(line, login)).status).toBe(status);
  });

  it('to read, and not to publish', async () => {
    const login = await loginBy(readsAll);
    const refused = await send('PUT /npm/packages/left-pad', login, npmPackage('left-pad'));
    expect(refused.status).toBe(403);
    expect(await refused.json()).toEqual({
      message:
        'User: arn:aws:sts::444455556666:assumed-role/puller/build-42 is not authorized to perform: ' +
        `codeartifact:PublishPackageVersion on resource: ${PACKAGE}/packages/npm//left-pad ` +
        'because no session policy allows the codeartifact:PublishPackageVersion action',
    });
  });

  it.each([
    ['PUT /npm/packages/@shop%2fcart', npmPackage('@shop/cart'), 'packages/npm/shop/cart'],
    ['POST /pypi/packages/', wheel('Shop_Cart', '1.0'), 'packages/pypi//shop-cart'],
    ['PUT /maven/packages/com/example/cart/1.0/cart-1.0.pom', '<project/>', 'packages/maven/com.example/cart'],
    ['PUT /maven/packages/com/example/cart/maven-metadata.xml', '<metadata/>', 'packages/maven/com.example/cart'],
  ])('to publish one package: %s', async (line, body, resource) => {
    const publish = { Action: 'codeartifact:PublishPackageVersion' };
    const login = await loginBy({ ...publish, Resource: `${PACKAGE}/${resource}` });
    const other = await loginBy({ ...publish, Resource: `${PACKAGE}/${resource}2` });
    expect((await send(line, other, body)).status).toBe(403);
    expect((await send(line, login, body)).ok).toBe(true);
  });

  it('no longer than its role may', async () => {
    const login = await bearer(await assumedKeys());
    expect((await send(READ, login)).status).toBe(404);
    standIn.putRole({ ...ROLE, policy: { Version: '2012-10-17', Statement: [] } });
    expect((await send(READ, login)).status).toBe(403);
  });

  it('but no repository that is not there', async () => {
    const login = await bearer(await assumedKeys());
    expect((await send('GET /npm/nowhere/left-pad', login)).status).toBe(404);
  });
});

describe('what is published is there', () => {
  it('as npm reads it, with tarballs at the same address', async () => {
    const login = await bearer(await assumedKeys());
    await send('PUT /npm/packages/left-pad', login, npmPackage('left-pad'));
    expect((await send('PUT /npm/packages/left-pad', login, npmPackage('left-pad'))).status).toBe(409);
    const tarball = `https://${HOST}/npm/packages/left-pad/-/left-pad-1.0.0.tgz`;
    expect(await (await send(READ, login)).json()).toEqual({
      name: 'left-pad',
      'dist-tags': { latest: '1.0.0' },
      versions: { '1.0.0': { name: 'left-pad', version: '1.0.0', dist: { tarball, integrity: 'sha512-x' } } },
    });
    expect(await (await send(`GET ${new URL(tarball).pathname}`, login)).text()).toBe('a tarball');
  });

  it('as pip reads it, whatever way its name is written', async () => {
    const login = await bearer(await assumedKeys());
    await send('POST /pypi/packages/', login, wheel('Shop_Cart', '1.0'));
    const page = await (await send('GET /pypi/packages/simple/shop-cart/', login)).text();
    // By sha256sum.
    const digest = '69f51477f05c46bfa5ff0027a1fcde274695311a38adfb85611ffeb93c8b146b';
    expect(page).toContain(`<a href="1.0/Shop_Cart-1.0-py3-none-any.whl#sha256=${digest}">`);
    const file = await send('GET /pypi/packages/simple/shop-cart/1.0/Shop_Cart-1.0-py3-none-any.whl', login);
    expect(await file.text()).toBe('a wheel');
  });

  it('as Maven reads it, with checksums', async () => {
    const login = await bearer(await assumedKeys());
    const path = '/maven/packages/com/example/cart/1.0/cart-1.0.pom';
    expect((await send(`PUT ${path}`, login, 'abc')).status).toBe(201);
    expect(await (await send(`GET ${path}`, login)).text()).toBe('abc');
    // FIPS 180, the digest of "abc".
    const sha1 = 'a9993e364706816aba3e25717850c26c9cd0d89d';
    expect(await (await send(`GET ${path}.sha1`, login)).text()).toBe(sha1);
    expect((await send(`PUT ${path}.sha1`, login, sha1)).status).toBe(201);
    expect((await send(`PUT ${path}.sha1`, login, sha1.replace('a', 'b'))).status).toBe(400);
  });

  it('in its own repository only', async () => {
    const login = await bearer(await assumedKeys());
    await send('PUT /npm/packages/left-pad', login, npmPackage('left-pad'));
    expect((await send('GET /npm/other/left-pad', login)).status).toBe(404);
  });
});

it.each([
  'DELETE /npm/packages/left-pad',
  'GET /npm/packages/a/b/c',
  'GET /pypi/packages/other/',
  'PUT /maven/packages/x',
])('refuses what it cannot do: %s', async (line) => {
  expect((await send(line, await bearer(await assumedKeys()), undefined)).status).toBe(405);
});
