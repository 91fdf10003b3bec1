// Runs generated events against a world until they are through, the time is over or one answer is wrong.
import fc from 'fast-check';
import { secretsOf } from '../support/audit-records.ts';
import { faultOf } from './check-answer.ts';
import type { Known, LoginSession, Seen } from './check-written.ts';
import { type FuzzCase, fuzzCases } from './events.ts';
import { createUses } from './uses.ts';
import { startWorld, type World } from './world.ts';

export interface Campaign {
  readonly runs: number;
  readonly seconds: number;
  readonly seed: number;
}

export interface Outcome {
  /** How often each answer was given, by function, status and code. */
  readonly counts: ReadonlyMap<string, number>;
  readonly events: number;
  /** What was wrong, with the smallest events that show it. */
  readonly failure?: { readonly seed: number; readonly text: string };
}

/** A world holds all that was issued and recorded in it: after so many events there is a new one. */
const EVENTS_A_WORLD = 20_000;
const EVENTS_AT_ONCE = 16;
/** As many passwords as the cache of logins may hold, and what is under way. */
const REMEMBERED = 2_000;

export async function runCampaign({ runs, seconds, seed }: Campaign): Promise<Outcome> {
  const until = Date.now() + seconds * 1000;
  const counts = new Map<string, number>();
  let events = 0;
  for (let epoch = 0; events < runs && Date.now() < until; epoch += 1) {
    const world = await startWorld();
    try {
      const left = Math.min(EVENTS_A_WORLD, runs - events);
      const ran = await runEpoch(
        world,
        { runs: left, seconds: (until - Date.now()) / 1000, seed: seed + epoch },
        counts,
      );
      events += ran.events;
      if (ran.failure !== undefined) return { counts, events, failure: { seed: seed + epoch, text: ran.failure } };
    } finally {
      await world.stop();
    }
  }
  return { counts, events };
}

async function runEpoch(world: World, { runs, seconds, seed }: Campaign, counts: Map<string, number>) {
  const judge = createJudge(world);
  let events = 0;
  let failing = false;
  const batch = fc.array(fuzzCases(world.tokens), { minLength: 1, maxLength: EVENTS_AT_ONCE, size: 'max' });
  const property = fc.asyncProperty(batch, async (cases) => {
    // What is made smaller after a failure is run again, whatever was run before.
    if (events >= runs && !failing) return;
    events += cases.length;
    const seen = await Promise.all(cases.map((one) => see(world, one)));
    for (const [index, one] of seen.entries()) count(counts, cases[index]?.name ?? '', one);
    failing = true;
    judge(seen);
    failing = false;
  });
  const parameters = { seed, numRuns: runs, interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false };
  const details = await fc.check(property, parameters);
  const { failed, errorInstance } = details;
  const fault = errorInstance instanceof Error ? errorInstance.message : errorInstance;
  return { events, failure: failed ? `${fc.defaultReportMessage(details)}\n${fault}` : undefined };
}

async function see(world: World, { name, event }: FuzzCase): Promise<Seen> {
  return {
    ...(await world.invoke(name, event)),
    event,
  };
}

function count(counts: Map<string, number>, name: string, { answer }: Seen): void {
  const { statusCode, body } = Object(answer);
  const code =
    statusCode === 200 ? 'ok' : (/(?:"[cC]ode":"|\()(\w+)(?:"|, request )/.exec(String(body))?.[1] ?? 'none');
  const key = `${name} ${statusCode} ${code}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Whose session each password of ECR is of. */
function passwords(logins: readonly (readonly { readonly password: string }[])[], callers: readonly LoginSession[]) {
  return logins.flatMap((login, index) =>
    login.map(({ password }) => [password, callers[index] ?? { role: '', policy: undefined }] as const),
  );
}

/** Whose session each token of CodeArtifact is of. */
function packageTokens({ calls, issued }: World['aws']['standIn'], policies: ReadonlyMap<string, string | undefined>) {
  const name = 'codeartifact:GetAuthorizationToken';
  const asked = calls.filter(({ action, outcome }) => action === name && outcome === 'ok');
  const tokens = issued.flatMap((one) => (one.action === name ? [one.authorizationToken] : []));
  return tokens.map((token, index): readonly [string, LoginSession] => {
    const { callerArn = '', accessKeyId = '' } = asked[index] ?? {};
    return [token, { role: callerArn.split('/')[1] ?? '', policy: policies.get(accessKeyId) }];
  });
}

/** Throws for the first answer, or log of a batch, that is wrong. Forgets what it need not remember. */
function createJudge(world: World) {
  const { standIn } = world.aws;
  const tokens = new Map(world.tokens.map((token) => [token.text, token]));
  const signatures = world.tokens.map(({ text }) => text.split('.')[2] ?? '').filter((text) => text.length > 40);
  const usesFault = createUses(tokens);
  const roles = new Map<string, LoginSession>();
  /** By access key. */
  const policies = new Map<string, string | undefined>();
  const remember = (): readonly string[] => {
    const good = (name: string) => standIn.calls.filter(({ action, outcome }) => action === name && outcome === 'ok');
    const sessions = standIn.issued.flatMap((one) => (one.action === 'AssumeRole' ? [one.accessKeyId] : []));
    for (const [index, { parameters }] of good('AssumeRole').entries()) {
      policies.set(sessions[index] ?? '', parameters.policy);
    }
    const callers = good('GetAuthorizationToken').map(({ callerArn = '', accessKeyId = '' }) => ({
      role: callerArn.split('/')[1] ?? '',
      policy: policies.get(accessKeyId),
    }));
    const logins = standIn.issued.flatMap((one) =>
      one.action === 'GetAuthorizationToken' ? [one.authorizations] : [],
    );
    for (const [password, session] of passwords(logins, callers)) roles.set(password, session);
    for (const [token, session] of packageTokens(standIn, policies)) roles.set(token, session);
    const secrets = secretsOf({ standIn });
    for (const password of roles.keys()) {
      if (roles.size <= REMEMBERED * 4) break;
      roles.delete(password);
    }
    policies.clear();
    standIn.calls.length = 0;
    standIn.issued.length = 0;
    return secrets;
  };

  return (batch: readonly Seen[]): void => {
    const issued = remember();
    const known: Known = { tokens, sessionOf: (password) => roles.get(password), canaries: world.canaries, issued };
    for (const one of batch) {
      const fault = faultOf(one, known) ?? usesFault(one);
      if (fault !== undefined) throw new Error(`${fault}\nanswer: ${JSON.stringify(one.answer)}`);
    }
    const log = world.takeLog();
    if (log.split('\n').some((line) => line !== '' && !line.startsWith('{"level":"'))) throw new Error('A FORGED LINE');
    const secrets = [...world.canaries, ...issued, ...signatures];
    if (secrets.some((secret) => log.includes(secret))) throw new Error(`A SECRET IN THE LOG\n${log}`);
  };
}
