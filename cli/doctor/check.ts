/** What a check has found. What it says comes from servers and tokens too, so it is cleaned before it is printed. */
export interface Finding {
  readonly status: 'pass' | 'warn' | 'fail' | 'skip';
  readonly detail: string;
  readonly remedy?: string;
}

export interface CheckResult extends Finding {
  readonly check: string;
}

/** A check of one thing. Those that it needs are named, so that one fault is told once. */
export interface Check<World> {
  readonly id: string;
  readonly needs?: readonly string[];
  readonly run: (world: World) => Promise<Finding | readonly Finding[]>;
}

export function pass(detail: string): Finding {
  return { status: 'pass', detail };
}

export function warn(detail: string, remedy: string): Finding {
  return { status: 'warn', detail, remedy };
}

export function fail(detail: string, remedy: string): Finding {
  return { status: 'fail', detail, remedy };
}

export function skip(detail: string): Finding {
  return { status: 'skip', detail };
}

/** Runs checks in order. One that needs another that failed, or was left out, is left out and says so. */
export async function runChecks<World>(checks: readonly Check<World>[], world: World): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  const missing = new Set<string>();
  for (const { id, needs = [], run } of checks) {
    const absent = needs.find((need) => missing.has(need));
    const found =
      absent === undefined ? await foundBy(run, world) : [skip(`not checked, because ${absent} has to be right first`)];
    if (absent !== undefined || found.some(({ status }) => status === 'fail')) missing.add(id);
    results.push(...found.map((finding) => ({ check: id, ...finding })));
  }
  return results;
}

/** A check that breaks is a result like any other, so that the others still run. */
async function foundBy<World>(run: Check<World>['run'], world: World): Promise<readonly Finding[]> {
  try {
    return [await run(world)].flat();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [fail(`could not be checked: ${why}`, 'see the message; if it does not help, tell the maintainers')];
  }
}
