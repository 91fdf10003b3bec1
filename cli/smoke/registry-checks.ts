import { ECR_PUBLIC } from '../../shared/domain/aws.ts';
import { type Check, notTried, type Outcome, proved, refuted } from './check.ts';
import type { Login } from './login.ts';
import { type Issued, loginPath, withQuery } from './logins.ts';
import type { RegistryAnswer, RegistryRequest } from './registry.ts';
import type { Target, World } from './world.ts';

function targetOf({ target }: World): Target {
  if (target === undefined) throw new TypeError('a check ran without the connector that it needs');
  return target;
}

/** A manifest that is not there: the registry says so only to who may read it. Nothing is transferred. */
function pull(repository = ''): RegistryRequest {
  return { method: 'GET', path: `${repository}/manifests/portunus-smoke` };
}

/** Begins an upload and leaves it there: ECR drops it, and no image comes of it. */
function push(repository = ''): RegistryRequest {
  return { method: 'POST', path: `${repository}/blobs/uploads/` };
}

function mustAllow({ verdict, told }: RegistryAnswer): Outcome {
  if (verdict === 'unclear') return notTried(`the registry answered ${told}: try again`);
  return verdict === 'allowed' ? proved(told) : refuted(`${told}: ${verdict}`);
}

function mustDeny({ verdict, told }: RegistryAnswer): Outcome {
  if (verdict === 'unclear' || verdict === 'logged out') return notTried(`the registry answered ${told}: ${verdict}`);
  return verdict === 'denied' ? proved(told) : refuted(`${told}: ${verdict}`);
}

/** Looks at a refusal only if the same login may pull. A login that opens nothing would prove everything. */
async function deniedBeside(world: World, request: RegistryRequest): Promise<Outcome> {
  const { pull: narrow, repository } = targetOf(world);
  const { login } = await world.logIn(narrow);
  const control = await world.knock(login, pull(repository));
  if (control.verdict !== 'allowed') return notTried(`the pull that must work was ${control.told}: see registry.pull`);
  return mustDeny(await world.knock(login, request));
}

/** What the session policy leaves of the role's rights, at the registry itself. */
export const REGISTRY_CHECKS: readonly Check[] = [
  {
    id: 'login.issued',
    proves: "A login is issued: well-formed, for ECR's own host, with an end in the future.",
    needs: ['connector'],
    uses: ['pull'],
    run: async (world) => {
      const { login } = await world.logIn(targetOf(world).pull);
      const hours = Math.round((login.expiresAt.getTime() - world.now().getTime()) / 3_600_000);
      return proved(`for ${login.host}, good for ${hours} hours`);
    },
  },
  {
    id: 'registry.pull',
    proves: 'The login may pull from the repository that it is for.',
    needs: ['connector', 'repository'],
    uses: ['pull'],
    run: async (world) => {
      const { pull: narrow, repository } = targetOf(world);
      return mustAllow(await world.knock((await world.logIn(narrow)).login, pull(repository)));
    },
  },
  {
    id: 'registry.push',
    proves: 'A login of the same role without the limit may push there.',
    needs: ['connector', 'repository'],
    uses: ['push'],
    run: async (world) => {
      const { push: wide, repository } = targetOf(world);
      return mustAllow(await world.knock((await world.logIn(wide)).login, push(repository)));
    },
  },
  {
    id: 'registry.push-denied',
    proves: 'A login that may only pull is refused a push.',
    needs: ['connector', 'repository'],
    uses: ['pull'],
    settles: 'Does the session policy bind at the registry, after the login?',
    run: (world) => deniedBeside(world, push(targetOf(world).repository)),
  },
  {
    id: 'registry.other-repository',
    proves: 'A login for one repository is refused a pull from another that the role may pull.',
    needs: ['connector', 'repository', 'otherRepository'],
    uses: ['pull', 'push'],
    run: async (world) => {
      const { push: wide, otherRepository } = targetOf(world);
      const control = await world.knock((await world.logIn(wide)).login, pull(otherRepository));
      if (control.verdict !== 'allowed') return notTried(`the role itself may not pull there: ${control.told}`);
      return deniedBeside(world, pull(otherRepository));
    },
  },
  {
    id: 'registry.other-region',
    proves: 'A login opens nothing in another region, and the connector issues none for it.',
    needs: ['roles'],
    uses: ['pull'],
    run: async (world) => {
      if (world.otherRegion === '') return notTried('no other region is known: give --other-region');
      const { pull: narrow, repository } = targetOf(world);
      const { login } = await world.logIn(narrow);
      const authorization = `Bearer ${await world.token?.()}`;
      const path = loginPath(withQuery(narrow, { region: world.otherRegion }));
      const asked = await world.send({ method: 'GET', path, authorization });
      if (asked.status === 200) return refuted(`a login for ${world.otherRegion} was issued`);
      const host = login.host.replace(login.region, world.otherRegion);
      const { verdict, told } = await world.knock(login, { ...pull(repository), host });
      if (verdict === 'unclear') return notTried(`the registry of ${world.otherRegion} answered ${told}`);
      return verdict === 'allowed' ? refuted(`${told} in ${world.otherRegion}`) : proved(`${asked.status} and ${told}`);
    },
  },
  {
    id: 'public.login',
    proves: 'A login of ECR Public is issued, and the registry takes it.',
    needs: ['roles'],
    uses: ['public'],
    run: async (world) => {
      if (isWithoutPublic(world)) return notTried(ELSEWHERE);
      const { login } = await logInPublic(world);
      return (await whyOpen(world, login)) ?? mustAllow(await world.knock(login, OPEN));
    },
  },
];

