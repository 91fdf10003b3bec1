// Each format that a login has, delivered once.
import { beforeAll, expect, it } from 'vitest';
import { LOGIN_FORMATS, VARIABLE_FORMATS } from '../../support/format-list.ts';
import { useRefresh } from '../../support/refresh.ts';
import { aConnector, aSecretJob, currentOf } from '../../support/refresh-jobs.ts';

const world = useRefresh();
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

// biome-ignore lint/suspicious/noExplicitAny: a parsed value, which each format reads as it expects it to be.
type Json = any;

/** What a format of JSON has at the place where the login is. */
const JSON_FORMATS = {
  json: ({ credentials }: Json) => credentials[0].password,
  'docker-config': ({ auths }: Json) => decoded(auths[HOST].auth),
  'docker-credential': ({ Secret }: Json) => Secret,
  'kubernetes-secret': ({ data }: Json) =>
    decoded(JSON.parse(Buffer.from(data['.dockerconfigjson'], 'base64').toString()).auths[HOST].auth),
  kubelet: ({ auth }: Json) => (Object.values(auth)[0] as Json).password,
  'username-password': ({ password }: Json) => password,
} as const;
const ALL: readonly string[] = [...Object.keys(JSON_FORMATS), ...VARIABLE_FORMATS];
function decoded(auth: string) {
  return Buffer.from(auth, 'base64').toString().replace(/^AWS:/, '');
}

/** Every password that ECR gave out. */
function passwords() {
  return world.standIn.issued.flatMap((one) =>
    'authorizations' in one ? one.authorizations.map((a) => a.password) : [],
  );
}

beforeAll(async () => {
  await world.define({
    connectors: [aConnector('shop', [...ALL.map((format) => `${format}-login`), 'every-host'])],
    refreshJobs: [
      ...ALL.map((format) => aSecretJob(`${format}-login`, { connector: 'shop', format })),
      aSecretJob('every-host', { connector: 'shop', format: 'docker-config', hosts: 'all' }),
    ],
  });
  await world.engine.dispatch();
  await world.engine.deliver();
});

it('are all that logins have', () => expect(ALL.toSorted()).toEqual(LOGIN_FORMATS.toSorted()));

it.each(Object.entries(JSON_FORMATS))('%s is JSON, with a login that ECR gave', (format, passwordOf) => {
  expect(passwords()).toContain(passwordOf(JSON.parse(currentOf(world.standIn, `${format}-login`) ?? '')));
});

// Amazon ECS developer guide, "Using non-AWS container images in Amazon ECS": a secret with these two fields.
it('has in username-password what ECS reads for repositoryCredentials', () => {
  const read = JSON.parse(currentOf(world.standIn, 'username-password-login') ?? '');
  expect(read).toEqual({ username: 'AWS', password: expect.stringMatching(/^.{100,}$/) });
  expect(passwords()).toContain(read.password);
});

it.each(VARIABLE_FORMATS)('%s is a text, with a login that ECR gave', (format) => {
  const text = currentOf(world.standIn, `${format}-login`) ?? '';
  expect(passwords().filter((password) => text.includes(password))).toHaveLength(1);
});

it('is under every host name of the registry where the job says so', () => {
  const { auths } = JSON.parse(currentOf(world.standIn, 'every-host') ?? '');
  const hosts = Object.keys(auths).filter((key) => !key.startsWith('https://'));
  expect(hosts).toEqual([
    HOST,
    '123456789012.dkr-ecr.eu-west-1.on.aws',
    '123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com',
    '123456789012.dkr-ecr-fips.eu-west-1.on.aws',
  ]);
  expect(hosts.map((host) => decoded(auths[host].auth)).every((password) => passwords().includes(password))).toBe(true);
});
