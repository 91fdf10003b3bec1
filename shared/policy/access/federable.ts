import type { Issuer } from '../../domain/issuer.ts';
import type { Algorithm } from '../../domain/jwk.ts';

const PRIVATE_HOST = /^(?:[^.]+|[0-9.]+|\[.*|.*\.(?:local|localhost|internal|lan|home\.arpa))\.?$/;

/** The signature algorithms that STS accepts (STS API reference, AssumeRoleWithWebIdentity). */
const STS_ALGORITHMS: readonly Algorithm[] = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];

/**
 * Why STS can not verify an issuer's tokens itself, or `undefined` if it can. STS fetches the issuer's keys over the
 * internet, at the standard port.
 */
export function whyNotFederable({ url, jwks, algorithms }: Issuer): string | undefined {
  const { hostname, port } = new URL(url);
  if (jwks !== undefined) return 'has its keys given inline, where STS can not read them';
  if (port !== '' || PRIVATE_HOST.test(hostname)) return 'is at an address that STS can not reach';
  return algorithms.some((algorithm) => STS_ALGORITHMS.includes(algorithm))
    ? undefined
    : 'signs with algorithms that STS does not know';
}