/** An image that every login of ECR Public may read. */
const OPEN: RegistryRequest = { method: 'GET', path: 'docker/library/alpine/tags/list' };

const ELSEWHERE = `ECR Public is in the partition ${ECR_PUBLIC.partition} alone`;

function isWithoutPublic({ aws }: World): boolean {
  return aws?.deployment.partition !== ECR_PUBLIC.partition;
}

/** Says why a registry proves nothing: it would take any password. */
async function whyOpen({ knock }: World, login: Login): Promise<Outcome | undefined> {
  const junk = { ...login, authorizationToken: Buffer.from('AWS:portunus-smoke').toString('base64') };
  const { verdict, told } = await knock(junk, OPEN);
  return verdict === 'allowed' ? notTried(`the registry takes any password: ${told}`) : undefined;
}

function logInPublic(world: World): Promise<Issued> {
  return world.logIn({
    connectorId: world.bed?.connectors.public ?? '',
    service: 'ecr-public',
    query: SHORT,
    job: 'a',
  });
}

/** The shortest session that STS makes. */
const SHORT = { durationSeconds: '900' };
/** STS and the registry need not end a session in the same second. */
const MARGIN_MS = 60_000;

interface Waiting {
  readonly issued: Issued;
  readonly request: RegistryRequest;
  /** What the registry said while the session lasted. */
  readonly before: RegistryAnswer;
  /** Why it would prove nothing. */
  readonly why?: Outcome;
}

async function begin({ knock }: World, issued: Issued, request: RegistryRequest, why?: Outcome): Promise<Waiting> {
  return { issued, request, before: await knock(issued.login, request), ...(why !== undefined && { why }) };
}

type Begun = Readonly<Record<'own' | 'public', () => Promise<Waiting>>>;

/** What a world waits for, so that one wait is enough for both logins. */
const BEGUN = new WeakMap<World, Begun>();

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function begun(world: World): Begun {
  const known = BEGUN.get(world);
  if (known !== undefined) return known;
  const { pull: narrow, repository } = targetOf(world);
  const both = {
    own: once(async () => begin(world, await world.logIn(withQuery(narrow, SHORT)), pull(repository))),
    public: once(async () => {
      const issued = await logInPublic(world);
      return begin(world, issued, OPEN, await whyOpen(world, issued.login));
    }),
  };
  BEGUN.set(world, both);
  return both;
}

/** Waits until a session is over, and asks the registry with the login that it left. */
async function afterSession(world: World, which: 'own' | 'public'): Promise<Outcome> {
  const { issued, request, before, why } = await begun(world)[which]();
  if (why !== undefined) return why;
  if (before.verdict !== 'allowed') return notTried(`the login did not work before the session's end: ${before.told}`);
  const { login } = issued;
  const rest = login.sessionEndsAt.getTime() + MARGIN_MS - world.now().getTime();
  if (rest > 0) await world.sleep(rest);
  const { verdict, told } = await world.knock(login, request);
  if (verdict === 'unclear') return notTried(`the registry answered ${told}: try again`);
  return verdict === 'allowed'
    ? proved(`yes: ${told} a minute after the session's end`)
    : refuted(`no: ${told} a minute after the session's end. Keep loginLifetime: session`);
}

/** They come last, because they wait for most of a run. */
export const WAITING_CHECKS: readonly Check[] = [
  {
    id: 'login.after-session',
    proves: 'A login opens its registry after its session has ended.',
    needs: ['connector', 'repository', 'wait'],
    uses: ['pull'],
    settles: "Is a login of a private registry good after its session's end?",
    begin: async (world) => void (await begun(world).own()),
    run: (world) => afterSession(world, 'own'),
  },
  {
    id: 'public.after-session',
    proves: 'A login of ECR Public is taken after its session has ended.',
    needs: ['roles', 'wait'],
    uses: ['public'],
    settles: "Is a login of ECR Public good after its session's end?",
    begin: async (world) => void (isWithoutPublic(world) || (await begun(world).public())),
    run: async (world) => (isWithoutPublic(world) ? notTried(ELSEWHERE) : afterSession(world, 'public')),
  },
];
