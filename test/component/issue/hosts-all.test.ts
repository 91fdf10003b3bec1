// `hosts=all` from request to answer, on each route that takes it, and on those that don't.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { postBatch } from '../../support/batch.ts';
import { type FormatService, getFormat, startFormatService } from '../../support/format-service.ts';
import { postLogin } from '../../support/service.ts';

const HOSTS = [
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  '123456789012.dkr-ecr.eu-west-1.on.aws',
  '123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com',
  '123456789012.dkr-ecr-fips.eu-west-1.on.aws',
];
const PUBLIC = ['public.ecr.aws', 'ecr-public.aws.com'];
function urls(hosts: readonly string[]) {
  return hosts.map((host) => `https://${host}`);
}

let world: FormatService;
beforeAll(async () => {
  world = await startFormatService();
});
afterAll(() => world.service.stop());
beforeEach(() => void world.service.aws.standIn.calls.splice(0));

async function ask(event: unknown) {
  const { status, text } = await world.ask(event);
  return { status, body: JSON.parse(text) };
}
function get(route: 'ecr' | 'public' | 'session', query: Record<string, string>) {
  return ask(getFormat(world.token, route, query));
}

it('a GET has the login under every name', async () => {
  const { status, body } = await get('ecr', { format: 'docker-config', hosts: 'all' });
  expect([status, Object.keys(body.auths)]).toEqual([200, HOSTS.flatMap((host) => [host, `https://${host}`])]);
  expect(new Set(Object.values(body.auths).map((entry) => JSON.stringify(entry))).size).toBe(1);
});

it('a POST has it too', async () => {
  const { body } = await ask(postLogin(world.token, { format: 'kubelet', hosts: 'all' }, 'shop-releases'));
  expect(Object.keys(body.auth)).toEqual(HOSTS);
});

it('ECR Public has its two names', async () => {
  const { body } = await get('public', { format: 'docker-config', hosts: 'all' });
  expect(Object.keys(body.auths)).toEqual(PUBLIC.flatMap((host) => [host, `https://${host}`]));
  expect((await get('public', { hosts: 'all' })).body.credentials[0].proxyEndpoints).toEqual(urls(PUBLIC));
});

it('each of several logins has those that its own item asks for', async () => {
  const requests = [
    { connectorId: 'shop-releases', hosts: 'all' },
    { connectorId: 'shop-releases', hosts: 'default' },
    { connectorId: 'shop-releases' },
    { connectorId: 'shop-releases', service: 'ecr-public', hosts: 'all' },
  ];
  const { body } = await ask(postBatch(world.token, { requests }));
  expect(
    body.results.map(
      (result: { credentials: { proxyEndpoints?: string[] }[] }) => result.credentials[0]?.proxyEndpoints,
    ),
  ).toEqual([urls(HOSTS), undefined, undefined, urls(PUBLIC)]);
});

it('is the same login as one that was made for the usual name, and the other way about', async () => {
  const region = 'eu-central-1';
  const query = (hosts: string) => getFormat(world.token, 'ecr', { region, hosts });
  const toShop = (event: ReturnType<typeof query>) => ({ ...event, pathParameters: { id: 'shop-images' } });
  const one = await ask(toShop(query('default')));
  const other = await ask(toShop(query('all')));
  const again = await ask(toShop(query('default')));
  expect([one.body.source, other.body.source, again.body.source]).toEqual(['fresh', 'cache', 'cache']);
  const { proxyEndpoints, ...same } = other.body.credentials[0];
  expect(same).toEqual(one.body.credentials[0]);
  expect(again.body.credentials).toEqual(one.body.credentials);
  expect(proxyEndpoints).toHaveLength(4);
});

describe('is refused before AWS is asked', () => {
  const expectRefused = async (event: unknown, field: string, detail: RegExp) => {
    const { status, body } = await ask(event);
    expect([status, body.code, body.errors]).toEqual([
      400,
      'invalid_request',
      [{ field, detail: expect.stringMatching(detail) }],
    ]);
    expect(world.service.aws.standIn.calls).toEqual([]);
  };

  it.each(['username-password'])('in the format %s', (format) =>
    expectRefused(
      getFormat(world.token, 'ecr', { format, hosts: 'all' }),
      'hosts',
      /^must be default for the format .* ask for json, docker-config, /,
    ),
  );

  it.each(['docker-credential', 'bash', 'github-actions', 'gitlab-dotenv', 'bamboo'])(
    "in the format %s, whose reader's form it has",
    async (format) => {
      const { status, text } = await world.ask(getFormat(world.token, 'ecr', { format, hosts: 'all' }));
      expect([status, text]).toEqual([400, expect.stringMatching(/hosts\W.{0,14}must be default/)]);
    },
  );

  it.each(['', 'ALL', 'fips', 'all,all'])('as %j', (hosts) =>
    expectRefused(getFormat(world.token, 'ecr', { hosts }), 'hosts', /./),
  );

  it.each([true, 1, ['all'], null])('as %j in a POST', (hosts) =>
    expectRefused(postLogin(world.token, { hosts }, 'shop-releases'), 'hosts', /./),
  );

  it('for a session', () =>
    expectRefused(getFormat(world.token, 'session', { hosts: 'all' }), 'hosts', /^is not taken by this route$/));

  it('for one of several logins', () =>
    expectRefused(
      postBatch(world.token, { requests: [{ connectorId: 'shop-releases', hosts: 'some' }] }),
      'requests[0].hosts',
      /./,
    ));
});
