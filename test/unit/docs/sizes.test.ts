// The sizes of docs/formats.md and docs/refresh-jobs.md, beside what the formats write.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FormatName, isFormatName, rulesOfFormat } from '../../../shared/domain/format-name.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { LOGIN_FORMATS, PACKAGES_FORMATS } from '../../support/format-list.ts';
import {
  aPackageLogin,
  issuedLogins,
  issuedPackages,
  loginOfLength,
  writeLogins,
  writePackages,
} from '../../support/format-samples.ts';

const LENGTHS = [1_800, 2_714];
const IDS = Array.from({ length: 10 }, (_, index) => `12345678901${index}`);

function bytesOf(format: FormatName, length: number, hosts: 'default' | 'all', registries = 1): number {
  const logins = IDS.slice(0, registries).map((id) => loginOfLength(length, id));
  return Buffer.byteLength(writeLogins(format, { ...issuedLogins(...logins), hosts }).body);
}
function rowsOf(page: string, heading: string): readonly (readonly string[])[] {
  const text = readFileSync(`docs/${page}`, 'utf8');
  const [section = ''] = text.slice(text.indexOf(`# ${heading}\n`) + 2).split(/\n#+ /);
  return [...section.matchAll(/^\| (`.*) \|$/gm)].map(([, row = '']) => row.split(' | '));
}
function namesIn(cell = '') {
  return [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name).filter(isFormatName);
}
function numbersIn(cell = '') {
  return (cell.replaceAll(',', '').match(/\d+/g) ?? []).map(Number);
}

describe('docs/formats.md', () => {
  const rows = rowsOf('formats.md', 'Sizes');

  it('has the size of every format of logins', () => {
    expect(rows.flatMap(([names]) => namesIn(names)).toSorted()).toEqual(LOGIN_FORMATS.toSorted());
  });

  it.each(rows)('%s: %s, %s', (names, usual, all) => {
    for (const format of namesIn(names)) {
      const columns = [['default', usual] as const, ['all', all] as const];
      for (const [hosts, cell] of columns.slice(0, rulesOfFormat(format).holdsAllHosts ? 2 : 1)) {
        const told = numbersIn(cell);
        expect(told).toHaveLength(2);
        for (const [index, length] of LENGTHS.entries()) {
          expect(Math.abs((told[index] ?? 0) - bytesOf(format, length, hosts))).toBeLessThan(100);
        }
      }
    }
  });
});

describe('docs/formats.md, of packages', () => {
  const rows = rowsOf('formats.md', 'Sizes of packages');

  it('has the size of every format of packages', () => {
    expect(rows.flatMap(([names]) => namesIn(names)).toSorted()).toEqual(PACKAGES_FORMATS.toSorted());
  });

  it.each(rows)('%s: %s', (names, around) => {
    const [told = 0] = numbersIn(around);
    for (const format of namesIn(names)) {
      const token = 'e'.repeat(1_000);
      const login = aPackageLogin({ authorizationToken: new Secret(token) });
      const { body } = writePackages(format, issuedPackages(login));
      expect(Math.abs(told - (body.length - 1_000 * body.split(token).length + 1_000))).toBeLessThan(100);
    }
  });
});

describe('docs/refresh-jobs.md', () => {
  const MOST = [4_096, 8_192, 65_536];
  const rows = rowsOf('refresh-jobs.md', 'What fits where');

  /** How many registries of a job fit; a job has ten at most. */
  const fitting = (format: FormatName, length: number, hosts: 'default' | 'all', most: number): number => {
    const counts = rulesOfFormat(format).single === true ? [1] : [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    return counts.filter((count) => {
      try {
        return bytesOf(format, length, hosts, count) <= most;
      } catch {
        return false;
      }
    }).length;
  };

  it.each(rows)('%s: %s, %s, %s', (names, ...cells) => {
    const hosts = names?.includes('hosts: all') === true ? 'all' : 'default';
    for (const format of namesIn(names)) {
      for (const [index, most] of MOST.entries()) {
        const cell = cells[index] ?? '';
        const told = cell
          .replace('none', '0')
          .replace('any number', '10')
          .split(/, or | or | to /)
          .map(Number);
        const [least, greatest] = LENGTHS.map((length) => fitting(format, length, hosts, most)).toSorted(
          (a, b) => a - b,
        );
        expect([format, most, Math.min(...told), Math.max(...told)]).toEqual([format, most, least, greatest]);
      }
    }
  });
});
