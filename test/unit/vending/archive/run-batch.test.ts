import { describe, expect, it } from 'vitest';
import { runBatch } from '../../../../shared/vending/archive/run-batch.ts';
import { aCall } from '../../../support/builders.ts';
import { aBatch, ITEMS, sequenceNumber } from '../../../support/stream.ts';

function aRun(failing?: string) {
  const told: string[] = [];
  const step = (name: string) => ({
    name,
    run: async () => {
      told.push(name);
      if (name === failing) throw new Error('as the test wants it');
    },
  });
  const ports = {
    steps: [step('archive'), step('publish'), step('count')],
    reportFinding: ({ kind }: { kind: string }) => void told.push(kind),
    reportBatch: () => void told.push('done'),
    reportFailure: (name: string) => void told.push(`${name} failed`),
  };
  return { told, ports };
}

const BATCH = aBatch({ eventName: 'MODIFY', before: ITEMS.issued, after: ITEMS.refused }, { after: ITEMS.denied });

describe('a batch', () => {
  it('goes through every step, after what it shows was told', async () => {
    const { told, ports } = aRun();
    expect(await runBatch(ports, BATCH, aCall())).toBeUndefined();
    expect(told).toEqual(['changed', 'archive', 'publish', 'count', 'done']);
  });

  it.each([
    ['archive', ['archive', 'archive failed']],
    ['publish', ['archive', 'publish', 'publish failed']],
    ['count', ['archive', 'publish', 'count', 'count failed']],
  ])('comes again from its first record if the step %s fails, and nothing after it is done', async (failing, steps) => {
    const { told, ports } = aRun(failing);
    expect(await runBatch(ports, BATCH, aCall())).toBe(sequenceNumber(0));
    expect(told).toEqual(['changed', ...steps]);
  });
});
