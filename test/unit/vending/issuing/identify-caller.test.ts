import { describe, expect, it } from 'vitest';
import type { Parties } from '../../../../shared/domain/call.ts';
import type { RequestCredential } from '../../../../shared/domain/caller.ts';
import { PortunusError, tokenRejected } from '../../../../shared/domain/errors.ts';
import { Secret } from '../../../../shared/domain/secret.ts';
import { createIdentifyCaller } from '../../../../shared/vending/issuing/identify-caller.ts';
import { aCall, anIssuer, NOW } from '../../../support/builders.ts';

const ADMIN_ROLE = 'arn:aws:iam::111122223333:role/admins';
const BEARER: RequestCredential = { scheme: 'bearer', token: new Secret('token') };
const VERIFIED = { issuer: anIssuer(), subject: 'build-1', claims: { sub: 'build-1' }, expiresAt: NOW };

function identify(
  credential: RequestCredential,
  verifyToken = async () => VERIFIED,
  note?: (parties: Parties) => void,
) {
  const identifyCaller = createIdentifyCaller({ verifyToken, adminRoles: [ADMIN_ROLE] });
  return identifyCaller(credential, aCall(note && { note }));
}

function signed(role: string): RequestCredential {
  const userArn = `arn:aws:sts::111122223333:assumed-role/${role}/session`;
  return { scheme: 'sigv4', identity: { userArn, userId: 'AROACKCEVSQ6C2EXAMPLE:session' } };
}

describe('a caller', () => {
  it('is who a verified token names', async () => {
    expect(await identify(BEARER)).toMatchObject({
      via: 'oidc',
      issuer: 'ci',
      subject: 'build-1',
      administrator: false,
    });
  });

  it.each([
    ['admins', true],
    ['builders', false],
  ])('is the role %s that signed, an administrator: %s', async (role, administrator) => {
    const subject = `arn:aws:iam::111122223333:role/${role}`;
    expect(await identify(signed(role))).toMatchObject({ via: 'iam', subject, administrator });
  });

  it('is noted for the log line of the request', async () => {
    const notes: Parties[] = [];
    await identify(BEARER, undefined, (parties) => void notes.push(parties));
    expect(notes).toEqual([{ issuer: 'ci', subject: 'build-1' }]);
  });

  it('of a rejected token is noted by its SHA-256, so that a leaked token can be found in the log', async () => {
    const notes: object[] = [];
    const verify = async () => {
      throw tokenRejected('expired');
    };
    await expect(identify(BEARER, verify, (noted) => void notes.push(noted))).rejects.toMatchObject({});
    // sha256sum of the text "token"
    expect(notes).toEqual([{ tokenSha256: '3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0' }]);
  });

  it('is missing if the request has no credential', async () => {
    await expect(identify({ scheme: 'none' })).rejects.toMatchObject({
      code: 'token_missing',
      stage: 'authentication',
    });
  });

  it('is rejected if the header is not exactly one token', async () => {
    const reason = 'not_a_single_bearer_token';
    const refused = { code: 'token_rejected', stage: 'authentication', reason };
    await expect(identify({ scheme: 'malformed', reason })).rejects.toMatchObject(refused);
  });

  it("is rejected if the token does not meet its issuer's requirements", async () => {
    const issuer = anIssuer({ require: [{ claim: ['team'], anyOf: ['a'] }] });
    const verified = async () => ({ ...VERIFIED, issuer });
    await expect(identify(BEARER, verified)).rejects.toMatchObject({ code: 'token_rejected' });
  });

  it('is rejected if the signer is not a role', async () => {
    const identity = { userArn: 'arn:aws:iam::111122223333:user/someone', userId: 'AIDACKCEVSQ6C2EXAMPLE' };
    await expect(identify({ scheme: 'sigv4', identity })).rejects.toMatchObject({ code: 'token_rejected' });
  });

  it('gets a 5xx code, and no rejection, if the token cannot be verified', async () => {
    const error = new PortunusError('keys_unavailable', 'authentication');
    const verify = async () => {
      throw error;
    };
    await expect(identify(BEARER, verify)).rejects.toBe(error);
  });
});
