// A machine of AWS with a role of its own: metadata services that give its session, and STS and ECR that know it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type MetadataServer, startMetadata } from '../../local/stand-in/metadata/server.ts';
import type { StandIn } from '../../local/stand-in/server.ts';

export const AGENT_ACCOUNT = '111122223333';
export const AGENT_ROLE = `arn:aws:iam::${AGENT_ACCOUNT}:role/ci/build-agents`;
export const INSTANCE = 'i-0123456789abcdef0';
export const AGENT_SESSION = `arn:aws:sts::${AGENT_ACCOUNT}:assumed-role/build-agents/${INSTANCE}`;
export const API = { account: AGENT_ACCOUNT, id: 'a1b2c3d4e5' };

const CLUSTER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF';
const POD = 'system:serviceaccount:ci:builder';

/** What a role of agents needs for all that is tested: the routes, its own tokens, and logins of its own. */
const AGENT_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'execute-api:Invoke',
      Resource: `arn:aws:execute-api:eu-west-1:${API.account}:${API.id}/*/*/iam/v1/*`,
    },
    {
      Effect: 'Allow',
      Action: ['sts:GetWebIdentityToken', 'ecr:GetAuthorizationToken', 'sts:AssumeRole'],
      Resource: '*',
    },
  ],
};

/** Where the SDK finds the role's credentials. */
export type Source = 'instance' | 'task' | 'pod' | 'web identity';
export const SOURCES: readonly Source[] = ['instance', 'task', 'pod', 'web identity'];

export interface AgentRole {
  readonly metadata: MetadataServer;
  /** The whole AWS environment of a process on that machine. */
  readonly environment: (source: Source) => Readonly<Record<string, string>>;
  /** Puts the role as it is at first, or with another policy. */
  readonly putRole: (policy?: object) => void;
  readonly stop: () => Promise<void>;
}

export async function startAgentRole(
  standIn: StandIn,
  options: { readonly sessionSeconds?: number; readonly now?: () => Date } = {},
): Promise<AgentRole> {
  const { now = () => new Date() } = options;
  const folder = mkdtempSync(join(tmpdir(), 'portunus-agent-role-'));
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const mint = (audience: string) =>
    new SignJWT({ sub: POD })
      .setProtectedHeader({ alg: 'ES256', kid: 'cluster' })
      .setIssuer(CLUSTER)
      .setAudience(audience)
      .setIssuedAt(now())
      .setExpirationTime(new Date(now().getTime() + 86_400_000))
      .sign(privateKey);
  const [podToken, irsaToken] = await Promise.all([mint('pods.eks.amazonaws.com'), mint('sts.amazonaws.com')]);
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'cluster', alg: 'ES256' }] };
  standIn.putOidcProvider({ account: AGENT_ACCOUNT, url: CLUSTER, clientIds: ['sts.amazonaws.com'], jwks });
  const provider = CLUSTER.slice('https://'.length);
  const trustedOidc = [{ provider, audience: 'sts.amazonaws.com', subject: POD }];
  const putRole: AgentRole['putRole'] = (policy = AGENT_POLICY) =>
    standIn.putRole({ arn: AGENT_ROLE, trustedPrincipals: [], trustedOidc, policy: { ...policy } });
  putRole();
  const metadata = await startMetadata({
    ...options,
    roleArn: AGENT_ROLE,
    sessionName: INSTANCE,
    issueSession: standIn.serviceSession,
    podToken: () => podToken,
  });
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const bySource: Readonly<Record<Source, Readonly<Record<string, string>>>> = {
    instance: metadata.instance,
    task: metadata.task,
    pod: { ...metadata.pod, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file('pod-token', podToken) },
    'web identity': {
      AWS_ROLE_ARN: AGENT_ROLE,
      AWS_ROLE_SESSION_NAME: INSTANCE,
      AWS_WEB_IDENTITY_TOKEN_FILE: file('irsa-token', irsaToken),
    },
  };
  const common = {
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_STS: standIn.url,
    AWS_ENDPOINT_URL_ECR: standIn.url,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return {
    metadata,
    putRole,
    environment: (source) => ({ ...common, ...bySource[source] }),
    stop: async () => {
      await metadata.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
