// The chain of digests: one for each period, even an empty one, and whatever fails is made up for.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDigest, type StoredDigest } from '../../../../shared/vending/archive/stored-digest.ts';
import { writeDigests } from '../../../../shared/vending/archive/write-digests.ts';
import {
  archive,
  callAt,
  createMemoryArchive,
  createNight,
  DAY,
  type MemoryArchive,
  newKey,
  ORIGIN,
  recordAt,
  signerOf,
  verifyNight,
} from '../../../support/archive-memory.ts';

const DIGESTS = 'portunus/dev/digests/account=111122223333/region=eu-west-1/';

function digestsOf({ objects }: MemoryArchive): readonly StoredDigest[] {
  const keys = [...objects.keys()].filter((key) => key.startsWith(`${DIGESTS}day=`)).toSorted();
  return keys.map((key) => {
    const parsed = readDigest(String(objects.get(key)?.at(-1)?.bytes));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    return parsed.value;
  });
}

function run(to: MemoryArchive, time: string, ports = {}) {
  return writeDigests({ ...to.ports, ...ports }, ORIGIN, callAt(`${DAY}T${time}Z`));
}

it('begins with the last period that is over, and writes each one once', async () => {
  const to = createMemoryArchive();
  expect(await run(to, '10:17:00')).toBe(1);
  expect(await run(to, '10:31:59')).toBe(0);
  expect(await run(to, '10:32:00')).toBe(1);
  const [first, second] = digestsOf(to);
  expect(first?.digest).toMatchObject({ start: `${DAY}T10:00:00.000Z`, end: `${DAY}T10:15:00.000Z`, objects: [] });
  expect(first?.digest.previous).toBeUndefined();
  expect(second?.digest).toMatchObject({
    key: `${DIGESTS}day=${DAY}/20261127T101500Z.jsonl`,
    start: `${DAY}T10:15:00.000Z`,
    previous: { key: first?.digest.key, sha256: first?.sha256, signature: first?.signature },
  });
});

it('does not write a digest whose signature is of another key than the digest names', async () => {
  const to = createMemoryArchive();
  const signer = { ...to.ports.signer, sign: signerOf(newKey()).sign };
  await expect(run(to, '10:17:00', { signer })).rejects.toThrow('no signature of KMS');
  expect(digestsOf(to)).toEqual([]);
});

it('names each object once, with what identifies it', async () => {
  const to = createMemoryArchive();
  await run(to, '10:17:00');
  const key = archive(to, [recordAt(`${DAY}T10:15:00.000Z`, 'one')], `${DAY}T10:15:30.000Z`);
  await run(to, '10:33:00');
  await run(to, '10:48:00');
  const [, named, empty] = digestsOf(to).map(({ digest }) => digest.objects);
  expect(named).toEqual([
    {
      key,
      versionId: to.objects.get(key)?.[0]?.versionId,
      bytes: expect.any(Number),
      sha256: expect.any(String),
      lines: 1,
    },
  ]);
  expect(empty).toEqual([]);
});

it('names what is there when the chain begins', async () => {
  const to = createMemoryArchive();
  const key = archive(to, [recordAt('2026-11-26T12:00:00.000Z', 'before')], '2026-11-26T12:00:30.000Z');
  await run(to, '10:17:00');
  expect(digestsOf(to)[0]?.digest.objects).toMatchObject([{ key }]);
});

it('names later what came into the list later', async () => {
  const to = createMemoryArchive();
  await run(to, '10:17:00');
  await run(to, '10:33:00');
  const key = archive(to, [recordAt(`${DAY}T10:29:00.000Z`, 'slow')], `${DAY}T10:29:59.000Z`);
  await run(to, '10:48:00');
  expect(digestsOf(to)[2]?.digest.objects).toMatchObject([{ key }]);
});

it('leaves an object to the period in which it was archived', async () => {
  const to = createMemoryArchive();
  await run(to, '10:17:00');
  archive(to, [recordAt(`${DAY}T10:29:59.000Z`, 'next')], `${DAY}T10:30:00.000Z`);
  await run(to, '10:33:00');
  expect(digestsOf(to)[1]?.digest.objects).toEqual([]);
});

it('names the first version of an object, also one that somebody has hidden', async () => {
  const to = createMemoryArchive();
  await run(to, '10:17:00');
  const key = archive(to, [recordAt(`${DAY}T10:15:00.000Z`, 'one')], `${DAY}T10:15:30.000Z`);
  const versionId = to.objects.get(key)?.[0]?.versionId;
  to.put(key, Buffer.from('other'), new Date(`${DAY}T10:16:00Z`));
  to.put(key, undefined, new Date(`${DAY}T10:17:00Z`));
  await run(to, '10:33:00');
  expect(digestsOf(to)[1]?.digest.objects).toMatchObject([{ key, versionId, lines: 1 }]);
});

