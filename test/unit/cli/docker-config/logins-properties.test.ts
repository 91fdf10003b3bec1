import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { eraseLogins, saveLogins } from '../../../../cli/docker-config/logins.ts';
import { Secret } from '../../../../shared/domain/secret.ts';

const folder = mkdtempSync(join(tmpdir(), 'portunus-docker-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'config.json');

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const LOGIN = { host: HOST, username: 'AWS', password: new Secret('p'), authorizationToken: new Secret('QVdTOnA=') };

const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', '1', HOST, 'ghcr.io'));
const entries = (value: fc.Arbitrary<unknown>) => fc.dictionary(name, value, { maxKeys: 4 });
/** Configs with fields that docker has, and with others that it may get. */
const config = fc
  .tuple(
    entries(fc.jsonValue()),
    fc.record(
      {
        auths: entries(fc.dictionary(fc.constantFrom('auth', 'identitytoken', 'x'), fc.string())),
        credHelpers: entries(fc.constantFrom('', 'pass', 'ecr-login')),
        credsStore: fc.constantFrom('', 'desktop'),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([others, own]) => ({ ...others, ...own }));

function withoutHost(all: Record<string, unknown>) {
  const { auths = {}, ...rest } = all;
  const kept = Object.entries(auths as object).filter(([key]) => !key.endsWith(HOST));
  return [JSON.stringify(rest), kept];
}

it('keeps all that a config held but the login of that registry, in a login and in the logout after it', async () => {
  await fc.assert(
    fc.asyncProperty(config, fc.constantFrom('docker' as const, 'podman' as const), async (written, readBy) => {
      writeFileSync(path, JSON.stringify(written));
      const before = withoutHost(JSON.parse(JSON.stringify(written)));
      const read = () => JSON.parse(readFileSync(path, 'utf8'));
      await saveLogins({ path, readBy }, [LOGIN], async () => undefined);
      expect(withoutHost(read())).toEqual(before);
      expect(Object.hasOwn(read().auths, HOST)).toBe(true);
      await eraseLogins({ path, readBy }, [HOST], async () => undefined);
      expect(withoutHost(read())).toEqual(before);
      expect(Object.hasOwn(read().auths, HOST)).toBe(false);
    }),
    { numRuns: 60 },
  );
});
