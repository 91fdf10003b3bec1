// KMS as the archive of audit records uses it: signatures on P-256 that anybody can check with the public key.
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand, type SignCommandInput, VerifyCommand } from '@aws-sdk/client-kms';
import { beforeEach, expect, it } from 'vitest';
import { configOf, LAMBDA, refusal, standIn, useStandIn } from '../../support/stand-in.ts';

useStandIn();

const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ALGORITHM = 'ECDSA_SHA_256';
const Message = Buffer.from('portunus');

beforeEach(() => standIn.putSigningKey({ arn: ARN, alias: 'alias/portunus', privateKey }));

function kms() {
  return new KMSClient(configOf(LAMBDA, 'eu-west-1'));
}
function sign(input: Partial<SignCommandInput> = {}) {
  return kms().send(new SignCommand({ KeyId: ARN, Message, SigningAlgorithm: ALGORITHM, ...input }));
}

it('signs, and gives the public key that checks it', async () => {
  const { Signature, KeyId } = await sign({ KeyId: 'alias/portunus', MessageType: 'RAW' });
  const { PublicKey, KeySpec } = await kms().send(new GetPublicKeyCommand({ KeyId: ARN }));
  expect({ KeyId, KeySpec }).toEqual({ KeyId: ARN, KeySpec: 'ECC_NIST_P256' });
  const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
  expect(verify('sha256', Message, key, Signature ?? Buffer.alloc(0))).toBe(true);
});

it('verifies its own signature, and no other', async () => {
  const { Signature } = await sign();
  const check = (message: Buffer) =>
    kms().send(new VerifyCommand({ KeyId: ARN, Message: message, Signature, SigningAlgorithm: ALGORITHM }));
  expect(await check(Message)).toMatchObject({ SignatureValid: true });
  await expect(check(Buffer.from('other'))).rejects.toMatchObject(refusal('KMSInvalidSignatureException', 400));
});

it.each([
  ['another algorithm', { SigningAlgorithm: 'RSASSA_PSS_SHA_256' }, 'ValidationException'],
  ['a message of 4,097 bytes', { Message: Buffer.alloc(4097) }, 'ValidationException'],
  ['a key that is not there', { KeyId: 'alias/other' }, 'NotFoundException'],
] as const)('refuses %s', async (_what, input, name) => {
  await expect(sign(input)).rejects.toMatchObject(refusal(name, 400));
});

it('refuses a disabled key, and a caller without the right', async () => {
  standIn.putSigningKey({ arn: ARN, privateKey, failWith: 'DisabledException' });
  await expect(sign()).rejects.toMatchObject(refusal('DisabledException', 400));
  const policy = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'kms:GetPublicKey', Resource: '*' } };
  standIn.putRole({ arn: 'arn:aws:iam::111122223333:role/portunus-issue', trustedPrincipals: [], policy });
  await expect(sign()).rejects.toMatchObject(refusal('AccessDeniedException', 400));
});

it('takes no key on another curve', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  expect(() => standIn.putSigningKey({ arn: ARN, privateKey: other })).toThrow(RangeError);
});
