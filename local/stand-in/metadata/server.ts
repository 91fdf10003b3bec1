import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IssuedSession } from '../core/issued.ts';
import { createPodMetadata, createTaskMetadata } from './container.ts';
import { createInstanceMetadata } from './instance.ts';
import type { Metadata, MetadataReply, RoleSession } from './metadata.ts';

interface MetadataOptions {
  readonly roleArn: string;
  /** The name of the role's sessions: EC2 takes the ID of the instance, ECS that of the task. */
  readonly sessionName: string;
  readonly issueSession: (roleArn: string, sessionName: string, seconds: number) => IssuedSession;
  /** Signs a token of the pod's service account, which Kubernetes renews in its file. */
  readonly podToken?: () => string;
  readonly region?: string;
  readonly now?: () => Date;
  /** How long a session lives, six hours by default. */
  readonly sessionSeconds?: number;
}

/** The metadata services of one instance, task and pod, which AWS has at link-local addresses. */
export interface MetadataServer {
  readonly url: string;
  /** The variables by which an SDK finds each of them. */
  readonly instance: Readonly<Record<string, string>>;
  readonly task: Readonly<Record<string, string>>;
  readonly pod: Readonly<Record<string, string>>;
  /** Every request so far: method, path and status. */
  readonly requests: string[];
  /** Gives the machine another role, or none. */
  readonly setRole: (roleArn: string | undefined) => void;
  readonly stop: () => Promise<void>;
}

const SIX_HOURS = 21_600;
const RENEWED_BEFORE_END_MS = 3_600_000;

export async function startMetadata(options: MetadataOptions): Promise<MetadataServer> {
  const { issueSession, sessionName, now = () => new Date(), region = 'eu-west-1' } = options;
  const { sessionSeconds = SIX_HOURS, podToken = () => '' } = options;
  let role: string | undefined = options.roleArn;
  let held: RoleSession | undefined;
  const metadata: Metadata = {
    now,
    region,
    roleArn: () => role ?? '',
    roleName: () => role?.slice(role.lastIndexOf('/') + 1),
    session: () => {
      const earliest = Math.min(RENEWED_BEFORE_END_MS, (sessionSeconds * 1000) / 2);
      const isFresh = held !== undefined && held.expiration.getTime() - now().getTime() > earliest;
      held = isFresh && held !== undefined ? held : issueSession(role ?? '', sessionName, sessionSeconds);
      return held;
    },
  };
  const taskId = randomUUID();
  const instance = createInstanceMetadata(metadata);
  const task = createTaskMetadata(metadata, taskId);
  const pod = createPodMetadata(metadata, podToken);
  const answer = ({ method = '', url = '', headers: given }: IncomingMessage): MetadataReply => {
    const [path = ''] = url.split('?');
    const headers = new Headers(given as Record<string, string>);
    if (path.startsWith('/v2/')) return task(method, path);
    return path.startsWith('/v1/') ? pod(method, path, headers) : instance(method, path, headers);
  };
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { status, body, headers = {} } = answer(request);
    requests.push(`${request.method} ${request.url} ${status}`);
    response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    // Some versions of botocore put the path right behind it.
    instance: { AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: `${url}/` },
    task: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v2/credentials/${taskId}` },
    pod: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v1/credentials` },
    requests,
    setRole: (roleArn) => {
      role = roleArn;
      held = undefined;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
