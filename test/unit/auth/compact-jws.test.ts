import { describe, expect, it } from 'vitest';
import { readCompactJws } from '../../../shared/auth/compact-jws.ts';

import { PortunusError, tokenRejected } from '../../../shared/domain/errors.ts';
import { base64Url, type Part } from '../../support/tokens.ts';

const HEADER = '{"alg":"RS256","typ":"JWT","kid":"ci-1"}';
const PAYLOAD = '{"iss":"https://ci.example","sub":"ada"}';
const HEADER64 = 'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImNpLTEifQ';
const PAYLOAD64 = 'eyJpc3MiOiJodHRwczovL2NpLmV4YW1wbGUiLCJzdWIiOiJhZGEifQ';

function compact(header: Part = HEADER, payload: Part = PAYLOAD): string {
  return `${base64Url(header)}.${base64Url(payload)}.c2ln`;
}

function refusal(token: string): { code: string; reason: string | undefined } {
  try {
    readCompactJws(token);
  } catch (error) {
    if (error instanceof PortunusError) return { code: error.code, reason: error.reason };
    throw error;
  }
  throw new Error('was accepted');
}

function rejectedFor(reason: string) {
  return { code: 'token_rejected', reason };
}

describe('a compact JWS', () => {
  it('is taken apart', () => {
    expect(readCompactJws(`${HEADER64}.${PAYLOAD64}.c2ln`)).toEqual({
      algorithm: 'RS256',
      keyId: 'ci-1',
      type: 'JWT',
      unverifiedClaims: { iss: 'https://ci.example', sub: 'ada' },
      unverifiedIssuer: 'https://ci.example',
      compact: `${HEADER64}.${PAYLOAD64}.c2ln`,
    });
  });

  it('need not name a type', () => {
    expect(readCompactJws(compact('{"alg":"RS256","kid":"ci-1"}')).type).toBeUndefined();
  });

  it('may hold header members that choose no key and no rule', () => {
    // GitHub's tokens hold x5t, the thumbprint of a certificate.
    const header = '{"alg":"RS256","kid":"ci-1","x5t":"aGFzaA","x5t#S256":"aGFzaA","tenant":"acme"}';
    expect(readCompactJws(compact(header)).keyId).toBe('ci-1');
  });

  it.each(['jwk', 'jku', 'x5c', 'x5u', 'crit', 'b64', 'zip', 'cty', 'enc', 'epk'])('may not hold %s', (name) => {
    expect(refusal(compact({ alg: 'RS256', kid: 'ci-1', [name]: 'x' }))).toEqual(rejectedFor('forbidden_header'));
  });

  it('keeps the claims __proto__ and constructor as claims', () => {
    const payload = '{"iss":"https://ci.example","__proto__":{"sub":"ada"},"constructor":"x"}';
    const claims = readCompactJws(compact(HEADER, payload)).unverifiedClaims;
    expect(Object.keys(claims)).toEqual(['iss', '__proto__', 'constructor']);
    expect(claims.sub).toBeUndefined();
  });

  it('has no issuer from __proto__', () => {
    expect(refusal(compact(HEADER, '{"__proto__":{"iss":"https://ci.example"}}'))).toEqual(rejectedFor('iss_missing'));
  });

  it('has no key id from __proto__', () => {
    const header = '{"alg":"RS256","__proto__":{"kid":"ci-1"}}';
    expect(readCompactJws(compact(header)).keyId).toBeUndefined();
  });
});

it('a refusal is of the stage of authentication, for the log', () => {
  expect(tokenRejected('expired')).toMatchObject({
    code: 'token_rejected',
    stage: 'authentication',
    reason: 'expired',
  });
});

describe('the size of a token', () => {
  const ofLength = (length: number): string => `${HEADER64}.${PAYLOAD64}.`.padEnd(length, 'A');

  it('may be 8192 bytes', () => {
    expect(readCompactJws(ofLength(8192)).keyId).toBe('ci-1');
  });

  it('may not be 8193 bytes', () => {
    expect(refusal(ofLength(8193))).toEqual(rejectedFor('too_large'));
  });

  it('is counted in bytes, not in characters', () => {
    expect(refusal('ä'.repeat(4097))).toEqual(rejectedFor('too_large'));
  });
});

describe('the key id', () => {
  it.each([
    ...['1', 'ci-1', 'a'.repeat(1024), 'A.b_c=+/:@~-', 'aGFzaA==', '', ' ', 'ci 1', 'ci-1\n', '\0', 'ключ'],
    ...['did:web:ci.example#key-1', 'a|b!c%d', '{"a":[1]}', '__proto__'],
  ])('may be %j', (kid) => {
    expect(readCompactJws(compact({ alg: 'RS256', kid })).keyId).toBe(kid);
  });

  it.each<[string, unknown]>([
    ['1025 characters', 'a'.repeat(1025)],
    ['a number', 1],
    ['a list', ['ci-1']],
    ['null', null],
  ])('may not be %s', (_what, kid) => {
    expect(refusal(compact({ alg: 'RS256', kid }))).toEqual(rejectedFor('kid_unreadable'));
  });
});

describe('the nesting of the payload', () => {
  const nested = (levels: number): string =>
    `{"iss":"https://ci.example","deep":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

  it('may be ten levels deep', () => {
    expect(readCompactJws(compact(HEADER, nested(10))).keyId).toBe('ci-1');
  });

  it('may not be eleven levels deep', () => {
    expect(refusal(compact(HEADER, nested(11)))).toEqual(rejectedFor('not_a_json_object'));
  });
});
