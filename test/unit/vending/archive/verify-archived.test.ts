// What the archive function writes, and what is in the table, are the same for a verification.

import { gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, it } from 'vitest';
import { plainItem } from '../../../../shared/aws/dynamodb/plain-item.ts';
import { verifyAudit } from '../../../../shared/vending/archive/verify/verify-audit.ts';
import { objectsOf } from '../../../../shared/vending/archive/write-archive.ts';
import { writeDigests } from '../../../../shared/vending/archive/write-digests.ts';
import { callAt, createMemoryArchive, type MemoryArchive } from '../../../support/archive-memory.ts';
import { aBatch, type Change, ITEMS } from '../../../support/stream.ts';

const ORIGIN = { stage: 'prod', account: '123456789012', region: 'eu-west-1' };
const DAY = '2026-11-21';

let archive: MemoryArchive;

/** Does what the archive function does with a batch, half a minute after the records' time. */
function take(...changes: readonly Change[]): void {
  for (const { key, lines } of objectsOf(aBatch(...changes), '1.2.3')) {
    archive.put(key, gzipSync(lines), new Date(`${DAY}T12:00:30Z`));
  }
}

function store(item: Record<string, AttributeValue>): void {
  archive.table.push({ pk: item.pk?.S ?? '', sk: item.sk?.S ?? '', item: plainItem(item), isRecord: true });
}

async function findings(): Promise<readonly string[]> {
  // The chain begins with the day, and ends after the objects.
  for (let minute = 2; minute <= 14 * 60; minute += 15) {
    const time = new Date(Date.parse(DAY) + minute * 60_000).toISOString();
    await writeDigests(archive.ports, ORIGIN, callAt(time));
  }
  const request = { origin: ORIGIN, days: [DAY], publicKeys: archive.publicKeys };
  const report = await verifyAudit(archive.ports, request, callAt(`${DAY}T14:00:00Z`));
  return report.findings.map(({ kind, detail }) => `${kind}: ${detail}`);
}

beforeEach(() => {
  archive = createMemoryArchive();
});

it('every kind of record is the same in both', async () => {
  const items = Object.values(ITEMS);
  for (const item of items) store(item);
  take(...items.map((after) => ({ after })));
  expect(await findings()).toEqual([]);
});

it('a batch that came twice, cut in another way, is the same', async () => {
  const items = Object.values(ITEMS);
  for (const item of items) store(item);
  take(...items.map((after) => ({ after })));
  take(...items.slice(1).map((after) => ({ after })));
  expect(await findings()).toEqual([]);
});

it('a record that the stream showed to be changed is found twice: as it happened, and as it is', async () => {
  const changed = { ...ITEMS.issued, allowedBy: { S: 'administrator' } };
  store(changed);
  take({ after: ITEMS.issued });
  take({ eventName: 'MODIFY', before: ITEMS.issued, after: changed });
  expect(await findings()).toEqual([
    `tampering: An audit record was changed: ${ITEMS.issued.pk?.S} ${ITEMS.issued.sk?.S}`,
    'record-changed: the table has it otherwise than the archive',
  ]);
});

it('a record that was removed before its time is found twice', async () => {
  take({ after: ITEMS.issued });
  take({ eventName: 'REMOVE', before: ITEMS.issued });
  expect(await findings()).toEqual([
    `tampering: An audit record was removed before its time: ${ITEMS.issued.pk?.S} ${ITEMS.issued.sk?.S}`,
    'record-missing: it is in the archive, and not in the table',
  ]);
});
