import { beforeAll, describe, expect, it } from 'vitest';
import { Issuer } from '../../../shared/domain/issuer.ts';
import { parseWith } from '../../../shared/domain/parse.ts';
import { issuerFaults } from '../../../shared/policy/check-issuer.ts';
import { anIssuer, aWrittenIssuer } from '../../support/builders.ts';
import { aCertificate } from '../../support/key-server.ts';
import { rsaKey } from '../../support/tokens.ts';

let cert: string;
beforeAll(async () => {
  ({ cert } = await aCertificate('ca.example'));
});

const schemaFaults = (caCertificates: unknown, overrides: Record<string, unknown> = {}) => {
  const parsed = parseWith(Issuer, aWrittenIssuer({ caCertificates, ...overrides }), 'issuer');
  return parsed.ok ? [] : parsed.errors;
};
const faults = (caCertificates: string) => {
  const value = anIssuer({ caCertificates });
  return issuerFaults([{ written: value, value }]);
};

const NOT_PEM = {
  field: 'caCertificates',
  detail: 'must be certificates in PEM, from -----BEGIN CERTIFICATE----- on, and no other block',
};

describe('the authorities of an issuer', () => {
  it('may be one or several, with line ends of any kind and comments', () => {
    for (const pem of [cert, `${cert}\n${cert}`, `# ours\n${cert.replaceAll('\n', '\r\n')}`]) {
      expect(schemaFaults(pem)).toEqual([]);
      expect(faults(pem)).toEqual([]);
    }
  });

  it.each<[what: string, make: () => unknown]>([
    ['nothing', () => ''],
    ['words', () => 'our own CA'],
    ['a certificate without its end', () => cert.slice(0, -40)],
    ['a certificate without its beginning', () => cert.slice(30)],
    ['a private key', () => rsaKey('x').privateKey.export({ type: 'pkcs8', format: 'pem' })],
    ['a private key behind it', () => `${cert}\n${rsaKey('x').privateKey.export({ type: 'pkcs8', format: 'pem' })}`],
    ['a public key', () => rsaKey('x').publicKey.export({ type: 'spki', format: 'pem' })],
    ['a block that is no base64', () => '-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----'],
  ])('are refused: %s', (_what, make) => {
    expect(schemaFaults(make())).toEqual([NOT_PEM]);
  });

  it('are refused as a list', () => {
    expect(schemaFaults([cert])).toEqual([{ field: 'caCertificates', detail: 'must be text' }]);
  });

  it('are 20 at most', () => {
    const many = (count: number) => Array.from({ length: count }, () => cert).join('\n');
    expect(schemaFaults(many(20))).toEqual([]);
    expect(schemaFaults(many(21))).toEqual([{ field: 'caCertificates', detail: 'must have at most 20 certificates' }]);
  });

  it('have 32768 characters at most', () => {
    expect(schemaFaults(cert.padEnd(32_768, '\n'))).toEqual([]);
    const detail = 'must be at most 32768 characters';
    expect(schemaFaults(cert.padEnd(32_769, '\n'))).toEqual([{ field: 'caCertificates', detail }]);
  });

  it('are refused where the keys are given inline, for nothing is fetched', () => {
    const jwks = { keys: [{ kty: 'RSA', kid: 'one', n: 'sXch', e: 'AQAB' }] };
    const { jwksUri: _none, ...issuer } = aWrittenIssuer({ caCertificates: cert, jwks });
    const errors = [{ field: 'caCertificates', detail: 'must not stand beside jwks: nothing is fetched then' }];
    expect(parseWith(Issuer, issuer, 'issuer')).toEqual({ ok: false, errors });
  });

  it('are refused where one is no certificate inside, which is named by its place', () => {
    const broken = '-----BEGIN CERTIFICATE-----\nTm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----';
    expect(schemaFaults(`${cert}\n${broken}`)).toEqual([]);
    expect(faults(`${cert}\n${broken}`)).toEqual([
      { field: 'issuers[0].caCertificates', detail: 'can not be read: certificate 2' },
    ]);
  });
});
