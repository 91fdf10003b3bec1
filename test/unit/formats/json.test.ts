import { describe, expect, it } from 'vitest';
import type { IssuedLogins } from '../../../shared/domain/credential.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { json } from '../../../shared/formats/json.ts';
import { issuedSession, OPTIONS, publicLogin } from '../../support/format-samples.ts';

function issued(overrides: Partial<IssuedLogins> = {}): IssuedLogins {
  return {
    requestId: 'f0e1d2c3-0000-4000-8000-000000000001',
    connectorId: 'team-a-pull',
    format: 'json',
    logins: [
      {
        registryId: '123456789012',
        region: 'eu-west-1',
        username: 'AWS',
        password: new Secret('pass"word'),
        authorizationToken: new Secret('QVdTOnBhc3Mid29yZA=='),
        proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
        expiresAt: new Date('2026-11-21T22:00:00.000Z'),
      },
    ],
    issuedAt: new Date('2026-11-21T12:00:00.000Z'),
    session: {
      arn: 'arn:aws:sts::123456789012:assumed-role/team-a/gh-1',
      expiresAt: new Date('2026-11-21T13:00:00.000Z'),
    },
    refreshAfter: new Date('2026-11-21T12:29:59.123Z'),
    source: 'fresh',
    duration: { requestedSeconds: 7_200, grantedSeconds: 3_600, limitedBy: 'role-chaining' },
    ...overrides,
  };
}

const TEXT =
  '{"requestId":"f0e1d2c3-0000-4000-8000-000000000001","connectorId":"team-a-pull","credentials":[{' +
  '"registryId":"123456789012","region":"eu-west-1","username":"AWS","password":"pass\\"word",' +
  '"authorizationToken":"QVdTOnBhc3Mid29yZA==",' +
  '"proxyEndpoint":"https://123456789012.dkr.ecr.eu-west-1.amazonaws.com",' +
  '"proxyEndpointDomain":"123456789012.dkr.ecr.eu-west-1.amazonaws.com",' +
  '"expirationDate":"2026-11-21T22:00:00.000Z"}],' +
  '"session":{"arn":"arn:aws:sts::123456789012:assumed-role/team-a/gh-1",' +
  '"expirationDate":"2026-11-21T13:00:00.000Z"},' +
  '"refreshAfter":"2026-11-21T12:29:59.123Z","source":"fresh",' +
  '"duration":{"requestedSeconds":7200,"grantedSeconds":3600,"limitedBy":"role-chaining"}}';

function write(given = issued()) {
  const written = json.logins?.(given, OPTIONS);
  if (written === undefined) throw new Error('json is for logins');
  return written;
}

describe('the format json', () => {
  it('is the answer of the contract, to the character', () => {
    expect(write()).toEqual({ contentType: 'application/json', body: TEXT });
  });

  it('does not speak of a limit that did not bite', () => {
    const { body } = write(issued({ duration: { requestedSeconds: 3_600, grantedSeconds: 3_600 } }));
    expect(body).toContain('"duration":{"requestedSeconds":3600,"grantedSeconds":3600}}');
  });

  it('says that an answer is from the cache', () => {
    expect(JSON.parse(write(issued({ source: 'cache' })).body)).toMatchObject({ source: 'cache' });
  });

  it('holds every registry, in the order of the logins', () => {
    const [login] = issued().logins;
    if (login === undefined) throw new Error('the builder has a login');
    const other = {
      ...login,
      registryId: '210987654321',
      password: new Secret('other'),
      proxyEndpoint: 'https://210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn',
    };
    const { credentials } = JSON.parse(write(issued({ logins: [login, other] })).body);
    expect(credentials).toMatchObject([
      { registryId: '123456789012', password: 'pass"word' },
      {
        registryId: '210987654321',
        password: 'other',
        proxyEndpointDomain: '210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn',
      },
    ]);
  });

  it('has no registry for ECR Public', () => {
    const { credentials } = JSON.parse(write(issued({ logins: [publicLogin] })).body);
    expect(credentials).toEqual([
      {
        region: 'us-east-1',
        username: 'AWS',
        password: 'hush',
        authorizationToken: 'QVdTOmh1c2g=',
        proxyEndpoint: 'https://public.ecr.aws',
        proxyEndpointDomain: 'public.ecr.aws',
        expirationDate: '2026-11-21T22:00:00.000Z',
      },
    ]);
  });

  it('is of a session what the contract says, to the character', () => {
    expect(json.session?.(issuedSession(), OPTIONS)).toEqual({
      contentType: 'application/json',
      body:
        '{"requestId":"f0e1d2c3-0000-4000-8000-000000000001","connectorId":"team-a-pull","credentials":{' +
        '"accessKeyId":"ASIAIOSFODNN7EXAMPLE","secretAccessKey":"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",' +
        '"sessionToken":"IQoJb3JpZ2luX2VjEXAMPLE==","expirationDate":"2026-11-21T13:00:00.000Z"},' +
        '"session":{"arn":"arn:aws:sts::123456789012:assumed-role/team-a/gh-1",' +
        '"expirationDate":"2026-11-21T13:00:00.000Z"},"refreshAfter":"2026-11-21T12:29:59.123Z","source":"fresh",' +
        '"duration":{"requestedSeconds":3600,"grantedSeconds":3600}}',
    });
  });

  it('is the same text for the same logins', () => {
    expect(write().body).toBe(write().body);
  });
});
