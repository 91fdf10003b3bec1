import { X509Certificate } from 'node:crypto';
import type { Written } from '../../domain/definitions.ts';
import type { FieldError } from '../../domain/errors.ts';
import { certificatesIn, type Issuer, isSecretOf } from '../../domain/issuer.ts';
import { ownerClaimsOf, pinsOneOf } from '../../domain/multi-tenant-issuers.ts';

/**
 * Faults of an issuer by itself. They are found on write, because otherwise they would only show when a token fails, or
 * when a stranger gets in.
 */
export function issuerFaults(written: readonly Written<Issuer>[]): FieldError[] {
  return written.flatMap(({ value }, index) =>
    [...ownerFaults(value), ...certificateFaults(value), ...secretFaults(value)].map(({ field, detail }) => ({
      field: `issuers[${index}].${field}`,
      detail,
    })),
  );
}

/**
 * Checked only on write. The list of such issuers grows with each release, and an upgrade must not reject all tokens of
 * a stored issuer. A disabled issuer lets nobody in and is not checked.
 */
function ownerFaults({ url, enabled, require = [] }: Issuer): FieldError[] {
  const owners = ownerClaimsOf(url);
  if (!enabled || owners === undefined || pinsOneOf(owners, require)) return [];
  const detail = `must pin an immutable owner id (${owners.join(' or ')}): anyone can get a valid token of this issuer`;
  return [{ field: 'require', detail }];
}

function certificateFaults({ caCertificates = '' }: Issuer): FieldError[] {
  return certificatesIn(caCertificates).flatMap((pem, position) =>
    isCertificate(pem) ? [] : [{ field: 'caCertificates', detail: `can not be read: certificate ${position + 1}` }],
  );
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/**
 * The console sends this secret to the issuer's provider, so an issuer may not name that of another one. Nobody signs in
 * with a disabled one, and a stored issuer can always be switched off.
 */
function secretFaults({ id, enabled, clientSecretArn: arn }: Issuer): FieldError[] {
  if (!enabled || arn === undefined || isSecretOf(id, arn)) return [];
  const detail = `must be a secret of this issuer: portunus/STAGE/sign-in/${id}, or one below ${id}/`;
  return [{ field: 'clientSecretArn', detail }];
}
