import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { AwsError } from '../core/aws-error.ts';
import type { Answer, Call, Perform } from '../core/service.ts';
import { type Shape, takeMembers } from '../http/json-members.ts';
import { createJsonService } from '../http/json-service.ts';
import { reachKey } from './signing-keys.ts';

const ALGORITHM = 'ECDSA_SHA_256';
const KEY_ID = { kind: 'text', isRequired: true, min: 1, max: 2048 } as const;
/** Node.js can't sign a hash on this curve, so only whole messages are taken, and `DIGEST` is refused. */
const SIGN = {
  KeyId: KEY_ID,
  Message: { kind: 'blob', isRequired: true, min: 1, max: 4096 },
  MessageType: { kind: 'text', values: ['RAW'] },
  SigningAlgorithm: { kind: 'text', isRequired: true, values: [ALGORITHM] },
} as const satisfies Shape;
const VERIFY = { ...SIGN, Signature: { kind: 'blob', isRequired: true, min: 1, max: 6144 } } as const satisfies Shape;
const GET_PUBLIC_KEY = { KeyId: KEY_ID } as const satisfies Shape;

function signMessage(call: Call): Answer {
  const { KeyId, Message, SigningAlgorithm } = takeMembers(call, SIGN);
  const { arn, privateKey } = reachKey(call, KeyId, 'kms:Sign');
  // An EC signature in Node.js is DER by default, as in KMS.
  const Signature = sign('sha256', Buffer.from(Message, 'base64'), privateKey).toString('base64');
  return { document: JSON.stringify({ KeyId: arn, Signature, SigningAlgorithm }) };
}

function verifySignature(call: Call): Answer {
  const { KeyId, Message, Signature, SigningAlgorithm } = takeMembers(call, VERIFY);
  const { arn, privateKey } = reachKey(call, KeyId, 'kms:Verify');
  const message = Buffer.from(Message, 'base64');
  const isRight = verify('sha256', message, publicKeyOf(privateKey), Buffer.from(Signature, 'base64'));
  if (!isRight) throw new AwsError('KMSInvalidSignatureException', 400, 'The signature is not valid');
  return { document: JSON.stringify({ KeyId: arn, SignatureValid: true, SigningAlgorithm }) };
}

function getPublicKey(call: Call): Answer {
  const { KeyId } = takeMembers(call, GET_PUBLIC_KEY);
  const { arn, privateKey } = reachKey(call, KeyId, 'kms:GetPublicKey');
  const document = {
    KeyId: arn,
    PublicKey: publicKeyOf(privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
    KeySpec: 'ECC_NIST_P256',
    CustomerMasterKeySpec: 'ECC_NIST_P256',
    KeyUsage: 'SIGN_VERIFY',
    SigningAlgorithms: [ALGORITHM],
  };
  return { document: JSON.stringify(document) };
}

function publicKeyOf(privateKey: KeyObject): KeyObject {
  return createPublicKey(privateKey);
}

const ACTIONS: ReadonlyMap<string, Perform<Call>> = new Map([
  ['Sign', signMessage],
  ['Verify', verifySignature],
  ['GetPublicKey', getPublicKey],
]);

/** KMS for keys that sign. Nothing is encrypted. */
export const kms = createJsonService({
  name: 'kms',
  targetPrefix: 'TrentService.',
  actions: ACTIONS,
  messageMember: 'message',
  withoutCredentials: (document) => JSON.stringify({ ...JSON.parse(document), Signature: undefined }),
});
