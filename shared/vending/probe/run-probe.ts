import { clipReason } from '../../domain/bounds.ts';
import type { Call } from '../../domain/call.ts';
import { PROBE_CHECKS, type ProbeCheck, type ProbeResult } from '../../domain/probe.ts';
import { CHECKS, ownRequest, type ProbeRun, ungrantedRequest, type Verdict } from './checks.ts';
import type { ExpectedLogin } from './expect-login.ts';
import type { OwnTokens } from './own-tokens.ts';
import { type AskApi, type AskRegistry, NoAnswer, type ProbeAnswer, type Proof, type ReportProbe } from './ports.ts';

export interface ProbePorts {
  readonly ask: AskApi;
  /** Absent if logins are not to be presented to the registry. */
  readonly askRegistry?: AskRegistry;
  /** Absent if the prober signs its requests. */
  readonly ownTokens?: OwnTokens;
  readonly report: ReportProbe;
}

export interface ProbeTarget extends ExpectedLogin {
  readonly audience: string;
}

/**
 * Asks the deployment for one login that it must issue, and for several that it must refuse. Reports each check. Throws
 * only if the prober itself has nothing to show who it is, because then no check would mean anything.
 */
export async function runProbe(ports: ProbePorts, target: ProbeTarget, call: Call): Promise<readonly ProbeResult[]> {
  const tokens = await ports.ownTokens?.(call);
  const own: Proof = tokens === undefined ? { scheme: 'sigv4' } : { scheme: 'bearer', token: tokens.current };
  const { ask, askRegistry } = ports;
  const run: ProbeRun = {
    ...target,
    ask,
    askRegistry,
    own,
    expired: tokens?.expired,
    login: once(() => ask(ownRequest({ ...target, own }), call)),
    ungranted: once(() => ask(ungrantedRequest({ ...target, own }), call)),
    call,
  };
  const results: ProbeResult[] = [];
  // One after another, so that a run takes one environment of the issuing function, and not a dozen.
  for (const check of checksOf(ports)) {
    const result = await tryCheck(check, run);
    ports.report(result, call);
    results.push(result);
  }
  return results;
}

/** The checks that the deployment has chosen. */
function checksOf({ askRegistry, ownTokens }: ProbePorts): readonly ProbeCheck[] {
  const left = [
    ...(askRegistry === undefined ? ['registry-login', 'other-repository'] : []),
    // Nobody but AWS can sign a token of the prober, so without GetWebIdentityToken there is none that has expired.
    ...(ownTokens === undefined ? ['expired-token'] : []),
  ];
  return PROBE_CHECKS.filter((check) => !left.includes(check));
}

async function tryCheck(check: ProbeCheck, run: ProbeRun): Promise<ProbeResult> {
  const started = performance.now();
  const verdict = await CHECKS[check](run).catch(verdictOfFailure);
  return toResult(check, verdict, Math.round(performance.now() - started));
}

function verdictOfFailure(error: unknown): Verdict {
  if (error instanceof NoAnswer) return { outcome: 'failed', detail: `no answer: ${error.message}` };
  throw error;
}

function toResult(check: ProbeCheck, { outcome, detail, answer }: Verdict, milliseconds: number): ProbeResult {
  const body = answer?.body;
  return {
    check,
    outcome,
    ...(detail !== undefined && { detail: clipReason(detail) }),
    ...(answer !== undefined && { status: answer.status }),
    ...(body?.kind === 'problem' && { code: body.value.code, answerId: body.value.requestId }),
    ...(body?.kind === 'login' && { answerId: body.value.requestId }),
    milliseconds,
  };
}

/** Makes the request when it is first needed. Later checks get the same answer, or the same failure. */
function once(ask: () => Promise<ProbeAnswer>): () => Promise<ProbeAnswer> {
  let asked: Promise<ProbeAnswer> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}
