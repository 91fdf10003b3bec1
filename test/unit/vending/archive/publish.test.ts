import { describe, expect, it } from 'vitest';
import { createPublishStep, eventsOf } from '../../../../shared/vending/archive/publish.ts';
import { aCall, NOW } from '../../../support/builders.ts';
import { aBatch, ITEMS, sequenceNumber } from '../../../support/stream.ts';

describe('the events of a batch', () => {
  it.each([
    ['issued', 'Credentials Issued'],
    ['refused', 'Request Refused'],
    ['denied', 'Request Refused'],
    ['change', 'Definition Change'],
  ] as const)('tell what was %s, with the record', (name, detailType) => {
    const [event, ...others] = eventsOf(aBatch({ after: ITEMS[name] }));
    expect(others).toEqual([]);
    expect(event).toMatchObject({ detailType, time: NOW });
    expect(JSON.parse(event?.detail ?? '')).toMatchObject({
      version: '1',
      id: ITEMS[name].sk?.S,
      stage: 'prod',
      record: { outcome: ITEMS[name].outcome?.S, requestId: ITEMS[name].requestId?.S },
    });
  });

  it('are none for what is neither', () => {
    const done = { ...ITEMS.denied, action: { S: 'job-run' }, outcome: { S: 'done' } };
    expect(eventsOf(aBatch({ after: done }))).toEqual([]);
  });

  it('tell of a record that was changed, without what it holds', () => {
    const [event] = eventsOf(aBatch({ eventName: 'MODIFY', before: ITEMS.issued, after: ITEMS.issued }));
    expect(event?.detailType).toBe('Audit Finding');
    expect(JSON.parse(event?.detail ?? '')).toEqual({
      version: '1',
      id: `${sequenceNumber(0)}#${ITEMS.issued.sk?.S}`,
      stage: 'prod',
      finding: { kind: 'changed', pk: ITEMS.issued.pk?.S, sk: ITEMS.issued.sk?.S, change: 'MODIFY' },
    });
  });

  it('leave a record out that EventBridge would not take', () => {
    const long = { ...ITEMS.refused, reason: { S: 'x'.repeat(16_000) } };
    expect(JSON.parse(eventsOf(aBatch({ after: long }))[0]?.detail ?? '')).toEqual({
      version: '1',
      id: ITEMS.refused.sk?.S,
      stage: 'prod',
      tooLarge: true,
    });
  });
});

describe('the step', () => {
  it('asks nothing of EventBridge for a batch without events', async () => {
    const step = createPublishStep(() => Promise.reject(new Error('called')));
    await step.run(aBatch({ after: { pk: { S: 'refresh#nightly' }, sk: { S: 'state' } } }), aCall());
  });
});
