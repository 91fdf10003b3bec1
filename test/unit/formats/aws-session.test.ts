// Sessions as AWS's own tools take them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../shared/domain/secret.ts';
import { hostile, issuedSession, writeSession } from '../../support/format-samples.ts';

/** configparser of Python, as botocore uses it: `=` or `:`, both sides stripped, whole lines of `#` and `;` are remarks. */
function readIni(text: string): Record<string, Record<string, string>> {
  const sections: Record<string, Record<string, string>> = {};
  let section: Record<string, string> | undefined;
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.trim() === '' || /^\s*[#;]/.test(line)) continue;
    const [, name] = /^\[(.+)\]$/.exec(line) ?? [];
    const [, key = '', value = ''] = /^(\S[^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) section = sections[name] = {};
    else if (section === undefined || key === '' || key in section) throw new Error('not an assignment of its own');
    else section[key] = value;
  }
  return sections;
}

describe('credential-process', () => {
  it('is version 1, a number, and ends without fractions of a second', () => {
    expect(writeSession('credential-process')).toEqual({
      contentType: 'application/json',
      body:
        '{"Version":1,"AccessKeyId":"ASIAIOSFODNN7EXAMPLE",' +
        '"SecretAccessKey":"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",' +
        '"SessionToken":"IQoJb3JpZ2luX2VjEXAMPLE==","Expiration":"2026-11-21T13:00:00Z"}',
    });
  });

  it('is also of short sessions', () => {
    expect(JSON.parse(writeSession('credential-process', issuedSession({}, 900)).body).Version).toBe(1);
  });
});

describe('container', () => {
  it('calls the token Token', () => {
    expect(writeSession('container')).toEqual({
      contentType: 'application/json',
      body:
        '{"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","SecretAccessKey":"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",' +
        '"Token":"IQoJb3JpZ2luX2VjEXAMPLE==","Expiration":"2026-11-21T13:00:00Z"}',
    });
  });

  it('is refused for a session that was granted less than 1,800 seconds, and given for 1,800', () => {
    const write = (seconds: number) => () => writeSession('container', issuedSession({}, seconds));
    expect(write(1_800)).not.toThrow();
    expect(write(1_799)).toThrow(expect.objectContaining({ code: 'format_unknown', stage: 'delivery' }));
    expect(write(1_799)).not.toThrow(/wJalr|IQoJ/);
  });
});

describe('aws-credentials-file', () => {
  it('is a section, with the end as a remark', () => {
    expect(writeSession('aws-credentials-file')).toEqual({
      contentType: 'text/plain; charset=utf-8',
      body:
        '[default]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\n' +
        'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n' +
        'aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE==\n# ends 2026-11-21T13:00:00Z\n',
    });
  });

  it('is read by a reader of INI files', () => {
    expect(readIni(writeSession('aws-credentials-file').body)).toEqual({
      default: {
        aws_access_key_id: 'ASIAIOSFODNN7EXAMPLE',
        aws_secret_access_key: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
        aws_session_token: 'IQoJb3JpZ2luX2VjEXAMPLE==',
      },
    });
  });

  it.each(['hush\n[other]', 'hush\raws_session_token = x', ' hush', 'hush ', '\thush'])(
    'refuses a token such as %j, which would be read as something else',
    (token) => {
      const write = () => writeSession('aws-credentials-file', issuedSession({ sessionToken: new Secret(token) }));
      expect(write).toThrow(expect.objectContaining({ code: 'format_unknown', stage: 'delivery' }));
      expect(write).not.toThrow(/hush/);
    },
  );
});

it.each([
  ['credential-process', 'SessionToken'],
  ['container', 'Token'],
] as const)('%s gives keys and token back, whatever is in them', (format, tokenField) => {
  fc.assert(
    fc.property(hostile, hostile, (key, token) => {
      const session = issuedSession({ secretAccessKey: new Secret(key), sessionToken: new Secret(token) });
      const body = JSON.parse(writeSession(format, session).body);
      expect([body.SecretAccessKey, body[tokenField]]).toEqual([key, token]);
    }),
    { seed: 8, numRuns: 1_000 },
  );
});
