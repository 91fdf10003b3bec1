// What a login opens, and whose credentials are whose.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { TypedService } from './principal-type-service.ts';

export interface Login {
  readonly authorizationToken: string;
  readonly proxyEndpointDomain: string;
}

/** What a registry's client sends to the registry's door, with a login's token. */
export async function knock(
  { standIn }: Pick<TypedService, 'standIn'>,
  line: string,
  {
    authorizationToken,
    proxyEndpointDomain,
  }: { readonly authorizationToken: string; readonly proxyEndpointDomain: string },
  place: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [method = '', path = ''] = line.split(' ');
  const headers = { 'x-forwarded-host': proxyEndpointDomain, authorization: `Basic ${authorizationToken}`, ...place };
  const answer = await fetch(`${standIn.url}${path}`, { method, headers, ...(method === 'PUT' && { body: 'layer' }) });
  const text = await answer.text();
  return text.startsWith('{"errors"') ? `${answer.status} ${JSON.parse(text).errors[0].code}` : `${answer.status}`;
}

export const PUSH_A = 'PUT /v2/team-a/api/manifests/1.0';
export const PULL_A = 'GET /v2/team-a/api/manifests/1.0';
export const PUSH_B = 'PUT /v2/team-b/api/manifests/1.0';
export const PULL_B = 'GET /v2/team-b/api/manifests/1.0';

/** Whose credentials they are, in STS's own words. */
export async function whoIs(
  { standIn }: Pick<TypedService, 'standIn'>,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string },
) {
  const client = new STSClient({ endpoint: standIn.url, region: 'eu-west-1', maxAttempts: 1, credentials });
  const { Arn, Account, UserId } = await client.send(new GetCallerIdentityCommand({}));
  return { arn: Arn, account: Account, userId: UserId };
}
