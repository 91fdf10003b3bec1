import { setTimeout } from 'node:timers/promises';
import { partitionOfRegion } from '../../shared/domain/aws.ts';
import { CommandError } from '../command.ts';
import type { ApiClient } from '../http/client.ts';
import { type Answer, createSend } from './answer.ts';
import type { Deployment, SmokeAws } from './aws.ts';
import { createCleanup, type Left } from './cleanup.ts';
import { type Bed, PREFIX } from './definitions.ts';
import { createLogIn, loginPath } from './logins.ts';
import type { Need } from './needs.ts';
import { createKnock } from './registry.ts';
import { type Choice, type Result, runChecks } from './run-checks.ts';
import { makeBed, makeRoles } from './setup.ts';
import { CHECKS } from './table.ts';
import type { Target, World } from './world.ts';

export interface SmokeOptions {
  readonly url: string;
  readonly run: string;
  readonly stage: string;
  readonly token?: string;
  readonly connector?: string;
  readonly repository?: string;
  readonly otherRepository?: string;
  readonly otherRegion?: string;
  readonly registryUrl?: string;
  readonly wait?: boolean;
  readonly drill?: boolean;
}

export interface SmokePorts extends Omit<Choice, 'lacks' | 'beforeWaiting'> {
  /** Speaks for an administrator. Absent if nothing is to be made. */
  readonly openApi: (() => Promise<ApiClient>) | undefined;
  readonly openAws: ((note: (answer: Answer) => void) => Promise<SmokeAws>) | undefined;
  readonly now: () => Date;
  readonly sleep?: (ms: number) => Promise<void>;
}

export interface SmokeResult {
  readonly results: readonly Result[];
  readonly left: readonly Left[];
  /** What was asked for and could not be made. */
  readonly failed: readonly string[];
}

/** Makes what the run needs, tries the checks, and removes what was made, whatever happens. */
export async function runSmoke(options: SmokeOptions, ports: SmokePorts): Promise<SmokeResult> {
  const cleanup = createCleanup();
  const answers: Answer[] = [];
  const note = (answer: Answer) => void answers.push(answer);
  const failed: string[] = [];
  await reach(options, ports, note);
  try {
    const lacks: Partial<Record<Need, string>> = {};
    const made = await make(options, ports, { cleanup, note, failed, lacks });
    const world = toWorld(options, ports, { ...made, answers, note });
    if (made.bed !== undefined) await untilKnown(world, made.madeAt).catch(unlessStopped(ports.stop));
    const left: Left[] = [];
    const beforeWaiting = async () => void left.push(...(await cleanup.run('service')));
    const results = await runChecks(world, { ...ports, lacks, beforeWaiting });
    left.push(...(await cleanup.run('service', 'account')));
    if (ports.stop.aborted) failed.push('interrupted: not everything was tried');
    return { results, left, failed };
  } finally {
    // Nothing is left to remove here, unless something above has thrown.
    await cleanup.run('service', 'account');
  }
}

/** An address at which nobody answers is a wrong command, and no finding about a deployment. */
async function reach({ url }: SmokeOptions, { stop }: SmokePorts, note: (answer: Answer) => void): Promise<void> {
  try {
    await createSend(url, stop, note, fetch)({ method: 'GET', path: '/v1/status' });
  } catch (error) {
    stop.throwIfAborted();
    const { message, cause } = error as Error;
    throw new CommandError(
      [`${url} can't be reached: ${cause instanceof Error ? cause.message : message}`],
      'unavailable',
    );
  }
}

/** The checks tell by themselves that they were interrupted. */
function unlessStopped(stop: AbortSignal) {
  return (error: unknown): void => {
    if (!stop.aborted) throw error;
  };
}

interface Making {
  readonly cleanup: ReturnType<typeof createCleanup>;
  readonly note: (answer: Answer) => void;
  readonly failed: string[];
  readonly lacks: Partial<Record<Need, string>>;
}

interface Made {
  readonly aws?: SmokeAws;
  readonly bed?: Bed;
  readonly madeAt: Date;
}

/** What is not there without roles and repositories of the run's own. */
const OF_ROLES: readonly Need[] = ['roles', 'connector', 'repository', 'otherRepository'];

/** Makes what is asked for. What can't be made is told, and the checks that need it are not tried. */
async function make(options: SmokeOptions, ports: SmokePorts, { cleanup, note, failed, lacks }: Making): Promise<Made> {
  const { now, stop } = ports;
  const ofAws: readonly Need[] = ports.openApi === undefined ? ['aws'] : ['aws', ...OF_ROLES];
  const aws = await attempt(() => ports.openAws?.(note), 'AWS', ofAws, { failed, lacks });
  if (ports.openApi === undefined) return { madeAt: now(), ...(aws && { aws }) };
  const { openApi } = ports;
  const deployment = aws?.deployment ?? deploymentOf(options.url);
  const chosen = CHECKS.filter(ports.isChosen);
  // The closed one is asked for until the issuer is known.
  const connectors = [...new Set(['closed' as const, ...chosen.flatMap(({ uses = [] }) => uses)])];
  const bed = await attempt(
    async () => {
      const making = { ...options, api: await openApi(), deployment, aws, cleanup, now, stop };
      const made = await makeBed(making, connectors);
      const isIdle = aws === undefined || !chosen.some(({ needs }) => needs.some((need) => OF_ROLES.includes(need)));
      if (isIdle) return made;
      const roles = await attempt(() => makeRoles(making, made, aws), 'roles', OF_ROLES, { failed, lacks });
      return { ...made, ...(roles && { roles }) };
    },
    'definitions',
    ['definitions', ...OF_ROLES],
    { failed, lacks },
  );
  return { madeAt: now(), ...(aws && { aws }), ...(bed && { bed }) };
}

