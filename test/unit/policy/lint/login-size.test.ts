// What a login is expected to have in bytes, beside what the formats write.
import { describe, expect, it } from 'vitest';
import { type FormatOf, formatsOf, rulesOfFormat } from '../../../../shared/domain/format-name.ts';
import { bytesOf, PASSWORD_LENGTHS } from '../../../../shared/policy/lint/job.ts';
import { issuedLogins, loginOfLength, writeLogins } from '../../../support/format-samples.ts';

const IDS = ['123456789012', '210987654321', '345678901234'];

const CASES = formatsOf('logins').flatMap((format) => {
  const { single, holdsAllHosts } = rulesOfFormat(format);
  const hosts = holdsAllHosts ? (['default', 'all'] as const) : (['default'] as const);
  return (single === true ? [1] : [1, 3]).flatMap((registries) =>
    hosts.map((one): readonly [FormatOf<'logins'>, number, 'default' | 'all'] => [format, registries, one]),
  );
});

describe('the size of a login', () => {
  it.each(CASES)('in %s, of %i registries, hosts %s, is off by a twentieth at most', (format, registries, hosts) => {
    for (const length of Object.values(PASSWORD_LENGTHS)) {
      // GitLab takes no more than 5 KiB, and the format refuses it.
      if (format === 'gitlab-dotenv' && registries > 1) continue;
      const issued = issuedLogins(...IDS.slice(0, registries).map((id) => loginOfLength(length, id)));
      const written = Buffer.byteLength(writeLogins(format, { ...issued, hosts }).body);
      const expected = bytesOf({ format, registries, hosts, partition: 'aws' }, length);
      expect(expected).toBeGreaterThan(written * 0.95);
      expect(expected).toBeLessThan(written * 1.05);
    }
  });

  it('counts two host names where the partition has two', () => {
    const plan = { format: 'kubelet', registries: 1, partition: 'aws-cn' } as const;
    const [one, two] = (['default', 'all'] as const).map((hosts) => bytesOf({ ...plan, hosts }, 2_000));
    expect((two ?? 0) - (one ?? 0)).toBe(2_079);
  });
});
