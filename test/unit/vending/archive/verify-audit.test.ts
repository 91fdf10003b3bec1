// What a verification says: of a whole night, of what is under way, and of what it can't prove.
import { beforeEach, describe, expect, it } from 'vitest';
import { type Digest, digestFile, digestLine, signedText } from '../../../../shared/domain/archive-digest.ts';
import { readDigest, sha256Hex } from '../../../../shared/vending/archive/stored-digest.ts';
import { verifyAudit } from '../../../../shared/vending/archive/verify/verify-audit.ts';
import { writeDigests } from '../../../../shared/vending/archive/write-digests.ts';
import {
  archive,
  archiveLines,
  callAt,
  createMemoryArchive,
  createNight,
  DAY,
  type MemoryArchive,
  newKey,
  ORIGIN,
  publicKeysOf,
  recordAt,
  type StoredVersion,
  signerOf,
  verifyNight,
} from '../../../support/archive-memory.ts';

const privateKey = newKey();
let night: MemoryArchive;

beforeEach(async () => {
  night = await createNight(privateKey);
});

async function kindsOf(options = {}): Promise<readonly string[]> {
  return (await verifyNight(night, options)).findings.map(({ kind }) => kind);
}

function digestKeys(): string[] {
  return [...night.objects.keys()].filter((key) => key.includes('/digests/') && key.includes('day=')).toSorted();
}

it('counts what it has proved', async () => {
  expect(await verifyNight(night)).toEqual({
    days: [DAY],
    digests: 11,
    chainStart: '2026-11-27T00:00:00.000Z',
    chainEnd: '2026-11-27T02:45:00.000Z',
    objects: 18,
    objectsNotYetChained: 1,
    archivedRecords: 18,
    tableRecords: 18,
    recordsNotYetArchived: 0,
    findingCount: 0,
    findings: [],
    unproven: [],
  });
});

describe('what is under way', () => {
  it('is a record of the last minutes that is not archived', async () => {
    night.table.push(recordAt(`${DAY}T02:35:00.000Z`, 'under-way'));
    expect(await verifyNight(night)).toMatchObject({ recordsNotYetArchived: 1, findingCount: 0 });
  });

  it('is no record that should have been archived before the last digest', async () => {
    night.table.push(recordAt(`${DAY}T02:34:59.999Z`, 'late'));
    expect(await kindsOf()).toEqual(['record-added']);
  });

  it('is no record whose key has a time of a later day, for it would be under way for ever', async () => {
    const { item } = recordAt(`${DAY}T01:00:00.000Z`, 'added');
    const sk = '2099-01-01T00:00:00.000Z#added';
    night.table.push({ pk: `audit#${DAY}#5`, sk, item: { ...item, sk }, isRecord: true });
    expect(await kindsOf()).toEqual(['record-added']);
  });
});

describe('the end of the chain', () => {
  it('may be as old as the schedule of digests allows', async () => {
    expect(await kindsOf({ now: `${DAY}T03:26:59Z` })).toEqual([]);
  });

  it('is a finding once the next digest should be there', async () => {
    expect(await kindsOf({ now: `${DAY}T03:27:00Z` })).toEqual(['digest-missing']);
  });

  it('shows that the newest digests were cut off, or replaced by an older archive', async () => {
    for (const key of digestKeys().slice(-3)) night.objects.delete(key);
    expect(await kindsOf()).toContain('digest-missing');
  });
});

describe('digests that came late', () => {
  it('prove nothing of their time: somebody may have deleted the first ones, with what they named', async () => {
    for (const key of digestKeys().slice(-4)) night.objects.delete(key);
    const [record, object] = [
      night.table.at(-1),
      [...night.objects.keys()].findLast((key) => key.includes('/records/')),
    ];
    night.table.splice(night.table.indexOf(record as never), 1);
    night.objects.delete(object ?? '');
    await writeDigests(night.ports, ORIGIN, callAt(`${DAY}T03:17:00Z`));
    expect(await verifyNight(night, { now: `${DAY}T03:20:00Z` })).toMatchObject({
      findingCount: 0,
      unproven: [
        '4 digests from 2026-11-27T01:45:00.000Z to 2026-11-27T02:45:00.000Z came late, the first at 2026-11-27T03:17:00.000Z: nothing chained these periods until then',
      ],
    });
  });

  it('two days later leave a day as it is', async () => {
    // A run writes half a day of digests at most.
    for (let run = 0; run < 6; run += 1) await writeDigests(night.ports, ORIGIN, callAt('2026-11-29T23:50:00Z'));
    for (const [key, [version]] of night.objects) {
      // The outage was on the 29th alone.
      if (version && /day=2026-11-2[78]/.test(key)) version.modifiedAt = new Date(`${DAY}T00:00:00Z`);
    }
    const { unproven } = await verifyNight(night, { now: '2026-11-29T23:52:00Z' });
    expect(unproven).toEqual([]);
  });

  it('are none if the run before failed', async () => {
    for (const key of digestKeys().slice(-1)) night.objects.delete(key);
    await writeDigests(night.ports, ORIGIN, callAt(`${DAY}T03:11:00Z`));
    expect(await verifyNight(night, { now: `${DAY}T03:12:00Z` })).toMatchObject({ findingCount: 0, unproven: [] });
  });
});

