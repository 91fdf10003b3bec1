// What formats are given, as literals, and the worst that could be in it.
import fc from 'fast-check';
import type {
  IssuedLogins,
  IssuedPackageLogin,
  IssuedSession,
  PackageLogin,
  RegistryLogin,
} from '../../shared/domain/credential.ts';
import type { FormatName } from '../../shared/domain/format-name.ts';
import { Secret } from '../../shared/domain/secret.ts';
import type { FormatOptions, RenderedBody } from '../../shared/formats/format.ts';
import { formats } from '../../shared/formats/index.ts';
import { anyCharacter } from './random-text.ts';

export const NONCE = '6f9619ff-8b86-4d01-b42d-00c04fc964ff';
export const OPTIONS: FormatOptions = { namespace: 'custom.aws.ecr', yaml: false, nonce: NONCE };

export function aLogin(overrides: Partial<RegistryLogin> = {}): RegistryLogin {
  return {
    registryId: '123456789012',
    region: 'eu-west-1',
    username: 'AWS',
    password: new Secret('hush'),
    authorizationToken: new Secret('QVdTOmh1c2g='),
    proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    expiresAt: new Date('2026-11-21T22:00:00.000Z'),
    ...overrides,
  };
}

/** One with a password of so many characters. */
export function loginOfLength(length: number, registryId = '123456789012'): RegistryLogin {
  const password = 'e'.repeat(length);
  return aLogin({
    registryId,
    password: new Secret(password),
    authorizationToken: new Secret(Buffer.from(`AWS:${password}`).toString('base64')),
    proxyEndpoint: `https://${registryId}.dkr.ecr.eu-west-1.amazonaws.com`,
  });
}

export const otherLogin = aLogin({
  registryId: '210987654321',
  password: new Secret('hush2'),
  authorizationToken: new Secret('QVdTOmh1c2gy'),
  proxyEndpoint: 'https://210987654321.dkr.ecr.eu-west-1.amazonaws.com',
});

const { registryId: _none, ...withoutRegistry } = aLogin();
export const publicLogin: RegistryLogin = {
  ...withoutRegistry,
  region: 'us-east-1',
  proxyEndpoint: 'https://public.ecr.aws',
};

const ISSUED = {
  requestId: 'f0e1d2c3-0000-4000-8000-000000000001',
  connectorId: 'team-a-pull',
  format: 'json',
  issuedAt: new Date('2026-11-21T12:00:00.000Z'),
  refreshAfter: new Date('2026-11-21T12:29:59.123Z'),
  source: 'fresh',
} as const;

export function issuedLogins(...logins: readonly RegistryLogin[]): IssuedLogins {
  return {
    ...ISSUED,
    logins: logins.length === 0 ? [aLogin()] : logins,
    session: {
      arn: 'arn:aws:sts::123456789012:assumed-role/team-a/gh-1',
      expiresAt: new Date('2026-11-21T13:00:00.000Z'),
    },
    duration: { requestedSeconds: 3_600, grantedSeconds: 3_600 },
  };
}

const PACKAGE_HOST = 'shop-123456789012.d.codeartifact.eu-west-1.amazonaws.com';

export function aPackageLogin(overrides: Partial<PackageLogin> = {}): PackageLogin {
  return {
    domain: 'shop',
    domainOwner: '123456789012',
    region: 'eu-west-1',
    repository: 'packages',
    authorizationToken: new Secret('eyJ2ZXIiOjF9.hush'),
    expiresAt: new Date('2026-11-21T22:00:00.000Z'),
    endpoints: {
      npm: `https://${PACKAGE_HOST}/npm/packages/`,
      pypi: `https://${PACKAGE_HOST}/pypi/packages/`,
      maven: `https://${PACKAGE_HOST}/maven/packages/`,
      nuget: `https://${PACKAGE_HOST}/nuget/packages/`,
    },
    ...overrides,
  };
}

export function issuedPackages(login = aPackageLogin()): IssuedPackageLogin {
  return {
    ...ISSUED,
    login,
    session: {
      arn: 'arn:aws:sts::123456789012:assumed-role/team-a/gh-1',
      expiresAt: new Date('2026-11-21T13:00:00.000Z'),
    },
    duration: { requestedSeconds: 3_600, grantedSeconds: 3_600 },
  };
}

