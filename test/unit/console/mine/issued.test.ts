import { describe, expect, it } from 'vitest';
import { duration } from '../../../../console/kit/duration.ts';
import {
  ofLogins,
  ofPackages,
  ofSession,
  ofText,
  shortenedText,
  withCredentials,
} from '../../../../console/screens/mine/issued.ts';

const common = { requestId: '1', connectorId: 'shop', refreshAfter: '2026-11-28T05:00:00Z', source: 'fresh' } as const;
const session = { arn: 'arn:aws:sts::123456789012:assumed-role/shop/ada', expirationDate: '2026-11-28T05:30:00Z' };

describe('what was issued', () => {
  it('of ECR hides the password alone, and says how to use it without an argument', () => {
    const { fields, facts } = ofLogins({
      ...common,
      session,
      credentials: [
        {
          region: 'eu-west-1',
          username: 'AWS',
          password: 'hunter2',
          authorizationToken: 'QVdT',
          proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
          proxyEndpointDomain: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
          expirationDate: '2026-11-28T16:30:00Z',
        },
      ],
    });
    expect(fields).toEqual([
      { label: 'Registry', text: '123456789012.dkr.ecr.eu-west-1.amazonaws.com' },
      { label: 'Username', text: 'AWS' },
      { label: 'Password', text: 'hunter2', secret: true },
      {
        label: 'Log in with the password from standard input',
        text: 'docker login --username AWS --password-stdin 123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      },
    ]);
    expect(facts).toEqual({ endsAt: '2026-11-28T16:30:00Z', sessionEndsAt: '2026-11-28T05:30:00Z' });
  });

  it('of a session hides the secret key and the token', () => {
    const credentials = {
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: 'key',
      sessionToken: 'token',
      expirationDate: '2026-11-28T05:30:00Z',
    };
    const { fields, facts } = ofSession({ ...common, session, credentials });
    expect(fields.filter(({ secret }) => secret).map(({ text }) => text)).toEqual(['key', 'token']);
    expect(facts).toEqual({ endsAt: '2026-11-28T05:30:00Z' });
  });

  it('of CodeArtifact hides the token', () => {
    const credentials = {
      domain: 'shop',
      domainOwner: '123456789012',
      region: 'eu-west-1',
      authorizationToken: 'token',
      expirationDate: '2026-11-28T05:30:00Z',
      endpoints: { npm: 'https://shop.example/npm/' },
    };
    expect(ofPackages({ ...common, session, credentials }).fields).toEqual([
      { label: 'Token', text: 'token', secret: true },
      { label: 'Address for npm', text: 'https://shop.example/npm/' },
    ]);
  });

  it('in another format is hidden whole', () => {
    expect(ofText('docker-config', '{}').fields).toEqual([{ label: 'As docker-config', text: '{}', secret: true }]);
  });

  it('is nothing, if what answered has no credentials', () => {
    expect(() => withCredentials({ auths: {} })).toThrow('The service answered something that is no login.');
  });
});

describe('the length of a session', () => {
  it('says what made it shorter', () => {
    const asked = { requestedSeconds: 14_400, grantedSeconds: 3_600 };
    expect(shortenedText({ ...asked, limitedBy: 'role-chaining' })).toBe(
      'You asked for 4 hours, and the session lasts 1 hour: AWS allows an hour at most where one role assumes another.',
    );
    expect(shortenedText({ requestedSeconds: 900, grantedSeconds: 900 })).toBeUndefined();
  });

  it.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [900, '15 minutes'],
    [5_400, '1 hour 30 minutes'],
    [129_600, '36 hours'],
  ])('of %i seconds is %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});
