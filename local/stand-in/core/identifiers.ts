import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function sha256(data: string): Buffer {
  return createHash('sha256').update(data).digest();
}

function toBase32(bytes: Buffer) {
  return [...bytes].map((byte) => ALPHABET.charAt(byte & 31)).join('');
}

/**
 * Returns the unique id of a role (prefix AROA) or user (AIDA). AWS's ids are random. These are derived from the ARN,
 * so that they never change.
 */
export function uniqueId(prefix: 'AROA' | 'AIDA', arn: string) {
  return prefix + toBase32(sha256(arn).subarray(0, 17));
}

/** Creates keys for a session, with the length and characters of AWS's keys. */
export function createSessionKeys() {
  return {
    accessKeyId: `ASIA${toBase32(randomBytes(16))}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(600).toString('base64'),
  };
}

/** Creates a key of an IAM user, with the length and characters of AWS's keys. */
export function createUserKey() {
  return {
    accessKeyId: `AKIA${toBase32(randomBytes(16))}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
}

/** Creates a password of 1,900 characters, about the length that ECR returns for a role session. */
export function createRegistryPassword() {
  return randomBytes(1425).toString('base64');
}

/**
 * Creates a token with the form of CodeArtifact's: five parts of base64url, the first of which begins as theirs do, and
 * about 1,100 characters.
 */
export function createPackageToken(issuedAt: Date): string {
  const header = JSON.stringify({
    ver: 1,
    isu: Math.floor(issuedAt.getTime() / 1000),
    enc: 'A128GCM',
    alg: 'A128GCMKW',
  });
  const parts = [Buffer.from(header), randomBytes(16), randomBytes(12), randomBytes(690), randomBytes(16)];
  return parts.map((part) => part.toString('base64url')).join('.');
}

/** Creates a token of about the length of the console's. */
export function createSigninToken(): string {
  return randomBytes(600).toString('base64url');
}

/** Returns a UUID that depends only on the text. AWS's UUIDs are random. */
export function derivedUuid(text: string): string {
  return sha256(text)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/**
 * Returns the six characters that are appended to a new secret's ARN. AWS's are random. These depend only on the text.
 */
export function secretSuffix(text: string): string {
  return sha256(text).toString('base64').replace(/[+/=]/g, '').slice(0, 6);
}
