// CodeArtifact in the stand-in, as a test speaks to it: its API through the SDK, its repositories as a client does.
import {
  CodeartifactClient,
  GetAuthorizationTokenCommand,
  type GetAuthorizationTokenCommandInput,
  GetRepositoryEndpointCommand,
  type GetRepositoryEndpointCommandInput,
} from '@aws-sdk/client-codeartifact';
import { AFTER_SIGNING, configOf, type Keys, standIn, type Tamper, tampering } from './stand-in.ts';

export const DOMAIN = 'shop';
export const HOST = 'shop-444455556666.d.codeartifact.eu-west-1.amazonaws.com';
const ARN = 'arn:aws:codeartifact:eu-west-1:444455556666';

export function putRepositories(...names: readonly string[]): void {
  for (const name of names) standIn.putPackageRepository({ arn: `${ARN}:repository/${DOMAIN}/${name}` });
}

export function codeArtifactOf(keys: Keys, region = 'eu-west-1', tamper?: Tamper) {
  const client = new CodeartifactClient(configOf(keys, region));
  if (tamper) client.middlewareStack.addRelativeTo(tampering(tamper) as never, AFTER_SIGNING);
  return client;
}

export function askToken(keys: Keys, input: Partial<GetAuthorizationTokenCommandInput> = {}, region?: string) {
  return codeArtifactOf(keys, region).send(new GetAuthorizationTokenCommand({ domain: DOMAIN, ...input }));
}

export function askEndpoint(keys: Keys, input: Partial<GetRepositoryEndpointCommandInput> = {}, region?: string) {
  const asked = { domain: DOMAIN, repository: 'packages', format: 'npm', ...input } as const;
  return codeArtifactOf(keys, region).send(new GetRepositoryEndpointCommand(asked));
}

export async function bearer(keys: Keys, input?: Partial<GetAuthorizationTokenCommandInput>): Promise<string> {
  return `Bearer ${(await askToken(keys, input)).authorizationToken}`;
}

/** What a package manager sends. */
export function send(line: string, authorization?: string, body?: string | FormData, host = HOST): Promise<Response> {
  const [method = '', path = ''] = line.split(' ');
  const headers = { 'x-forwarded-host': host, ...(authorization !== undefined && { authorization }) };
  return fetch(`${standIn.url}${path}`, { method, headers, ...(body !== undefined && { body }) });
}
