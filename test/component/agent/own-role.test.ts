// What a machine does with its own AWS role, which the SDK finds at local metadata services: requests whose signatures
// are checked, tokens of sts:GetWebIdentityToken, and logins of ECR without any service.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { getAgentLogins } from '../../../cli/agent/ecr-logins.ts';
import { createSignedFetch } from '../../../cli/agent/signed-fetch.ts';
import { createOwnToken } from '../../../cli/agent/web-identity.ts';
import { AwsError } from '../../../local/stand-in/core/aws-error.ts';
import { readRawRequest } from '../../../local/stand-in/core/request.ts';
import { type StandIn, startStandIn } from '../../../local/stand-in/server.ts';
import {
  AGENT_ACCOUNT,
  AGENT_ROLE,
  AGENT_SESSION,
  type AgentRole,
  API,
  INSTANCE,
  SOURCES,
  type Source,
  startAgentRole,
} from '../../support/agent-role.ts';
import { eventually } from '../../support/eventually.ts';

const AUDIENCE = 'https://portunus.example.com';
const MINUTE = 60_000;
const NOTHING = { Statement: [] };

let standIn: StandIn;
let agent: AgentRole;
let gateway: Server;
let url: string;
/** How far the clock of AWS is ahead. */
let skewMs = 0;
let api = API;

beforeAll(async () => {
  standIn = await startStandIn({ principals: [], now: () => new Date(Date.now() + skewMs) });
  agent = await startAgentRole(standIn, { sessionSeconds: 900 });
  gateway = createServer(async (request, response) => {
    try {
      response.end(JSON.stringify(standIn.authorizeApi(await readRawRequest(request), api)));
    } catch (error) {
      response.writeHead(error instanceof AwsError ? error.status : 500).end();
    }
  });
  gateway.listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
});
afterAll(async () => {
  gateway.closeAllConnections();
  gateway.close();
  await agent.stop();
  await standIn.stop();
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  on('instance');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  agent.metadata.setRole(AGENT_ROLE);
  agent.putRole();
  skewMs = 0;
  api = API;
});

function on(source: Source) {
  vi.unstubAllEnvs();
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(agent.environment(source))) vi.stubEnv(name, value);
}

function later(minutes: number) {
  vi.setSystemTime(Date.now() + minutes * MINUTE);
}

describe('a signed request', () => {
  it.each(SOURCES)('is that of the role, by the source %s', async (source) => {
    on(source);
    const { send } = await createSignedFetch(url);
    const answer = await send(`${url}/iam/v1/connectors?limit=100&after=x%20y`);
    expect(await answer.json()).toMatchObject({ accountId: AGENT_ACCOUNT, userArn: AGENT_SESSION });
  });

  it('covers its body', async () => {
    const { send } = await createSignedFetch(url);
    const body = JSON.stringify({ region: 'eu-west-1' });
    expect((await send(`${url}/iam/v1/connectors/shop/ecr/credentials`, { method: 'POST', body })).status).toBe(200);
  });

  it('is signed with new keys when the session is about to end', async () => {
    const { send, accessKeyId } = await createSignedFetch(url);
    const first = await accessKeyId();
    later(11);
    await eventually(async () => expect(await accessKeyId()).not.toBe(first));
    later(6);
    expect((await send(`${url}/iam/v1/caller`)).status).toBe(200);
  });

  it.each([
    [4, 200],
    [6, 403],
    [-6, 403],
  ])('of a clock that is %i minutes slow gets %i', async (minutes, status) => {
    const { send } = await createSignedFetch(url);
    skewMs = minutes * MINUTE;
    expect((await send(`${url}/iam/v1/caller`)).status).toBe(status);
  });

  it('is refused where the role may not call the API', async () => {
    agent.putRole(NOTHING);
    const { send } = await createSignedFetch(url);
    expect((await send(`${url}/iam/v1/caller`)).status).toBe(403);
  });

  it('is refused at an API of another account', async () => {
    const { send } = await createSignedFetch(url);
    api = { ...API, account: '444455556666' };
    expect((await send(`${url}/iam/v1/caller`)).status).toBe(403);
  });

  it('needs a region, which a custom domain does not name', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    const refused = createSignedFetch('https://portunus.example.com');
    await expect(refused).rejects.toThrow(/does not name its region.*set AWS_REGION/);
  });

  it('has the region of the address before that of the environment', async () => {
    vi.stubEnv('AWS_REGION', 'us-east-1');
    const sent = vi.spyOn(globalThis, 'fetch').mockResolvedValueOnce(new Response());
    const { send } = await createSignedFetch('https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com');
    await send('https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/iam/v1/caller');
    const [request] = sent.mock.calls[0] ?? [];
    expect((request as Request).headers.get('authorization')).toContain('/eu-west-1/execute-api/aws4_request');
    sent.mockRestore();
  });

  it('is not sent where the machine has no role', async () => {
    agent.metadata.setRole(undefined);
    await expect(createSignedFetch(url)).rejects.toThrow(/credentials/i);
  });
});

