// A set-up of the replaced product on a running service: imported, linted, applied, and asked by the agents of Bamboo.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENTS } from '../../support/import.ts';
import { runHosted } from '../../support/portunus-host.ts';
import { useTypedService } from '../../support/principal-type-service.ts';
import { USER } from '../../support/principal-type-setup.ts';
import type { Run } from '../../support/run-cli.ts';
import { type Answer, sampleEvent } from '../../support/service.ts';

const world = useTypedService();
const folder = mkdtempSync(join(tmpdir(), 'portunus-import-'));
const file = join(folder, 'portunus.yml');
afterAll(() => rmSync(folder, { recursive: true }));

const FIXTURES = ['test/fixtures/import/accounts.csv', 'test/fixtures/import/connectors.csv'];
const WHERE = ['--account-id', '111122223333', '--stage', 'dev', '--people-issuer', 'corp', '--agents-role', AGENTS];

function portunus(...args: readonly string[]): Promise<Run> {
  return runHosted(args, { PATH: process.env.PATH ?? '', ...world.service.aws.environment });
}

/** What the gateway makes of a request that an agent signed with its role. */
function byAgent(id: string, query: Readonly<Record<string, string>>) {
  const event = sampleEvent('issue/iam');
  const iam = {
    userArn: 'arn:aws:sts::111122223333:assumed-role/bamboo-agents/i-0123456789abcdef0',
    userId: 'AROACKCEVSQ6C2EXAMPLE:i-0123456789abcdef0',
  };
  const requestContext = { ...event.requestContext, authorizer: { iam } };
  return { ...event, requestContext, queryStringParameters: query, pathParameters: { id } };
}

const REGION = { region: 'eu-west-1' };

function askByAgent(id: string, query: Readonly<Record<string, string>> = REGION): Promise<Answer> {
  return world.service.invoke('issue', byAgent(id, query));
}

function askByPerson(id: string, groups: readonly string[]): Promise<Answer> {
  return world.ask({ route: 'ecr/credentials', id, token: world.person({ groups }), query: REGION });
}

