// The registry's door in the stand-in, as a test knocks at it.
import { ECRPUBLICClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr-public';
import { configOf, type Keys, logIn, standIn } from './stand-in.ts';

export const HOST = '444455556666.dkr.ecr.eu-west-1.amazonaws.com';
export const PUBLIC_HOST = 'public.ecr.aws';
export const DIGEST = `sha256:${'0'.repeat(64)}`;
export const PULL = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

export type Place = Readonly<Record<string, string>>;

/** The Authorization header of a login. */
export function basic(authorizationToken = '') {
  return `Basic ${authorizationToken}`;
}

export async function privateLogin(keys: Keys, region = 'eu-west-1') {
  const { authorizationData } = await logIn(keys, undefined, region);
  return basic(authorizationData?.[0]?.authorizationToken);
}

export async function publicLogin(keys: Keys) {
  const client = new ECRPUBLICClient(configOf(keys, 'us-east-1'));
  const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
  return basic(authorizationData?.authorizationToken);
}

/** What a registry's client sends, from a place of the test's choosing. */
export function send(line: string, login: string | undefined, host = HOST, place: Place = {}) {
  const [method = '', path = ''] = line.split(' ');
  const headers = { 'x-forwarded-host': host, ...place, ...(login !== undefined && { authorization: login }) };
  const hasBody = method === 'PUT' || method === 'PATCH';
  return fetch(`${standIn.url}${path}`, { method, headers, ...(hasBody && { body: 'layer' }) });
}

export function policyOf(...statements: object[]) {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((fields) => ({ Effect: 'Allow', Resource: '*', ...fields })),
  });
}
