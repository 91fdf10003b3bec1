import type { Call } from '../../domain/call.ts';
import { DAY_MS, dayAfter } from '../../domain/day.ts';
import { PortunusError } from '../../domain/errors.ts';
import { ConnectorAccess, type Grant } from '../../domain/grant.ts';
import { parseWith } from '../../domain/parse.ts';
import { knownPart, type Newer } from '../../domain/reader.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { CountedTime, TotalUsage } from '../../domain/usage.ts';
import type { UsageQuery } from '../../domain/usage-query.ts';
import type { ListDefinitions, ListVersions, VersionPorts } from '../definitions/ports.ts';
import { grantSha256 } from '../issuing/audit-draft.ts';
import { mapLimited } from '../map-limited.ts';
import { neverMatched } from './never-matched.ts';
import type { ReadUsage } from './ports.ts';
import { type ConnectorUsage, usageOf } from './usage-of.ts';

export interface UsagePorts extends VersionPorts {
  readonly readUsage: ReadUsage;
  readonly listDefinitions: ListDefinitions;
  readonly listVersions: ListVersions;
}

/** One connector, with the days of each grant; otherwise all of them, page by page. */
export interface UsageRequest extends UsageQuery {
  readonly after?: string;
  readonly limit: number;
}

/** Without `kept`, nobody counts, so that nothing can be said of any connector. */
export type UsageAnswer =
  | { readonly kept: false; readonly items: readonly [] }
  | {
      readonly kept: true;
      /** What happened before and after these times is not counted, or not yet. */
      readonly since: string;
      readonly until: string;
      readonly from: string;
      readonly to: string;
      readonly items: readonly ConnectorUsage[];
      /** The connector after which the next page starts. */
      readonly after?: string;
    };

/** Tells what connectors and grants were used for, from counters. No record of the audit is read. */
export async function readUsage(ports: UsagePorts, request: UsageRequest, call: Call): Promise<UsageAnswer> {
  const counted = await ports.readUsage.counted(call);
  if (counted === undefined) return { kept: false, items: [] };
  if (counted === 'unreadable') {
    throw new PortunusError('misconfigured', 'request', { detail: 'the time since usage is counted is not readable' });
  }
  const { from, to, connector } = request;
  const page =
    connector === undefined
      ? await pageOf(ports, request, counted, call)
      : { items: await ofOne(ports, connector, request, counted, call) };
  return { kept: true, ...counted, from, to, ...page };
}

/** What is known of a connector from its definition. */
interface Defined {
  readonly id: string;
  readonly version: number;
  readonly written: unknown;
  readonly newer?: Newer;
}

async function ofOne(
  ports: UsagePorts,
  id: string,
  request: UsageRequest,
  counted: CountedTime,
  call: Call,
): Promise<readonly ConnectorUsage[]> {
  const latest = await ports.readLatest('connector', id, call);
  if (latest === undefined) {
    throw new PortunusError('not_found', 'request', { errors: [{ field: 'connector', detail: 'does not exist' }] });
  }
  const { stored } = latest;
  const { version = 0, value: written, newer } = stored ?? {};
  const found = await examine(ports, { id, version, written, ...(newer && { newer }) }, request, counted, call);
  if (found === undefined) return [];
  return [stored === undefined ? { ...found, deleted: true } : found];
}

const PAGE_SIZE = 100;
/** How many connectors are looked at for one page. A page may be short, so that nobody waits long for one. */
const MOST_CONNECTORS = 500;
const AT_ONCE = 10;

async function pageOf(
  ports: UsagePorts,
  request: UsageRequest,
  counted: CountedTime,
  call: Call,
): Promise<{ readonly items: readonly ConnectorUsage[]; readonly after?: string }> {
  const items: ConnectorUsage[] = [];
  let seen = 0;
  for await (const { id, usage, isLast } of examined(ports, request, counted, call)) {
    seen += 1;
    if (usage !== undefined) items.push(usage);
    const isFull = items.length >= request.limit || seen >= MOST_CONNECTORS;
    if (isFull) return { items, ...(!isLast && { after: id }) };
  }
  return { items };
}

interface Examined {
  readonly id: string;
  readonly usage: ConnectorUsage | undefined;
  readonly isLast: boolean;
}

async function* examined(
  ports: UsagePorts,
  request: UsageRequest,
  counted: CountedTime,
  call: Call,
): AsyncGenerator<Examined> {
  const { after, limit, unusedForDays } = request;
  // Most connectors are in use, so one that is not is looked for in larger steps.
  const pageSize = unusedForDays === undefined ? Math.min(limit, PAGE_SIZE) : PAGE_SIZE;
  const from = { ...(after !== undefined && { after }), pageSize };
  for await (const page of ports.listDefinitions('connector', from, call)) {
    const found = await mapLimited(page.items, AT_ONCE, async (one) => ({
      id: one.id,
      usage: await examine(ports, one, request, counted, call),
    }));
    for (const [index, one] of found.entries()) {
      yield { ...one, isLast: index === found.length - 1 && page.after === undefined };
    }
  }
}

/** Returns the usage of one connector, or `undefined` if it is not among those that are asked for. */
async function examine(
  ports: UsagePorts,
  defined: Defined,
  request: UsageRequest,
  counted: CountedTime,
  call: Call,
): Promise<ConnectorUsage | undefined> {
  const { id } = defined;
  const total = await ports.readUsage.total(id, call);
  if (total === 'unreadable') return { connectorId: id, unreadable: true };
  const createdAt = total?.last === undefined ? await createdAtOf(ports, id, call) : undefined;
  if (!isWanted(request, total, createdAt ?? counted.since, counted, call)) return undefined;
  const days = await ports.readUsage.days(id, request.from, dayAfter(request.to, -1), call);
  if (days === 'unreadable') return { connectorId: id, unreadable: true };
  const grants = grantsOf(defined);
  const current = { id, version: defined.version, grants: grants.map(({ sha256 }) => sha256) };
  const never = await neverMatched(ports.listVersions, current, (grant) => total?.grants[grant], call);
  return usageOf({
    connectorId: id,
    ...(createdAt !== undefined && { createdAt }),
    total: total ?? { grants: {} },
    days,
    grants,
    never,
    isDetailed: request.connector !== undefined,
  });
}

async function createdAtOf({ readVersion }: UsagePorts, id: string, call: Call): Promise<string | undefined> {
  return (await readVersion('connector', id, 1, call))?.changedAt?.toISOString();
}

/**
 * Whether a connector is known to have been unused for so many days. One that is younger, or that nobody counted for
 * that long, is not.
 */
function isWanted(
  { unusedForDays }: UsageRequest,
  total: TotalUsage | undefined,
  createdAt: string,
  { since }: CountedTime,
  call: Call,
): boolean {
  if (unusedForDays === undefined) return true;
  const unusedSince = total?.last ?? (createdAt > since ? createdAt : since);
  return Date.parse(unusedSince) <= call.now().getTime() - unusedForDays * DAY_MS;
}

/** The grants of a definition in their order, as they are written. There are none if it is not readable. */
function grantsOf({ written, newer }: Defined): readonly { readonly sha256: string; readonly written: unknown }[] {
  const access = parseWith(ConnectorAccess, knownPart(written, newer), 'definition');
  if (!access.ok) return [];
  const asWritten = isJsonObject(written) && Array.isArray(written.grants) ? written.grants : [];
  return access.value.grants.map((grant: Grant, index) => ({ sha256: grantSha256(grant), written: asWritten[index] }));
}
