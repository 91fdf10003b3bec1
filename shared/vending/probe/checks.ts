import type { Call } from '../../domain/call.ts';
import type { ProbeCheck, ProbeOutcome } from '../../domain/probe.ts';
import { Secret } from '../../domain/secret.ts';
import { type ExpectedLogin, loginFaults } from './expect-login.ts';
import { type ExpectedRefusal, isLetIn, refusalFaults } from './expect-refusal.ts';
import { signedByStranger, withChangedSignature } from './forged-token.ts';
import type { AskApi, AskRegistry, ProbeAnswer, ProbeRequest, Proof } from './ports.ts';

/** What the checks of one run share. */
export interface ProbeRun extends ExpectedLogin {
  readonly ask: AskApi;
  /** Absent if logins are not to be presented to the registry. */
  readonly askRegistry?: AskRegistry | undefined;
  /** How the prober shows who it is. */
  readonly own: Proof;
  readonly audience: string;
  /** A token of an earlier run. Absent in the first run of an environment. */
  readonly expired?: Secret | undefined;
  /** The answer to a request of its own. Every check of a run looks at the same one. */
  readonly login: () => Promise<ProbeAnswer>;
  readonly ungranted: () => Promise<ProbeAnswer>;
  readonly call: Call;
}

export interface Verdict {
  readonly outcome: ProbeOutcome;
  readonly detail?: string;
  readonly answer?: ProbeAnswer;
}

type Check = (run: ProbeRun) => Promise<Verdict>;

/** A request for the prober's own connector. */
export function ownRequest({ connector, own }: Pick<ProbeRun, 'connector' | 'own'>): ProbeRequest {
  return { prefix: own.scheme === 'sigv4' ? '/iam/v1' : '/v1', connector, proof: own };
}

/** A connector that is defined and grants the prober nothing. Its id follows from the id of the prober's own. */
export function ungrantedRequest(run: Pick<ProbeRun, 'connector' | 'own'>): ProbeRequest {
  return { ...ownRequest(run), connector: `${run.connector}-ungranted` };
}

function withToken({ connector }: ProbeRun, token: Secret): ProbeRequest {
  return { prefix: '/v1', connector, proof: { scheme: 'bearer', token } };
}

function verdictOf(answer: ProbeAnswer, faults: readonly string[]): Verdict {
  return faults.length === 0 ? { outcome: 'passed', answer } : { outcome: 'failed', answer, detail: faults.join('; ') };
}

function verdictOfRefusal(answer: ProbeAnswer, expected: ExpectedRefusal): Verdict {
  if (isLetIn(answer)) return { outcome: 'let_in', answer, detail: `status must be ${expected.status}` };
  return verdictOf(answer, refusalFaults(answer, expected));
}

function refused(toRequest: (run: ProbeRun) => ProbeRequest, expected: ExpectedRefusal): Check {
  return async (run) => verdictOfRefusal(await run.ask(toRequest(run), run.call), expected);
}

/** The answer that another check judges. If there is none, that check has failed, and this one has not. */
async function ofOtherCheck(answer: Promise<ProbeAnswer>): Promise<ProbeAnswer | undefined> {
  return answer.catch(() => undefined);
}

/** A request of its own with one more parameter, which must be refused by its name. */
function refusedParameter(field: string, value: string): Check {
  const expected = { by: 'service', status: 400, code: 'invalid_request', field } as const;
  return refused((run) => ({ ...ownRequest(run), query: { [field]: value } }), expected);
}

/** The same for what the connector limits. Nothing is known about it while the connector is refused altogether. */
function refusedByLimit(field: string, value: string): Check {
  const check = refusedParameter(field, value);
  return async (run) => {
    const login = await ofOtherCheck(run.login());
    const verdict = await check(run);
    if (verdict.outcome !== 'failed' || login?.status === 200) return verdict;
    return { ...verdict, outcome: 'skipped', detail: 'the connector itself is refused' };
  };
}

/** No token at all by its form: not three parts. */
const JUNK = new Secret('portunus-probe-junk');

