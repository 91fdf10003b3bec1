import { AwsError } from './aws-error.ts';
import type { ServiceName } from './service.ts';

type SignatureFault = 'missing' | 'incomplete' | 'unknown-key' | 'mismatch' | 'expired';

interface Wording {
  readonly sts: readonly [code: string, status: number];
  readonly ecr: readonly [code: string, status: number];
  readonly message: string;
}

/** The query protocol (STS) and the JSON protocol (ECR) name the same faults differently. */
const WORDINGS: Readonly<Record<SignatureFault, Wording>> = {
  missing: {
    sts: ['MissingAuthenticationToken', 403],
    ecr: ['MissingAuthenticationTokenException', 400],
    message: 'Request is missing Authentication Token',
  },
  incomplete: {
    sts: ['IncompleteSignature', 400],
    ecr: ['IncompleteSignatureException', 400],
    message: 'The request signature does not conform to AWS standards.',
  },
  'unknown-key': {
    sts: ['InvalidClientTokenId', 403],
    ecr: ['UnrecognizedClientException', 400],
    message: 'The security token included in the request is invalid.',
  },
  mismatch: {
    sts: ['SignatureDoesNotMatch', 403],
    ecr: ['InvalidSignatureException', 400],
    message:
      'The request signature we calculated does not match the signature you provided. ' +
      'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  },
  expired: {
    sts: ['ExpiredToken', 403],
    ecr: ['ExpiredTokenException', 400],
    message: 'The security token included in the request is expired',
  },
};

/** The error of a signature fault as the service words it; the text can be replaced by a more exact one. */
export const signatureError = (fault: SignatureFault, service: ServiceName, message = WORDINGS[fault].message) => {
  const [code, status] = WORDINGS[fault][service];
  return new AwsError(code, status, message);
};
