import { type ChainedObject, DIGEST_PERIOD_MS, digestFolder } from '../../../domain/archive-digest.ts';
import { DAY_MS, dayOf } from '../../../domain/day.ts';
import { mapLimited } from '../../map-limited.ts';
import { collect, originals } from '../archived-objects.ts';
import type { ArchivedBytes, ListedVersion } from '../digest-ports.ts';
import { isSignedBy, readDigest, type StoredDigest } from '../stored-digest.ts';
import { SETTLE_MS } from '../write-digests.ts';
import type { Verification } from './ports.ts';

const READS_AT_ONCE = 16;
/** When a digest must be there, after the end of its period: the next run of the schedule writes it. */
const DUE_MS = SETTLE_MS + DIGEST_PERIOD_MS + 10 * 60_000;

export interface Chain {
  /** How many digests were walked. */
  readonly digests: number;
  /** The periods that the walked digests cover together. */
  readonly start?: Date;
  readonly end?: Date;
  /** What the digests name, by key. */
  readonly named: ReadonlyMap<string, ChainedObject>;
  /** Digests of the days in question that were put long after their periods, oldest first. */
  readonly late: readonly PutDigest[];
}

interface PutDigest extends StoredDigest {
  /** When the bucket took it, by the bucket's own clock. */
  readonly putAt: Date;
}

/**
 * Walks the chain from its newest digest back to the first day in question. Each digest must be signed, be named by the
 * next one with its hash and signature, and begin where the one before ends.
 */
export async function walkChain(verification: Verification): Promise<Chain> {
  const from = Date.parse(verification.days[0] ?? '');
  const stored = await readDigests(verification, from);
  const walked: PutDigest[] = [];
  for (const key of [...stored.keys()].toSorted().toReversed()) {
    const digest = stored.get(key);
    const next = walked.at(-1);
    if (digest === undefined || (next !== undefined && !isBefore(verification, stored, digest, next))) continue;
    walked.push(digest);
    if (Date.parse(digest.digest.start) <= from) break;
  }
  reportEnds(verification, walked, from);
  return summary(walked, lastPeriod(verification));
}

/** Whether a digest is a part of the chain that the next one continues. */
function isBefore(
  verification: Verification,
  stored: ReadonlyMap<string, StoredDigest>,
  digest: StoredDigest,
  next: StoredDigest,
): boolean {
  const { findings } = verification;
  const { key } = digest.digest;
  const expected = next.digest.previous?.key;
  if (expected === key) {
    checkLink(verification, digest, next);
  } else if (expected === undefined) {
    findings.add('chain-broken', next.digest.key, `it names no digest before it, and there is ${key}`);
  } else if (stored.has(expected)) {
    findings.add('digest-added', key, 'it is not part of the chain');
    return false;
  } else {
    findings.add('digest-missing', expected, `it is not there, or can't be read, and ${next.digest.key} names it`);
  }
  return true;
}

/** Reads the digests since the day before the first day in question. */
async function readDigests(verification: Verification, from: number): Promise<Map<string, PutDigest>> {
  const { ports, origin, findings, call } = verification;
  const folder = digestFolder(origin);
  const after = `${folder}${dayOf(from - DAY_MS)}`;
  const versions = await collect(ports.listVersions(folder, call, after));
  reportReplaced(verification, versions);
  const read = await mapLimited(originals(versions), READS_AT_ONCE, async ({ key, versionId, modifiedAt: putAt }) => {
    const stored = await ports.readVersion(key, versionId, call);
    if (stored !== undefined) checkLock(verification, key, stored);
    const parsed = stored && readDigest(stored.bytes);
    if (!parsed?.ok) {
      const [fault] = parsed?.errors ?? [];
      findings.add('digest-changed', key, fault === undefined ? 'it is gone' : `${fault.field} ${fault.detail}`);
      return undefined;
    }
    if (parsed.value.digest.key === key) {
      checkSignature(verification, parsed.value);
      return { ...parsed.value, putAt };
    }
    findings.add('digest-changed', key, `it is the digest ${parsed.value.digest.key}`);
    return undefined;
  });
  return new Map(read.flatMap((one) => (one === undefined ? [] : [[one.digest.key, one]])));
}

