// IAM documents of stored connectors, as the API gives them and as the command writes them.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useAdminCli, WAYS } from '../../support/admin-cli.ts';
import { expectProblem } from '../../support/problem.ts';

const cli = useAdminCli();
const ROUTE = 'GET /connectors/{id}/iam';

async function externalIdOf(id: string): Promise<string> {
  const { body } = await cli.ask({ route: 'GET /connectors/{id}', id });
  return body.externalId;
}

describe('the route', () => {
  it("gives an administrator the connector's documents, with its external ID and the deployment's functions", async () => {
    const { status, headers, body } = await cli.ask({ route: ROUTE, id: 'shop-images' });
    expect([status, headers['content-type']]).toEqual([200, 'application/json']);
    expect(body).toMatchObject({
      connectorId: 'shop-images',
      places: [{ accountId: '123456789012', partition: 'aws' }],
    });
    const [{ resources }] = body.places;
    const [assume] = resources[0].trust.Statement;
    expect(assume).toMatchObject({
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Condition: {
        StringEquals: { 'sts:ExternalId': await externalIdOf('shop-images') },
        ArnLike: {
          'aws:PrincipalArn': ['issue', 'refresh-deliver', 'verify'].map(
            (name) => `arn:aws:iam::111122223333:role/portunus-dev-*-${name}`,
          ),
        },
      },
    });
  });

  it.each([
    ['terraform', 'text/plain; charset=utf-8'],
    ['aws-cli', 'text/plain; charset=utf-8'],
  ])('gives them as %s too', async (as, type) => {
    const { status, headers, text } = await cli.ask({ route: ROUTE, id: 'shop-images', query: { as } });
    expect([status, headers['content-type']]).toEqual([200, type]);
    expect(text).toContain(await externalIdOf('shop-images'));
  });

  it.each([
    ['an unknown form', { as: 'yaml' }, 'as'],
    ['what does not exist', { include: 'everything' }, 'include[0]'],
    ['no organization', { organization: 'acme' }, 'organization'],
    ['an unknown parameter', { colour: 'blue' }, 'colour'],
  ])('refuses %s by its name', async (_what, query, field) => {
    const answer = await cli.ask({ route: ROUTE, id: 'shop-images', query });
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: [field] });
  });

  it('knows no connector that is not there', async () => {
    expect((await cli.ask({ route: ROUTE, id: 'never-there' })).status).toBe(404);
  });
});

describe.each(WAYS)('the command, %s', (way, flags) => {
  const iam = (...args: readonly string[]) => cli.portunus(['iam', ...args, ...flags]);
  const folder = (name: string) => join(cli.folder, `${name}-${way.replaceAll(' ', '-')}`);

  it('writes what the route gives', async () => {
    const { code, out, err } = await iam('shop-images', '--include', 'boundary', 'drift-check');
    const query = { include: 'boundary,drift-check' };
    const { text } = await cli.ask({ route: ROUTE, id: 'shop-images', query });
    expect([code, err, out]).toEqual([0, '', text]);
  });

  it('writes all connectors as one list, or a file for each that only its user reads', async () => {
    const list = await iam('--all');
    const ids = JSON.parse(list.out).map(({ connectorId }: { connectorId: string }) => connectorId);
    expect(ids).toContain('shop-images');
    const dir = folder('all');
    const run = await iam('--all', '--as', 'terraform', '--dir', dir);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(dir).sort()).toEqual(ids.map((id: string) => `${id}.tf`).sort());
    expect(run.out).toContain(`wrote ${join(dir, 'shop-images.tf')}\n`);
    expect(statSync(join(dir, 'shop-images.tf')).mode & 0o777).toBe(0o600);
  });

  it('writes what all connectors need together as one template, which each account takes its part of', async () => {
    const list = JSON.parse((await iam('--all')).out);
    const { code, err, out } = await iam('--all', '--as', 'cloudformation');
    expect([code, err]).toEqual([0, '']);
    const { Description, Resources } = JSON.parse(out);
    expect(Description).toBe('What AWS needs for the connectors of Portunus');
    const { places } = list.find(({ connectorId }: { connectorId: string }) => connectorId === 'shop-images');
    const role = Resources[`ShopImagesRole${places[0].accountId}`];
    expect(role.Properties.RoleName).toBe(places[0].resources[0].name);
    expect(JSON.stringify(role)).toContain(await externalIdOf('shop-images'));
  });

  it('leaves files that are there, and writes over them with --force', async () => {
    const dir = folder('taken');
    mkdirSync(dir);
    const path = cli.file(`${dir.slice(cli.folder.length + 1)}/shop-images.json`, 'mine');
    const refused = await iam('shop-images', '--dir', dir);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('is there already (--force overwrites it)');
    expect([readFileSync(path, 'utf8'), readdirSync(dir)]).toEqual(['mine', ['shop-images.json']]);
    expect(await iam('shop-images', '--dir', dir, '--force')).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(readFileSync(path, 'utf8')).connectorId).toBe('shop-images');
  });

  it('writes nothing of a connector that is not there', async () => {
    const dir = folder('none');
    const { code, out, err } = await iam('never-there', '--dir', dir);
    expect([code, out, existsSync(dir)]).toEqual([1, '', false]);
    expect(err).toBe('portunus: never-there: there is no such connector\n');
  });

  it.each([
    [[], /name one connector, or give --all/],
    [['shop-images', '--all'], /name one connector, or give --all/],
    [['../issuers'], /is not the ID of a connector/],
    // Elsewhere, -o says the form: here it would have been the name of a folder.
    [['shop-images', '-o', 'json'], /unknown option '-o'/],
    [['shop-images', '--as', 'yaml'], /Allowed choices are json, cloudformation, terraform, aws-cli/],
    [['shop-images', '--organization', 'acme'], /must be the ID of an organization/],
  ])('says that %j is a wrong command line', async (args, says) => {
    const { code, out, err } = await iam(...args);
    expect([code, out]).toEqual([64, '']);
    expect(err).toMatch(says);
  });
});

it('on the tables, the account and the stage can be given', async () => {
  const args = ['iam', 'shop-images', '--direct', '--account', '444455556666', '--stage', 'prod'];
  const nobody = { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1' };
  const { code, out } = await cli.portunus(args, nobody);
  expect(code).toBe(0);
  expect(out).toContain('arn:aws:iam::444455556666:role/portunus-prod-*-issue');
  const { code: without } = await cli.portunus(['iam', 'shop-images', '--account', '444455556666']);
  expect(without).toBe(64);
});

it('only an administrator gets them', async () => {
  const answer = await cli.ask({ route: ROUTE, id: 'shop-images', as: 'person' });
  expectProblem(answer, { status: 403, code: 'not_allowed', stage: 'authorization', fields: ['caller'] });
  const token = await cli.tokenOf('person');
  const { code, err } = await cli.portunus(['iam', 'shop-images'], { PORTUNUS_TOKEN: token });
  expect(code).toBe(1);
  expect(err).toContain('only administrators may do that');
});
