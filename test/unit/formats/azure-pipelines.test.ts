// Logging commands, one to a line, as the Azure Pipelines agent reads them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAzureCommands } from '../../support/file-readers.ts';
import { expectRefusedFor, writtenOrRefused } from '../../support/format-refusal.ts';
import {
  aLogin,
  hostileLogins,
  issuedLogins,
  shellValuesOf,
  writeLogins,
  writeSession,
} from '../../support/format-samples.ts';

const FORMAT = 'azure-pipelines';
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
function lineOf(username: string) {
  return writeLogins(FORMAT, issuedLogins(aLogin({ username })))
    .body.split('\n')
    .find((line) => line.includes('_username]'));
}

describe('azure-pipelines', () => {
  it('sets the variables of a login, secrets as such and nothing else', () => {
    expect(writeLogins(FORMAT)).toEqual({
      contentType: 'text/plain; charset=utf-8',
      body: [
        '##vso[task.setvariable variable=custom_aws_ecr_authorizationToken_password;issecret=true]QVdTOmh1c2g=',
        '##vso[task.setvariable variable=custom_aws_ecr_expirationDate]2026-11-21T22:00:00.000Z',
        `##vso[task.setvariable variable=custom_aws_ecr_proxyEndpoint]https://${HOST}`,
        `##vso[task.setvariable variable=custom_aws_ecr_proxyEndpointDomain]${HOST}`,
        '##vso[task.setvariable variable=custom_aws_ecr_username]AWS',
        '##vso[task.setvariable variable=custom_aws_ecr_password;issecret=true]hush',
        '##vso[task.setvariable variable=custom_aws_ecr_credentials_json_password;issecret=true]' +
          '{"registryId":"123456789012","region":"eu-west-1","username":"AWS","password":"hush",' +
          `"authorizationToken":"QVdTOmh1c2g=","proxyEndpoint":"https://${HOST}",` +
          `"proxyEndpointDomain":"${HOST}","expirationDate":"2026-11-21T22:00:00.000Z"}`,
        '',
      ].join('\n'),
    });
  });

  it('sets those of a session', () => {
    expect(writeSession(FORMAT).body).toBe(
      '##vso[task.setvariable variable=AWS_ACCESS_KEY_ID]ASIAIOSFODNN7EXAMPLE\n' +
        '##vso[task.setvariable variable=AWS_SECRET_ACCESS_KEY;issecret=true]wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n' +
        '##vso[task.setvariable variable=AWS_SESSION_TOKEN;issecret=true]IQoJb3JpZ2luX2VjEXAMPLE==\n' +
        '##vso[task.setvariable variable=AWS_CREDENTIAL_EXPIRATION]2026-11-21T13:00:00Z\n',
    );
  });

  it.each([
    ['100%', '100%AZP25'],
    ['%0D', '%AZP250D'],
    ['a\r\nb', 'a%0D%0Ab'],
    ['a];b', 'a];b'],
    ['##vso[task.complete]x', '##vso[task.complete]x'],
    [` '"$\`^!&|<>\u2019 `, ` '"$\`^!&|<>\u2019 `],
    ['', ''],
  ])('writes %j as %j', (value, written) => {
    expect(lineOf(value)).toBe(`##vso[task.setvariable variable=custom_aws_ecr_username]${written}`);
  });

  it('refuses a NUL', () => {
    const write = () => writeLogins(FORMAT, issuedLogins(aLogin({ username: 'hush\0' })));
    expectRefusedFor(FORMAT, 'custom_aws_ecr_username', write);
  });

  it('gives every value back byte for byte, or is refused by the name of the variable', () => {
    fc.assert(
      fc.property(hostileLogins, (login) => {
        const written = writtenOrRefused(FORMAT, () => writeLogins(FORMAT, issuedLogins(login)));
        if (written === undefined) return;
        const expected = Object.entries(shellValuesOf(login)).map(([name, value]) => ({
          name,
          value,
          isSecret: name.endsWith('password'),
        }));
        expect(readAzureCommands(written.body)).toEqual(expected);
      }),
      { seed: 21, numRuns: 2_000 },
    );
  });
});