/** A key has one version, for ever: the archive and its digests are put once. */
export function reportReplaced({ findings }: Verification, versions: readonly ListedVersion[]): void {
  const byKey = Map.groupBy(versions, ({ key }) => key);
  for (const [key, all] of byKey) {
    const markers = all.filter(({ isDeleteMarker }) => isDeleteMarker);
    const first = all.at(-1);
    if (markers.length > 0) {
      const left =
        markers.length === all.length ? 'nothing is left of it' : `version ${first?.versionId} is still there`;
      findings.add('object-replaced', key, `it was deleted at ${iso(markers[0])}; ${left}`);
    } else if (all.length > 1) {
      findings.add(
        'object-replaced',
        key,
        `it was put again at ${iso(all[0])}; version ${first?.versionId} is the first`,
      );
    }
  }
}

function iso(version: ListedVersion | undefined): string {
  return version?.modifiedAt.toISOString() ?? 'an unknown time';
}

/** An object that was ever locked stays so until its date: the bucket locks whatever is put into it. */
export function checkLock({ findings, now }: Verification, key: string, { lockedUntil }: ArchivedBytes): void {
  if (lockedUntil === undefined) {
    findings.add('object-unlocked', key, 'it has no lock, or you may not see it (s3:GetObjectRetention)');
  } else if (lockedUntil.getTime() <= now) {
    findings.add('object-unlocked', key, `its lock ended at ${lockedUntil.toISOString()}`);
  }
}

function checkSignature({ publicKeys, findings }: Verification, stored: StoredDigest): void {
  const { key, signing } = stored.digest;
  const { keyArn, publicKeySha256 } = signing;
  const publicKey = publicKeys.get(publicKeySha256);
  if (publicKey === undefined) {
    findings.add('digest-signature', key, `signed by another key: ${keyArn}, public key ${publicKeySha256}`);
  } else if (!isSignedBy(publicKey, stored)) {
    findings.add('digest-signature', key, 'the signature is not of this text');
  }
}

function checkLink({ findings }: Verification, { digest, sha256, signature }: StoredDigest, next: StoredDigest): void {
  const { previous, key, start } = next.digest;
  if (previous?.sha256 !== sha256 || previous.signature !== signature) {
    findings.add('chain-broken', key, `it was written after another digest than ${digest.key} is now`);
  }
  if (digest.end !== start) {
    findings.add('chain-broken', key, `it begins at ${start}, and the digest before ends at ${digest.end}`);
  }
}

/** A chain that lost its newest digests is as whole as before. That they are missing, only the time tells. */
function reportEnds(
  { findings, now, origin, days }: Verification,
  walked: readonly StoredDigest[],
  from: number,
): void {
  const newest = walked[0]?.digest;
  const oldest = walked.at(-1)?.digest;
  if (newest === undefined || oldest === undefined) {
    findings.add('digest-missing', digestFolder(origin), `there is no digest since ${days[0]}`);
    return;
  }
  if (Date.parse(newest.end) + DIGEST_PERIOD_MS + DUE_MS <= now) {
    findings.add('digest-missing', digestFolder(origin), `the newest digest ends at ${newest.end}`);
  }
  if (Date.parse(oldest.start) > from && oldest.previous !== undefined) {
    findings.add(
      'digest-missing',
      oldest.previous.key,
      `it is not there, or can't be read, and ${oldest.key} names it`,
    );
  }
}

/** The stream may hand over a record a day later, so that a digest of the next day names it. */
function lastPeriod({ days }: Verification): number {
  return Date.parse(days.at(-1) ?? '') + 2 * DAY_MS;
}

function summary(walked: readonly PutDigest[], until: number): Chain {
  const named = new Map<string, ChainedObject>();
  const oldestFirst = walked.toReversed();
  // What a digest names first, is what was archived.
  for (const { digest } of oldestFirst) {
    for (const object of digest.objects) if (!named.has(object.key)) named.set(object.key, object);
  }
  const oldest = walked.at(-1);
  const newest = walked[0];
  return {
    digests: walked.length,
    ...(oldest && { start: new Date(oldest.digest.start) }),
    ...(newest && { end: new Date(newest.digest.end) }),
    named,
    late: oldestFirst.filter(
      ({ digest: { start, end }, putAt }) => Date.parse(start) < until && putAt.getTime() > Date.parse(end) + DUE_MS,
    ),
  };
}
