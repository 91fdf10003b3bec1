// The file of Bamboo's Inject variables task, which java.util.Properties reads.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bamboo } from '../../../shared/formats/bamboo.ts';
import { readProperties } from '../../support/file-readers.ts';
import {
  aLogin,
  hostileLogins,
  issuedLogins,
  issuedSession,
  OPTIONS,
  otherLogin,
  valuesOf,
  writeLogins,
  writeSession,
} from '../../support/format-samples.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
function lineOf(username: string) {
  return /^custom\.aws\.ecr\.username=.*$/m.exec(writeLogins('bamboo', issuedLogins(aLogin({ username }))).body)?.[0];
}

describe('bamboo', () => {
  it('has the names of the task that it replaces', () => {
    expect(writeLogins('bamboo')).toEqual({
      contentType: 'text/plain; charset=utf-8',
      body: [
        'custom.aws.ecr.authorizationToken.password=QVdTOmh1c2g=',
        'custom.aws.ecr.expirationDate=2026-11-21T22:00:00.000Z',
        `custom.aws.ecr.proxyEndpoint=https://${HOST}`,
        `custom.aws.ecr.proxyEndpointDomain=${HOST}`,
        'custom.aws.ecr.username=AWS',
        'custom.aws.ecr.password=hush',
        `custom.aws.ecr.credentials.json.password={"registryId":"123456789012","region":"eu-west-1","username":"AWS",` +
          `"password":"hush","authorizationToken":"QVdTOmh1c2g=","proxyEndpoint":"https://${HOST}",` +
          `"proxyEndpointDomain":"${HOST}","expirationDate":"2026-11-21T22:00:00.000Z"}`,
        '',
      ].join('\n'),
    });
  });

  it('has those of the AWS plugin for a session', () => {
    expect(writeSession('bamboo')).toEqual({
      contentType: 'text/plain; charset=utf-8',
      body:
        'custom.aws.accessKeyId=ASIAIOSFODNN7EXAMPLE\n' +
        'custom.aws.secretAccessKey.password=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n' +
        'custom.aws.sessionToken.password=IQoJb3JpZ2luX2VjEXAMPLE==\n' +
        'custom.aws.expirationDate=2026-11-21T13:00:00.000Z\n',
    });
  });

  it('begins both with the namespace that was asked for', () => {
    const options = { ...OPTIONS, namespace: 'shop.aws_1' };
    const names = (text: string) => Object.keys(readProperties(text));
    expect(names(writeLogins('bamboo', issuedLogins(), options).body)).toContain(
      'shop.aws_1.credentials.json.password',
    );
    const session = bamboo.session?.(issuedSession(), options);
    expect(names(session?.body ?? '')).toEqual([
      'shop.aws_1.accessKeyId',
      'shop.aws_1.secretAccessKey.password',
      'shop.aws_1.sessionToken.password',
      'shop.aws_1.expirationDate',
    ]);
  });

  it('has "password" in the name of every secret, and in no other: that is what Bamboo masks', () => {
    const logins = issuedLogins(aLogin(), otherLogin);
    const all = {
      ...readProperties(writeLogins('bamboo', logins).body),
      ...readProperties(writeSession('bamboo').body),
    };
    const secrets = /hush|QVdT|wJalr|IQoJ/;
    for (const [name, value] of Object.entries(all))
      expect([name, name.includes('password')]).toEqual([name, secrets.test(value)]);
  });

  it.each([
    ['\\', '\\\\'],
    ['a\nb\r\t\f', 'a\\nb\\r\\t\\f'],
    ['  a ', '\\ \\ a '],
    ['\0\x07\x7f', '\\u0000\\u0007\\u007f'],
    ['\u00e9\u2019\u2028\ufeff', '\\u00e9\\u2019\\u2028\\ufeff'],
    ['\ud83d\ude00', '\\ud83d\\ude00'],
    [`'"$\`%^!&|<>=:#`, `'"$\`%^!&|<>=:#`],
    ['', ''],
  ])('writes %j as %j', (value, written) => {
    expect(lineOf(value)).toBe(`custom.aws.ecr.username=${written}`);
  });

  it('is read byte for byte, whatever is in it', () => {
    fc.assert(
      fc.property(hostileLogins, (login) => {
        const read = readProperties(writeLogins('bamboo', issuedLogins(login)).body);
        const named = Object.entries(valuesOf(login)).map(([name, value]) => [`custom.aws.ecr.${name}`, value]);
        expect(read).toEqual(Object.fromEntries(named));
      }),
      { seed: 22, numRuns: 2_000 },
    );
  });
});
