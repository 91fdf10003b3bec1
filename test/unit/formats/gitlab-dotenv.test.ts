// A report of artifacts:reports:dotenv, as GitLab's parser takes it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PortunusError } from '../../../shared/domain/errors.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { readGitlabReport } from '../../support/file-readers.ts';
import { expectRefusedFor, writtenOrRefused } from '../../support/format-refusal.ts';
import {
  aLogin,
  hostileLogins,
  issuedLogins,
  OPTIONS,
  shellValuesOf,
  writeLogins,
  writeSession,
} from '../../support/format-samples.ts';

const FORMAT = 'gitlab-dotenv';
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
function withUser(username: string) {
  return issuedLogins(aLogin({ username }));
}
function withPassword(password: string) {
  return issuedLogins(aLogin({ password: new Secret(password) }));
}

describe('gitlab-dotenv', () => {
  it('leaves out what only repeats the password', () => {
    expect(writeLogins(FORMAT)).toEqual({
      contentType: 'text/plain; charset=utf-8',
      body:
        'custom_aws_ecr_expirationDate=2026-11-21T22:00:00.000Z\n' +
        `custom_aws_ecr_proxyEndpoint=https://${HOST}\n` +
        `custom_aws_ecr_proxyEndpointDomain=${HOST}\n` +
        'custom_aws_ecr_username=AWS\n' +
        'custom_aws_ecr_password=hush\n',
    });
  });

  it('has a session as AWS tools read it', () => {
    expect(writeSession(FORMAT).body).toBe(
      'AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE\n' +
        'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n' +
        'AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEXAMPLE==\n' +
        'AWS_CREDENTIAL_EXPIRATION=2026-11-21T13:00:00Z\n',
    );
  });

  it.each(['hush$x', `\${hush}`, 'hush\n', 'hush\r', 'hush\0', ' hush', 'hush ', '\thush', 'hush\x0b', 'hush\f', ''])(
    'refuses %j, which GitLab would expand, strip or not take',
    (value) => expectRefusedFor(FORMAT, 'custom_aws_ecr_username', () => writeLogins(FORMAT, withUser(value))),
  );

  it.each([`'"\`%^!&|<>#=;:\\`, 'a b', '\u2019\u2028\ud83d\ude00'])('has %j as it is', (value) => {
    expect(writeLogins(FORMAT, withUser(value)).body).toContain(`\ncustom_aws_ecr_username=${value}\n`);
  });

  it('is below 5,120 bytes, or refused for its length', () => {
    const rest = Buffer.byteLength(writeLogins(FORMAT).body) - 'hush'.length;
    expect(Buffer.byteLength(writeLogins(FORMAT, withPassword('x'.repeat(5_119 - rest))).body)).toBe(5_119);
    const tooLong = () => writeLogins(FORMAT, withPassword('x'.repeat(5_120 - rest)));
    expect(tooLong).toThrow(PortunusError);
    expect(tooLong).toThrow(expect.objectContaining({ code: 'format_unknown', stage: 'delivery' }));
    expect(tooLong).not.toThrow(/xxx/);
  });

  it('counts bytes, not characters', () => {
    const rest = Buffer.byteLength(writeLogins(FORMAT).body) - 'hush'.length;
    expect(() => writeLogins(FORMAT, withPassword('\u00e9'.repeat(5_000 - rest)))).toThrow(PortunusError);
  });

  it('has room for a password of ECR, which has some 2,700 characters', () => {
    expect(() => writeLogins(FORMAT, withPassword('x'.repeat(2_800)))).not.toThrow();
  });

  it.each(['a.credentials.json', 'team.authorizationToken', 'x.credentials_json'])(
    'has the password under the namespace %s too',
    (namespace) => {
      const { body } = writeLogins(FORMAT, issuedLogins(), { ...OPTIONS, namespace });
      expect(Object.keys(readGitlabReport(body))).toContain(`${namespace.replaceAll('.', '_')}_password`);
    },
  );

  it('is read byte for byte, or refused by the name of the variable', () => {
    fc.assert(
      fc.property(hostileLogins, (login) => {
        const written = writtenOrRefused(FORMAT, () => writeLogins(FORMAT, issuedLogins(login)));
        if (written === undefined) return;
        const {
          custom_aws_ecr_authorizationToken_password: _token,
          custom_aws_ecr_credentials_json_password: _json,
          ...kept
        } = shellValuesOf(login);
        expect(readGitlabReport(written.body)).toEqual(kept);
      }),
      { seed: 25, numRuns: 2_000 },
    );
  });
});
