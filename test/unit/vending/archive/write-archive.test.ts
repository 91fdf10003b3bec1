import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readArchiveKey } from '../../../../shared/domain/archive-object.ts';
import type { ArchivedLines } from '../../../../shared/vending/archive/ports.ts';
import { createArchiveStep, objectsOf } from '../../../../shared/vending/archive/write-archive.ts';
import { aCall } from '../../../support/builders.ts';
import { ocsfFaults } from '../../../support/ocsf.ts';
import { aBatch, type Change, EXPIRES, ITEMS, sequenceNumber } from '../../../support/stream.ts';

function linesOf({ lines }: ArchivedLines) {
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
function objectsBy(...changes: readonly Change[]) {
  return objectsOf(aBatch(...changes), '1.2.3').map((object) => ({ ...readArchiveKey(object.key), ...object }));
}
const AN_HOUR_LATER = { ...ITEMS.refused, time: { S: '2026-11-21T13:00:00.000Z' } };
const CHANGED = { ...ITEMS.issued, allowedBy: { S: 'administrator' } };

describe('the objects of a batch', () => {
  it('are one for all records of an hour, in order', () => {
    const [object, ...others] = objectsBy({ after: ITEMS.issued }, { after: ITEMS.change });
    expect(others).toEqual([]);
    expect(object).toMatchObject({
      stage: 'prod',
      account: '123456789012',
      region: 'eu-west-1',
      kind: 'records',
      day: '2026-11-21',
      hour: '12',
      first: sequenceNumber(0),
      last: sequenceNumber(1),
      count: 2,
    });
    expect(linesOf(object as ArchivedLines).map((line) => line.class_uid)).toEqual([3002, 3004]);
  });

  it('are two for records of two hours, so that no record lies in the folder of another hour', () => {
    const objects = objectsBy({ after: ITEMS.issued }, { after: AN_HOUR_LATER }, { after: ITEMS.denied });
    expect(objects.map(({ hour, count }) => [hour, count])).toEqual([
      ['12', 2],
      ['13', 1],
    ]);
  });

  it('end each line with a line feed, and are named by the hash of all of them', () => {
    const [object] = objectsBy({ after: ITEMS.issued });
    expect(object?.lines.endsWith('}\n')).toBe(true);
    expect(object?.sha256).toBe(
      createHash('sha256')
        .update(object?.lines ?? '')
        .digest('hex'),
    );
  });

  it('are the same for the same batch again, whatever release of the runtime compresses them', () => {
    const changes = [
      { after: ITEMS.issued },
      { after: AN_HOUR_LATER },
      { eventName: 'MODIFY', before: ITEMS.issued, after: CHANGED },
    ] as const;
    expect(objectsBy(...changes)).toEqual(objectsBy(...changes));
  });

  it('are none for records that have expired', () => {
    expect(objectsBy({ eventName: 'REMOVE', before: ITEMS.issued, at: EXPIRES })).toEqual([]);
  });

  it('keep what is no record as it came, in a folder of its own', () => {
    const [object, ...others] = objectsBy({
      after: { ...ITEMS.issued, outcome: { BOOL: true }, odd: { B: 'AAE=' as never } },
    });
    expect(others).toEqual([]);
    expect(object).toMatchObject({ kind: 'unreadable', day: '2026-11-21', hour: '12' });
    expect(linesOf(object as ArchivedLines)).toEqual([
      expect.objectContaining({ change: 'INSERT', after: expect.objectContaining({ outcome: true, odd: 'AAE=' }) }),
    ]);
  });

  it('tell of a changed record what it was, what it is, and that it is critical', () => {
    const [object] = objectsBy({ eventName: 'MODIFY', before: ITEMS.issued, after: CHANGED });
    expect(object).toMatchObject({ kind: 'findings' });
    const [line] = linesOf(object as ArchivedLines);
    expect(line).toMatchObject({
      class_uid: 2004,
      severity_id: 5,
      finding_info: { types: ['audit-record-changed'] },
      unmapped: { before: { allowedBy: 'grants[0]' }, after: { allowedBy: 'administrator' } },
    });
    expect(ocsfFaults(line)).toEqual([]);
  });
});

describe('the step', () => {
  it('ends only when every object is written', async () => {
    const written: string[] = [];
    const step = createArchiveStep(async ({ key }) => void written.push(key), '1.2.3');
    await step.run(aBatch({ after: ITEMS.issued }, { after: AN_HOUR_LATER }), aCall());
    expect(written).toHaveLength(2);
  });

  it('fails with the first object that is not, and writes all of them when it is done again', async () => {
    const written: string[] = [];
    let fails = true;
    const step = createArchiveStep(async ({ key }) => {
      if (fails && written.length === 1) throw new Error('SlowDown');
      written.push(key);
    }, '1.2.3');
    const batch = aBatch({ after: ITEMS.issued }, { after: AN_HOUR_LATER });
    await expect(step.run(batch, aCall())).rejects.toThrow('SlowDown');
    fails = false;
    await step.run(batch, aCall());
    expect(new Set(written)).toEqual(new Set(objectsOf(batch, '1.2.3').map(({ key }) => key)));
  });
});
