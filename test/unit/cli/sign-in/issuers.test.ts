import { describe, expect, it } from 'vitest';
import { createApiClient } from '../../../../cli/http/client.ts';
import { chooseIssuer } from '../../../../cli/sign-in/issuers.ts';
import { CORP } from '../../../support/scripted-provider.ts';

const PARTNER = { ...CORP, id: 'partner', url: 'https://id.partner.example' };

const SERVICE = 'https://portunus.example';

function choose(items: readonly unknown[], id?: string, service = SERVICE) {
  const api = createApiClient(`${service}/v1`, async () => Response.json({ items }));
  return chooseIssuer(api, service, id).then(
    (issuer) => issuer.id,
    (error) => error.lines[0],
  );
}

describe('where a person signs in', () => {
  it('is the only place, or the one that is named', async () => {
    expect(await choose([CORP])).toBe('corp');
    expect(await choose([CORP, PARTNER], 'partner')).toBe('partner');
    // A later release may tell more.
    expect(await choose([{ ...CORP, more: true }])).toBe('corp');
  });

  it('is asked for where there are several', async () => {
    expect(await choose([CORP, PARTNER])).toBe('say where you sign in, with --issuer: corp, partner');
    expect(await choose([CORP, PARTNER], 'crop')).toBe("people don't sign in at crop here: there is corp, partner");
  });

  it.each(['http://127.0.0.1:8400', 'http://localhost:8400', 'https://127.0.0.1:8400'])(
    'is on this machine only for a service that is there too, and not at %s otherwise',
    async (url) => {
      expect(await choose([{ ...CORP, url }])).toBe(
        `corp is at ${url}, on this machine, and the service is not: it gets nothing`,
      );
      expect(await choose([{ ...CORP, url }], undefined, 'http://127.0.0.1:4000')).toBe('corp');
    },
  );

  it('is nowhere until an administrator says so', async () => {
    expect(await choose([])).toBe(
      'nobody can sign in here yet: an administrator gives an issuer of people a cliClientId (docs/sign-in.md)',
    );
  });

  it.each([
    { ...CORP, id: '\u001b[31mcorp' },
    { ...CORP, url: 'https://id.corp.example\n' },
    { ...CORP, scopes: ['openid', '\u202e'] },
    { ...CORP, cliClientId: '' },
    { ...CORP, maxTokenAgeSeconds: 0 },
    {},
  ])('is not believed to be %j', async (issuer) => {
    expect(await choose([issuer])).toBe('the service does not say where people sign in: is it of the same release?');
  });
});
