import { ARCHIVE_KINDS, archiveFolder, readArchiveKey } from '../../../domain/archive-object.ts';
import { isJsonObject } from '../../../domain/strict-json.ts';
import { mapLimited } from '../../map-limited.ts';
import { collect, originals } from '../archived-objects.ts';
import type { ListedVersion } from '../digest-ports.ts';
import { sha256Hex } from '../stored-digest.ts';
import { OVERLAP_MS } from '../write-digests.ts';
import { type Chain, checkLock, reportReplaced } from './chain.ts';
import type { Verification } from './ports.ts';
import { type ArchivedRecords, nameOf } from './records.ts';

const READS_AT_ONCE = 8;
/** The stream hands a record over within a day, or never. */
const LATEST_MS = 26 * 3_600_000;
const CLOCKS_DIFFER_MS = 10 * 60_000;

export interface CheckedObjects {
  objects: number;
  /** Objects that the next digest is to name. */
  notYetChained: number;
}

/** Holds the objects of a day against the chain, and takes note of the records in them. */
export async function checkDay(
  verification: Verification,
  chain: Chain,
  day: string,
  records: ArchivedRecords,
  counts: CheckedObjects,
): Promise<void> {
  const { ports, origin, findings, call } = verification;
  for (const kind of ARCHIVE_KINDS.filter((one) => one !== 'digests')) {
    const folder = archiveFolder(origin, kind, day);
    const versions = await collect(ports.listVersions(folder, call));
    reportReplaced(verification, versions);
    const found = originals(versions);
    const keys = new Set(found.map(({ key }) => key));
    for (const { key } of chain.named.values()) {
      if (key.startsWith(folder) && !keys.has(key)) findings.add('object-missing', key, 'a digest names it');
    }
    await mapLimited(found, READS_AT_ONCE, async (version) => {
      counts.objects += 1;
      if (isPending(chain, version)) counts.notYetChained += 1;
      const lines = await checkObject(verification, chain, version);
      for (const line of lines ?? []) takeLine(verification, version, kind, line, records);
    });
  }
}

/** The next digest names it. What that one does not name either, is found then. */
function isPending({ named, end }: Chain, { key, modifiedAt }: ListedVersion): boolean {
  return !named.has(key) && end !== undefined && modifiedAt.getTime() >= end.getTime() - OVERLAP_MS;
}

async function checkObject(
  verification: Verification,
  chain: Chain,
  version: ListedVersion,
): Promise<readonly string[] | undefined> {
  const { ports, findings, call } = verification;
  const { key, versionId } = version;
  const chained = chain.named.get(key);
  if (chained === undefined && !isPending(chain, version)) findings.add('object-added', key, 'no digest names it');
  if (chained !== undefined && chained.versionId !== versionId) {
    findings.add('object-changed', key, `the digest names version ${chained.versionId}, and the first is ${versionId}`);
    return undefined;
  }
  const stored = await ports.readVersion(key, versionId, call);
  if (stored === undefined) {
    findings.add('object-missing', key, `version ${versionId} is gone`);
    return undefined;
  }
  checkLock(verification, key, stored);
  const { bytes, lines } = stored;
  if (chained !== undefined && sha256Hex(bytes) !== chained.sha256) {
    findings.add('object-changed', key, 'it has another SHA-256 than the digest names');
    return undefined;
  }
  const says = readArchiveKey(key);
  if (lines !== undefined && says?.sha256 === sha256Hex(`${lines.join('\n')}\n`)) return lines;
  findings.add('object-changed', key, 'it does not hold the lines that its key names');
  return undefined;
}

function takeLine(
  { findings }: Verification,
  { key, modifiedAt }: ListedVersion,
  kind: string,
  line: string,
  records: ArchivedRecords,
): void {
  const event = parseObject(line);
  if (kind !== 'records') {
    const what = kind === 'findings' ? 'tampering' : 'record-unreadable';
    findings.add(what, key, describe(event));
    return;
  }
  const { item } = isJsonObject(event?.unmapped) ? event.unmapped : {};
  if (!isJsonObject(item)) {
    findings.add('object-changed', key, 'a line of it holds no record');
    return;
  }
  const after = modifiedAt.getTime() - Date.parse(String(item.time));
  if (!(after <= LATEST_MS && after >= -CLOCKS_DIFFER_MS)) {
    findings.add(
      'record-misdated',
      nameOf(item),
      `its time is ${item.time}, and it was archived at ${modifiedAt.toISOString()}`,
    );
  }
  records.take(item, key);
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The archive's own words for what it saw: which item, and what was done to it. */
function describe(event: Readonly<Record<string, unknown>> | undefined): string {
  const [resource] = Array.isArray(event?.resources) ? event.resources : [];
  const subject = isJsonObject(resource) ? resource.uid : `${event?.pk} ${event?.sk}`;
  return `${event?.message ?? event?.reason ?? 'an item that is no record'}: ${subject}`.slice(0, 500);
}
