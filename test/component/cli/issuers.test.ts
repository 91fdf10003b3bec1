// The keys of an issuer, on the terminal.
import { expect, it } from 'vitest';
import { useAdminCli } from '../../support/admin-cli.ts';

const cli = useAdminCli();

it('issuers keys shows each key with its algorithms', async () => {
  const { code, out, err } = await cli.portunus(['issuers', 'keys', 'demo-ci']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^KEY ID +TYPE +ALGORITHMS\n-*\n?demo-1 +RSA +RS256 ?/);
});

it('issuers keys -o json is what the service answered', async () => {
  const { out } = await cli.portunus(['issuers', 'keys', 'demo-ci', '-o', 'json']);
  expect(JSON.parse(out)).toMatchObject({ issuer: 'demo-ci', source: 'definition', leftOut: [] });
});

it('issuers keys fails for an issuer whose keys can not be had, and says why', async () => {
  const issuer = { id: 'far', url: 'https://127.0.0.1:1', kind: 'workload', audiences: ['https://portunus.example'] };
  await cli.apply({ issuers: [issuer] });
  const { code, out } = await cli.portunus(['issuers', 'keys', 'far']);
  expect([code, out]).toEqual([1, 'no keys: issuer far: fetch_failed: ADDRESS_NOT_ALLOWED\n']);
});

it('issuers keys of an issuer that is not there is refused', async () => {
  const { code, err } = await cli.portunus(['issuers', 'keys', 'nobody']);
  expect(code).toBe(1);
  expect(err).toContain('not_found');
});
