import { describe, expect, it } from 'vitest';
import { readConsoleConfig } from '../../../shared/config/console-config.ts';

const TABLES = { PORTUNUS_DEFINITIONS_TABLE: 'definitions', PORTUNUS_ACTIVITY_TABLE: 'activity' };
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';

function consoleOf(url: string | undefined, key: string | undefined) {
  return readConsoleConfig({ ...TABLES, PORTUNUS_CONSOLE_URL: url, PORTUNUS_CONSOLE_KEY: key }).console;
}

describe('the console', () => {
  it('is at the address of the deployment, with its key', () => {
    const origin = 'https://portunus.example.com';
    expect(consoleOf(origin, KEY)).toEqual({ origin, isLoopback: false, key: KEY });
  });

  it('is on this machine with a key of the process', () => {
    const origin = 'http://127.0.0.1:3000';
    expect(consoleOf(origin, 'process')).toEqual({ origin, isLoopback: true, key: 'process' });
  });

  it('is off without a key, and where clients need a certificate', () => {
    expect(consoleOf('https://portunus.example.com', undefined)).toBe('no-key');
    expect(consoleOf('', KEY)).toBe('mutual-tls');
  });

  it.each([
    ['http://portunus.example.com', KEY],
    ['https://portunus.example.com/', KEY],
    ['https://portunus.example.com/prod', KEY],
    ['https://ada@portunus.example.com', KEY],
    ['http://127.0.0.1.evil.example', KEY],
    ['portunus.example.com', KEY],
    ['https://portunus.example.com', 'alias/portunus'],
    ['https://portunus.example.com', 'arn:aws:kms:eu-west-1:111122223333:alias/x'],
    // Lambda has many processes, and each would have a key of its own.
    ['https://portunus.example.com', 'process'],
  ])('is at no address %s with the key %s', (url, key) => {
    expect(() => consoleOf(url, key)).toThrow(/PORTUNUS_CONSOLE_(?:URL|KEY)/);
  });
});
