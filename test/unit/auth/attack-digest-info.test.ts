// Row B10 of the catalogue of bad input, more of it: what stands before the hash in a signature of RS256. Whoever reads
// it as lax ASN.1 finds the right hash in each of these blocks; there is one right encoding (RFC 8017 section 9.2).
import { constants, createHash, privateEncrypt, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  aHeader,
  anInlineIssuer,
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
const hash = createHash('sha256').update(input).digest();
const verifier = aVerifier([anInlineIssuer([publicJwk(rsa)])]);

function signedBlock(block: Uint8Array): Buffer {
  return privateEncrypt({ key: rsa.privateKey, padding: constants.RSA_NO_PADDING }, block);
}

/** 00 01, padding as far as it goes, 00, and this. */
function padded(tail: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(253 - tail.length, 0xff), Buffer.from([0]), tail]);
}

async function expectRefused(signature: Uint8Array): Promise<void> {
  expect(await verifier.refusal(`${input}.${base64Url(signature)}`)).toEqual({
    code: 'token_rejected',
    reason: 'signature_invalid',
  });
}

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}
const OID = '06 09 60 86 48 01 65 03 04 02 01';
const HASH = `04 20 ${hash.toString('hex')}`;

it('starts from the right encoding', async () => {
  const right = signedBlock(padded(hex(`30 31 30 0d ${OID} 05 00 ${HASH}`)));
  expect(right).toEqual(signatureOf(input, 'RS256', rsa));
  expect((await verifier.verify(`${input}.${base64Url(right)}`)).subject).toBe('repo:acme/shop:ref:refs/heads/main');
});

describe('B10 a digest info in another encoding of the same, signed by the right key', () => {
  it.each([
    ['a long length of the whole', `30 81 31 30 0d ${OID} 05 00 ${HASH}`],
    ['a longer length of the whole', `30 82 00 31 30 0d ${OID} 05 00 ${HASH}`],
    ['a length of five bytes', `30 85 00 00 00 00 31 30 0d ${OID} 05 00 ${HASH}`],
    ['a length beyond all numbers', `30 89 01 00 00 00 00 00 00 00 31 30 0d ${OID} 05 00 ${HASH}`],
    ['a long length of the algorithm', `30 32 30 81 0d ${OID} 05 00 ${HASH}`],
    ['a long length of its name', `30 32 30 0e 06 81 09 ${OID.slice(6)} 05 00 ${HASH}`],
    ['a long length of NULL', `30 32 30 0e ${OID} 05 81 00 ${HASH}`],
    ['a long length of the hash', `30 32 30 0d ${OID} 05 00 04 81 20 ${hash.toString('hex')}`],
    ['an open length of the whole', `30 80 30 0d ${OID} 05 00 ${HASH} 00 00`],
    ['an open length of the algorithm', `30 33 30 80 ${OID} 05 00 00 00 ${HASH}`],
    [
      'a hash in pieces',
      `30 35 30 0d ${OID} 05 00 24 24 04 10 ${hash.toString('hex', 0, 16)} 04 10 ${hash.toString('hex', 16)}`,
    ],
    ['a set for a sequence', `31 31 30 0d ${OID} 05 00 ${HASH}`],
    ['a bit string for the hash', `30 32 30 0d ${OID} 05 00 03 21 00 ${hash.toString('hex')}`],
    ['a leading 80 in the name', `30 32 30 0e 06 0a 80 ${OID.slice(6)} 05 00 ${HASH}`],
    ['NULL with something in it', `30 32 30 0e ${OID} 05 01 00 ${HASH}`],
    ['garbage for NULL', `30 39 30 15 ${OID} 04 08 5a 5a 5a 5a 5a 5a 5a 5a ${HASH}`],
    ['two NULLs', `30 33 30 0f ${OID} 05 00 05 00 ${HASH}`],
    ['no NULL, and room for it', `30 31 30 0d ${OID} ${HASH} 00 00`],
    ['garbage behind NULL', `30 35 30 11 ${OID} 05 00 02 02 5a 5a ${HASH}`],
    ['garbage behind the hash, inside', `30 35 30 0d ${OID} 05 00 ${HASH} 02 02 5a 5a`],
    ['garbage behind the hash, outside', `30 31 30 0d ${OID} 05 00 ${HASH} 5a 5a 5a 5a`],
    ['zeros behind the hash', `30 31 30 0d ${OID} 05 00 ${HASH} 00 00`],
    ['a hash of 31 bytes', `30 30 30 0d ${OID} 05 00 04 1f ${hash.toString('hex', 0, 31)}`],
    ['a hash of 33 bytes', `30 32 30 0d ${OID} 05 00 04 21 00 ${hash.toString('hex')}`],
    ['SHA-224 for its name', `30 31 30 0d 06 09 60 86 48 01 65 03 04 02 04 05 00 ${HASH}`],
    ['SHA3-256 for its name', `30 31 30 0d 06 09 60 86 48 01 65 03 04 02 08 05 00 ${HASH}`],
    ['MD5 for its name', `30 30 30 0c 06 08 2a 86 48 86 f7 0d 02 05 05 00 ${HASH}`],
    ['no name', `30 26 30 02 05 00 ${HASH}`],
    ['no algorithm', `30 22 ${HASH}`],
    ['the hash alone in its string', HASH],
    [
      'another digest info before it',
      `30 31 30 0d ${OID} 05 00 04 20 ${'00'.repeat(32)} 30 31 30 0d ${OID} 05 00 ${HASH}`,
    ],
  ])('%s', (_name, written) => expectRefused(signedBlock(padded(hex(written)))));

  it('any byte of it another one', async () => {
    const right = hex(`30 31 30 0d ${OID} 05 00`);
    for (const [at, byte] of right.entries()) {
      for (const other of [byte ^ 1, byte ^ 0x80, 0, 0xff]) {
        if (other === byte) continue;
        const changed = Buffer.from(right);
        changed[at] = other;
        await expectRefused(signedBlock(padded(Buffer.concat([changed, hex(HASH)]))));
      }
    }
  });
});

describe('B10 a padding that is not the padding, signed by the right key', () => {
  const right = pkcs1Block(input, 256);
  const tail = right.subarray(right.length - 51);

  it('any byte of it another one', async () => {
    for (let at = 0; at < 256 - 51; at += 1) {
      const changed = Buffer.from(right);
      changed[at] = (right[at] ?? 0) ^ 0x10;
      await expectRefused(signedBlock(changed));
    }
  });

  it.each([0, 1, 7, 8, 64])('of %i bytes, the rest behind the hash', (length) =>
    expectRefused(
      signedBlock(
        Buffer.concat([
          Buffer.from([0, 1]),
          Buffer.alloc(length, 0xff),
          Buffer.from([0]),
          tail,
          Buffer.alloc(256 - 3 - 51 - length, 0x5a),
        ]),
      ),
    ),
  );

  it('of PSS', () =>
    expectRefused(
      sign('sha256', Buffer.from(input), { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING }),
    ));

  it.each(['sha1', 'sha224', 'sha384', 'sha512', 'md5', 'sha3-256'])('of %s', (algorithm) =>
    expectRefused(sign(algorithm, Buffer.from(input), rsa.privateKey)),
  );
});