async function attempt<T>(
  work: () => Promise<T> | undefined,
  what: string,
  needs: readonly Need[],
  { failed, lacks }: Pick<Making, 'failed' | 'lacks'>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const why = `${what} can't be used: ${(error as Error).message.split('\n', 1)[0]}`;
    failed.push(why);
    for (const need of needs) lacks[need] ??= why;
    return undefined;
  }
}

/** Connectors need an account. Without AWS credentials theirs is none that anybody has, and no login is made of them. */
function deploymentOf(url: string): Deployment {
  const region = /\.execute-api\.([a-z0-9-]+)\./.exec(url)?.[1] ?? 'eu-west-1';
  return { accountId: '000000000000', partition: partitionOfRegion(region) ?? 'aws', region };
}

function toWorld(
  options: SmokeOptions,
  { now, stop, sleep = (ms) => setTimeout(ms, undefined, { signal: stop }) }: SmokePorts,
  made: Made & { readonly answers: readonly Answer[]; readonly note: (answer: Answer) => void },
): World {
  const { token: own, wait = false, drill = false, stage } = options;
  const { bed, aws, answers, note } = made;
  const send = createSend(options.url, stop, note, fetch);
  const tokenOf = async (job = 'a') =>
    bed === undefined ? (own ?? '') : bed.mint({ job, sub: `${PREFIX}${options.run}:${job}` });
  const earlyUntil = () => new Date(bed === undefined ? 0 : made.madeAt.getTime() + SPREAD_MS);
  const target = targetOf(options, bed);
  return {
    now,
    sleep,
    send,
    answers,
    ...((bed !== undefined || own !== undefined) && { token: () => tokenOf() }),
    ...(target !== undefined && { target }),
    ...(bed !== undefined && { bed }),
    logIn: createLogIn({ send, tokenOf, now, sleep, earlyUntil }),
    knock: createKnock(options.registryUrl, stop),
    otherRegion: options.otherRegion ?? otherRegionOf(aws?.deployment.region ?? ''),
    stage,
    ...(aws !== undefined && { aws }),
    wait,
    drill,
  };
}

/** Two of each partition that has two. */
const OTHER_REGIONS = ['us-east-1', 'us-west-2', 'cn-north-1', 'cn-northwest-1', 'us-gov-west-1', 'us-gov-east-1'];

function otherRegionOf(region: string): string {
  const isOther = (other: string) => other !== region && partitionOfRegion(other) === partitionOfRegion(region);
  return OTHER_REGIONS.find(isOther) ?? '';
}

function targetOf(
  { connector, repository, otherRepository, token }: SmokeOptions,
  bed: Bed | undefined,
): Target | undefined {
  if (bed?.roles !== undefined) {
    const { repository: one, otherRepository: two } = bed.roles;
    const { pull, push } = bed.connectors;
    return { pull: { connectorId: pull }, push: { connectorId: push }, repository: one, otherRepository: two };
  }
  if (connector === undefined || token === undefined) return undefined;
  const query = { access: 'pull', ...(repository !== undefined && { repositories: repository }) };
  return {
    pull: { connectorId: connector, query },
    push: { connectorId: connector },
    ...(repository !== undefined && { repository }),
    ...(otherRepository !== undefined && { otherRepository }),
  };
}

/** Environments keep issuers for a minute, and IAM needs some seconds more for a new role. */
const SPREAD_MS = 75_000;
const PAUSE_MS = 3_000;
/** Requests that should meet most of the environments that run now. */
const PROBES = 4;

/** Waits until the run's issuer is known. Otherwise the refusal of a good token would be taken for a fault. */
async function untilKnown({ send, token, now, sleep, bed }: World, madeAt: Date): Promise<void> {
  const path = loginPath({ connectorId: bed?.connectors.closed ?? '' });
  for (let known = 0; known < PROBES && now().getTime() < madeAt.getTime() + SPREAD_MS; ) {
    const authorization = `Bearer ${await token?.()}`;
    const answers = await Promise.all(
      ['/v1/caller', path].map((one) => send({ method: 'GET', path: one, authorization }).catch(() => undefined)),
    );
    known = answers.every((answer) => answer !== undefined && answer.status !== 401) ? known + 1 : 0;
    if (known === 0) await sleep(PAUSE_MS);
  }
}
