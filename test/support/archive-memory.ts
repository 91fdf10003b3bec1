// An archive and its table in memory: what the archive function writes, and what an intruder may do to it.
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { readLines } from '../../shared/aws/archive/lines.ts';
import { archiveKey } from '../../shared/domain/archive-object.ts';
import type { Call } from '../../shared/domain/call.ts';
import type {
  ArchivedBytes,
  DigestPorts,
  DigestSigner,
  WrittenDigest,
} from '../../shared/vending/archive/digest-ports.ts';
import { sha256Hex } from '../../shared/vending/archive/stored-digest.ts';
import type { TableItem, VerifyPorts } from '../../shared/vending/archive/verify/ports.ts';
import { verifyAudit } from '../../shared/vending/archive/verify/verify-audit.ts';
import { writeDigests } from '../../shared/vending/archive/write-digests.ts';

export const ORIGIN = { stage: 'dev', account: '111122223333', region: 'eu-west-1' };
const LOCKED_UNTIL = new Date('2028-01-01T00:00:00Z');

export interface StoredVersion {
  readonly versionId: string;
  bytes: Buffer | undefined;
  modifiedAt: Date;
  lockedUntil: Date | undefined;
}

export interface MemoryArchive {
  /** The versions of each key, newest first. One without bytes is a delete marker. */
  readonly objects: Map<string, StoredVersion[]>;
  readonly table: TableItem[];
  readonly written: WrittenDigest[];
  readonly publicKeys: Map<string, KeyObject>;
  readonly put: (key: string, bytes: Buffer | undefined, at: Date) => void;
  readonly ports: DigestPorts & VerifyPorts;
}

export function createMemoryArchive(privateKey = newKey()): MemoryArchive {
  const objects = new Map<string, StoredVersion[]>();
  const table: TableItem[] = [];
  const written: WrittenDigest[] = [];
  let versions = 0;
  const put: MemoryArchive['put'] = (key, bytes, modifiedAt) => {
    versions += 1;
    const version = { versionId: `v${versions}`, bytes, modifiedAt, lockedUntil: LOCKED_UNTIL };
    objects.set(key, [version, ...(objects.get(key) ?? [])]);
  };
  const ports: MemoryArchive['ports'] = {
    listVersions: async function* (prefix, _call, after = '') {
      for (const key of [...objects.keys()].filter((one) => one.startsWith(prefix) && one > after).toSorted()) {
        for (const { versionId, modifiedAt, bytes } of objects.get(key) ?? []) {
          yield { key, versionId, modifiedAt, isDeleteMarker: bytes === undefined };
        }
      }
    },
    readVersion: async (key, versionId) => {
      const found = objects.get(key)?.find((one) => one.versionId === versionId);
      if (found?.bytes === undefined) return undefined;
      return asRead(found.bytes, key, found.lockedUntil);
    },
    putText: async (key, text, call) => {
      if (objects.get(key)?.[0]?.bytes !== undefined) return false;
      put(key, Buffer.from(text), call.now());
      return true;
    },
    signer: signerOf(privateKey),
    reportDigest: (digest) => void written.push(digest),
    readAuditDay: async function* (day) {
      for (const item of table.toSorted((left, right) => (left.sk < right.sk ? -1 : 1))) {
        if (item.pk.startsWith(`audit#${day}#`)) yield item;
      }
    },
  };
  return { objects, table, written, publicKeys: publicKeysOf(privateKey), put, ports };
}

/** What a read of the bucket gives. */
export async function asRead(bytes: Buffer, key: string, lockedUntil: Date | undefined): Promise<ArchivedBytes> {
  const lines = key.endsWith('.gz') ? await readLines(bytes) : undefined;
  return { bytes, ...(lines && { lines }), ...(lockedUntil && { lockedUntil }) };
}

export function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

/** Signs as KMS does, by Node.js. */
export function signerOf(privateKey: KeyObject): DigestSigner {
  const publicKey = createPublicKey(privateKey);
  const key = {
    keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    publicKeyPem: String(publicKey.export({ format: 'pem', type: 'spki' })),
    publicKeySha256: sha256Hex(publicKey.export({ format: 'der', type: 'spki' })),
  };
  return {
    readKey: async () => key,
    sign: async (text) => sign('sha256', Buffer.from(text), privateKey).toString('base64'),
  };
}

export function publicKeysOf(privateKey: KeyObject): Map<string, KeyObject> {
  const publicKey = createPublicKey(privateKey);
  return new Map([[sha256Hex(publicKey.export({ format: 'der', type: 'spki' })), publicKey]]);
}

export function callAt(time: string): Call {
  return { requestId: 'digest-run', signal: AbortSignal.timeout(300_000), now: () => new Date(time) };
}

/** A record as the table has it. */
export function recordAt(time: string, requestId: string): TableItem {
  const pk = `audit#${time.slice(0, 10)}#${requestId.length % 8}`;
  const sk = `${time}#${requestId}`;
  const item = {
    ...{ pk, sk, time, requestId, schema: 1, expiresAt: 1_830_000_000 },
    ...{ action: 'ecr-login', outcome: 'issued', caller: { issuer: 'github', subject: 'repo:acme/shop' } },
  };
  return { pk, sk, item, isRecord: true };
}

/** Archives records as one batch of the stream, and gives the key. */
export function archive(
  { put }: Pick<MemoryArchive, 'put'>,
  records: readonly TableItem[],
  at: string,
  kind: 'records' | 'findings' | 'unreadable' = 'records',
): string {
  const events = records.map(({ item }) => ({ class_uid: 3002, unmapped: { stage: 'dev', item } }));
  return archiveLines({ put }, events, at, kind, records[0]?.sk ?? at);
}

export function archiveLines(
  { put }: Pick<MemoryArchive, 'put'>,
  events: readonly object[],
  at: string,
  kind: 'records' | 'findings' | 'unreadable',
  time = at,
): string {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const sequence = String(Date.parse(at));
  const key = archiveKey({
    ...ORIGIN,
    kind,
    day: time.slice(0, 10),
    hour: time.slice(11, 13),
    first: sequence,
    last: sequence,
    sha256: sha256Hex(lines),
  });
  put(key, gzipSync(lines), new Date(at));
  return key;
}

export const DAY = '2026-11-27';

/** Three hours of a night: a record every ten minutes, archived half a minute later, and the digests of the time. */
export async function createNight(privateKey = newKey()): Promise<MemoryArchive> {
  const night = createMemoryArchive(privateKey);
  for (let minute = 0; minute < 180; minute += 5) {
    const time = new Date(Date.parse(`${DAY}T00:00:00Z`) + minute * 60_000);
    if (minute % 10 === 0) {
      const record = recordAt(time.toISOString(), `request-${minute}`);
      night.table.push(record);
      archive(night, [record], new Date(time.getTime() + 30_000).toISOString());
    }
    await writeDigests(night.ports, ORIGIN, callAt(new Date(time.getTime() + 150_000).toISOString()));
  }
  return night;
}

export function verifyNight(night: MemoryArchive, { now = `${DAY}T03:00:00Z`, publicKeys = night.publicKeys } = {}) {
  return verifyAudit(night.ports, { origin: ORIGIN, days: [DAY], publicKeys }, callAt(now));
}
