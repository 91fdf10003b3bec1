import { describe, expect, it } from 'vitest';
import type { Issuer } from '../../../../shared/domain/issuer.ts';
import { whyNotFederable } from '../../../../shared/policy/access/federable.ts';
import { anIssuer } from '../../../support/builders.ts';

function why(overrides: Partial<Issuer>) {
  return whyNotFederable(anIssuer(overrides));
}

describe('an issuer whose tokens STS can verify', () => {
  it.each([
    'https://token.actions.githubusercontent.com',
    'https://gitlab.com',
    'https://gitlab.example.com/ci',
    'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
    'https://ci.example.com:443',
    'https://localhost.example.com',
    'https://internal.example.com',
  ])('is on the internet: %s', (url) => {
    expect(why({ url })).toBeUndefined();
  });

  // STS API reference, AssumeRoleWithWebIdentity.
  it.each(['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const)('may sign with %s', (algorithm) => {
    expect(why({ algorithms: [algorithm] })).toBeUndefined();
    expect(why({ algorithms: ['EdDSA', algorithm] })).toBeUndefined();
  });
});

describe('an issuer whose tokens STS can not verify', () => {
  it.each([
    'https://localhost',
    'https://jenkins',
    'https://jenkins.local',
    'https://jenkins.corp.internal',
    'https://ci.lan',
    'https://ci.home.arpa',
    'https://ci.localhost',
    'https://10.0.0.7',
    'https://192.0.2.7/issuer',
    'https://[2001:db8::7]',
    'https://ci.example.com:8443',
    'https://kubernetes.default.svc.cluster.local',
  ])('has an address that is not on the internet: %s', (url) => {
    expect(why({ url })).toBe('is at an address that STS can not reach');
  });

  it.each(['https://ci.local.', 'https://10.0.0.7.', 'https://jenkins.', 'https://CI.LOCAL'])(
    'nor in another spelling: %s',
    (url) => {
      expect(why({ url })).toBe('is at an address that STS can not reach');
    },
  );

  it('gave its keys to us alone', () => {
    const jwks = { keys: [] };
    expect(why({ jwks, url: 'https://ci.example.com' })).toBe('has its keys given inline, where STS can not read them');
  });

  it('signs with what STS does not know', () => {
    expect(why({ url: 'https://ci.example.com', algorithms: ['EdDSA'] })).toBe(
      'signs with algorithms that STS does not know',
    );
  });
});
