// Whatever an item under the key of a record holds: a record maps and comes back whole, and nothing stops the stream.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toAuditItem } from '../../../../shared/aws/dynamodb/audit-item.ts';
import { RECORDED_ACTIONS, RECORDED_OUTCOMES } from '../../../../shared/domain/audit-record.ts';
import { newRecords } from '../../../../shared/domain/stream-record.ts';
import { eventsOf } from '../../../../shared/vending/archive/publish.ts';
import { objectsOf } from '../../../../shared/vending/archive/write-archive.ts';
import { ocsfFaults } from '../../../support/ocsf.ts';
import { aBatch, type Change, ISSUED, ITEMS } from '../../../support/stream.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 });

const record = fc.record({
  requestId: fc.uuid(),
  time: fc.date({ min: new Date('2026-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }),
  caller: fc.record({ issuer: text, subject: text, kind: fc.constantFrom('workload', 'user') }),
  reason: text,
  sourceIp: text,
  userAgent: text,
});

it('a record becomes an event that OCSF knows, and its item comes back as it was', () => {
  fc.assert(
    fc.property(
      record,
      fc.constantFrom(...RECORDED_ACTIONS),
      fc.constantFrom(...RECORDED_OUTCOMES),
      (each, action, outcome) => {
        const item = {
          ...toAuditItem({ ...ISSUED, ...each } as never, 400),
          action: { S: action },
          outcome: { S: outcome },
        };
        const batch = aBatch({ after: item });
        const [object, ...others] = objectsOf(batch, '1.2.3');
        expect([others, object?.count]).toEqual([[], 1]);
        const event = JSON.parse(object?.lines ?? '');
        expect(ocsfFaults(event)).toEqual([]);
        expect(event.unmapped.item).toEqual(JSON.parse(JSON.stringify(newRecords(batch)[0]?.item)));
        expect(event.unmapped.item).toMatchObject({ requestId: each.requestId, reason: each.reason, action, outcome });
      },
    ),
  );
});

const attribute = fc.letrec<{ any: AttributeValue }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.record({ S: text }),
    fc.record({ N: fc.oneof(fc.integer().map(String), fc.constantFrom('1E+125', '0.1', '123456789012345678901')) }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true as const }),
    fc.record({ SS: fc.array(text) }),
    fc.record({ L: fc.array(tie('any'), { maxLength: 3 }) }),
    fc.record({ M: fc.dictionary(fc.oneof(text, fc.constant('__proto__')), tie('any'), { maxKeys: 3 }) }),
  ),
})).any;

it('any item is in some object, and none makes the function throw', () => {
  const names = fc.constantFrom(...Object.keys(ITEMS.issued), 'other');
  const eventName = fc.constantFrom<'INSERT' | 'MODIFY' | 'REMOVE'>('INSERT', 'MODIFY', 'REMOVE');
  fc.assert(
    fc.property(eventName, fc.dictionary(names, attribute, { maxKeys: 4 }), (name, odd) => {
      const { pk, sk } = ITEMS.issued;
      const item = { ...ITEMS.issued, ...odd, pk, sk } as Record<string, AttributeValue>;
      const change: Change = {
        eventName: name,
        ...(name === 'INSERT' ? { after: item } : { before: item, after: item }),
      };
      const batch = aBatch(change);
      const kept = objectsOf(batch, '1.2.3').map(({ count }) => count);
      const expiresAt = batch.records[0]?.before?.item.expiresAt;
      // Only a number is a time: of false and null, JavaScript would make 1970.
      const hasExpired =
        name === 'REMOVE' && typeof expiresAt === 'number' && expiresAt * 1000 <= Date.parse('2026-11-21T12:00:00Z');
      expect(kept).toEqual(hasExpired ? [] : [1]);
      expect(() => eventsOf(batch)).not.toThrow();
    }),
  );
});
