import { describe, expect, it } from 'vitest';
import { applyAll, type Outcome, type Progress } from '../../../../console/screens/apply/apply-all.ts';
import { definitionsIn } from '../../../../console/screens/apply/definitions-in.ts';

type Part = Pick<Outcome, 'applied' | 'remaining'> & { readonly waiting?: number };

/** A service that answers so, each time with another ETag. */
async function applied(...parts: readonly Part[]) {
  const asked: (string | undefined)[] = [];
  const told: Progress[] = [];
  const end = await applyAll(
    '"0"',
    async (etag) => {
      const { waiting = 0, ...counts } = parts[asked.length] as Part;
      asked.push(etag);
      const approvals = Array.from({ length: waiting }, () => ({})) as NonNullable<Outcome['approvals']>;
      return { outcome: { dryRun: false, changes: [], warnings: [], ...counts, approvals }, etag: `"${asked.length}"` };
    },
    (progress) => told.push(progress),
  );
  return { asked, told: told.map(({ applied: count }) => count), end };
}

describe('applying a plan', () => {
  it('writes the plan that was seen, in one request if that is enough', async () => {
    const { asked, end } = await applied({ applied: 2, remaining: 0 });
    expect([asked, end]).toEqual([['"0"'], { applied: 2, remaining: 0, waiting: 0 }]);
  });

  it('asks again for what remains, by its own ETag, and tells how far it is', async () => {
    const { asked, told, end } = await applied({ applied: 500, remaining: 300 }, { applied: 300, remaining: 0 });
    expect(asked).toEqual(['"0"', '"1"']);
    expect(told).toEqual([500, 800]);
    expect(end).toEqual({ applied: 800, remaining: 0, waiting: 0 });
  });

  it('writes nothing of a plan that has no ETag, because another plan would be written as well', async () => {
    const send = () => expect.unreachable('a change was sent without a precondition');
    await expect(applyAll(undefined, send, () => undefined)).rejects.toThrow('Plan again.');
  });

  it('ends where a second administrator has to decide', async () => {
    const { asked, end } = await applied({ applied: 1, remaining: 2, waiting: 1 });
    expect([asked.length, end]).toEqual([1, { applied: 1, remaining: 2, waiting: 1 }]);
  });

  it('does not ask for ever where nothing comes of it', async () => {
    const { asked, end } = await applied({ applied: 0, remaining: 2 });
    expect([asked.length, end.remaining]).toEqual([1, 2]);
  });
});

it('a file’s values for anchors are no definitions', () => {
  expect(definitionsIn({ 'x-common': { region: 'eu-west-1' }, accounts: [], connectorz: [] })).toEqual({
    accounts: [],
    connectorz: [],
  });
});
