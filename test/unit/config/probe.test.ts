// The settings of the prober.
import { describe, expect, it } from 'vitest';
import { readProbeConfig } from '../../../shared/config/config.ts';

const SETTINGS = {
  PORTUNUS_STAGE: 'prod',
  PORTUNUS_PROBE_URL: 'https://portunus.example.com',
  PORTUNUS_PROBE_CONNECTOR: 'probe',
  AWS_REGION: 'eu-west-1',
};
function read(change: Record<string, string> = {}) {
  return readProbeConfig({ ...SETTINGS, ...change });
}

describe('the settings of the prober', () => {
  it('need no table, and by default sign requests and leave the registry alone', () => {
    expect(read({ PORTUNUS_PROBE_AUDIENCE: '' })).toEqual({
      stage: 'prod',
      url: 'https://portunus.example.com',
      connector: 'probe',
      region: 'eu-west-1',
      asksRegistry: false,
    });
  });

  it('may name an audience, and the registry', () => {
    const config = read({ PORTUNUS_PROBE_AUDIENCE: 'https://aud.example', PORTUNUS_PROBE_REGISTRY: 'true' });
    expect(config).toMatchObject({ audience: 'https://aud.example', asksRegistry: true });
  });

  it.each([
    ['http://portunus.example.com', 'PORTUNUS_PROBE_URL must be https'],
    ['http://127.0.0.1.example.com', 'PORTUNUS_PROBE_URL must be https'],
    ['portunus.example.com', 'PORTUNUS_PROBE_URL must be a URL'],
  ])('send no credential to %s', (url, fault) => {
    expect(() => read({ PORTUNUS_PROBE_URL: url })).toThrow(fault);
  });

  it.each([
    'http://127.0.0.1:3000',
    'http://localhost:3000/',
    'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
  ])('take the address %s', (url) => {
    expect(read({ PORTUNUS_PROBE_URL: url }).url).toBe(url);
  });

  it.each([
    [50, true],
    [51, false],
  ])('leave room for the suffixes of the other connectors: %i characters are %s', (length, isTaken) => {
    const connector = 'p'.repeat(length);
    if (isTaken) expect(read({ PORTUNUS_PROBE_CONNECTOR: connector }).connector).toBe(connector);
    else expect(() => read({ PORTUNUS_PROBE_CONNECTOR: connector })).toThrow('must be at most 50 characters');
  });
});
