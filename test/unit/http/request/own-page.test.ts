import { expect, it } from 'vitest';
import type { HttpEvent } from '../../../../shared/http/event.ts';
import { assertOwnPage } from '../../../../shared/http/request/own-page.ts';

const OWN = 'https://portunus.example.com';

function check(headers: Readonly<Record<string, string>>): () => void {
  return () => assertOwnPage({ headers } as unknown as HttpEvent, OWN);
}

it.each([
  { 'x-portunus-console': '1', origin: OWN },
  { 'x-portunus-console': '1', 'sec-fetch-site': 'same-origin' },
  { 'x-portunus-console': '1', origin: OWN, 'sec-fetch-site': 'same-origin' },
])('lets the own page ask: %o', (headers) => {
  expect(check(headers)).not.toThrow();
});

it.each([
  {},
  { origin: OWN, 'sec-fetch-site': 'same-origin' },
  { 'x-portunus-console': '1' },
  { 'x-portunus-console': 'true', origin: OWN },
  { 'x-portunus-console': '1', origin: 'https://evil.example' },
  { 'x-portunus-console': '1', origin: 'null' },
  { 'x-portunus-console': '1', origin: `${OWN}.evil.example` },
  { 'x-portunus-console': '1', origin: 'http://portunus.example.com' },
  { 'x-portunus-console': '1', origin: OWN.toUpperCase() },
  { 'x-portunus-console': '1', 'sec-fetch-site': 'cross-site' },
  { 'x-portunus-console': '1', 'sec-fetch-site': 'same-site' },
  { 'x-portunus-console': '1', 'sec-fetch-site': 'none' },
  { 'x-portunus-console': '1', origin: OWN, 'sec-fetch-site': 'same-site' },
  { 'x-portunus-console': '1', origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  { 'x-portunus-console': '1', origin: '', 'sec-fetch-site': 'same-origin' },
])('refuses every other page: %o', (headers) => {
  expect(check(headers)).toThrow('not_the_consoles_own_page');
});
