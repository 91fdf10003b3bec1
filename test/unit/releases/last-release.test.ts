// An upgrade: this release reads what earlier ones wrote. A rollback: the last one reads what this one writes.
import { describe, expect, it } from 'vitest';
import type { RefreshState } from '../../../shared/domain/refresh-state.ts';
import type { Item } from '../../releases/release.ts';
import { decideAll, type Release, readAll, writeAll } from '../../releases/written.ts';
import { aWorkload, aWrittenConnector, NOW } from '../../support/builders.ts';
import { codeOf, READERS, RELEASES, recordOf, THIS } from '../../support/releases.ts';

it('at least one release is recorded, and the code of one', () => {
  expect([RELEASES.length > 0, READERS.length > 0]).toEqual([true, true]);
});

describe.each(RELEASES)('what %s wrote', (name) => {
  const { written, reads, decisions } = recordOf(name);

  it('is read as that release read it', async () => {
    const now = await readAll(THIS, written);
    // A field may have got a default since, so there may be more now.
    expect(now).toMatchObject(reads);
    // And there are samples now that the release did not write.
    expect(Object.keys(now)).toEqual(expect.arrayContaining(Object.keys(reads)));
  });

  it('is decided as that release decided it', async () => {
    // There may be more now: an action that the release did not know.
    expect(await decideAll(THIS, written)).toMatchObject(decisions);
  });
});

function isMarked({ minReader }: Item): boolean {
  return minReader !== undefined;
}

describe.each(READERS)('what this release writes, after a rollback to %s', (name) => {
  it('is read as it is read here, or refused where it says so', async () => {
    const [release, written] = [await codeOf(name), await writeAll(THIS)];
    const [here, there] = [await readAll(THIS, written), await readAll(release, written)];
    const refused = Object.entries(there).filter(
      ([what, read]) => 'refused' in read && !('refused' in (here[what] ?? {})),
    );
    const ofMarked = written.items.filter(isMarked).map(({ id }) => id?.S);
    expect(refused.filter(([what]) => !ofMarked.includes(what.split(' ').at(-1)))).toEqual([]);
    const read = Object.entries(there).filter(([what]) => !refused.some(([other]) => other === what));
    expect(here).toMatchObject(Object.fromEntries(read));
  });

  it('is decided as it is decided here, or refused', async () => {
    const [release, written] = [await codeOf(name), await writeAll(THIS)];
    const [here, there] = [await decideAll(THIS, written), await decideAll(release, written)];
    const other = Object.entries(there).filter(([what, by]) => by !== here[what] && by !== 'connector_invalid');
    expect(other).toEqual([]);
    expect(Object.values(there).filter((by) => by.startsWith('grants['))).not.toEqual([]);
  });
});

describe.each(READERS)('a grant that narrows, after a rollback to %s', (name) => {
  it.each([
    { access: 'pull' },
    { repositories: ['team-a/*'] },
    { regions: ['eu-west-1'] },
    { registries: ['123456789012'] },
    { maxDurationSeconds: 900 },
  ])('refuses its connector to everybody, and gives nobody all of it: %j', async (narrowing) => {
    const release = await codeOf(name);
    const definition = aWrittenConnector({
      grants: [{ issuer: 'ci', claims: { repository_id: ['1296269'] }, ...narrowing }],
    });
    const changed = { replaces: undefined, changedBy: 'corp:ada', changedAt: NOW };
    const items = await THIS.write.definition({ kind: 'connector', id: 'team-a-pull', definition, ...changed });
    const asked = [items, 'team-a-pull', aWorkload(), 'ecr-login'] as const;
    expect(await THIS.decide(...asked)).toMatchObject({ allowed: true, by: 'grants[0]' });
    const there = await release.decide(...asked);
    // A later release knows the field, and decides as this one does.
    if (name === '2ba65ef') expect(there).toEqual({ allowed: false, by: 'connector_invalid' });
    else expect(there).toMatchObject({ allowed: true, by: 'grants[0]' });
  });
});

describe('a deployment in its middle', () => {
  it.each(READERS)('sends messages of %s to this release, and the reverse', async (name) => {
    const release = await codeOf(name);
    const message = { job: 'nightly', window: '2026-11-21T12:30:00.000Z' };
    expect(await THIS.read.message(await release.write.message(message))).toEqual({ value: message });
    expect(await release.read.message(await THIS.write.message(message))).toEqual({ value: message });
  });

  it.each(READERS)('lets %s and this release take turns with the state of a job', async (name) => {
    const release = await codeOf(name);
    const { items } = recordOf(name).written;
    const first = await stateOf(THIS, items);
    let state = first;
    for (const turn of [THIS, release, THIS, release]) state = await stateOf(turn, await turn.write.state(state));
    expect(state).toEqual(first);
  });
});

async function stateOf({ read }: Release, items: readonly Item[]): Promise<RefreshState> {
  const found = await read.state(items, 'nightly');
  if (!('value' in found) || found.value === undefined) throw new Error(`not read: ${JSON.stringify(found)}`);
  return found.value;
}
