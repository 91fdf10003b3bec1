import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function sha256(data: string): Buffer {
  return createHash('sha256').update(data).digest();
}

function toBase32(bytes: Buffer) {
  return [...bytes].map((byte) => ALPHABET.charAt(byte & 31)).join('');
}

/** AWS's unique id of a role (prefix AROA) or user (AIDA): random there, here derived so that it never changes. */
export function uniqueId(prefix: 'AROA' | 'AIDA', arn: string) {
  return prefix + toBase32(sha256(arn).subarray(0, 17));
}

/** Fresh keys of a session, as long and of the same characters as AWS's. */
export function createSessionKeys() {
  return {
    accessKeyId: `ASIA${toBase32(randomBytes(16))}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(600).toString('base64'),
  };
}

/** 1,900 characters, about what ECR gives to a role session. */
export function createRegistryPassword() {
  return randomBytes(1425).toString('base64');
}

/** About as long as the console's. */
export function createSigninToken(): string {
  return randomBytes(600).toString('base64url');
}

/** A UUID that is always the same for the same text, in place of AWS's random ones. */
export function derivedUuid(text: string): string {
  return sha256(text)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/** The six characters that AWS appends to a new secret's ARN: random there, here derived from what is before them. */
export function secretSuffix(text: string): string {
  return sha256(text).toString('base64').replace(/[+/=]/g, '').slice(0, 6);
}
