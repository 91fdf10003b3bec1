// What a request costs before it is sent: the programs that a helper starts, and the CAs that curl reads.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, answer, type Home, makeHome, runClient, startApi } from '../../support/clients.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const LOGIN = `{"ServerURL":"${HOST}","Username":"AWS","Secret":"the-password"}`;

let api: Api;
let home: Home;
beforeAll(async () => {
  api = await startApi(answer(200, LOGIN));
  home = makeHome();
});
afterAll(async () => {
  await api.stop();
  home.remove();
});

describe('a login', () => {
  it.each(['/bin/dash', '/bin/bash'])('starts curl once and no other program, in %s', async (shell) => {
    const script = '#!/bin/sh\nPATH=/usr/bin:/bin exec curl "$@"\n';
    const path = join(home.write('curl-alone/curl', script, 0o755), '..');
    const env = { ...home.env, PORTUNUS_URL: api.url, PORTUNUS_TOKEN: 'the.secret.token', PORTUNUS_CONNECTOR: 'c1' };
    // No other program is there to be found.
    const run = { shell: { name: shell, command: [shell], path }, env, args: ['get'], input: HOST };
    api.seen.length = 0;
    expect(await runClient('docker-credential-portunus', run)).toEqual({ code: 0, stdout: `${LOGIN}\n`, stderr: '' });
    expect(api.seen).toHaveLength(1);
  });
});

describe('the CAs that curl reads', () => {
  /** The CA that each start of curl names, if it does not trust the first `untrusted` connections. */
  function askedWith(
    untrusted: number,
    { ca = home.write('one.pem', ''), env = {}, code = 60 } = {},
  ): readonly string[] {
    home.write('asked', '');
    const request = readFileSync('clients/portunus-request.sh', 'utf8');
    home.write('request.sh', request.replace('/etc/ssl/certs/Amazon_Root_CA_1.pem', ca));
    const script = `
      set -eu
      . ./request.sh
      curl() {
        sed -n 's/^cacert = //p; $s/.*/./p' >>asked
        printf '{}\\n\\n200 000 0.000500 '
        [ "$(grep -c '^[.]' asked)" -gt ${untrusted} ] || return ${code}
      }
      request 'url = "https://portunus.example"'
      printf '%s %s %s' "$code" "$status" "$tries"`;
    const ended = execFileSync('sh', ['-c', script], {
      cwd: home.folder,
      env: { PATH: '/usr/bin:/bin', ...env },
      encoding: 'utf8',
    });
    const asked = readFileSync(join(home.folder, 'asked'), 'utf8').split('.\n').slice(0, -1);
    return [...asked.map((line) => line.trim().replaceAll(home.folder, '')), ended];
  }

  it('are the one of AWS and those of its folder', () => {
    expect(askedWith(0)).toEqual(['"/one.pem"', '0 200 1']);
  });

  it('are all of them if those are not enough, in the same try', () => {
    expect(askedWith(1)).toEqual(['"/one.pem"', '', '0 200 1']);
  });

  it('are all of them if curl can not read the one', () => {
    expect(askedWith(1, { code: 77 })).toEqual(['"/one.pem"', '', '0 200 1']);
  });

  it('are the same in the next try after another failure', () => {
    expect(askedWith(1, { code: 52 })).toEqual(['"/one.pem"', '"/one.pem"', '0 200 2']);
  });

  it('are all of them once only, if no CA is known for the certificate', () => {
    expect(askedWith(9)).toEqual(['"/one.pem"', '', '60 200 1']);
  });

  it('are all of them where the one of AWS is not at its place', () => {
    expect(askedWith(0, { ca: '/nowhere.pem' })).toEqual(['', '0 200 1']);
  });

  it.each(['CURL_CA_BUNDLE', 'SSL_CERT_FILE', 'SSL_CERT_DIR'])('are those of %s alone, if it is set', (name) => {
    expect(askedWith(0, { env: { [name]: '/private.pem' } })).toEqual(['', '0 200 1']);
    expect(askedWith(9, { env: { [name]: '/private.pem' } })).toEqual(['', '60 200 1']);
  });
});
