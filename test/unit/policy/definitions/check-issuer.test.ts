import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { Issuer } from '../../../../shared/domain/issuer.ts';
import { parseWith } from '../../../../shared/domain/parse.ts';
import { issuerFaults } from '../../../../shared/policy/definitions/check-issuer.ts';
import { anIssuer, aWrittenIssuer } from '../../../support/builders.ts';
import { aCertificate } from '../../../support/key-server.ts';
import { rsaKey } from '../../../support/tokens.ts';

let cert: string;
beforeAll(async () => {
  ({ cert } = await aCertificate('ca.example'));
});

function schemaFaults(caCertificates: unknown, overrides: Record<string, unknown> = {}) {
  const parsed = parseWith(Issuer, aWrittenIssuer({ caCertificates, ...overrides }), 'issuer');
  return parsed.ok ? [] : parsed.errors;
}
function faults(caCertificates: string) {
  const value = anIssuer({ caCertificates });
  return issuerFaults([{ written: value, value }]);
}

const NOT_PEM = {
  field: 'caCertificates',
  detail: 'must be certificates in PEM, from -----BEGIN CERTIFICATE----- on, and no other block',
};

function ownerFields(overrides: Record<string, unknown>): readonly string[] {
  const value = v.parse(Issuer, aWrittenIssuer(overrides));
  return issuerFaults([{ written: value, value }]).map(({ field }) => field);
}

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

describe('an issuer of which anyone can get a token', () => {
  const issuers: readonly (readonly [string, string])[] = [
    ['https://token.actions.githubusercontent.com', 'repository_owner_id'],
    ['https://token.actions.githubusercontent.com', 'repository_id'],
    ['https://token.actions.githubusercontent.com/acme', 'enterprise_id'],
    ['https://gitlab.com', 'namespace_id'],
    ['https://gitlab.com', 'project_id'],
    ['https://agent.buildkite.com', 'organization_id'],
    ['https://app.terraform.io', 'terraform_organization_id'],
    ['https://accounts.google.com', 'sub'],
  ];

  it.each(issuers)('%s is accepted with %s pinned', (url, claim) => {
    expect(ownerFields({ url, require: { [claim]: ['9919'] } })).toEqual([]);
  });

  it.each(issuers)('%s is refused without a requirement (%s would do)', (url) => {
    expect(ownerFields({ url })).toEqual(['issuers[0].require']);
  });

  it.each(issuers)('%s is refused with a wildcard for %s', (url, claim) => {
    expect(ownerFields({ url, require: { [claim]: ['*'] } })).toEqual(['issuers[0].require']);
  });

  it.each(issuers)('%s is refused with a wildcard beside an exact %s', (url, claim) => {
    expect(ownerFields({ url, require: { [claim]: ['9919', '99*'] } })).toEqual(['issuers[0].require']);
  });

  const github = 'https://token.actions.githubusercontent.com';

  it.each<[string, unknown]>([
    ["a name, which can become somebody else's", { repository_owner: ['acme'] }],
    ['a repository by name', { repository: ['acme/shop'] }],
    ['a subject', { sub: ['repo:acme/shop:ref:refs/heads/main'] }],
    ['an owner id under another claim', [{ claim: ['x', 'repository_owner_id'], anyOf: ['9919'] }]],
    ['something under an owner id', [{ claim: ['repository_owner_id', 'x'], anyOf: ['9919'] }]],
    ['a claim that is written alike', { Repository_Owner_Id: ['9919'] }],
  ])('is refused when it pins %s', (_what, require) => {
    expect(ownerFields({ url: github, require })).toEqual(['issuers[0].require']);
  });

  it('is refused with a slash at its end and no requirement', () => {
    expect(ownerFields({ url: `${github}/` })).toEqual(['issuers[0].require']);
  });

  it('is accepted when it pins a name and an owner id', () => {
    const require = { repository_owner: ['acme'], repository_owner_id: ['9919'] };
    expect(ownerFields({ url: github, require })).toEqual([]);
  });

  it('is accepted in the written form of a list', () => {
    const require = [{ claim: 'repository_owner_id', anyOf: ['9919'] }];
    expect(ownerFields({ url: github, require })).toEqual([]);
  });

  it.each(['https://gitlab.example', 'https://gitlab.com.example'])('is not %s', (url) => {
    expect(ownerFields({ url })).toEqual([]);
  });

  it('is still read from the table without one: a release that knows of it must not refuse all of its tokens', () => {
    const stored = aWrittenIssuer({ url: 'https://oidc.vercel.com' });
    expect(parseWith(Issuer, stored, 'definition')).toMatchObject({ ok: true });
  });

  it('can be switched off without a requirement, and not on', () => {
    const url = 'https://oidc.vercel.com';
    expect(ownerFields({ url, enabled: false })).toEqual([]);
    expect(ownerFields({ url, enabled: true })).toEqual(['issuers[0].require']);
  });

  it('is told which claims would do', () => {
    const value = anIssuer({ url: 'https://oidc.vercel.com' });
    const [fault] = issuerFaults([{ written: value, value }]);
    expect(fault?.detail).toBe(
      'must pin an immutable owner id (owner_id or project_id): anyone can get a valid token of this issuer',
    );
  });
});

describe('the secret of a client', () => {
  const secretFaults = (name: string, enabled = true) => {
    const clientSecretArn = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/sign-in/${name}`;
    const value = anIssuer({ id: 'corp', kind: 'user', enabled, consoleClientId: 'console', clientSecretArn });
    return issuerFaults([{ written: value, value }]);
  };

  it.each(['corp-AbCdEf', 'corp/2026-AbCdEf'])('is of the issuer by its name: %s', (name) => {
    expect(secretFaults(name)).toEqual([]);
  });

  it.each(['partner-AbCdEf', 'corp-2-AbCdEf', 'corp2/corp-AbCdEf', 'partner/corp-AbCdEf', 'Corp-AbCdEf'])(
    'is shown to no provider of another issuer: %s',
    (name) => {
      const detail = 'must be a secret of this issuer: portunus/STAGE/sign-in/corp, or one below corp/';
      expect(secretFaults(name)).toEqual([{ field: 'issuers[0].clientSecretArn', detail }]);
    },
  );

  it('is in the way of nobody who switches a stored issuer off: the console asks no provider of it then', () => {
    expect(secretFaults('partner-AbCdEf', false)).toEqual([]);
  });
});
