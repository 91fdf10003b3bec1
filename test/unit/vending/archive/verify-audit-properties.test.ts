// Whatever one thing somebody changes in the table, the archive or its chain, a verification finds it and names it.
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { digestFile, digestLine, signedText } from '../../../../shared/domain/archive-digest.ts';
import { readDigest, sha256Hex } from '../../../../shared/vending/archive/stored-digest.ts';
import {
  archive,
  asRead,
  createNight,
  DAY,
  type MemoryArchive,
  newKey,
  recordAt,
  type StoredVersion,
  signerOf,
  verifyNight,
} from '../../../support/archive-memory.ts';

const privateKey = newKey();
const intruder = signerOf(newKey());
let night: MemoryArchive;

beforeAll(async () => {
  night = await createNight(privateKey);
});

/** The same night again, for one intruder. */
function copyOf({ objects, table, ...rest }: MemoryArchive): MemoryArchive {
  const copied = new Map([...objects].map(([key, versions]) => [key, versions.map((one) => ({ ...one }))]));
  const again = { ...rest, objects: copied, table: table.map((one) => ({ ...one })) };
  return {
    ...again,
    put: (key, bytes, modifiedAt) => {
      const version = { versionId: 'late', bytes, modifiedAt, lockedUntil: new Date('2028-01-01') };
      copied.set(key, [version, ...(copied.get(key) ?? [])]);
    },
    ports: {
      ...rest.ports,
      listVersions: async function* (prefix, _call, after = '') {
        for (const key of [...copied.keys()].filter((one) => one.startsWith(prefix) && one > after).toSorted()) {
          for (const { versionId, modifiedAt, bytes } of copied.get(key) ?? []) {
            yield { key, versionId, modifiedAt, isDeleteMarker: bytes === undefined };
          }
        }
      },
      readVersion: async (key, versionId) => {
        const found = copied.get(key)?.find((one) => one.versionId === versionId);
        return found?.bytes && asRead(found.bytes, key, found.lockedUntil);
      },
      readAuditDay: async function* () {
        yield* again.table;
      },
    },
  };
}

interface Target {
  readonly of: MemoryArchive;
  /** The keys of objects with records, and of the day's digests. */
  readonly objects: readonly string[];
  readonly digests: readonly string[];
}

