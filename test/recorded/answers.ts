// What the built functions and the built command answer to a fixed list of requests, a line each.
import { ADMINISTRATION, EXPLANATIONS, HISTORY, READS, SETS, STOPS } from './admin-requests.ts';
import { recordCommands } from './commands.ts';
import { DEFINITIONS } from './definitions.ts';
import * as issue from './issue-requests.ts';
import { recordRefreshes } from './refreshes.ts';
import { startWorld } from './world.ts';

const ASSUMED = {
  ...{ principalType: 'assumed-role', region: 'eu-west-1', systemScope: true, externalId: 'portunus-1' },
  ...{ roleArn: 'arn:aws:iam::123456789012:role/portunus/x', account: 'gone' },
  grants: [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }],
};

/** What administration would not have written. */
const UNREADABLE = { unreadable: { id: 'unreadable' }, 'of-no-account': { ...ASSUMED, id: 'of-no-account' } };

export async function* recordAnswers(): AsyncGenerator<string> {
  const world = await startWorld();
  try {
    const requests = [
      ...[...DEFINITIONS, ...READS, ...issue.FORMATS, ...issue.PARAMETERS, ...issue.PRINCIPAL_TYPES, ...issue.CALLERS],
      ...[...issue.BATCHES, ...ADMINISTRATION, ...SETS, ...EXPLANATIONS, ...STOPS],
    ];
    for (const request of requests) yield JSON.stringify(await world.ask(request));
    for (const [id, definition] of Object.entries(UNREADABLE)) await world.put(id, definition);
    for (const request of issue.FAULTS) yield JSON.stringify(await world.ask(request));
    yield* recordRefreshes(world);
    for (const request of HISTORY) yield JSON.stringify(await world.ask(request));
    yield* await recordCommands(world);
  } finally {
    await world.stop();
  }
}
