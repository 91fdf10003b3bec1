/** A version of a secret, as the stand-in keeps it. */
export interface StoredVersion {
  readonly id: string;
  readonly value: string;
  readonly createdAt: Date;
}

/** What a simulation has to show of what was stored; every count but the first must be 0. */
export interface Findings {
  readonly versions: number;
  /** Times at which a stored login had ended before the next came, or before the end of the simulation. */
  readonly expired: number;
  /** Versions whose login ends before that of the version it replaced. */
  readonly backwards: number;
  /** Versions that came less than ten minutes after the one before: the least time between windows. */
  readonly tooSoon: number;
  readonly neverStored: number;
  /** Of what was replaced, in seconds. */
  readonly leastLifeLeft: number;
}

const MIN_WINDOW_MS = 600_000;

/** When a login counts as dead: with its session, where the connector goes by that. */
function endOf({ value }: StoredVersion, bySession: boolean): number {
  const { credentials, session } = JSON.parse(value);
  const end = Date.parse(credentials[0].expirationDate);
  return bySession ? Math.min(end, Date.parse(session.expirationDate)) : end;
}

/** Looks at one secret's whole history. */
export function judge(versions: readonly StoredVersion[], bySession: boolean, end: Date): Findings {
  const replacedAt = (index: number): number => versions[index + 1]?.createdAt.getTime() ?? end.getTime();
  const left = versions.map((version, index) => endOf(version, bySession) - replacedAt(index));
  const pairs = versions.slice(1).map((version, index) => [versions[index] as StoredVersion, version] as const);
  return {
    versions: versions.length,
    expired: left.filter((ms) => ms <= 0).length,
    backwards: pairs.filter(([before, after]) => endOf(after, bySession) < endOf(before, bySession)).length,
    tooSoon: pairs.filter(([before, after]) => after.createdAt.getTime() - before.createdAt.getTime() < MIN_WINDOW_MS)
      .length,
    neverStored: versions.length === 0 ? 1 : 0,
    leastLifeLeft: Math.floor(Math.min(...left) / 1000),
  };
}

export function sum(all: readonly Findings[]): Findings {
  const total = (name: keyof Findings) => all.reduce((count, findings) => count + findings[name], 0);
  return {
    versions: total('versions'),
    expired: total('expired'),
    backwards: total('backwards'),
    tooSoon: total('tooSoon'),
    neverStored: total('neverStored'),
    leastLifeLeft: Math.min(...all.map(({ leastLifeLeft }) => leastLifeLeft)),
  };
}
