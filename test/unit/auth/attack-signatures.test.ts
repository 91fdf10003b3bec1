// Rows B7 to B10 of the catalogue of bad input: algorithms, keys and signatures that don't belong together.
import { constants, createHmac, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Issuer } from '../../../shared/domain/issuer.ts';
import {
  aHeader,
  anInlineIssuer,
  aToken,
  aVerifier,
  base64Url,
  ecKey,
  edKey,
  publicJwk,
  rsaKey,
  signatureOf,
  someClaims,
  type TestKey,
} from '../../support/tokens.ts';

const ALL: Issuer['algorithms'] = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
];

const rsa = rsaKey('rsa');
const p256 = ecKey('p256');
const p384 = ecKey('p384', 'P-384');
const koblitz = ecKey('koblitz', 'secp256k1');
const ed = edKey('ed');
const keys = [rsa, p256, p384, koblitz, ed];

/** All algorithms are allowed and no key names one: the widest policy that can be written. */
const wide = anInlineIssuer(
  keys.map((key) => publicJwk(key)),
  { algorithms: ALL },
);

async function expectRefusal(reason: string, token: string, issuer = wide): Promise<void> {
  expect(await aVerifier([issuer]).refusal(token)).toEqual({ code: 'token_rejected', reason });
}

function headed(alg: string, key: TestKey): string {
  return `${base64Url(aHeader(key, { alg }))}.${base64Url(someClaims())}`;
}

function withSignature(input: string, signature: Uint8Array): string {
  return `${input}.${base64Url(signature)}`;
}

describe('B7 an algorithm that is none of ours', () => {
  it.each([
    ...['', 'none', 'None', 'NONE', 'nOnE', 'rs256', 'RS256 ', 'RS256\0', 'RS1', 'ps256', 'PS1', 'ES256K'],
    ...['ed25519', 'Ed448', 'HS256', 'HS384', 'HS512', 'RSA-OAEP', 'dir', '__proto__', 'constructor', 'toString'],
  ])('alg: "%s", over a signature that RS256 would verify', (alg) => {
    const input = headed(alg, rsa);
    return expectRefusal('algorithm_not_allowed', withSignature(input, signatureOf(input, 'RS256', rsa)));
  });

  const jwk = publicJwk(rsa);
  it.each<[name: string, secret: string | Buffer]>([
    ['PEM', rsa.publicKey.export({ type: 'spki', format: 'pem' })],
    ['PKCS#1 PEM', rsa.publicKey.export({ type: 'pkcs1', format: 'pem' })],
    ['DER', rsa.publicKey.export({ type: 'spki', format: 'der' })],
    ['JWK', JSON.stringify(jwk)],
    ['modulus', Buffer.from(jwk.n ?? '', 'base64url')],
    ['modulus as text', jwk.n ?? ''],
  ])('HS256 with the public key as secret: %s', (_name, secret) => {
    const input = headed('HS256', rsa);
    return expectRefusal(
      'algorithm_not_allowed',
      withSignature(input, createHmac('sha256', secret).update(input).digest()),
    );
  });

  it('RS256 over an HMAC with the public key as secret', () => {
    const input = headed('RS256', rsa);
    const secret = rsa.publicKey.export({ type: 'spki', format: 'pem' });
    const hmac = createHmac('sha256', secret).update(input).digest();
    return expectRefusal('signature_invalid', withSignature(input, hmac));
  });

  it.each(ALL.filter((alg) => alg !== 'RS256'))('%s where the issuer is allowed RS256 only', (alg) => {
    const issuer = anInlineIssuer(keys.map((key) => publicJwk(key)));
    return expectRefusal('algorithm_not_allowed', `${headed(alg, rsa)}.c2ln`, issuer);
  });
});

describe('B8 a key that is not for the algorithm, though the signature is right', () => {
  it.each<[alg: (typeof ALL)[number], TestKey]>([
    ['ES256', rsa],
    ['ES384', rsa],
    ['EdDSA', rsa],
    ['RS256', p256],
    ['RS512', p384],
    ['ES256', p384],
    ['ES384', p256],
    ['ES512', p384],
    ['PS256', p256],
    ['EdDSA', p256],
    ['Ed25519', p384],
    ['RS256', ed],
    ['ES256', ed],
  ])('%s by the key $kid', (alg, key) => {
    const input = headed(alg, key);
    const by = key === ed ? 'EdDSA' : alg.startsWith('Ed') ? 'ES256' : alg;
    return expectRefusal('algorithm_not_of_key', withSignature(input, signatureOf(input, by, key)));
  });

  it('RS512 where the key names RS256', () => {
    const issuer = anInlineIssuer([publicJwk(rsa, { alg: 'RS256' })], { algorithms: ALL });
    const input = headed('RS512', rsa);
    return expectRefusal('algorithm_not_of_key', withSignature(input, signatureOf(input, 'RS512', rsa)), issuer);
  });

  it('RS256 where the key names PS256', () => {
    const issuer = anInlineIssuer([publicJwk(rsa, { alg: 'PS256' })], { algorithms: ALL });
    return expectRefusal('algorithm_not_of_key', aToken(rsa), issuer);
  });

  it('ES256 by a key of a curve that no algorithm has', () => {
    const input = headed('ES256', koblitz);
    return expectRefusal('kid_unknown', withSignature(input, signatureOf(input, 'ES256', koblitz)));
  });
});

