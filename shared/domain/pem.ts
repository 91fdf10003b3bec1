import * as v from 'valibot';

const MAX_CHARACTERS = 32_768;
const MAX_CERTIFICATES = 20;

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----\s+[A-Za-z0-9+/=\s]+?\s+-----END \1-----/g;
const CERTIFICATE = 'CERTIFICATE';

/** Each certificate of a PEM text (RFC 7468) by itself. What stands between them is a comment. */
export function certificatesIn(pem: string): readonly string[] {
  return [...pem.matchAll(BLOCK)].flatMap(([block, label]) => (label === CERTIFICATE ? [block] : []));
}

/** Nothing else that is encoded, least of all a private key, and no block that has lost its end. */
function holdsCertificatesAlone(pem: string): boolean {
  const begun = pem.split('-----BEGIN ').length - 1;
  return begun > 0 && certificatesIn(pem).length === begun;
}

/** Certificates in PEM, one at least. Whether each can be read is for policy/check-issuer.ts. */
export const PemCertificates = v.pipe(
  v.string(),
  v.maxLength(MAX_CHARACTERS, `must be at most ${MAX_CHARACTERS} characters`),
  v.check(
    holdsCertificatesAlone,
    'must be certificates in PEM, from -----BEGIN CERTIFICATE----- on, and no other block',
  ),
  v.check(
    (pem) => certificatesIn(pem).length <= MAX_CERTIFICATES,
    `must have at most ${MAX_CERTIFICATES} certificates`,
  ),
);