describe('a set-up of three accounts and twelve connectors', () => {
  let imported: Run;
  beforeAll(async () => {
    imported = await portunus('import', ...FIXTURES, ...WHERE, '-f', file);
    const role = { ecr: true, maxSessionDurationSeconds: 43_200 };
    const execution = 'arn:aws:iam::111122223333:role/portunus-dev-eu-west-1-issue';
    const inAccount = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
    const put = world.standIn.putRole;
    put({ ...role, arn: inAccount('shop-images'), trustedPrincipals: [USER.arn], externalId: 'shop-external-id-1' });
    put({
      ...role,
      arn: inAccount('portunus/shop-tools'),
      trustedPrincipals: [execution],
      externalId: 'shop-external-id-2',
    });
    put({ ...role, arn: 'arn:aws:iam::210987654321:role/archive', trustedPrincipals: [USER.arn] });
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ecr:*', Resource: '*' }] };
    world.standIn.putManagedPolicy({ arn: 'arn:aws:iam::123456789012:policy/shop-tools', document: policy } as never);
  });

  it('is imported into a file for whoever wrote it alone, with what is left to do', () => {
    expect([imported.code, imported.out]).toEqual([0, '']);
    expect(imported.err).toContain(`wrote ${file}: 6 accounts, 12 connectors\n`);
    expect(imported.err).toContain(
      'put the key AKIABUILDBUILDBUILD1 into the secret of build-123456789012 and build-210987654321 (docs/',
    );
    expect(imported.err).toContain('3 external IDs kept: apply with --direct, because the API makes its own\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('has no error and no warning of the linter', async () => {
    const { code, out } = await portunus('lint', '-f', file);
    expect(out).toMatch(/\n0 errors, 0 warnings, \d+ notices\n$/);
    expect(code).toBe(0);
  });

  it('is applied, with the external IDs that the roles trust', async () => {
    const { code, err, out } = await portunus('apply', '-f', file, '--direct', '--yes');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('connector   f24e81bc-7aff-42db-86a2-7cf82e24d871   external ID: shop-external-id-1');
    expect(out).toMatch(/Applied: .*\n$/);
  });

  // By the documentation of the Amazon ECR Credentials Variables task.
  it('gives the variables of Bamboo by their old names, byte for byte', async () => {
    const connector = 'f24e81bc-7aff-42db-86a2-7cf82e24d871';
    const { status, text } = await askByAgent(connector, { ...REGION, format: 'bamboo', namespace: 'aws.ecr' });
    expect(status).toBe(200);
    const issued = world.standIn.issued.findLast((one) => one.action === 'GetAuthorizationToken');
    const [login] = issued?.action === 'GetAuthorizationToken' ? issued.authorizations : [];
    if (login === undefined) throw new Error('the stand-in issued no login');
    const lines = text.split('\n').filter((line) => line !== '');
    const variables = lines.map((line) => {
      const equals = line.indexOf('=');
      return [`bamboo.custom.${line.slice(0, equals)}`, line.slice(equals + 1)] as const;
    });
    const expirationDate = login.expiresAt.toISOString();
    expect(variables.slice(0, 6)).toEqual([
      ['bamboo.custom.aws.ecr.authorizationToken.password', login.authorizationToken],
      ['bamboo.custom.aws.ecr.expirationDate', expirationDate],
      ['bamboo.custom.aws.ecr.proxyEndpoint', 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com'],
      ['bamboo.custom.aws.ecr.proxyEndpointDomain', '123456789012.dkr.ecr.eu-west-1.amazonaws.com'],
      ['bamboo.custom.aws.ecr.username', 'AWS'],
      ['bamboo.custom.aws.ecr.password', login.password],
    ]);
    const [name, json = ''] = variables[6] ?? [];
    expect([variables.length, name]).toEqual([7, 'bamboo.custom.aws.ecr.credentials.json.password']);
    expect(JSON.parse(json)).toMatchObject({
      authorizationToken: login.authorizationToken,
      expirationDate,
      proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      proxyEndpointDomain: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      username: 'AWS',
      password: login.password,
    });
    expect(Buffer.from(login.authorizationToken, 'base64').toString()).toBe(`AWS:${login.password}`);
  });

  it.each<[string, string, number, number]>([
    ['an assumed role of system scope', 'f24e81bc-7aff-42db-86a2-7cf82e24d871', 200, 403],
    ['an assumed role for groups', 'c1d5b0a4-93a1-4a27-8a0e-50f2f5b1c002', 403, 200],
    ['a federated user of system scope', 'd2e6c1b5-a4b2-4b38-9b1f-61a306c2d003', 200, 403],
    ['a session of the key for groups', 'f4a8e3d7-c6d4-4d5a-9d31-83c528e4f005', 403, 200],
    ['a session of the key of system scope', 'a5b9f4e8-d7e5-4e6b-8e42-94d639f50006', 200, 403],
    ["the host's own role", 'b6c0a5f9-e8f6-4f7c-9f53-a5e74a061007', 200, 403],
    ["a role by the host's own role, for both", 'c7d1b60a-f907-408d-8064-b6f85b172008', 200, 200],
    ['a role in another account by the same key', 'd8e2c71b-0a18-419e-9175-c7096c283009', 200, 403],
    ['a key that is not in its secret yet', 'e9f3d82c-1b29-42af-8286-d81a7d39400a', 500, 403],
    ['administrators only', 'fa04e93d-2c3a-43b0-9397-e92b8e4a500b', 403, 403],
    ['another group', 'connector-12', 403, 403],
  ])('lets in agents and people as it did: %s', async (_what, id, agent, person) => {
    const query = id.startsWith('e9f3') ? { region: 'cn-north-1' } : REGION;
    const statuses = [(await askByAgent(id, query)).status, (await askByPerson(id, ['platform'])).status];
    expect(statuses).toEqual([agent, person]);
    expect((await askByPerson(id, ['everyone'])).status).toBe(403);
  });
});

it('writes nothing if a single row is not understood, and says which', async () => {
  const target = join(folder, 'nothing.yml');
  const { code, out, err } = await portunus('import', ...FIXTURES, '--stage', 'dev', '-f', target);
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain(
    'connectors.csv, row 3, groups: needs --people-issuer, the issuer whose tokens hold the groups\n',
  );
  expect(err).toMatch(/portunus: nothing was written\n$/);
  expect(existsSync(target)).toBe(false);
});

it('writes over no file that is there, unless told so', async () => {
  const before = readFileSync(file, 'utf8');
  const refused = await portunus('import', ...FIXTURES, ...WHERE, '-f', file);
  expect([refused.code, refused.err]).toEqual([1, `portunus: ${file} is there already (--force overwrites it)\n`]);
  expect((await portunus('import', ...FIXTURES, ...WHERE, '-f', file, '--force')).code).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(before);
});

it('prints to the terminal otherwise, and only the definitions to standard output', async () => {
  const { code, out } = await portunus('import', 'test/fixtures/import/set-up.json', ...WHERE);
  expect([code, out]).toEqual([0, readFileSync(file, 'utf8')]);
});

it('says that a file is in another encoding, and repeats nothing of it', async () => {
  const other = join(folder, 'utf16.csv');
  writeFileSync(other, Buffer.from('id,name\n1,Build\n', 'utf16le'));
  const { code, err } = await portunus('import', other, ...WHERE);
  expect([code, err]).toEqual([
    1,
    `portunus: ${other}: is not UTF-8: save it as "CSV UTF-8"\nportunus: nothing was written\n`,
  ]);
});

it('asks for the form of a file whose name does not say it', async () => {
  const { code, err } = await portunus('import', 'README.md', ...WHERE);
  expect([code, err]).toEqual([64, 'portunus: --format must be csv or json: the name of README.md does not say\n']);
});
