// What a job, which administers nothing, gets from the commands; and addresses as people paste them.
import { describe, expect, it } from 'vitest';
import { useAdminCli } from '../../support/admin-cli.ts';

const cli = useAdminCli();
async function asJob(...args: readonly string[]) {
  return cli.portunus(args, { PORTUNUS_TOKEN: await cli.aws.issuer.mint() });
}

it('list shows the connectors that it may use, without what only administrators see', async () => {
  const run = await asJob('list', 'connector');
  expect([run.code, run.err]).toEqual([0, '']);
  expect(run.out).toMatch(/^ID +NAME +STATE +TYPE +ACCOUNT +ROLE +REGION +GRANTS\n/);
  expect(run.out).toMatch(/^shop-images +Images of the shop +enabled +assumed-role +- +- +eu-west-1 +-$/m);
  expect(run.out).not.toContain('bakery-images');
});

it('list as JSON, and get, show the same', async () => {
  const listed = await asJob('list', 'connector', '-o', 'json');
  const [shop] = JSON.parse(listed.out).filter(({ id }: { id: string }) => id === 'shop-images');
  expect(shop).toMatchObject({ id: 'shop-images', principalType: 'assumed-role', region: 'eu-west-1' });
  const got = await asJob('get', 'connector', 'shop-images', '-o', 'json');
  expect([got.code, JSON.parse(got.out)]).toEqual([0, shop]);
});

it.each([
  ['list', 'issuer'],
  ['export'],
  ['apply', '-f', 'local/sample.yml', '--yes'],
  ['delete', 'connector', 'shop-images', '--yes'],
  ['explain', '--connector', 'shop-images'],
])('%s says that only administrators may', async (...args) => {
  const run = await asJob(...args.filter((arg) => typeof arg === 'string'));
  expect([run.code, run.out]).toEqual([1, '']);
  expect(run.err).toMatch(
    /^portunus: only administrators may do that: GET \/v1\/caller shows who the service takes you for/,
  );
});

describe('an address of Portunus', () => {
  it.each(['/v1', '/v1/', '/iam/v1', '/', ''])('may end in "%s"', async (end) => {
    const run = await cli.portunus(['list', 'account', '--url', `${cli.api.url}${end}`]);
    expect([run.code, run.err]).toEqual([0, '']);
  });

  it('that leads elsewhere is asked about', async () => {
    const run = await cli.portunus(['list', 'account', '--url', `${cli.api.url}/elsewhere`]);
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toMatch(/is this the address of Portunus, without a path\?\n$/);
  });
});
