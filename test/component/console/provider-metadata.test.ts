// What a provider says of itself, from a server on this machine that says anything.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSignInProviders } from '../../../shared/auth/sign-in-providers.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { aCall } from '../../support/builders.ts';
import { CORP, refusalOf } from '../../support/console-ports.ts';

let server: Server;
let url: string;
let said: Readonly<Record<string, unknown>> = {};

beforeAll(async () => {
  server = createServer((_request, response) => {
    const body = { issuer: url, authorization_endpoint: `${url}/auth`, token_endpoint: `${url}/token`, ...said };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

function beginning(metadata: Readonly<Record<string, unknown>>): Promise<string> {
  said = metadata;
  const readClientSecret = async () => new Secret('the secret of the client');
  const providers = createSignInProviders({ allowPrivateIssuers: false, isLoopback: true, readClientSecret });
  const how = { redirectUri: 'http://127.0.0.1:1/console/sign-in/callback/demo-sign-in', fresh: true };
  return refusalOf(providers.begin({ ...CORP, url }, how, aCall({ now: () => new Date() })));
}

describe('a provider', () => {
  it('may have its pages at its own address, and elsewhere over https', async () => {
    expect(await beginning({})).toBe('none');
    expect(await beginning({ authorization_endpoint: 'https://login.example/auth' })).toBe('none');
  });

  it.each(['authorization_endpoint', 'token_endpoint', 'revocation_endpoint', 'end_session_endpoint'])(
    'leads nobody to a script, to nothing, or where anybody on the way reads: %s',
    async (name) => {
      for (const address of ['http://login.example/x', 'http://127.0.0.1:9/x', 'javascript:alert(1)', '/x']) {
        expect(await beginning({ [name]: address })).toBe(`sign_in_unavailable: endpoint_not_https: ${name}`);
      }
    },
  );

  it('is read up to 256 KiB', async () => {
    const refusal = await beginning({ more: 'x'.repeat(256 * 1_024) });
    expect(refusal).toBe('sign_in_unavailable: provider_unreachable: MORE_THAN_256_KIB');
  });

  it('is not another one than the issuer', async () => {
    expect(await beginning({ issuer: 'https://other.example' })).toMatch(/^sign_in_unavailable: provider_/);
    // The library takes these for the same. The API compares the claim of a token to the letter.
    expect(await beginning({ issuer: `${url}/` })).toBe('sign_in_unavailable: provider_of_another_issuer');
  });
});
