/** A version of a secret, as the stand-in stores it. */
export interface StoredVersion {
  readonly id: string;
  readonly value: string;
  readonly createdAt: Date;
}

/** The findings of a simulation about stored logins. Every count except the first must be 0. */
export interface Findings {
  readonly versions: number;
  /** How often a stored login expired before the next one was stored, or before the simulation ended. */
  readonly expired: number;
  /** Versions whose login expires before that of the version they replaced. */
  readonly backwards: number;
  /**
   * Versions that were written less than ten minutes after the previous one, which is the least time between windows.
   */
  readonly tooSoon: number;
  readonly neverStored: number;
  /** The least life left in a login that was replaced, in seconds. */
  readonly leastLifeLeft: number;
}

const MIN_WINDOW_MS = 600_000;

/** Returns when a login expires. If `bySession` is set, that is when its session expires. */
function endOf({ value }: StoredVersion, bySession: boolean): number {
  const { credentials, session } = JSON.parse(value);
  const end = Date.parse(credentials[0].expirationDate);
  return bySession ? Math.min(end, Date.parse(session.expirationDate)) : end;
}

/** Checks the whole history of one secret. */
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
