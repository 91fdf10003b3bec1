// A refresh as it should be: due, sent off, delivered; and what remains of it in every place.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { useRefresh } from '../../support/refresh.ts';
import {
  aParameterJob,
  aSecretJob,
  currentOf,
  parameterArn,
  secretArn,
  withConnectors,
  writtenBy,
} from '../../support/refresh-jobs.ts';
import { auditOfJob, historyOf, letTimePass, stateOf } from '../../support/refresh-state.ts';

const world = useRefresh();
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const TAGS = { team: 'shop', 'cost centre': '4711' };
function sha256(text = '') {
  return createHash('sha256').update(text).digest('hex');
}

/** What ECR gave out last. */
function issued() {
  const login = world.standIn.issued.findLast((one) => one.action === 'GetAuthorizationToken');
  if (login?.authorizations[0] === undefined) throw new Error('no login was issued');
  return login.authorizations[0];
}
async function scheduled() {
  await world.engine.dispatch();
  await world.engine.deliver();
}

describe.each([
  {
    type: 'secretsmanager',
    job: aSecretJob('shop', {
      destination: { type: 'secretsmanager', arn: secretArn('shop'), create: { tags: TAGS } },
    }),
    arn: secretArn('shop'),
    kept: () => world.standIn.secret('portunus/dev/logins/shop'),
    rest: { name: 'portunus/dev/logins/shop', tags: TAGS, kmsKeyId: undefined },
  },
  {
    type: 'ssm',
    job: aParameterJob('web', {
      destination: { type: 'ssm', arn: parameterArn('web'), tier: 'advanced', create: { tags: TAGS } },
    }),
    arn: parameterArn('web'),
    kept: () => world.standIn.parameter('/portunus/dev/logins/web'),
    rest: { name: '/portunus/dev/logins/web', tags: TAGS, type: 'SecureString', tier: 'Advanced' },
  },
])('a first delivery to $type', ({ job, arn, kept, rest }) => {
  beforeAll(async () => {
    await world.define(withConnectors(job));
    await scheduled();
  });

  it('makes what is not there, with its tags', () => {
    expect(kept()).toMatchObject(rest);
  });

  it('leaves a docker config whose auth is the login that ECR gave', () => {
    const password = world.standIn.issued
      .flatMap((one) => ('authorizations' in one ? one.authorizations : []))
      .find(({ authorizationToken }) => currentOf(world.standIn, job.id)?.includes(authorizationToken))?.password;
    const auth = Buffer.from(`AWS:${password}`).toString('base64');
    expect(JSON.parse(currentOf(world.standIn, job.id) ?? '')).toEqual({
      auths: { [HOST]: { auth }, [`https://${HOST}`]: { auth } },
    });
  });

  it('is asked of STS in a session that is named by the job', () => {
    const calls = world.standIn.calls.filter(({ action }) => action === 'AssumeRole');
    const [call] = calls.filter(({ parameters }) => parameters.roleArn?.endsWith(`/${job.id}`));
    expect(call?.parameters.roleSessionName).toMatch(new RegExp(`^${job.id}\\+[\\w-]{12}$`));
  });

  it('is in the audit as issued to the job', async () => {
    const records = await auditOfJob(world.aws, job.id);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      action: 'ecr-login',
      outcome: 'issued',
      caller: { issuer: 'refresh-job', subject: job.id, kind: 'workload' },
      asked: { connectorId: job.id, format: 'docker-config' },
      allowedBy: 'grants[0]',
      issued: { source: 'fresh', region: 'eu-west-1', registryIds: ['123456789012'] },
    });
  });

  it('leaves a state that says what is stored, and begins the next window', async () => {
    const state = await stateOf(world.aws, job.id);
    expect(state).toMatchObject({ revision: 3, failures: 0, stored: { destination: arn } });
    expect(state.window).toBe(state.dueAt);
    expect(state.endsAt).toBe(state.stored.endsAt);
    expect(state.stored.valueSha256).toBe(sha256(currentOf(world.standIn, job.id)));
    expect(Object.keys(state)).not.toContain('intent');
    expect(Object.keys(state)).not.toContain('lastError');
    expect(Date.parse(state.dueAt)).toBeGreaterThan(Date.now());
    expect(Date.parse(state.dueAt)).toBeLessThan(Date.parse(state.endsAt));
  });

  it('is one line of the history', async () => {
    const { dueAt, endsAt } = await stateOf(world.aws, job.id);
    expect(await historyOf(world.aws, job.id)).toEqual([
      {
        job: job.id,
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        at: expect.any(String),
        outcome: 'delivered',
        endsAt,
        nextDue: dueAt,
      },
    ]);
  });

  it('is followed by the next one, over the one before, when that is due', async () => {
    await letTimePass(world.aws, job.id);
    await scheduled();
    const values = writtenBy(world.standIn, job.id);
    expect(values).toHaveLength(2);
    expect(currentOf(world.standIn, job.id)).toBe(values[1]);
    expect(values[1]).toContain(issued().authorizationToken);
    expect((await stateOf(world.aws, job.id)).stored.valueSha256).toBe(sha256(values[1]));
  });

  it('is not repeated before it is due', async () => {
    const before = writtenBy(world.standIn, job.id);
    await scheduled();
    expect(writtenBy(world.standIn, job.id)).toEqual(before);
  });
});

it('delivers a login to CodeArtifact as one of ECR, and refreshes it before its session ends', async () => {
  const job = aSecretJob('packages', {
    ...{ service: 'codeartifact', format: 'json', domain: 'shop', repository: 'releases' },
  });
  const { connectors: [connector] = [], ...rest } = withConnectors(job);
  const limits = { serves: ['codeartifact'], codeartifact: { domains: ['shop'], repositories: ['releases'] } };
  await world.define({ ...rest, connectors: [{ ...connector, ...limits }] });
  await scheduled();
  const { credentials } = JSON.parse(currentOf(world.standIn, 'packages') ?? '');
  expect(credentials).toMatchObject({ domain: 'shop', repository: 'releases', endpoints: { npm: expect.any(String) } });
  const issuedTokens = world.standIn.issued.flatMap((one) =>
    one.action === 'codeartifact:GetAuthorizationToken' ? [one.authorizationToken] : [],
  );
  expect(issuedTokens).toEqual([credentials.authorizationToken]);
  const [record] = await auditOfJob(world.aws, 'packages');
  expect(record).toMatchObject({
    action: 'codeartifact-login',
    outcome: 'issued',
    issued: { domain: 'shop', tokenSha256: [sha256(credentials.authorizationToken)] },
  });
  const state = await stateOf(world.aws, 'packages');
  expect(state.stored.endsAt).toBe(credentials.expirationDate);
  expect(Date.parse(state.dueAt)).toBeLessThan(Date.parse(credentials.expirationDate));
});
