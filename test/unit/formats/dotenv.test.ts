// Of `.env` files readers differ; what is written must be the same to all.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../shared/domain/secret.ts';
import { readNodeDotenv, readPythonDotenv } from '../../support/file-readers.ts';
import { expectRefusedFor, writtenOrRefused } from '../../support/format-refusal.ts';
import {
  aLogin,
  hostileLogins,
  issuedLogins,
  shellValuesOf,
  writeLogins,
  writeSession,
} from '../../support/format-samples.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
function withUser(username: string) {
  return issuedLogins(aLogin({ username }));
}
function lineOf(username: string) {
  return /^custom_aws_ecr_username=.*$/m.exec(writeLogins('dotenv', withUser(username)).body)?.[0];
}

describe('dotenv', () => {
  it('has plain values as they are, and the JSON in single quotes', () => {
    expect(writeLogins('dotenv')).toEqual({
      contentType: 'text/plain; charset=utf-8',
      body: [
        'custom_aws_ecr_authorizationToken_password=QVdTOmh1c2g=',
        'custom_aws_ecr_expirationDate=2026-11-21T22:00:00.000Z',
        `custom_aws_ecr_proxyEndpoint=https://${HOST}`,
        `custom_aws_ecr_proxyEndpointDomain=${HOST}`,
        'custom_aws_ecr_username=AWS',
        'custom_aws_ecr_password=hush',
        `custom_aws_ecr_credentials_json_password='{"registryId":"123456789012","region":"eu-west-1","username":"AWS",` +
          `"password":"hush","authorizationToken":"QVdTOmh1c2g=","proxyEndpoint":"https://${HOST}",` +
          `"proxyEndpointDomain":"${HOST}","expirationDate":"2026-11-21T22:00:00.000Z"}'`,
        '',
      ].join('\n'),
    });
  });

  it('has a session as AWS tools read it', () => {
    expect(writeSession('dotenv').body).toBe(
      'AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE\n' +
        'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n' +
        'AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEXAMPLE==\n' +
        'AWS_CREDENTIAL_EXPIRATION=2026-11-21T13:00:00Z\n',
    );
  });

  it.each([
    ['', ''],
    ['a b', `'a b'`],
    [' a ', `' a '`],
    ['a#b', `'a#b'`],
    ['$x $(id) `id` !', `'$x $(id) \`id\` !'`],
    ['\u2019\ufeff', `'\u2019\ufeff'`],
  ])('writes %j as %j', (value, written) => {
    expect(lineOf(value)).toBe(`custom_aws_ecr_username=${written}`);
  });

  it.each(["hush'", 'hush\n', 'hush\r', 'hush\0'])('has no form for %j', (value) => {
    expectRefusedFor('dotenv', 'custom_aws_ecr_username', () => writeLogins('dotenv', withUser(value)));
  });

  it('has none for them in a secret either, and shows nothing of it', () => {
    const login = aLogin({ password: new Secret("hush'") });
    expectRefusedFor('dotenv', 'custom_aws_ecr_password', () => writeLogins('dotenv', issuedLogins(login)));
  });

  // python-dotenv takes `\\` and `\'` for escapes in single quotes, the readers of Node.js and Ruby only some or none.
  it.each(['hush\\', 'hush\\\\x', 'hush \\n'])('has none for a backslash, on which readers differ: %j', (value) => {
    expectRefusedFor('dotenv', 'custom_aws_ecr_username', () => writeLogins('dotenv', withUser(value)));
  });

  it.each([
    ['Node.js (dotenv 17)', readNodeDotenv],
    ['Python (python-dotenv)', readPythonDotenv],
  ])('is read by %s byte for byte, or refused by the name of the variable', (_name, read) => {
    fc.assert(
      fc.property(hostileLogins, (login) => {
        const written = writtenOrRefused('dotenv', () => writeLogins('dotenv', issuedLogins(login)));
        if (written !== undefined) expect(read(written.body)).toEqual(shellValuesOf(login));
      }),
      { seed: 23, numRuns: 2_000 },
    );
  });
});
