import { decodeJwt } from 'jose';
import type { Metadata, MetadataReply, RoleSession } from './metadata.ts';

/** The credentials endpoint of an ECS agent. The path holds an ID that only the task knows. */
export function createTaskMetadata({ session, roleArn }: Metadata, id: string) {
  return (method: string, path: string): MetadataReply => {
    if (method !== 'GET') return { status: 405, body: '' };
    if (path !== `/v2/credentials/${id}`)
      return taskRefusal('InvalidIdInRequest', 'CredentialsV2Request: Credentials not found');
    return json({ RoleArn: roleArn(), ...keysOf(session()) });
  };
}

function taskRefusal(code: string, message: string): MetadataReply {
  return json({ code, message, HTTPErrorCode: 400 }, 400);
}

/** The EKS Pod Identity Agent. It takes the token of the pod's service account as it is, without `Bearer`. */
export function createPodMetadata({ session, roleArn, now }: Metadata, podToken: () => string) {
  return (method: string, path: string, headers: Headers): MetadataReply => {
    if (method !== 'GET' || path !== '/v1/credentials') return { status: 404, body: '404 page not found\n' };
    const token = headers.get('authorization') ?? '';
    const fault = podTokenFault(token, podToken(), now());
    if (fault !== undefined) return { status: 400, body: `${fault}\n` };
    return json({ AccountId: roleArn().split(':')[4], ...keysOf(session()) });
  };
}

function podTokenFault(token: string, expected: string, now: Date): string | undefined {
  if (token === '') return 'Service account token cannot be empty';
  try {
    const { exp = 0 } = decodeJwt(token);
    if (exp * 1000 <= now.getTime()) return 'Service account token failed basic claim validations: token is expired';
  } catch {
    return 'Service account token cannot be parsed: token is malformed';
  }
  return token === expected ? undefined : '[InvalidTokenException]: The token is not of this cluster';
}

function keysOf({ accessKeyId, secretAccessKey, sessionToken, expiration }: RoleSession) {
  const end = expiration.toISOString().replace(/\.\d{3}Z$/, 'Z');
  return { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration: end };
}

function json(body: object, status = 200): MetadataReply {
  return { status, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}
