// The helpers by the AWS role of their machine: curl signs their requests, or STS signs a token. Signatures are checked.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { createLocalJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../../local/stand-in/core/aws-error.ts';
import { type RawRequest, readRawRequest, singleHeader } from '../../../local/stand-in/core/request.ts';
import { type StandIn, startStandIn } from '../../../local/stand-in/server.ts';
import {
  AGENT_ACCOUNT,
  AGENT_ROLE,
  AGENT_SESSION,
  type AgentRole,
  API,
  INSTANCE,
  type Source,
  startAgentRole,
} from '../../support/agent-role.ts';
import { type Home, makeHome, type Run, runClient, SHELLS } from '../../support/clients.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const LOGIN = { ServerURL: HOST, Username: 'AWS', Secret: 'CANARY-password' };
/** Busybox has no AWS CLI in its PATH, and the helper asks for credentials by itself. */
const BARE = SHELLS.find(({ name }) => name === 'busybox');

let standIn: StandIn;
let agent: AgentRole;
let service: Server;
let url: string;
let home: Home;
let keys: JWTVerifyGetKey;
/** Whom the service took each request for, and its path. */
let seen: string[];

beforeAll(async () => {
  standIn = await startStandIn({ principals: [] });
  agent = await startAgentRole(standIn);
  const outbound = standIn.enableOutboundWebIdentity(AGENT_ACCOUNT);
  keys = createLocalJWKSet(await outbound.jwks(['ES384']));
  home = makeHome();
  service = createServer(async (request, response) => {
    const raw = await readRawRequest(request);
    const who = await callerOf(raw).catch(() => undefined);
    seen.push(`${who} ${raw.target}`);
    if (who === undefined) response.writeHead(403).end('{"message":"Forbidden"}');
    else response.end(JSON.stringify(LOGIN));
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
});
afterAll(async () => {
  service.closeAllConnections();
  service.close();
  await agent.stop();
  await standIn.stop();
  home.remove();
});
beforeEach(() => {
  seen = [];
  agent.putRole();
  home.registries(`${HOST} shop-images repositories=shop/*,base/*&access=pull`);
});

async function callerOf(request: RawRequest): Promise<string | undefined> {
  if (request.target.startsWith('/iam/v1/')) return standIn.authorizeApi(inOrder(request), API).userArn;
  const token = singleHeader(request, 'authorization')?.slice('Bearer '.length) ?? '';
  return (await jwtVerify(token, keys, { audience: 'https://portunus.example.com' })).payload.sub;
}

/** Fails for a query that AWS would have to sort: some versions of curl sign it as it is. */
function inOrder(request: RawRequest): RawRequest {
  const names = request.target.split('?')[1]?.split('&') ?? [];
  if (names.join() !== names.toSorted().join()) throw new AwsError('Unsorted', 400, request.target);
  return request;
}

function docker(source: Source, env: Record<string, string>, run: Run = {}) {
  const { AWS_REGION: _none, ...machine } = agent.environment(source);
  const own = { ...home.env, PORTUNUS_URL: url, ...machine, ...env };
  return runClient('docker-credential-portunus', { ...run, args: ['get'], input: HOST, env: own });
}

const SIGNED = { PORTUNUS_SIGV4: 'eu-west-1' };
const SHOWN = { PORTUNUS_WEB_IDENTITY: 'eu-west-1', PORTUNUS_AUDIENCE: 'https://portunus.example.com' };
const QUERY =
  'access=pull&format=docker-credential&region=eu-west-1&registryIds=123456789012&repositories=shop%2F%2A%2Cbase%2F%2A';

describe.each(SHELLS)('docker-credential-portunus in $name', (shell) => {
  it('signs as the role of the instance, with whatever parameters', async () => {
    const { code, stdout, stderr } = await docker('instance', SIGNED, { shell });
    expect([code, stderr, JSON.parse(stdout)]).toEqual([0, '', LOGIN]);
    expect(seen).toEqual([`${AGENT_SESSION} /iam/v1/connectors/shop-images/ecr/credentials?${QUERY}`]);
  });
});

describe.skipIf(BARE === undefined)('on a machine without the AWS CLI, the helper', () => {
  const run = { ...(BARE && { shell: BARE }) };

  it.each(['task', 'pod'] as const)('signs as the role of its %s', async (source) => {
    const { stdout } = await docker(source, SIGNED, run);
    expect([JSON.parse(stdout), seen[0]?.split(' ')[0]]).toEqual([LOGIN, AGENT_SESSION]);
  });

  it('signs with keys of the environment', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = standIn.serviceSession(AGENT_ROLE, INSTANCE, 3600);
    const given = {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    };
    expect(JSON.parse((await docker('task', { ...SIGNED, ...given }, run)).stdout)).toEqual(LOGIN);
  });

  it('signs with what the AWS CLI exports for a profile, and says what it says', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = standIn.serviceSession(AGENT_ROLE, INSTANCE, 3600);
    const keys = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken };
    const print = `[ "$*" = 'configure export-credentials --format process' ] && echo '${JSON.stringify(keys, null, 2)}'`;
    const aws = home.write('bin/aws', `#!/bin/sh\n${print}\n`, 0o755);
    const ofProfile = { ...SIGNED, AWS_PROFILE: 'agents' };
    const withCli = { ...run, firstPath: dirname(aws) };
    expect(JSON.parse((await docker('task', ofProfile, withCli)).stdout)).toEqual(LOGIN);
    home.write('bin/aws', '#!/bin/sh\necho The SSO session has expired >&2\nexit 255\n', 0o755);
    expect((await docker('task', ofProfile, withCli)).stdout).toBe(
      'Portunus: the AWS CLI gives no credentials: The SSO session has expired\n',
    );
  });

  it('shows a token that STS signs for the role', async () => {
    const { code, stdout } = await docker('instance', SHOWN, run);
    expect([code, JSON.parse(stdout), seen[0]?.split(' ')[0]]).toEqual([0, LOGIN, AGENT_ROLE]);
  });

  it('says why STS gives no token', async () => {
    agent.putRole({ Statement: [] });
    const { code, stdout } = await docker('instance', SHOWN, run);
    expect([code, stdout]).toEqual([1, "Portunus: STS gave this machine's role no token: AccessDenied\n"]);
  });

  it('says that the machine has no role', async () => {
    agent.metadata.setRole(undefined);
    const { code, stdout } = await docker('instance', SIGNED, run);
    agent.metadata.setRole(AGENT_ROLE);
    expect([code, stdout]).toEqual([1, 'Portunus: this machine has no AWS role, and no token was found\n']);
  });

  it('does not ask the metadata service where that is switched off, as the SDKs do not', async () => {
    const { code, stdout } = await docker('instance', { ...SIGNED, AWS_EC2_METADATA_DISABLED: 'TRUE' }, run);
    expect([code, stdout]).toEqual([1, 'Portunus: this machine has no AWS role, and no token was found\n']);
  });

  it.each([
    ['http://169.254.170.2.example.com/v2/credentials', /is not an address of this machine/],
    ['http://127.0.0.1:1@203.0.113.1/v1/credentials', /is not an address/],
    ['http://203.0.113.1/v1/credentials', /is not an address of this machine/],
    ['http://127.0.0.1:1/"\nurl="http://203.0.113.1/', /is not an address/],
  ])('shows no token of a pod to %j', async (uri, words) => {
    const { stdout } = await docker('pod', { ...SIGNED, AWS_CONTAINER_CREDENTIALS_FULL_URI: uri }, run);
    expect(stdout).toMatch(words);
    expect(seen).toEqual([]);
  });

  it('shows the token of a job, where there is one', async () => {
    const { stdout } = await docker('instance', { ...SIGNED, PORTUNUS_TOKEN: 'own.job.token' }, run);
    expect([seen, stdout]).toEqual([
      [expect.stringMatching(/^undefined \/v1\//)],
      expect.stringContaining('answered 403'),
    ]);
  });
});
