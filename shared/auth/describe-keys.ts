import { asPortunusError } from '../domain/errors.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { LeftOutKey } from '../domain/key-set.ts';
import type { DescribedKeys, DescribeKeys } from '../vending/definitions/ports.ts';
import { createFetchKeys, type FetchOptions } from './fetch-keys.ts';
import { readVerificationKeys, type VerificationKey } from './verification-keys.ts';

/** Describes the keys as a token would meet them: fetched by the same rules, but now, and kept for nobody. */
export function createDescribeKeys(options: Pick<FetchOptions, 'allowPrivateIssuers'>): DescribeKeys {
  return async (issuer, call) => {
    if (issuer.jwks !== undefined) return inDefinition(issuer);
    let leftOut: readonly LeftOutKey[] = [];
    const reportKeySet: FetchOptions['reportKeySet'] = (found) => {
      leftOut = found.leftOut;
    };
    try {
      const keys = await createFetchKeys({ ...options, reportKeySet })(issuer, call);
      return described('issuer', keys, leftOut);
    } catch (error) {
      const { code, reason = code } = asPortunusError(error);
      if (code !== 'keys_unavailable') throw error;
      return { ...described('issuer', [], leftOut), failure: reason };
    }
  };
}

function inDefinition(issuer: Issuer): DescribedKeys {
  const { usable = [], leftOut = [] } = readVerificationKeys(issuer.jwks, issuer) ?? {};
  return described('definition', usable, leftOut);
}

function described(
  source: DescribedKeys['source'],
  keys: readonly VerificationKey[],
  leftOut: readonly LeftOutKey[],
): DescribedKeys {
  return {
    source,
    keys: keys.map(({ jwk: { kid, kty }, algorithms }) => ({
      ...(kid !== undefined && { keyId: kid }),
      type: kty,
      algorithms,
    })),
    leftOut: leftOut.map(({ position, why }) => ({ position, why })),
  };
}
