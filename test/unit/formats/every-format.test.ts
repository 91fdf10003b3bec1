// What holds for every row of the table of formats. A new format is judged here before it has a test of its own.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FORMATS, type FormatName, rulesOfFormat } from '../../../shared/domain/format-name.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { formats } from '../../../shared/formats/index.ts';
import { ALL_FORMATS, LOGIN_FORMATS, PACKAGES_FORMATS, SESSION_FORMATS } from '../../support/format-list.ts';
import { writtenOrRefused } from '../../support/format-refusal.ts';
import {
  aLogin,
  aPackageLogin,
  issuedLogins,
  issuedPackages,
  issuedSession,
  writeLogins,
  writePackages,
  writeSession,
} from '../../support/format-samples.ts';

const NAMES = Object.keys(FORMATS) as FormatName[];
const isOfLogins = (name: FormatName) => rulesOfFormat(name).of.includes('logins');
const isOfPackages = (name: FormatName) => rulesOfFormat(name).of.includes('packages');
const isOfSession = (name: FormatName) => rulesOfFormat(name).of.includes('session');

/** The parts that a format has outside the code, with whether this one has them. */
function missingOf(name: FormatName): readonly string[] {
  const page = readFileSync('docs/formats.md', 'utf8');
  const [, sizes = ''] = page.split('\n## Sizes\n');
  const [, errors = ''] = page.split('\n## Errors\n');
  const tests = readdirSync('test/unit/formats').filter(
    (file) => file.endsWith('.test.ts') && file !== 'every-format.test.ts',
  );
  const isIn = (list: readonly string[]) => list.includes(name);
  const parts: readonly (readonly [what: string, isThere: boolean])[] = [
    ['a name in a list of test/support/format-list.ts', isIn(ALL_FORMATS)],
    ['a name in the lists for logins there', isIn(LOGIN_FORMATS) === isOfLogins(name)],
    ['a name in the lists for packages there', isIn(PACKAGES_FORMATS) === isOfPackages(name)],
    ['a name in the lists for sessions there', isIn(SESSION_FORMATS) === isOfSession(name)],
    ['a row in the table "All formats" of docs/formats.md', new RegExp(`^\\| \`${name}\` \\|`, 'm').test(page)],
    [
      'a row in the table "Sizes" of docs/formats.md',
      !(isOfLogins(name) || isOfPackages(name)) || sizes.includes(`\`${name}\``),
    ],
    [
      'a row in the table "Errors" of docs/formats.md',
      formats[name].failure === undefined || errors.includes(`\`${name}\``),
    ],
    [
      'docs/portunus.schema.json: npx portunus schema',
      !(isOfLogins(name) || isOfPackages(name)) ||
        readFileSync('docs/portunus.schema.json', 'utf8').includes(`"${name}"`),
    ],
    [
      'a test with hostile values in test/unit/formats, against a reader that is not ours',
      tests.some((file) => new RegExp(`'${name}'|[{,] *${name}[,: ]`).test(readTest(file))),
    ],
  ];
  return parts.filter(([, isThere]) => !isThere).map(([what]) => `${name} lacks ${what}`);
}

function readTest(file: string): string {
  return readFileSync(`test/unit/formats/${file}`, 'utf8');
}

it('every format has all that belongs to one', () => {
  expect(NAMES.flatMap(missingOf)).toEqual([]);
  expect(ALL_FORMATS.filter((name) => !NAMES.includes(name))).toEqual([]);
});

/** How each format writes a secret, whichever of its parts it is. */
const WRITERS = NAMES.flatMap((name): readonly (readonly [string, FormatName, (secret: string) => string])[] => [
  ...(isOfLogins(name)
    ? ([[`${name} of logins`, name, (secret: string) => writeLogins(name, issuedLogins(login(secret))).body]] as const)
    : []),
  ...(isOfPackages(name)
    ? ([[`${name} of packages`, name, (secret: string) => writePackages(name, packages(secret)).body]] as const)
    : []),
  ...(isOfSession(name)
    ? ([[`${name} of a session`, name, (secret: string) => writeSession(name, session(secret)).body]] as const)
    : []),
]);

function login(secret: string) {
  return aLogin({ username: secret, password: new Secret(secret), authorizationToken: new Secret(secret) });
}

function packages(secret: string) {
  return issuedPackages(aPackageLogin({ authorizationToken: new Secret(secret) }));
}

function session(secret: string) {
  return issuedSession({ secretAccessKey: new Secret(secret), sessionToken: new Secret(secret) });
}

const PLAIN = 'pLaInSeCrEt';
const QUOTES = ['"', "'", '`'];

/** The quotes that a format puts around a value as it is, and `''` where it writes one without. */
function quotesAround(text: string): ReadonlySet<string> {
  const places = [...text.matchAll(new RegExp(PLAIN, 'g'))].map(({ index }) => index);
  return new Set(
    places.map((at) => {
      const [before = '', after = ''] = [text[at - 1], text[at + PLAIN.length]];
      return before === after && QUOTES.includes(before) ? before : '';
    }),
  );
}

// A value that ends its own quotes, or its own line, would be read as what follows it: as another variable, or a command.
describe.each(WRITERS)('%s', (_what, format, write) => {
  const asIs = (secret: string) => {
    const written = writtenOrRefused(format, () => write(secret));
    return written === undefined ? false : written === write(PLAIN).replaceAll(PLAIN, secret);
  };

  it('writes a quote within quotes of its kind in another way, or refuses it', () => {
    const quotes = [...quotesAround(write(PLAIN))].filter((quote) => quote !== '');
    expect(quotes.filter((quote) => asIs(`hush${quote}hush`))).toEqual([]);
  });

  it('writes the end of a line outside of single quotes in another way, or refuses it', () => {
    const isQuoted = [...quotesAround(write(PLAIN))].every((quote) => quote === "'");
    expect(['\n', '\r\n'].filter((end) => !isQuoted && asIs(`hush${end}hush`))).toEqual([]);
  });

  it('never writes all of what means something to a reader as it is', () => {
    expect(asIs(`hush'"\`$%\\\n##vso[::!&|<>^`)).toBe(false);
  });
});
