// An issuer whose https certificate comes from an authority that nobody else knows. Real https on 127.0.0.1.
import type { GenerateResult } from 'selfsigned';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFetchKeys } from '../../../shared/auth/fetch-keys.ts';
import type { Issuer } from '../../../shared/domain/issuer.ts';
import { aCall, anIssuer } from '../../support/builders.ts';
import { aCertificate, type KeyServer, startKeyServer, trust } from '../../support/key-server.ts';
import { publicJwk, rsaKey, thrownBy } from '../../support/tokens.ts';

const fetchKeys = createFetchKeys({ allowPrivateIssuers: true, reportKeySet: () => undefined });

/** A server's certificate, signed by the authority. */
function signedBy(ca: GenerateResult): Promise<GenerateResult> {
  return generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: ca.private, cert: ca.cert },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
}

let authority: GenerateResult;
let stranger: GenerateResult;
let server: KeyServer;
let origin: string;

beforeAll(async () => {
  authority = await aCertificate('ca.example');
  stranger = await aCertificate('other-ca.example');
  const keys = JSON.stringify({ keys: [publicJwk(rsaKey('ci-1'))] });
  server = await startKeyServer(await signedBy(authority), ({ url }, response) =>
    response.end(url === '/keys' ? keys : JSON.stringify({ issuer: origin, jwks_uri: `${origin}/keys` })),
  );
  origin = `https://127.0.0.1:${server.port}`;
});
afterAll(() => server.close());

function discovered(overrides: Partial<Issuer> = {}): Issuer {
  const { jwksUri: _none, ...issuer } = anIssuer({ url: origin, ...overrides });
  return issuer;
}

async function kidsOf(issuer: Issuer) {
  return (await fetchKeys(issuer, aCall())).map(({ jwk }) => jwk.kid);
}
async function reasonOf(issuer: Issuer) {
  return (await thrownBy(fetchKeys(issuer, aCall()))).reason;
}
/** OpenSSL's codes for a certificate whose signer it doesn't know, without and with a list of our own. */
const UNTRUSTED = 'issuer ci: fetch_failed: UNABLE_TO_VERIFY_LEAF_SIGNATURE';
const NOT_BY_THESE = 'issuer ci: fetch_failed: UNABLE_TO_GET_ISSUER_CERT_LOCALLY';

describe('an issuer of a private authority', () => {
  it('is believed by discovery and at its key address where the authority is named', async () => {
    expect(await kidsOf(discovered({ caCertificates: authority.cert }))).toEqual(['ci-1']);
    expect(await kidsOf(anIssuer({ jwksUri: `${origin}/keys`, caCertificates: authority.cert }))).toEqual(['ci-1']);
  });

  it('may be any of several, with words between them', async () => {
    const caCertificates = `# Acme Root\n${stranger.cert}\n# Acme Build\n${authority.cert}`;
    expect(await kidsOf(discovered({ caCertificates }))).toEqual(['ci-1']);
  });

  it('is not believed where none is named, or another', async () => {
    const asked = server.hits();
    expect(await reasonOf(discovered())).toBe(UNTRUSTED);
    expect(await reasonOf(discovered({ caCertificates: stranger.cert }))).toBe(NOT_BY_THESE);
    expect(server.hits()).toBe(asked);
  });

  it('is not believed because another issuer named it', async () => {
    await kidsOf(discovered({ caCertificates: authority.cert }));
    expect(await reasonOf(discovered({ id: 'ci' }))).toBe(UNTRUSTED);
  });

  it('has that authority alone: those that this machine trusts are none for it', async () => {
    const undo = trust(authority);
    expect(await kidsOf(discovered())).toEqual(['ci-1']);
    expect(await reasonOf(discovered({ caCertificates: stranger.cert }))).toBe(NOT_BY_THESE);
    undo();
  });

  it('may name the certificate of the server itself', async () => {
    const own = await aCertificate();
    const other = await startKeyServer(own, (_request, response) =>
      response.end(JSON.stringify({ keys: [publicJwk(rsaKey('ci-2'))] })),
    );
    const issuer = anIssuer({ jwksUri: `https://127.0.0.1:${other.port}/keys`, caCertificates: own.cert });
    expect(await kidsOf(issuer)).toEqual(['ci-2']);
    await other.close();
  });

  it('is believed where its authority is only an intermediate one, without the root', async () => {
    const intermediate = await generate([{ name: 'commonName', value: 'intermediate.example' }], {
      keyType: 'ec',
      algorithm: 'sha256',
      ca: { key: authority.private, cert: authority.cert },
      extensions: [{ name: 'basicConstraints', cA: true }],
    });
    const other = await startKeyServer(await signedBy(intermediate), (_request, response) =>
      response.end(JSON.stringify({ keys: [publicJwk(rsaKey('ci-3'))] })),
    );
    const issuer = anIssuer({ jwksUri: `https://127.0.0.1:${other.port}/keys`, caCertificates: intermediate.cert });
    expect(await kidsOf(issuer)).toEqual(['ci-3']);
    await other.close();
  });
});
