import { generateKeyPairSync, sign } from 'node:crypto';
import { Secret } from '../../domain/secret.ts';

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A token that is right in everything but its signature, of which one bit is changed. */
export function withChangedSignature(token: Secret): Secret {
  const parts = token.reveal().split('.');
  const signature = Buffer.from(parts.pop() ?? '', 'base64url');
  const [first = 0] = signature;
  signature[0] = first ^ 1;
  return new Secret([...parts, signature.toString('base64url')].join('.'));
}

/** A well-formed token that is signed by nobody whom the deployment trusts. */
export function signedByStranger(audience: string, now: Date): Secret {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const iat = Math.floor(now.getTime() / 1000);
  const claims = { iss: 'https://portunus-probe.invalid', sub: 'probe', aud: audience, iat, exp: iat + 60 };
  const input = `${encoded({ alg: 'ES256', typ: 'JWT', kid: 'probe' })}.${encoded(claims)}`;
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return new Secret(`${input}.${signature.toString('base64url')}`);
}
