// The metadata services of an instance, a task and a pod, by AWS's documentation of IMDSv2, of the ECS agent's endpoint
// and of the EKS Pod Identity Agent.
import { UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MetadataServer, startMetadata } from '../../../local/stand-in/metadata/server.ts';

const ROLE = 'arn:aws:iam::111122223333:role/ci/build-agents';
const ROLES = '/latest/meta-data/iam/security-credentials/';
const TTL = 'X-aws-ec2-metadata-token-ttl-seconds';
const START = Date.parse('2026-11-21T12:00:00Z');
const KEYS = { accessKeyId: 'ASIAEXAMPLE000000001', secretAccessKey: 'secret', sessionToken: 'token' };
const podToken = tokenUntil(START + 3_600_000);

let metadata: MetadataServer;
let now = START;
let issued = 0;

beforeAll(async () => {
  metadata = await startMetadata({
    roleArn: ROLE,
    sessionName: 'i-0123456789abcdef0',
    podToken: () => podToken,
    now: () => new Date(now),
    issueSession: (arn, _name, seconds) => {
      issued += 1;
      return { ...KEYS, action: 'AssumeRole', arn, expiration: new Date(now + seconds * 1000) };
    },
  });
});
afterAll(() => metadata.stop());

function tokenUntil(end: number): string {
  return new UnsecuredJWT({}).setExpirationTime(end / 1000).encode();
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return fetch(`${metadata.url}${path}`, { method, headers });
}

async function getToken(seconds = '60') {
  return (await ask('/latest/api/token', { [TTL]: seconds }, 'PUT')).text();
}

async function withToken(path: string, token?: string) {
  return ask(path, { 'X-aws-ec2-metadata-token': token ?? (await getToken()) });
}

describe('the instance metadata service', () => {
  it.each([
    ['', 400],
    ['0', 400],
    ['1', 200],
    ['21600', 200],
    ['21601', 400],
    ['an hour', 400],
  ])('for a token of %s seconds answers %i', async (seconds, status) => {
    expect((await ask('/latest/api/token', { [TTL]: seconds }, 'PUT')).status).toBe(status);
  });

  it('gives no token to a GET, and none to what came through a proxy', async () => {
    expect((await ask('/latest/api/token', { [TTL]: '60' })).status).toBe(405);
    const forwarded = { [TTL]: '60', 'X-Forwarded-For': '203.0.113.1' };
    expect((await ask('/latest/api/token', forwarded, 'PUT')).status).toBe(403);
  });

  it('answers nothing without a token, and nothing with an ended or invented one', async () => {
    const token = await getToken('60');
    expect((await withToken(ROLES, token)).status).toBe(200);
    now += 60_000;
    expect((await withToken(ROLES, token)).status).toBe(401);
    expect((await withToken(ROLES, 'invented')).status).toBe(401);
    expect((await ask(ROLES)).status).toBe(401);
  });

  it('names the role, and gives its credentials by that name alone', async () => {
    expect(await (await withToken(ROLES)).text()).toBe('build-agents');
    const credentials = await (await withToken(`${ROLES}build-agents`)).json();
    expect(credentials).toEqual({
      Code: 'Success',
      LastUpdated: '2026-11-21T12:01:00Z',
      Type: 'AWS-HMAC',
      AccessKeyId: KEYS.accessKeyId,
      SecretAccessKey: 'secret',
      Token: 'token',
      Expiration: '2026-11-21T18:01:00Z',
    });
    expect((await withToken(`${ROLES}another`)).status).toBe(404);
  });

  it('renews the session an hour before its end', async () => {
    await withToken(`${ROLES}build-agents`);
    const before = issued;
    now += 4 * 3_600_000;
    await withToken(`${ROLES}build-agents`);
    expect(issued).toBe(before);
    now += 3_600_000;
    await withToken(`${ROLES}build-agents`);
    expect(issued).toBe(before + 1);
  });

  it('has no role where the instance has none', async () => {
    metadata.setRole(undefined);
    expect((await withToken(ROLES)).status).toBe(404);
    metadata.setRole(ROLE);
  });
});

describe('the endpoint of a task', () => {
  it('gives credentials by the ID of the task alone', async () => {
    const path = new URL(metadata.task.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '').pathname;
    expect(await (await ask(path)).json()).toMatchObject({ RoleArn: ROLE, AccessKeyId: KEYS.accessKeyId });
    const refused = await ask('/v2/credentials/11111111-2222-3333-4444-555555555555');
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ code: 'InvalidIdInRequest' });
  });
});

describe('the endpoint of a pod', () => {
  it.each([
    ['no token', '', 400],
    ['what is no token', 'invented', 400],
    ['an ended token', tokenUntil(START - 1000), 400],
    ['a token of another cluster', tokenUntil(START + 86_400_000), 400],
    ['a token behind Bearer', `Bearer ${podToken}`, 400],
    ["the pod's token", podToken, 200],
  ])('answers to %s', async (_what, authorization, status) => {
    now = START;
    expect((await ask('/v1/credentials', authorization === '' ? {} : { authorization })).status).toBe(status);
  });
});