describe('a signature by the other RSA scheme', () => {
  it.each([
    ['PS256', 'RS256'],
    ['RS256', 'PS256'],
    ['PS512', 'PS256'],
  ] as const)('says %s and is of %s', (alg, by) => {
    const input = headed(alg, rsa);
    return expectRefusal('signature_invalid', withSignature(input, signatureOf(input, by, rsa)));
  });

  it('says PS256 and has another salt than one as long as the hash', () => {
    const input = headed('PS256', rsa);
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const signature = sign('sha256', Buffer.from(input), { key: rsa.privateKey, padding, saltLength: 20 });
    return expectRefusal('signature_invalid', withSignature(input, signature));
  });
});

const P256_ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');

describe('B9 a signature of ES256', () => {
  const input = headed('ES256', p256);
  const right = signatureOf(input, 'ES256', p256);
  const [r, s] = [right.subarray(0, 32), right.subarray(32)];

  it('starts from a right one', async () => {
    expect((await aVerifier([wide]).verify(withSignature(input, right))).issuer.id).toBe('ci');
  });

  it.each<[name: string, reason: string, signature: Uint8Array]>([
    ['r and s are 0', 'signature_invalid', Buffer.alloc(64)],
    ['r is 0', 'signature_invalid', Buffer.concat([Buffer.alloc(32), s])],
    ['s is 0', 'signature_invalid', Buffer.concat([r, Buffer.alloc(32)])],
    ['r is the order', 'signature_invalid', Buffer.concat([P256_ORDER, s])],
    ['s is the order', 'signature_invalid', Buffer.concat([r, P256_ORDER])],
    ['both are the order', 'signature_invalid', Buffer.concat([P256_ORDER, P256_ORDER])],
    ['all bits are set', 'signature_invalid', Buffer.alloc(64, 0xff)],
    ['r and s are swapped', 'signature_invalid', Buffer.concat([s, r])],
    ['DER', 'signature_invalid', sign('sha256', Buffer.from(input), p256.privateKey)],
    ['a byte short', 'signature_invalid', right.subarray(1)],
    ['a byte long', 'signature_invalid', Buffer.concat([right, Buffer.alloc(1)])],
    ['a zero before each half', 'signature_invalid', Buffer.concat([Buffer.alloc(1), r, Buffer.alloc(1), s])],
    ['zeros behind it', 'signature_invalid', Buffer.concat([right, Buffer.alloc(64)])],
    ['one byte', 'signature_invalid', Buffer.alloc(1)],
    ["another key's", 'signature_invalid', signatureOf(input, 'ES256', ecKey('p256'))],
    ['of another input', 'signature_invalid', signatureOf(`${input}A`, 'ES256', p256)],
  ])('%s', (_name, reason, signature) => expectRefusal(reason, withSignature(input, signature)));
});

describe('B9 a signature of EdDSA', () => {
  const input = headed('EdDSA', ed);
  const right = signatureOf(input, 'EdDSA', ed);
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  /** RFC 8032 section 5.1.7: s must be below the order, or a second signature could be made of each. */
  const plusOrder = (): Buffer => {
    const sum = BigInt(`0x${Buffer.from(right.subarray(32)).reverse().toString('hex')}`) + order;
    return Buffer.concat([right.subarray(0, 32), Buffer.from(sum.toString(16).padStart(64, '0'), 'hex').reverse()]);
  };

  it.each<[name: string, signature: () => Uint8Array]>([
    ['zeros', () => Buffer.alloc(64)],
    ['s plus the order', plusOrder],
    ['a byte short', () => right.subarray(0, 63)],
    ['a byte long', () => Buffer.concat([right, Buffer.alloc(1)])],
    ["another key's", () => signatureOf(input, 'EdDSA', edKey('ed'))],
  ])('%s', (_name, signature) => expectRefusal('signature_invalid', withSignature(input, signature())));
});
