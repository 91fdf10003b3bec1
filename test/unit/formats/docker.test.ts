// What Docker and its kin read: config.json, the helper's protocol, and the secret of two fields.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormatName } from '../../../shared/domain/format-name.ts';
import {
  aLogin,
  hostileLogins,
  issuedLogins,
  otherLogin,
  publicLogin,
  writeLogins,
} from '../../support/format-samples.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const OTHER = '210987654321.dkr.ecr.eu-west-1.amazonaws.com';
function parsed(format: FormatName, ...logins: ReturnType<typeof aLogin>[]) {
  return JSON.parse(writeLogins(format, issuedLogins(...logins)).body);
}

describe('docker-config', () => {
  it('has the registry by host and by URL, for clients look for either', () => {
    expect(writeLogins('docker-config')).toEqual({
      contentType: 'application/json',
      body: `{"auths":{"${HOST}":{"auth":"QVdTOmh1c2g="},"https://${HOST}":{"auth":"QVdTOmh1c2g="}}}`,
    });
  });

  it('has every registry', () => {
    expect(parsed('docker-config', aLogin(), otherLogin)).toEqual({
      auths: {
        [HOST]: { auth: 'QVdTOmh1c2g=' },
        [`https://${HOST}`]: { auth: 'QVdTOmh1c2g=' },
        [OTHER]: { auth: 'QVdTOmh1c2gy' },
        [`https://${OTHER}`]: { auth: 'QVdTOmh1c2gy' },
      },
    });
  });

  it('has ECR Public by its own host', () => {
    const entry = { auth: 'QVdTOmh1c2g=' };
    expect(parsed('docker-config', publicLogin)).toEqual({
      auths: { 'public.ecr.aws': entry, 'https://public.ecr.aws': entry },
    });
  });
});

describe('docker-credential', () => {
  it('is what a helper prints', () => {
    expect(writeLogins('docker-credential')).toEqual({
      contentType: 'application/json',
      body: `{"ServerURL":"https://${HOST}","Username":"AWS","Secret":"hush"}`,
    });
  });

  it('is that of ECR Public too', () => {
    const expected = { ServerURL: 'https://public.ecr.aws', Username: 'AWS', Secret: 'hush' };
    expect(parsed('docker-credential', publicLogin)).toEqual(expected);
  });
});

describe('username-password', () => {
  it('is the two fields of a secret that ECS reads', () => {
    expect(writeLogins('username-password')).toEqual({
      contentType: 'application/json',
      body: '{"username":"AWS","password":"hush"}',
    });
    expect(parsed('username-password', publicLogin)).toEqual({ username: 'AWS', password: 'hush' });
  });
});

describe.each(['docker-credential', 'username-password'] as const)('%s', (format) => {
  it('has no form for several logins, and shows none of them', () => {
    const write = () => writeLogins(format, issuedLogins(aLogin(), otherLogin));
    expect(write).toThrow(expect.objectContaining({ code: 'format_unknown', stage: 'delivery' }));
    expect(write).not.toThrow(/hush/);
  });

  it('has none for no login', () => {
    const none = { ...issuedLogins(), logins: [] };
    expect(() => writeLogins(format, none)).toThrow(expect.objectContaining({ code: 'format_unknown' }));
  });

  it('gives name and password back, whatever is in them', () => {
    fc.assert(
      fc.property(hostileLogins, (login) => {
        const { Username, Secret, username, password } = parsed(format, login);
        expect([Username ?? username, Secret ?? password]).toEqual([login.username, login.password.reveal()]);
      }),
      { seed: 7, numRuns: 1_000 },
    );
  });
});
