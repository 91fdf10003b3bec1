// What shells are given, to the character.
import { describe, expect, it } from 'vitest';
import { writeLogins, writeSession } from '../../support/format-samples.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const JSON_TEXT =
  '{"registryId":"123456789012","region":"eu-west-1","username":"AWS","password":"hush",' +
  `"authorizationToken":"QVdTOmh1c2g=","proxyEndpoint":"https://${HOST}","proxyEndpointDomain":"${HOST}",` +
  '"expirationDate":"2026-11-21T22:00:00.000Z"}';

describe('bash', () => {
  it('exports the variables of a login, each in single quotes', () => {
    expect(writeLogins('bash')).toEqual({
      contentType: 'text/x-shellscript; charset=utf-8',
      body: [
        `export custom_aws_ecr_authorizationToken_password='QVdTOmh1c2g='`,
        `export custom_aws_ecr_expirationDate='2026-11-21T22:00:00.000Z'`,
        `export custom_aws_ecr_proxyEndpoint='https://${HOST}'`,
        `export custom_aws_ecr_proxyEndpointDomain='${HOST}'`,
        `export custom_aws_ecr_username='AWS'`,
        `export custom_aws_ecr_password='hush'`,
        `export custom_aws_ecr_credentials_json_password='${JSON_TEXT}'`,
        '',
      ].join('\n'),
    });
  });

  it('exports what AWS tools read of a session', () => {
    expect(writeSession('bash')).toEqual({
      contentType: 'text/x-shellscript; charset=utf-8',
      body: [
        `export AWS_ACCESS_KEY_ID='ASIAIOSFODNN7EXAMPLE'`,
        `export AWS_SECRET_ACCESS_KEY='wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'`,
        `export AWS_SESSION_TOKEN='IQoJb3JpZ2luX2VjEXAMPLE=='`,
        `export AWS_CREDENTIAL_EXPIRATION='2026-11-21T13:00:00Z'`,
        '',
      ].join('\n'),
    });
  });
});

describe('powershell', () => {
  it('sets the variables of a login in the environment', () => {
    expect(writeLogins('powershell')).toEqual({
      contentType: 'text/plain; charset=utf-8',
      body: [
        `$Env:custom_aws_ecr_authorizationToken_password = 'QVdTOmh1c2g='`,
        `$Env:custom_aws_ecr_expirationDate = '2026-11-21T22:00:00.000Z'`,
        `$Env:custom_aws_ecr_proxyEndpoint = 'https://${HOST}'`,
        `$Env:custom_aws_ecr_proxyEndpointDomain = '${HOST}'`,
        `$Env:custom_aws_ecr_username = 'AWS'`,
        `$Env:custom_aws_ecr_password = 'hush'`,
        `$Env:custom_aws_ecr_credentials_json_password = '${JSON_TEXT}'`,
        '',
      ].join('\n'),
    });
  });

  it('sets those of a session', () => {
    expect(writeSession('powershell').body).toBe(
      [
        `$Env:AWS_ACCESS_KEY_ID = 'ASIAIOSFODNN7EXAMPLE'`,
        `$Env:AWS_SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'`,
        `$Env:AWS_SESSION_TOKEN = 'IQoJb3JpZ2luX2VjEXAMPLE=='`,
        `$Env:AWS_CREDENTIAL_EXPIRATION = '2026-11-21T13:00:00Z'`,
        '',
      ].join('\n'),
    );
  });
});

describe('cmd', () => {
  it('is a batch file that says nothing, with a caret before each quote', () => {
    expect(writeLogins('cmd')).toEqual({
      contentType: 'text/plain; charset=utf-8',
      body: [
        '@echo off',
        'set custom_aws_ecr_authorizationToken_password=QVdTOmh1c2g=',
        'set custom_aws_ecr_expirationDate=2026-11-21T22:00:00.000Z',
        `set custom_aws_ecr_proxyEndpoint=https://${HOST}`,
        `set custom_aws_ecr_proxyEndpointDomain=${HOST}`,
        'set custom_aws_ecr_username=AWS',
        'set custom_aws_ecr_password=hush',
        `set custom_aws_ecr_credentials_json_password=${JSON_TEXT.replaceAll('"', '^"')}`,
        '',
      ].join('\r\n'),
    });
  });

  it('sets the variables of a session', () => {
    expect(writeSession('cmd').body).toBe(
      '@echo off\r\n' +
        'set AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE\r\n' +
        'set AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\r\n' +
        'set AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEXAMPLE==\r\n' +
        'set AWS_CREDENTIAL_EXPIRATION=2026-11-21T13:00:00Z\r\n',
    );
  });
});