describe('the beginning of the chain', () => {
  it('leaves unproved what was archived before it', async () => {
    const late = createMemoryArchive(privateKey);
    await writeDigests(late.ports, ORIGIN, callAt(`${DAY}T10:17:00Z`));
    const report = await verifyNight(late, { now: `${DAY}T10:20:00Z` });
    expect(report).toMatchObject({ findingCount: 0, unproven: [expect.stringContaining('2026-11-27T10:00:00.000Z')] });
  });

  it('is no beginning if its digest names one before it', async () => {
    for (const key of digestKeys().slice(0, 2)) night.objects.delete(key);
    const [first] = (await verifyNight(night)).findings;
    expect(first).toMatchObject({ kind: 'digest-missing', subject: expect.stringContaining('20261127T000000Z') });
  });

  it('is one: a second beginning beside it breaks the chain', async () => {
    for (const key of digestKeys().slice(4)) night.objects.delete(key);
    const other = createMemoryArchive(privateKey);
    await writeDigests(other.ports, ORIGIN, callAt(`${DAY}T01:02:00Z`));
    for (const [key, [version]] of other.objects) night.put(key, version?.bytes, new Date(`${DAY}T01:02:00Z`));
    expect(await kindsOf({ now: `${DAY}T01:05:00Z` })).toContain('chain-broken');
  });
});

it('a digest beside the chain is found, though it is signed', async () => {
  const stray = createMemoryArchive(privateKey);
  await writeDigests(stray.ports, { ...ORIGIN }, callAt(`${DAY}T01:25:00Z`));
  const [, versions = []] = [...stray.objects].find(([key]) => key.includes('day=')) ?? [];
  const text = String(versions[0]?.bytes);
  const key = digestKeys()[5]?.replace('00Z.', '01Z.') ?? '';
  night.put(key, Buffer.from(text.replaceAll(/\d{8}T\d{6}Z\.jsonl/g, key.slice(-22))), new Date(`${DAY}T02:00:00Z`));
  expect(await kindsOf()).toEqual(['digest-signature', 'digest-added']);
});

it('a second version of a digest, which would fork the chain, is found', async () => {
  const [, key = ''] = digestKeys();
  night.put(key, Buffer.from('{}\n{}\n'), new Date(`${DAY}T02:00:00Z`));
  expect(await kindsOf()).toEqual(['object-replaced']);
});

it('a key that nobody named signs nothing', async () => {
  const kinds = await kindsOf({ publicKeys: publicKeysOf(newKey()) });
  expect(new Set(kinds)).toEqual(new Set(['digest-signature']));
});

describe('whoever may write the bucket', () => {
  const archived = () => [...night.objects.keys()].filter((key) => key.includes('/records/')).toSorted();

  it('can not put the same bytes in the place of a version that a digest names', async () => {
    const [key = ''] = archived();
    const [version] = night.objects.get(key) ?? [];
    night.objects.set(key, [{ ...version, versionId: 'later' } as StoredVersion]);
    expect(await kindsOf()).toContain('object-changed');
  });

  it('can not put other lines under a key than it names, even before a digest names it', async () => {
    const [version] = night.objects.get(archived()[0] ?? '') ?? [];
    const key =
      archived()
        .at(-1)
        ?.replace(/[0-9a-f]{64}/, '0'.repeat(64)) ?? '';
    night.put(key, version?.bytes, new Date(`${DAY}T02:51:00Z`));
    expect(await verifyNight(night)).toMatchObject({ findings: [{ kind: 'object-changed', subject: key }] });
  });

  it('can not keep what is only locked until now', async () => {
    const [key = ''] = archived();
    const [version] = night.objects.get(key) ?? [];
    night.objects.set(key, [{ ...version, lockedUntil: new Date(`${DAY}T03:00:00Z`) } as StoredVersion]);
    expect(await kindsOf()).toEqual(['object-unlocked']);
  });
});