export function issuedSession(overrides: Partial<IssuedSession['session']> = {}, grantedSeconds = 3_600) {
  return {
    ...ISSUED,
    session: {
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'),
      sessionToken: new Secret('IQoJb3JpZ2luX2VjEXAMPLE=='),
      arn: 'arn:aws:sts::123456789012:assumed-role/team-a/gh-1',
      expiresAt: new Date('2026-11-21T13:00:00.000Z'),
      ...overrides,
    },
    duration: { requestedSeconds: grantedSeconds, grantedSeconds },
  };
}

export function writeLogins(format: FormatName, issued = issuedLogins(), options = OPTIONS): RenderedBody {
  const written = formats[format].logins?.(issued, options);
  if (written === undefined) throw new Error(`${format} is not for logins`);
  return written;
}

export function writePackages(format: FormatName, issued = issuedPackages(), options = OPTIONS): RenderedBody {
  const written = formats[format].packages?.(issued, { ...options, namespace: 'custom.aws.codeartifact' });
  if (written === undefined) throw new Error(`${format} is not for CodeArtifact`);
  return written;
}

export function writeSession(format: FormatName, issued: IssuedSession = issuedSession(), options = OPTIONS) {
  const written = formats[format].session?.(issued, { ...options, namespace: 'custom.aws' });
  if (written === undefined) throw new Error(`${format} is not for sessions`);
  return written;
}

/** The names of a login's variables in the order of the contract, with a value's worth for each. */
export function valuesOf(login: RegistryLogin): Readonly<Record<string, string>> {
  const proxyEndpointDomain = login.proxyEndpoint.slice('https://'.length);
  const json = {
    registryId: login.registryId,
    region: login.region,
    username: login.username,
    password: login.password.reveal(),
    authorizationToken: login.authorizationToken.reveal(),
    proxyEndpoint: login.proxyEndpoint,
    proxyEndpointDomain,
    expirationDate: login.expiresAt.toISOString(),
  };
  return {
    'authorizationToken.password': json.authorizationToken,
    expirationDate: json.expirationDate,
    proxyEndpoint: json.proxyEndpoint,
    proxyEndpointDomain,
    username: json.username,
    password: json.password,
    'credentials.json.password': JSON.stringify(json),
  };
}

/** The same by the names that shells know. */
export function shellValuesOf(login: RegistryLogin): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(valuesOf(login)).map(([name, value]) => [`custom_aws_ecr_${name.replaceAll('.', '_')}`, value]),
  );
}

/** Each has a meaning for one of the readers. */
const SPECIAL = [
  ...`'"\`$%^!&|<>()[]{};:=,#~*?\\@ \t\n\r\0`,
  ...['\u2018', '\u2019', '\u201a', '\u201b', '\u201c', '\u2028', '\u2029', '\u0085', '\ufeff', '\ud83d\ude00'],
  ...[
    '\x0b',
    '\f',
    '\x1a',
    '\x1b',
    '\u00e9',
    '\\n',
    '%0A',
    '%25',
    '%AZP25',
    '%PATH%',
    '$(id)',
    '::',
    '##vso[',
    'a',
    'Z',
    '0',
  ],
  ...['\r\n', "'\\''", `\${x}`, '!x!', '<<', NONCE, `ghadelimiter_${NONCE}_0`],
];
const special = fc.string({ unit: fc.constantFrom(...SPECIAL), maxLength: 12 });
export const hostile: fc.Arbitrary<string> = fc.oneof(
  special,
  fc.string({ unit: anyCharacter, maxLength: 12 }),
  fc.constantFrom('', ' ', ' a', 'a ', '\ta\t', '\ufeffa', '# a', '\\', "'", '"a"'),
);
/** What no reader has trouble with, between the troubles of some. */
export const hostileLogins: fc.Arbitrary<RegistryLogin> = fc
  .tuple(hostile, hostile)
  .map(([username, password]) => aLogin({ username, password: new Secret(password) }));