function targetOf(of: MemoryArchive): Target {
  const keys = [...of.objects.keys()].toSorted();
  return {
    of,
    objects: keys.filter((key) => key.includes('/records/')),
    digests: keys.filter((key) => key.includes(`/digests/`) && key.includes(`day=${DAY}`)),
  };
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

function versionAt({ of }: Target, key: string): StoredVersion & { bytes: Buffer } {
  return of.objects.get(key)?.[0] as StoredVersion & { bytes: Buffer };
}

function flip(target: Target, key: string, at: number): string {
  const version = versionAt(target, key);
  const bytes = Buffer.from(version.bytes);
  const index = at % bytes.length;
  bytes[index] = (bytes[index] ?? 0) ^ (1 << (at % 8));
  version.bytes = bytes;
  return key;
}

/** Writes a digest anew, with its link as it was. */
async function resign(target: Target, key: string, change: (objects: object[]) => object[], signer = intruder) {
  const version = versionAt(target, key);
  const parsed = readDigest(version.bytes);
  if (!parsed.ok) throw new Error('no digest');
  const { schema: _schema, ...digest } = parsed.value.digest;
  const { keyArn, publicKeySha256 } = await signer.readKey(undefined as never);
  const signing = { ...digest.signing, keyArn, publicKeySha256 };
  const line = digestLine({ ...digest, objects: change([...digest.objects]) as never, signing });
  version.bytes = Buffer.from(digestFile(line, await signer.sign(signedText(sha256Hex(line)), undefined as never)));
  return key;
}

/** Each makes one change, and says what a finding must name. */
const CHANGES: Readonly<Record<string, (target: Target, at: number) => string | Promise<string>>> = {
  // No digest names the newest one yet, and a bit of gzip's header changes no record.
  'a bit of an object is flipped': (target, at) => flip(target, pick(target.objects.slice(0, -1), at), at),
  'an object is gone': ({ of, objects }, at) => {
    // No digest names the newest one yet: its record is said to be under way.
    const key = pick(objects.slice(0, -1), at);
    of.objects.delete(key);
    return key;
  },
  'an object is hidden': ({ of, objects }, at) => {
    of.put(pick(objects, at), undefined, new Date(`${DAY}T02:30:00Z`));
    return pick(objects, at);
  },
  'an object is put again': (target, at) => {
    const key = pick(target.objects, at);
    target.of.put(key, versionAt(target, key).bytes, new Date(`${DAY}T02:30:00Z`));
    return key;
  },
  'an object is added': (target, at) =>
    archive(target.of, [recordAt(`${DAY}T00:00:00.000Z`, `forged-${at}`)], `${DAY}T00:20:00.000Z`),
  'two objects change places': (target, at) => {
    const [left, right] = [pick(target.objects, at), pick(target.objects, at + 1)];
    const [one, other] = [versionAt(target, left), versionAt(target, right)];
    [one.bytes, other.bytes] = [other.bytes, one.bytes];
    return left;
  },
  'a lock is gone': (target, at) => {
    const key = pick([...target.objects, ...target.digests], at);
    versionAt(target, key).lockedUntil = undefined;
    return key;
  },
  'a bit of a digest is flipped': (target, at) => flip(target, pick(target.digests, at), at),
  'a digest is gone': ({ of, digests }, at) => {
    // Without the newest one the chain only ends earlier. That is for the next test.
    const key = pick(digests.slice(0, -1), at);
    of.objects.delete(key);
    return key;
  },
  'two digests change places': (target, at) => {
    const [left, right] = [pick(target.digests, at), pick(target.digests, at + 1)];
    const [one, other] = [versionAt(target, left), versionAt(target, right)];
    [one.bytes, other.bytes] = [other.bytes, one.bytes];
    return left;
  },
  'a digest is signed with another key': (target, at) => resign(target, pick(target.digests, at), (all) => all),
  'a digest names one object less, and is signed with another key': (target, at) =>
    resign(target, pick(target.digests, at), (all) => all.slice(1)),
  'a digest is written anew with the real key': (target, at) => {
    // ECDSA has many signatures for a text, so that even an equal text breaks the link.
    const key = pick(target.digests.slice(0, -1), at);
    const next = target.digests[target.digests.indexOf(key) + 1] as string;
    return resign(target, key, (all) => all, signerOf(privateKey)).then(() => next);
  },
  'a record is changed in the table': ({ of: { table } }, at) => {
    const record = pick(table, at);
    table[at % table.length] = { ...record, item: { ...record.item, outcome: 'refused' } };
    return record.sk;
  },
  'a part of a record is changed in the table': ({ of: { table } }, at) => {
    const record = pick(table, at);
    const caller = { issuer: 'github', subject: 'repo:acme/other' };
    table[at % table.length] = { ...record, item: { ...record.item, caller } };
    return record.sk;
  },
  'an attribute is added to a record of the table': ({ of: { table } }, at) => {
    const record = pick(table, at);
    table[at % table.length] = { ...record, item: { ...record.item, note: 1 } };
    return record.sk;
  },
  'a record is deleted from the table': ({ of: { table } }, at) => {
    const [record] = table.splice(at % table.length, 1);
    return record?.sk ?? '';
  },
  'a record is added to the table': ({ of: { table } }, at) => {
    const record = recordAt(`${DAY}T01:00:00.000Z`, `forged-${at}`);
    table.push(record);
    return record.sk;
  },
};

it.each(Object.keys(CHANGES))('%s', async (what) => {
  await fc.assert(
    fc.asyncProperty(fc.nat(100_000), async (at) => {
      const copy = copyOf(night);
      const subject = await CHANGES[what]?.(targetOf(copy), at);
      const { findings } = await verifyNight(copy);
      expect(findings.map((one) => one.subject).join('\n')).toContain(subject);
    }),
    { numRuns: 15 },
  );
});

it('nothing is found where nothing was changed', async () => {
  expect((await verifyNight(copyOf(night))).findings).toEqual([]);
});
