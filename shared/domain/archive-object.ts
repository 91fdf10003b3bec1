import { isStage } from './stage.ts';

/**
 * What the archive holds. `records`: audit records as OCSF events. `findings`: records that somebody changed, or removed
 * too early. `unreadable`: items under the key of a record that are none. `digests`: what chains the other three.
 */
export const ARCHIVE_KINDS = ['records', 'findings', 'unreadable', 'digests'] as const;

export type ArchiveKind = (typeof ARCHIVE_KINDS)[number];

/** The table whose stream is archived. One bucket may hold the archives of several. */
export interface ArchiveOrigin {
  readonly stage: string;
  readonly account: string;
  readonly region: string;
}

/** One object of JSON lines, as its key names it. All its lines belong to the same hour. */
export interface ArchiveObject extends ArchiveOrigin {
  readonly kind: Exclude<ArchiveKind, 'digests'>;
  /** `2026-11-27`, in UTC. */
  readonly day: string;
  /** `00` to `23`, in UTC. */
  readonly hour: string;
  /** Sequence numbers of the stream. */
  readonly first: string;
  readonly last: string;
  /** Of the lines before compression, in hexadecimal. */
  readonly sha256: string;
}

/** Everything of a kind lies below this, and everything of a day below the same with the day. It ends with a slash. */
export function archiveFolder({ stage, account, region }: ArchiveOrigin, kind: ArchiveKind, day?: string): string {
  const folder = `portunus/${stage}/${kind}/account=${account}/region=${region}/`;
  return day === undefined ? folder : `${folder}day=${day}/`;
}

/** The same lines have the same key. A repeated write then finds its own object, and no other lines can replace it. */
export function archiveKey({ kind, day, hour, first, last, sha256, ...origin }: ArchiveObject): string {
  return `${archiveFolder(origin, kind, day)}hour=${hour}/${first}-${last}-${sha256}.jsonl.gz`;
}

const KEY = new RegExp(
  '^portunus/(?<stage>[^/]+)/(?<kind>records|findings|unreadable)/account=(?<account>\\d{12})/region=(?<region>[a-z0-9-]+)/' +
    'day=(?<day>\\d{4}-\\d{2}-\\d{2})/hour=(?<hour>[01]\\d|2[0-3])/' +
    '(?<first>\\d+)-(?<last>\\d+)-(?<sha256>[0-9a-f]{64})\\.jsonl\\.gz$',
);

/** Returns what a key says, or nothing if no archive function wrote it. */
export function readArchiveKey(key: string): ArchiveObject | undefined {
  const groups = KEY.exec(key)?.groups as
    | (Record<keyof ArchiveObject, string> & Pick<ArchiveObject, 'kind'>)
    | undefined;
  return groups !== undefined && isStage(groups.stage) ? { ...groups } : undefined;
}