it('names what is no archive of lines, so that it never stops the chain', async () => {
  const to = createMemoryArchive();
  const key = `portunus/dev/records/account=111122223333/region=eu-west-1/day=${DAY}/anything`;
  to.put(key, Buffer.from('no gzip'), new Date(`${DAY}T10:01:00Z`));
  await run(to, '10:17:00');
  const [object] = digestsOf(to)[0]?.digest.objects ?? [];
  expect(object).toMatchObject({ key, bytes: 7 });
  expect(object).not.toHaveProperty('lines');
});

describe('what fails', () => {
  it.each([
    ['KMS', { signer: { ...signerOf(newKey()), sign: () => Promise.reject(new Error('KMS')) } }],
    ['S3, while it puts', { putText: () => Promise.reject(new Error('S3')) }],
    ['S3, while it reads', { readVersion: () => Promise.reject(new Error('S3')) }],
  ])('is made up for: %s', async (_what, broken) => {
    const privateKey = newKey();
    const to = createMemoryArchive(privateKey);
    await run(to, '00:17:00');
    const record = recordAt(`${DAY}T00:20:00.000Z`, 'one');
    to.table.push(record);
    archive(to, [record], `${DAY}T00:20:30.000Z`);
    for (const time of ['00:33:00', '00:48:00', '01:03:00']) await expect(run(to, time, broken)).rejects.toThrow();
    expect(await run(to, '01:18:00')).toBe(4);
    expect(digestsOf(to).map(({ digest }) => digest.objects.length)).toEqual([0, 1, 0, 0, 0]);
    expect((await verifyNight(to, { now: `${DAY}T01:20:00Z` })).findings).toEqual([]);
  });

  it('for two days is made up for in bounded runs', async () => {
    const to = createMemoryArchive();
    await run(to, '00:17:00');
    const later = callAt('2026-11-29T00:17:00Z');
    expect(await writeDigests(to.ports, ORIGIN, later)).toBe(48);
    expect(await writeDigests(to.ports, ORIGIN, later)).toBe(48);
    expect(await writeDigests(to.ports, ORIGIN, later)).toBe(48);
    expect(await writeDigests(to.ports, ORIGIN, later)).toBe(48);
    expect(await writeDigests(to.ports, ORIGIN, later)).toBe(0);
  });

  it('and a digest that nobody can read stops the chain, rather than to begin another one', async () => {
    const to = createMemoryArchive();
    await run(to, '10:17:00');
    to.put(`${DIGESTS}day=${DAY}/20261127T101500Z.jsonl`, Buffer.from('junk'), new Date(`${DAY}T10:20:00Z`));
    await expect(run(to, '10:33:00')).rejects.toThrow("can't be read");
  });
});

it('two writers at once make one chain', async () => {
  const to = createMemoryArchive();
  await run(to, '00:17:00');
  const runs = Array.from({ length: 8 }, () => run(to, '02:18:00'));
  const written = await Promise.all(runs);
  expect(written.reduce((sum, one) => sum + one)).toBe(8);
  expect(digestsOf(to)).toHaveLength(9);
  expect((await verifyNight(to, { now: `${DAY}T02:20:00Z` })).findings).toEqual([]);
});

it('publishes the public key beside the chain, and tells what it wrote', async () => {
  const to = createMemoryArchive();
  await run(to, '10:17:00');
  const key = [...to.objects.keys()].find((one) => one.startsWith(`${DIGESTS}public-key-`));
  expect(String(to.objects.get(key ?? '')?.[0]?.bytes)).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  expect(to.written).toEqual([
    { key: `${DIGESTS}day=${DAY}/20261127T100000Z.jsonl`, objects: 0, lagSeconds: 120, isFirst: true },
  ]);
});

it('signs so that openssl verifies a digest by the commands of the page', async () => {
  const to = await createNight();
  const folder = mkdtempSync(join(tmpdir(), 'portunus-digest-'));
  try {
    const key = [...to.objects.keys()].filter((one) => one.startsWith(`${DIGESTS}day=${DAY}`)).toSorted()[2] ?? '';
    const pem = [...to.objects].find(([one]) => one.includes('public-key-'))?.[1][0]?.bytes;
    writeFileSync(join(folder, 'digest.jsonl'), to.objects.get(key)?.[0]?.bytes ?? '');
    writeFileSync(join(folder, 'public-key.pem'), pem ?? '');
    const commands = [
      `printf 'portunus-audit-digest:%s' "$(head -n 1 digest.jsonl | sha256sum | cut -d ' ' -f 1)" > message`,
      `tail -n 1 digest.jsonl | sed 's/.*"signature":"\\([^"]*\\)".*/\\1/' | base64 -d > signature`,
      'openssl dgst -sha256 -verify public-key.pem -signature signature message',
    ].join('\n');
    expect(execFileSync('bash', ['-ec', commands], { cwd: folder, encoding: 'utf8' })).toBe('Verified OK\n');
    writeFileSync(
      join(folder, 'digest.jsonl'),
      String(to.objects.get(key)?.[0]?.bytes).replace('"lines":1', '"lines":2'),
    );
    expect(() => execFileSync('bash', ['-ec', commands], { cwd: folder, stdio: 'pipe' })).toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
