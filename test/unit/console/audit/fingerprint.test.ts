// A leaked token is hashed in the page as the service hashed it when it was issued.
import { describe, expect, it } from 'vitest';
import { fingerprintsOf as fingerprintsOfCommand } from '../../../../cli/audit/filters.ts';
import { fingerprintsOf } from '../../../../console/screens/audit/fingerprint.ts';

/** `printf 'AWS:secretsecret' | base64`, and what sha256sum says of it. */
const AUTHORIZATION_TOKEN = 'QVdTOnNlY3JldHNlY3JldA==';
const ITS_SHA256 = 'c06d4a4d4e8262e76be5219448bb4945a664082699aefb8c36c5be6456755052';
const SHA256_OF_PASSWORD = '5f7365c0a79c6a0582c33798fadb2458dc42a2d61cc4124c4e30c68deaa39357';

describe('the fingerprint of a leaked token', () => {
  it('is the SHA-256 of an authorization token', async () => {
    expect(await fingerprintsOf(AUTHORIZATION_TOKEN)).toEqual({ fingerprints: [ITS_SHA256] });
  });

  it('of a password is that of its authorization token, or its own if it is a session token', async () => {
    expect(await fingerprintsOf(' secret\nsecret ')).toEqual({ fingerprints: [ITS_SHA256, SHA256_OF_PASSWORD] });
    expect(await fingerprintsOf('AWS:secretsecret')).toEqual({ fingerprints: [ITS_SHA256, SHA256_OF_PASSWORD] });
  });

  it('is what was pasted if that is a SHA-256', async () => {
    expect(await fingerprintsOf(ITS_SHA256.toUpperCase())).toEqual({ fingerprints: [ITS_SHA256] });
  });

  it.each([
    ['nothing', ' \n'],
    ['a JWT', 'eyJh.eyJi.c2ln'],
    ['more than a token', '{"auths":{}}'],
  ])('is refused for %s', async (fault, pasted) => {
    expect(await fingerprintsOf(pasted)).toEqual({ fault });
  });

  it.each([AUTHORIZATION_TOKEN, 'secretsecret', 'eyJwYXlsb2FkIjoi', 'FwoGZXIvYXdzEJr//////////wE='])(
    'is the same in the command: %s',
    async (token) => {
      expect(await fingerprintsOf(token)).toEqual({ fingerprints: fingerprintsOfCommand(token) });
    },
  );
});
