import { expect, it } from 'vitest';
import { acceptedEncoding } from '../../../../shared/http/request/accepted-encoding.ts';

it.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['BR', 'br'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['br;q=0.1, gzip', 'br'],
  ['*', 'br'],
  ['br;q=0, *', 'gzip'],
  ['identity', undefined],
  ['gzip;q=0', undefined],
  ['gzip;q=x', undefined],
  ['brotli', undefined],
  ['', undefined],
  [undefined, undefined],
  [['br'], undefined],
])('of %j the pages are sent in %j', (header, encoding) => {
  expect(acceptedEncoding(header)).toBe(encoding);
});