describe('whoever may sign', () => {
  /** Signs a digest anew with the right key. */
  async function signAnew(key: string, change: Partial<Digest>): Promise<void> {
    const [version] = night.objects.get(key) ?? [];
    const parsed = readDigest(version?.bytes ?? '');
    if (!parsed.ok) throw new Error('no digest');
    const line = digestLine({ ...parsed.value.digest, ...change });
    const signature = await signerOf(privateKey).sign(signedText(sha256Hex(line)), callAt(`${DAY}T03:00:00Z`));
    night.objects.set(key, [{ ...version, bytes: Buffer.from(digestFile(line, signature)) } as StoredVersion]);
  }

  it('can not change a digest that the next one names', async () => {
    await signAnew(digestKeys()[5] ?? '', {});
    expect(await kindsOf()).toEqual(['chain-broken']);
  });

  it('can not leave out a period', async () => {
    await signAnew(digestKeys().at(-1) ?? '', { start: `${DAY}T02:31:00.000Z` });
    expect(await kindsOf()).toEqual(['chain-broken']);
  });
});

it('what the stream showed to be tampered with is a finding', async () => {
  const event = { message: 'An audit record was changed', resources: [{ uid: 'audit#2026-11-27#1 key' }] };
  archiveLines(night, [event], `${DAY}T02:51:00.000Z`, 'findings');
  const { findings } = await verifyNight(night);
  expect(findings).toMatchObject([
    { kind: 'tampering', detail: 'An audit record was changed: audit#2026-11-27#1 key' },
  ]);
});

it('an item under the key of a record is a finding, in the archive and in the table', async () => {
  const item = { pk: `audit#${DAY}#1`, sk: 'anything' };
  night.table.push({ ...item, item, isRecord: false });
  archiveLines(night, [{ ...item, reason: 'time is required' }], `${DAY}T02:51:00.000Z`, 'unreadable');
  expect(await kindsOf()).toEqual(['record-unreadable', 'record-unreadable']);
});

it('a record that was put a day after its own time is a finding', async () => {
  const forged = recordAt('2026-11-26T00:10:00.000Z', 'forged');
  const days = createMemoryArchive(privateKey);
  days.table.push(forged);
  archive(days, [forged], `${DAY}T02:50:30.000Z`);
  const request = { origin: ORIGIN, days: ['2026-11-26'], publicKeys: days.publicKeys };
  const { findings } = await verifyAudit(days.ports, request, callAt(`${DAY}T03:00:00Z`));
  expect(findings.map(({ kind }) => kind)).toContain('record-misdated');
});

describe('a record that has expired', () => {
  it('may be gone from the table', async () => {
    const record = recordAt(`${DAY}T02:50:00.000Z`, 'short');
    const item = { ...record.item, expiresAt: Date.parse(`${DAY}T02:55:00Z`) / 1000 };
    archive(night, [{ ...record, item }], `${DAY}T02:50:30.000Z`);
    expect(await kindsOf()).toEqual([]);
  });

  it('must be as it was while it is still there', async () => {
    const record = recordAt(`${DAY}T02:50:00.000Z`, 'short');
    const item = { ...record.item, expiresAt: Date.parse(`${DAY}T02:55:00Z`) / 1000 };
    archive(night, [{ ...record, item }], `${DAY}T02:50:30.000Z`);
    night.table.push({ ...record, item: { ...item, outcome: 'refused' } });
    expect(await kindsOf()).toEqual(['record-changed']);
  });
});

it('a record that was archived twice is one record, and is changed if the two differ', async () => {
  const [, , record] = night.table;
  if (record === undefined) throw new Error('no record');
  archive(night, [record], `${DAY}T02:50:31.000Z`);
  expect(await verifyNight(night)).toMatchObject({ archivedRecords: 18, findingCount: 0 });
  archive(night, [{ ...record, item: { ...record.item, outcome: 'failed' } }], `${DAY}T02:50:32.000Z`);
  expect(await kindsOf()).toEqual(['record-changed']);
});
