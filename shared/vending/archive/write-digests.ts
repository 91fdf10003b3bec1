// Chains what was archived: each period gets a signed digest that names the period's objects and the digest before.
import { createPublicKey } from 'node:crypto';
import {
  type ChainedObject,
  DIGEST_PERIOD_MS,
  digestFile,
  digestFolder,
  digestKey,
  digestLine,
  publicKeyKey,
  signedText,
} from '../../domain/archive-digest.ts';
import { ARCHIVE_KINDS, type ArchiveOrigin, archiveFolder } from '../../domain/archive-object.ts';
import type { Call } from '../../domain/call.ts';
import { DAY_MS, dayOf } from '../../domain/day.ts';
import { mapLimited } from '../map-limited.ts';
import { collect, originals } from './archived-objects.ts';
import type { DigestKey, DigestPorts, ListedVersion } from './digest-ports.ts';
import { isSignedBy, readDigest, type StoredDigest, sha256Hex } from './stored-digest.ts';

/** A digest is written this long after its period. By then, the period's objects are in the bucket. */
export const SETTLE_MS = 2 * 60_000;
/** An object that was still on its way is named by a digest of the next hour. */
export const OVERLAP_MS = 3_600_000;
/** The stream keeps a record for a day, so an object of today holds no records of three days ago. */
const RECORD_DAYS = 2;
/** After an outage, one run writes this many digests at most, and the next one goes on. */
const MOST_DIGESTS = 48;
const READS_AT_ONCE = 8;

/**
 * Writes the digests of all periods that are over, oldest first. What fails, the next run does: a digest names each
 * object that those before it don't. Returns how many were written.
 */
export async function writeDigests(ports: DigestPorts, origin: ArchiveOrigin, call: Call): Promise<number> {
  const key = await ports.signer.readKey(call);
  let recent = await readRecent(ports, origin, call);
  for (let written = 0; written < MOST_DIGESTS; written += 1) {
    const now = call.now().getTime();
    const start = recent.at(-1)?.digest.end ?? firstStart(now).toISOString();
    const end = Date.parse(start) + DIGEST_PERIOD_MS;
    if (end + SETTLE_MS > now) return written;
    const next = await writeDigest(ports, { origin, key, recent, start, end: new Date(end) }, call);
    // Another run has written this digest, and goes on from there.
    if (next === undefined) return written;
    recent = [...recent, next].filter(({ digest }) => Date.parse(digest.end) > end - OVERLAP_MS);
  }
  return MOST_DIGESTS;
}

function firstStart(now: number): Date {
  return new Date((Math.floor((now - SETTLE_MS) / DIGEST_PERIOD_MS) - 1) * DIGEST_PERIOD_MS);
}

/** Reads the newest digests, oldest first: those whose objects the next digest must not name again. */
async function readRecent(ports: DigestPorts, origin: ArchiveOrigin, call: Call): Promise<readonly StoredDigest[]> {
  const all = await newestKeys(ports, origin, call);
  const recent = all.slice(-(OVERLAP_MS / DIGEST_PERIOD_MS));
  return mapLimited(recent, READS_AT_ONCE, async ({ key, versionId }) => {
    const stored = await ports.readVersion(key, versionId, call);
    const parsed = stored && readDigest(stored.bytes);
    // To go on would make a second chain. An operator has to look.
    if (!parsed?.ok) throw new TypeError(`the digest ${key} can't be read`);
    return parsed.value;
  });
}

/** Looks from two days ago on, and through all only if there is nothing: lists have no end to begin from. */
async function newestKeys({ listVersions }: DigestPorts, origin: ArchiveOrigin, call: Call) {
  const folder = digestFolder(origin);
  const recently = `${folder}${dayOf(call.now().getTime() - 2 * DAY_MS)}`;
  const found = originals(await collect(listVersions(folder, call, recently)));
  return found.length > 0 ? found : originals(await collect(listVersions(folder, call)));
}

interface Period {
  readonly origin: ArchiveOrigin;
  readonly key: DigestKey;
  readonly recent: readonly StoredDigest[];
  readonly start: string;
  readonly end: Date;
}

async function writeDigest(ports: DigestPorts, period: Period, call: Call): Promise<StoredDigest | undefined> {
  const { origin, recent, start, end } = period;
  const { keyArn, publicKeySha256, publicKeyPem } = period.key;
  const previous = recent.at(-1);
  if (previous?.digest.signing.publicKeySha256 !== publicKeySha256) {
    await ports.putText(publicKeyKey(origin, publicKeySha256), publicKeyPem, call);
  }
  const key = digestKey(origin, new Date(start));
  const objects = await chainedObjects(ports, period, call);
  const line = digestLine({
    key,
    start,
    end: end.toISOString(),
    ...(previous && {
      previous: { key: previous.digest.key, sha256: previous.sha256, signature: previous.signature },
    }),
    objects: [...objects],
    signing: { algorithm: 'ECDSA_SHA_256', keyArn, publicKeySha256 },
  });
  const text = digestFile(line, await ports.signer.sign(signedText(sha256Hex(line)), call));
  const parsed = readDigest(text);
  // An alias may lead to another key than a moment ago. A digest under a wrong signature would stay for ever.
  if (!parsed.ok || !isSignedBy(createPublicKey(publicKeyPem), parsed.value)) {
    throw new TypeError('no signature of KMS by the key that the digest names');
  }
  if (!(await ports.putText(key, text, call))) return undefined;
  const lagSeconds = Math.round((call.now().getTime() - end.getTime()) / 1000);
  ports.reportDigest({ key, objects: objects.length, lagSeconds, isFirst: previous === undefined }, call);
  return parsed.value;
}

/** Reads and hashes the objects that were archived up to the end of the period, and that no digest names yet. */
async function chainedObjects(ports: DigestPorts, period: Period, call: Call): Promise<readonly ChainedObject[]> {
  const { origin, recent, start, end } = period;
  const named = new Set(recent.flatMap(({ digest }) => digest.objects.map(({ key }) => key)));
  // The first digest of an archive names what is there.
  const from = recent.length === 0 ? 0 : Date.parse(start) - OVERLAP_MS;
  const listed = await Promise.all(
    foldersOf(origin, Date.parse(start), end.getTime()).map(async (folder) =>
      collect(ports.listVersions(folder, call)),
    ),
  );
  const fresh = originals(listed.flat()).filter(
    ({ key, modifiedAt }) => modifiedAt.getTime() >= from && modifiedAt < end && !named.has(key),
  );
  return mapLimited(fresh, READS_AT_ONCE, (version) => chainedObject(ports, version, call));
}

function foldersOf(origin: ArchiveOrigin, start: number, end: number): readonly string[] {
  const days = new Set<string>();
  for (let time = start - RECORD_DAYS * DAY_MS; time < end + DAY_MS; time += DAY_MS) days.add(dayOf(time));
  const kinds = ARCHIVE_KINDS.filter((kind) => kind !== 'digests');
  return kinds.flatMap((kind) => [...days].map((day) => archiveFolder(origin, kind, day)));
}

async function chainedObject(
  { readVersion }: DigestPorts,
  { key, versionId }: ListedVersion,
  call: Call,
): Promise<ChainedObject> {
  const stored = await readVersion(key, versionId, call);
  if (stored === undefined) throw new TypeError(`the object ${key} is gone`);
  const { bytes, lines } = stored;
  // What is no archive of lines is named all the same, and found out when somebody verifies it.
  return { key, versionId, bytes: bytes.length, sha256: sha256Hex(bytes), ...(lines && { lines: lines.length }) };
}