/** The prober's own token with another signature, if it has one: nothing else about it may be the reason to refuse it. */
function forgedToken({ own, audience, call }: ProbeRun): Secret {
  return own.scheme === 'bearer' ? withChangedSignature(own.token) : signedByStranger(audience, call.now());
}

const TOKEN_REJECTED = { by: 'service', status: 401, code: 'token_rejected' } as const;
const NOT_ALLOWED = { by: 'service', status: 403, code: 'not_allowed' } as const;

const login: Check = async (run) => {
  const answer = await run.login();
  return verdictOf(answer, loginFaults(answer, run, run.call.now()));
};

/**
 * Presents the login to the registry. It goes nowhere if anything about it is wrong, because a wrong answer could name
 * any host.
 */
function atRegistry(path: (run: ProbeRun) => string, toVerdict: (status: number) => Verdict): Check {
  return async (run) => {
    const answer = await ofOtherCheck(run.login());
    const isGood = answer !== undefined && loginFaults(answer, run, run.call.now()).length === 0;
    if (!isGood || answer.body.kind !== 'login' || run.askRegistry === undefined) {
      return { outcome: 'skipped', detail: 'there is no login to present' };
    }
    return toVerdict(await run.askRegistry(answer.body.value.credentials[0], path(run), run.call));
  };
}

const registryLogin = atRegistry(
  () => '/v2/',
  (status) =>
    status === 200 ? { outcome: 'passed' } : { outcome: 'failed', detail: `the registry answered ${status}` },
);

/** 404 would mean that the registry looked for it, so that only its absence kept the prober out. */
const otherRepository = atRegistry(
  ({ connector }) => `/v2/${connector}-other/tags/list`,
  (status) => {
    if (status === 401 || status === 403) return { outcome: 'passed' };
    const isOpen = status === 200 || status === 404;
    return { outcome: isOpen ? 'let_in' : 'failed', detail: `the registry answered ${status}` };
  },
);

const expiredToken: Check = async (run) => {
  const { expired } = run;
  if (expired === undefined) return { outcome: 'skipped', detail: 'no token of an earlier run has expired yet' };
  return refused(() => withToken(run, expired), TOKEN_REJECTED)(run);
};

/** An unknown connector must look like one that is not granted. Otherwise callers could find out which ones exist. */
const unknownConnector: Check = async (run) => {
  const known = await ofOtherCheck(run.ungranted());
  const answer = await run.ask({ ...ownRequest(run), connector: `${run.connector}-unknown` }, run.call);
  const verdict = verdictOfRefusal(answer, NOT_ALLOWED);
  const isKnownRefused = known !== undefined && verdictOfRefusal(known, NOT_ALLOWED).outcome === 'passed';
  if (verdict.outcome !== 'passed' || !isKnownRefused || known.fingerprint === answer.fingerprint) return verdict;
  return { outcome: 'failed', answer, detail: 'the answer must be that of a connector that is not granted' };
};

/** Every check, and the answer that it expects. */
export const CHECKS: Readonly<Record<ProbeCheck, Check>> = {
  login,
  'registry-login': registryLogin,
  'other-repository': otherRepository,
  'no-token': refused(({ connector }) => ({ prefix: '/v1', connector, proof: { scheme: 'none' } }), {
    by: 'service',
    status: 401,
    code: 'token_missing',
  }),
  'junk-token': refused((run) => withToken(run, JUNK), TOKEN_REJECTED),
  'forged-token': refused((run) => withToken(run, forgedToken(run)), TOKEN_REJECTED),
  'expired-token': expiredToken,
  'unsigned-request': refused(({ connector }) => ({ prefix: '/iam/v1', connector, proof: { scheme: 'none' } }), {
    by: 'gateway',
    status: 403,
  }),
  'ungranted-connector': async (run) => verdictOfRefusal(await run.ungranted(), NOT_ALLOWED),
  'unknown-connector': unknownConnector,
  'more-access': refusedByLimit('access', 'push'),
  'further-role': refusedByLimit('roleArn', 'arn:aws:iam::123456789012:role/portunus-probe'),
  'unknown-parameter': refusedParameter('probe', 'true'),
};
