import { createHash, createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { DigestSigner } from '../../vending/archive/digest-ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';

const ATTEMPT_MS = 5_000;

/** Creates what signs digests: an asymmetric key of KMS on the curve P-256, by its ARN or alias. */
export function createSigner(keyId: string, region?: string): DigestSigner {
  const client = new KMSClient({
    ...(region !== undefined && { region }),
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: createRequestHandler(ATTEMPT_MS),
  });
  return {
    readKey: async ({ signal }) => {
      const answer = await client.send(new GetPublicKeyCommand({ KeyId: keyId }), { abortSignal: signal });
      const { KeyId: keyArn, PublicKey } = answer;
      if (keyArn === undefined || PublicKey === undefined) throw new TypeError('no answer of KMS');
      const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
      if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new TypeError(`${keyArn} is no key of P-256`);
      return {
        keyArn,
        publicKeyPem: String(key.export({ format: 'pem', type: 'spki' })),
        publicKeySha256: createHash('sha256').update(PublicKey).digest('hex'),
      };
    },
    sign: async (text, { signal }) => {
      const command = new SignCommand({
        KeyId: keyId,
        Message: Buffer.from(text),
        MessageType: 'RAW',
        SigningAlgorithm: 'ECDSA_SHA_256',
      });
      const { Signature } = await client.send(command, { abortSignal: signal });
      if (Signature === undefined) throw new TypeError('no answer of KMS');
      return Buffer.from(Signature).toString('base64');
    },
  };
}
