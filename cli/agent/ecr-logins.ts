import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { readLogins } from '../../shared/aws/ecr/logins.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../../shared/aws/request-handler.ts';
import { sdkCredentials } from '../../shared/aws/sdk-credentials.ts';
import { createAssumeRole } from '../../shared/aws/sts/assume-role.ts';
import { createWithSts } from '../../shared/aws/sts/clients.ts';
import { parseRoleArn } from '../../shared/domain/aws.ts';
import type { AwsSession, RegistryLogin } from '../../shared/domain/credential.ts';
import { CommandError, commandCall, usageError } from '../command.ts';
import { agentError } from './errors.ts';
import { settingsRegion } from './region.ts';

export interface AgentLoginRequest {
  /** A further role, which the agent's own role assumes. */
  readonly roleArn?: string;
  readonly externalId?: string;
  readonly region?: string;
  /** The agent's own registry, or that of the further role, if it is empty. */
  readonly registryIds: readonly string[];
  /** Whether the answer shows whose session it is. Only STS knows, and not every network lets an agent ask it. */
  readonly showsSession: boolean;
}

/** The session that asked ECR. STS tells its ARN, and not every source of credentials tells its end. */
export interface AgentSession {
  readonly arn?: string;
  readonly expiresAt?: Date;
}

export interface AgentLogins {
  readonly logins: readonly RegistryLogin[];
  readonly session: AgentSession;
}

const ATTEMPT_MS = 5_000;
/** The longest session that a session can start. */
const CHAINED_SECONDS = 3_600;

/** Gets logins by the agent's own role, or by a role that it assumes. Nothing but AWS is asked. */
export async function getAgentLogins(request: AgentLoginRequest): Promise<AgentLogins> {
  const region = request.region ?? (await settingsRegion());
  if (region === undefined) throw usageError('no region: give --region, or set AWS_REGION');
  const own = fromNodeProviderChain({ clientConfig: { region } });
  const { expiration } = await own();
  const session = request.roleArn === undefined ? undefined : await assume(request, region);
  const credentials = session === undefined ? own : sdkCredentials(session);
  const config = { region, maxAttempts: MAX_ATTEMPTS, requestHandler: createRequestHandler(ATTEMPT_MS) };
  const logins = await askEcr(new ECRClient({ ...config, credentials }), region, request.registryIds);
  if (session !== undefined) return { logins, session: { arn: session.arn, expiresAt: session.expiresAt } };
  const arn = request.showsSession ? await arnOf(new STSClient({ ...config, credentials, maxAttempts: 1 })) : undefined;
  return { logins, session: { ...(arn && { arn }), ...(expiration && { expiresAt: expiration }) } };
}

async function askEcr(client: ECRClient, region: string, registryIds: readonly string[]) {
  const command = new GetAuthorizationTokenCommand(registryIds.length === 0 ? {} : { registryIds: [...registryIds] });
  const { authorizationData = [] } = await client.send(command).catch((error) => {
    throw agentError(error, 'ecr:GetAuthorizationToken');
  });
  return readLogins(authorizationData, { region, registryIds }, new Date());
}

/** The name of the new session is that of the agent's own, so that CloudTrail shows which agent it was. */
async function assume({ roleArn = '', externalId }: AgentLoginRequest, region: string): Promise<AwsSession> {
  if (parseRoleArn(roleArn) === undefined) throw usageError(`--role-arn ${roleArn} is not the ARN of a role`);
  const config = { region, maxAttempts: MAX_ATTEMPTS, requestHandler: createRequestHandler(ATTEMPT_MS) };
  const own = await new STSClient(config).send(new GetCallerIdentityCommand({})).catch((error) => {
    throw agentError(error, 'sts:GetCallerIdentity');
  });
  const sessionName = own.Arn?.slice(own.Arn.lastIndexOf('/') + 1).slice(0, 64) ?? 'portunus-agent';
  const assumeRole = createAssumeRole(createWithSts(noKeys));
  const common = { type: 'assumed-role', durationSeconds: CHAINED_SECONDS, region, policyArns: [] } as const;
  const request = { ...common, roleArn, sessionName, tags: [], transitiveTags: false } as const;
  const source = { sourceCredentials: { source: 'execution-role' }, ...(externalId && { externalId }) } as const;
  return assumeRole({ ...request, ...source }, commandCall()).catch((error) => {
    throw agentError(error, 'sts:AssumeRole', roleArn);
  });
}

/** Without an endpoint of STS in its network, an agent gets its login all the same. */
async function arnOf(client: STSClient): Promise<string | undefined> {
  const { Arn } = await client.send(new GetCallerIdentityCommand({})).catch(() => ({ Arn: undefined }));
  return Arn;
}

async function noKeys(): Promise<never> {
  throw new CommandError(['no access key of an account is used here']);
}