describe('a token of the own role', () => {
  it.each(SOURCES)('is signed by the account, by the source %s', async (source) => {
    on(source);
    const { url: issuer, jwks } = standIn.enableOutboundWebIdentity(AGENT_ACCOUNT);
    const token = await (await createOwnToken(url, AUDIENCE)).getToken();
    const keys = createLocalJWKSet(await jwks(['ES384']));
    const { payload } = await jwtVerify(token.reveal(), keys, { issuer, audience: AUDIENCE });
    expect([payload.sub, (payload.exp ?? 0) - (payload.iat ?? 0)]).toEqual([AGENT_ROLE, 300]);
  });

  it('serves for half of its life', async () => {
    standIn.enableOutboundWebIdentity(AGENT_ACCOUNT);
    const { getToken } = await createOwnToken(url, AUDIENCE);
    const first = (await getToken()).reveal();
    later(2);
    expect((await getToken()).reveal()).toBe(first);
    later(1);
    expect((await getToken()).reveal()).not.toBe(first);
  });

  it('is of the shortest life where the session ends sooner than the usual one', async () => {
    standIn.enableOutboundWebIdentity(AGENT_ACCOUNT);
    const { getToken } = await createOwnToken(url, AUDIENCE);
    await getToken();
    later(11);
    standIn.calls.length = 0;
    await getToken();
    const asked = standIn.calls.map(({ parameters, outcome }) => [parameters.durationSeconds, outcome]);
    expect(asked).toEqual([
      [300, 'SessionDurationEscalationException'],
      [60, 'ok'],
    ]);
  });

  it.each([
    ['OutboundWebIdentityFederationDisabledException', /aws iam enable-outbound-web-identity-federation/],
    ['AccessDenied', /allow it sts:GetWebIdentityToken/],
    ['JWTPayloadSizeExceededException', /remove some of the role's tags/],
  ])('is refused in words: %s', async (code, words) => {
    standIn.enableOutboundWebIdentity(AGENT_ACCOUNT);
    standIn.faults.inject({ action: 'GetWebIdentityToken', fault: { error: { code, status: 403, message: code } } });
    const { getToken } = await createOwnToken(url, AUDIENCE);
    await expect(getToken()).rejects.toThrow(words);
  });
});

describe('a login by the own role', () => {
  const request = { region: 'eu-west-1', registryIds: [], showsSession: true };

  it.each(SOURCES)('is that of the own registry, by the source %s', async (source) => {
    on(source);
    const { logins, session } = await getAgentLogins(request);
    expect(logins.map(({ registryId, region, username }) => [registryId, region, username])).toEqual([
      [AGENT_ACCOUNT, 'eu-west-1', 'AWS'],
    ]);
    expect(session).toEqual({ arn: AGENT_SESSION, expiresAt: expect.any(Date) });
  });

  it('is one for each registry asked for, in that order', async () => {
    const registryIds = ['444455556666', AGENT_ACCOUNT];
    const { logins } = await getAgentLogins({ ...request, registryIds });
    expect(logins.map(({ registryId }) => registryId)).toEqual(registryIds);
  });

  it('needs no STS', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://127.0.0.1:1');
    const { logins, session } = await getAgentLogins(request);
    expect([logins.length, Object.keys(session)]).toEqual([1, ['expiresAt']]);
  });

  it('is that of a further role, whose session has the name of the machine', async () => {
    const roleArn = 'arn:aws:iam::444455556666:role/shop-images';
    standIn.putRole({ arn: roleArn, trustedPrincipals: [AGENT_ROLE], externalId: 'shop', ecr: true });
    const { logins, session } = await getAgentLogins({ ...request, roleArn, externalId: 'shop' });
    expect(logins.map(({ registryId }) => registryId)).toEqual(['444455556666']);
    expect(session.arn).toBe(`arn:aws:sts::444455556666:assumed-role/shop-images/${INSTANCE}`);
    await expect(getAgentLogins({ ...request, roleArn })).rejects.toThrow(
      /may not assume arn:aws:iam::444455556666:role\/shop-images.*trust policy.*--external-id/,
    );
  });

  it('is refused in words where the role lacks the right', async () => {
    agent.putRole(NOTHING);
    await expect(getAgentLogins(request)).rejects.toThrow(/may not do ecr:GetAuthorizationToken: allow it/);
  });

  it('needs a region', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    const { region: _none, ...rest } = request;
    await expect(getAgentLogins(rest)).rejects.toThrow('no region: give --region, or set AWS_REGION');
  });

  it('takes the ARN of a role alone as a further one', async () => {
    await expect(getAgentLogins({ ...request, roleArn: 'shop-images' })).rejects.toThrow(/is not the ARN of a role/);
  });
});
