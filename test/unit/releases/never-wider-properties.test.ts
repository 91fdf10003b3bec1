// Whoever reads what another release wrote decides as that release does, or refuses. Nobody gets more.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toItem } from '../../../shared/aws/dynamodb/definition-item.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../../shared/domain/issue-request.ts';
import { MIN_READERS, minReaderOf } from '../../../shared/domain/min-reader.ts';
import { READER } from '../../../shared/domain/reader.ts';
import type { Decided, Item } from '../../releases/release.ts';
import type { Release } from '../../releases/written.ts';
import { callers, writtenConnectors, writtenIssuers } from '../../support/random-definitions.ts';
import { codeOf, READERS, THIS } from '../../support/releases.ts';

// Most connectors serve ECR.
const login = fc.constant<IssueAction>('ecr-login');
const actions = fc.oneof(login, login, login, fc.constantFrom(...(Object.keys(ISSUE_ACTIONS) as IssueAction[])));
const seldom = fc.constantFrom(true, false, false, false);
const cases = fc.record({ connector: writtenConnectors, caller: callers, action: actions });
const RUNS = { numRuns: 300 };
const WRITE = { replaces: undefined, changedBy: 'corp:ada', changedAt: new Date('2026-11-20T12:00:00.000Z') };

function items({ write }: Release, kind: 'connector' | 'issuer', definition: object) {
  return write.definition({ kind, id: kind === 'issuer' ? 'ci' : 'team-a-pull', definition, ...WRITE });
}

function isRefusal({ allowed, by }: Decided): boolean {
  return !allowed && by === 'connector_invalid';
}

describe.each(READERS)('%s', (name) => {
  it.each(['reads this release', 'is read by this release'])('%s: the same decision, or a refusal', async (which) => {
    const last = await codeOf(name);
    const [reader, writer] = which === 'reads this release' ? [last, THIS] : [THIS, last];
    const seen = { allowed: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(cases, async ({ connector, caller, action }) => {
        const written = await items(writer, 'connector', connector);
        const [one, other] = [
          await reader.decide(written, 'team-a-pull', caller, action),
          await writer.decide(written, 'team-a-pull', caller, action),
        ];
        seen[one.allowed ? 'allowed' : 'refused'] += 1;
        // What a release can not read, it did not write either.
        if (!isRefusal(one) && !isRefusal(other)) expect(one).toEqual(other);
      }),
      RUNS,
    );
    // It must not be about refusals alone.
    expect(Object.values(seen)).not.toContain(0);
  });

  it('reads an issuer of this release alike, or refuses it', async () => {
    const last = await codeOf(name);
    await fc.assert(
      fc.asyncProperty(writtenIssuers, async (issuer) => {
        const written = await items(THIS, 'issuer', issuer);
        const there = await last.read.issuer(written, 'https://ci.example');
        if (!('refused' in there)) expect(there).toEqual(await THIS.read.issuer(written, 'https://ci.example'));
      }),
    );
  });
});

/** A next release: one field that only describes, one that keeps everybody out on Sundays, and it is Sunday. */
const ROWS = { ...MIN_READERS, connector: { ...MIN_READERS.connector, labels: 2, closedOnSundays: READER + 1 } };

interface OfNext {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly attributes: Item;
  /** Whether the grants have a member that this release does not know, and that lets nobody in today. */
  readonly isLimited: boolean;
}

const ofNext: fc.Arbitrary<OfNext> = fc
  .record({
    connector: writtenConnectors,
    describes: fc.boolean(),
    closes: seldom,
    attributes: fc.record(
      { writtenBy: fc.constant({ S: 'console' }), schema: fc.constant({ N: '2' }) },
      { requiredKeys: [] },
    ),
    limits: seldom,
  })
  .map(({ connector, describes, closes, attributes, limits }) => {
    const given = (connector.grants ?? []) as readonly object[];
    const isLimited = limits && given.length > 0;
    const grants = isLimited ? { grants: given.map((grant) => ({ ...grant, until: '2026-01-01' })) } : {};
    const fields = { ...(describes && { labels: ['a'] }), ...(closes && { closedOnSundays: true }) };
    return { definition: { ...connector, ...fields, ...grants }, attributes, isLimited };
  });

function nextItem({ definition, attributes }: OfNext): Item {
  const minReader = Math.max(
    minReaderOf('connector', definition, ROWS),
    // The rule for attributes and forms: readers that may ignore them are named too.
    Object.keys(attributes).length > 0 ? 2 : 1,
  );
  const written = { version: 1, definition, definedBy: 'corp:ada', minReader };
  return { ...toItem('connector', 'team-a-pull', written), ...attributes };
}

describe('the next release, read by this one', () => {
  it('never lets in whom the next release keeps out', async () => {
    const seen = { allowed: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(ofNext, callers, actions, async (next, caller, action) => {
        const here = await THIS.decide([nextItem(next)], 'team-a-pull', caller, action);
        seen[here.allowed ? 'allowed' : 'refused'] += 1;
        if (!here.allowed) return;
        const { labels: _labels, closedOnSundays, ...known } = next.definition;
        expect([closedOnSundays, next.isLimited]).toEqual([undefined, false]);
        const there = await THIS.decide(await items(THIS, 'connector', known), 'team-a-pull', caller, action);
        expect(here).toEqual(there);
      }),
      RUNS,
    );
    expect(Object.values(seen)).not.toContain(0);
  });
});
