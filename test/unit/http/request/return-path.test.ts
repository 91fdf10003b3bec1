import * as v from 'valibot';
import { expect, it } from 'vitest';
import { ReturnPath } from '../../../../shared/http/request/return-path.ts';

it.each([
  ['/console', '/console'],
  ['/console/', '/console/'],
  ['/console/connectors/team-a/grants', '/console/connectors/team-a/grants'],
  ['/console/audit?outcome=refused&q=%C3%BC', '/console/audit?outcome=refused&q=%C3%BC'],
  ['/console/a/../b', '/console/b'],
  // An address in the query is a value there, and leads nowhere.
  ['/console/audit?q=https://evil.example', '/console/audit?q=https://evil.example'],
  // These paths stay ones of this origin, and the console has no such page.
  ['/console/..%5cevil.example', '/console/..%5cevil.example'],
  ['/console//evil.example', '/console//evil.example'],
  [`/console/${'a'.repeat(2_039)}`, `/console/${'a'.repeat(2_039)}`],
])('takes %s', (text, path) => {
  expect(v.parse(ReturnPath, text)).toBe(path);
});

it.each([
  '',
  '/',
  '//evil.example',
  '//evil.example/console/',
  '/\\evil.example',
  '\\\\evil.example',
  '/console\\@evil.example',
  'https://evil.example/console/',
  'javascript:alert(1)',
  'console/',
  '/consoles/',
  '/console.evil.example',
  '/console@evil.example',
  '/console/../v1/caller',
  '/console/%2e%2e/v1/caller',
  '/console/\t/evil',
  '/console/\n',
  '/console/ü',
  '/console/api/session',
  '/console/api',
  '/console/sign-in?return=/console/',
  '/console/sign-out',
  `/console/${'a'.repeat(2_048)}`,
  // It grows to more when it is written for a browser.
  `/console?q=${'"'.repeat(680)}`,
])('refuses %j', (text) => {
  expect(v.safeParse(ReturnPath, text).success).toBe(false);
});
