import { AwsError } from '../core/aws-error.ts';
import type { ServiceName } from '../core/service.ts';

type SignatureFault = 'missing' | 'incomplete' | 'unknown-key' | 'mismatch' | 'expired';

interface Wording {
  readonly query: readonly [code: string, status: number];
  readonly json: readonly [code: string, status: number];
  readonly message: string;
}

/** The query protocol (STS) and the JSON protocol (the others) name the same faults differently. */
const WORDINGS: Readonly<Record<SignatureFault, Wording>> = {
  missing: {
    query: ['MissingAuthenticationToken', 403],
    json: ['MissingAuthenticationTokenException', 400],
    message: 'Request is missing Authentication Token',
  },
  incomplete: {
    query: ['IncompleteSignature', 400],
    json: ['IncompleteSignatureException', 400],
    message: 'The request signature does not conform to AWS standards.',
  },
  'unknown-key': {
    query: ['InvalidClientTokenId', 403],
    json: ['UnrecognizedClientException', 400],
    message: 'The security token included in the request is invalid.',
  },
  mismatch: {
    query: ['SignatureDoesNotMatch', 403],
    json: ['InvalidSignatureException', 400],
    message:
      'The request signature we calculated does not match the signature you provided. ' +
      'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  },
  expired: {
    query: ['ExpiredToken', 403],
    json: ['ExpiredTokenException', 400],
    message: 'The security token included in the request is expired',
  },
};

/** The error of a signature fault as the service words it; the text can be replaced by a more exact one. */
export function signatureError(fault: SignatureFault, service: ServiceName, message = WORDINGS[fault].message) {
  const [code, status] = WORDINGS[fault][service === 'sts' ? 'query' : 'json'];
  return new AwsError(code, status, message);
}
