import { X509Certificate } from 'node:crypto';
import type { Written } from '../domain/definitions.ts';
import type { FieldError } from '../domain/errors.ts';
import type { Issuer } from '../domain/issuer.ts';
import { certificatesIn } from '../domain/pem.ts';

/** What can be seen of an issuer by itself when it is written, and only fails at the first token otherwise. */
export function issuerFaults(written: readonly Written<Issuer>[]): FieldError[] {
  return written.flatMap(({ value: { caCertificates = '' } }, index) =>
    certificatesIn(caCertificates).flatMap((pem, position) =>
      isCertificate(pem)
        ? []
        : [{ field: `issuers[${index}].caCertificates`, detail: `can not be read: certificate ${position + 1}` }],
    ),
  );
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
