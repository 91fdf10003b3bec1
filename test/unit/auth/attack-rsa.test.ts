// Row B10 of the catalogue of bad input, and the forgeries that weak RSA keys allow (T3).
import { constants, createHash, privateEncrypt, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  aHeader,
  anInlineIssuer,
  aToken,
  aVerifier,
  base64Url,
  pkcs1Block,
  publicJwk,
  rsaKey,
  signatureOf,
  someClaims,
} from '../../support/tokens.ts';

const rsa = rsaKey('rsa');
const input = `${base64Url(aHeader(rsa))}.${base64Url(someClaims())}`;
const block = pkcs1Block(input, 256);
const right = signatureOf(input, 'RS256', rsa);

function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}
function toBytes(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex');
}

/** What the private key makes of a block that no signer would write. */
function signedBlock(bytes: Uint8Array): Buffer {
  return privateEncrypt({ key: rsa.privateKey, padding: constants.RSA_NO_PADDING }, bytes);
}

function changed(at: number, value: number): Buffer {
  const bytes = Buffer.from(block);
  bytes[at] = value;
  return bytes;
}

const hash = createHash('sha256').update(input).digest();
const sha1Info = Buffer.from('3021300906052b0e03021a05000414', 'hex');
const noNull = Buffer.from('302f300b0609608648016503040201', 'hex');

/** Padding cut short, and garbage behind the hash: what Bleichenbacher's forgery of 2006 needs to pass. */
const garbageBehind = Buffer.concat([
  block.subarray(0, 10),
  block.subarray(block.length - 52),
  Buffer.alloc(256 - 62, 0x5a),
]);

describe('B10 a block that no signer would write, signed by the right key', () => {
  it('starts from the right block', () => {
    expect(signedBlock(block)).toEqual(right);
  });

  it.each<[name: string, signature: () => Uint8Array]>([
    ['block type 2', () => signedBlock(changed(1, 2))],
    ['block type 0', () => signedBlock(changed(1, 0))],
    ['first byte not 0', () => signedBlock(changed(0, 1))],
    ['a hole in the padding', () => signedBlock(changed(20, 0xfe))],
    ['no 0 behind the padding', () => signedBlock(changed(256 - 52, 0xff))],
    ['an early 0 in the padding', () => signedBlock(changed(2, 0))],
    ['another hash', () => signedBlock(changed(255, (block[255] ?? 0) ^ 1))],
    ['another length in the digest info', () => signedBlock(changed(256 - 50, 0x32))],
    ['garbage behind the hash', () => signedBlock(garbageBehind)],
    ['SHA-1 named for a SHA-256 hash', () => signedBlock(pkcs1Block(input, 256, sha1Info))],
    ['no digest info', () => signedBlock(pkcs1Block(input, 256, new Uint8Array()))],
    [
      'digest info without its NULL',
      () => signedBlock(pkcs1Block(input, 256, Buffer.concat([noNull, Buffer.from([4, 32])]))),
    ],
    ['the bare hash', () => signedBlock(Buffer.concat([Buffer.alloc(224), hash]))],
    ['RS512, called RS256', () => signatureOf(input, 'RS512', rsa)],
    ['a zero before it', () => Buffer.concat([Buffer.alloc(1), right])],
    ['a zero behind it', () => Buffer.concat([right, Buffer.alloc(1)])],
    ['a byte short', () => right.subarray(0, 255)],
    ['0', () => Buffer.alloc(256)],
    ['1', () => toBytes(1n, 256)],
    ['the modulus', () => Buffer.from(publicJwk(rsa).n ?? '', 'base64url')],
    [
      'plus the modulus',
      () => toBytes(toInteger(right) + toInteger(Buffer.from(publicJwk(rsa).n ?? '', 'base64url')), 257),
    ],
    ["another key's", () => signatureOf(input, 'RS256', rsaKey('rsa'))],
    ['of another input', () => signatureOf(`${input}A`, 'RS256', rsa)],
  ])('%s', async (_name, signature) => {
    const verifier = aVerifier([anInlineIssuer([publicJwk(rsa)])]);
    expect(await verifier.refusal(`${input}.${base64Url(signature())}`)).toEqual({
      code: 'token_rejected',
      reason: 'signature_invalid',
    });
  });
});

function cubeRoot(value: bigint): bigint {
  let [low, high] = [0n, 1n << 700n];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (middle ** 3n <= value) low = middle;
    else high = middle - 1n;
  }
  return low;
}

describe('weak RSA keys', () => {
  const good = rsaKey('good');

  it('T3 a signature that the exponent 1 lets anybody write is worth nothing', async () => {
    const jwk = publicJwk(rsa, { e: 'AQ' });
    expect(verify('sha256', Buffer.from(input), { key: jwk, format: 'jwk' }, block)).toBe(true);
    const verifier = aVerifier([anInlineIssuer([publicJwk(good), jwk])]);
    expect(await verifier.refusal(`${input}.${base64Url(block)}`)).toEqual({
      code: 'token_rejected',
      reason: 'kid_unknown',
    });
  });

  it('T3 a right signature of a key of 1024 bits is refused', async () => {
    const weak = rsaKey('weak', 1024);
    const verifier = aVerifier([anInlineIssuer([publicJwk(good), publicJwk(weak)])]);
    expect(await verifier.refusal(aToken(weak))).toEqual({ code: 'token_rejected', reason: 'kid_unknown' });
  });

  it('T3 the cube root of a block with garbage behind it is no signature of a key with the exponent 3', async () => {
    const cubic = rsaKey('rsa', 2048, 3);
    const forged = cubeRoot(toInteger(garbageBehind) | ((1n << 1500n) - 1n));
    expect(toBytes(forged ** 3n, 256).subarray(0, 62)).toEqual(garbageBehind.subarray(0, 62));
    const verifier = aVerifier([anInlineIssuer([publicJwk(cubic)])]);
    expect(await verifier.refusal(`${input}.${base64Url(toBytes(forged, 256))}`)).toEqual({
      code: 'token_rejected',
      reason: 'signature_invalid',
    });
  });

  it('T3 a right signature of a key with the exponent 3 is good', async () => {
    const cubic = rsaKey('cubic', 2048, 3);
    const { issuer } = await aVerifier([anInlineIssuer([publicJwk(cubic)])]).verify(aToken(cubic));
    expect(issuer.id).toBe('ci');
  });
});
