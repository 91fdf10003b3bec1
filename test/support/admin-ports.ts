// The ports of administration over a table in memory: what a use case did can be read from it, step by step.
import type { Approval } from '../../shared/domain/approval.ts';
import type { ActRecord } from '../../shared/domain/audit-record.ts';
import type { Call } from '../../shared/domain/call.ts';
import type { ChangeRecord } from '../../shared/domain/change-record.ts';
import type { DefinitionKind } from '../../shared/domain/definition.ts';
import { SCHEMAS } from '../../shared/domain/definitions.ts';
import { parseWith } from '../../shared/domain/parse.ts';
import { knownPart, type Newer } from '../../shared/domain/reader.ts';
import type { ApprovalPorts } from '../../shared/vending/definitions/ports.ts';
import {
  type DefinitionWrite,
  type ListedDefinition,
  VersionConflict,
} from '../../shared/vending/definitions/ports.ts';
import type { AdminPorts } from '../../shared/vending/definitions/write-for-caller.ts';

interface Version {
  readonly version: number;
  /** `undefined` for a deletion, and for what is not readable. */
  readonly value: unknown;
  readonly deleted?: true;
  readonly newer?: Newer;
}

export interface MemoryTable {
  readonly ports: AdminPorts;
  /** What was done, in its order: `record begun`, `write`, `record failed`, `schedule nightly now`. */
  readonly steps: string[];
  readonly records: ChangeRecord[];
  readonly acts: ActRecord[];
  readonly writes: DefinitionWrite[];
  /** Puts a definition there as its next version, past everything that is being tested. */
  readonly put: (kind: DefinitionKind, definition: object, newer?: Newer) => void;
  /** Puts an item there that is not readable: because a newer release wrote it, if that is said. */
  readonly putUnreadable: (kind: DefinitionKind, id: string, newer?: Newer) => void;
  readonly remove: (kind: DefinitionKind, id: string) => void;
  /** What stands there now. */
  readonly get: (kind: DefinitionKind, id: string) => Version | undefined;
}

const PAGE = 2;

/** With ports of one's own in place of some of these. */
const LIVE = ['pending', 'approving'];

/** Approvals as the table keeps them. By default none are needed. */
export function aMemoryOfApprovals(isRequired = false): ApprovalPorts & { readonly kept: Map<string, Approval> } {
  const kept = new Map<string, Approval>();
  const isOver = ({ expiresAt }: Approval, call: Call) => new Date(expiresAt) <= call.now();
  const waiting = (call: Call) => [...kept.values()].filter((one) => LIVE.includes(one.status) && !isOver(one, call));
  const lapsed = (call: Call) => [...kept.values()].filter((one) => one.status === 'pending' && isOver(one, call));
  return {
    kept,
    isRequired,
    propose: async (approval, call) => {
      const found = kept.get(approval.id);
      if (found !== undefined && LIVE.includes(found.status) && !isOver(found, call)) return found;
      kept.set(approval.id, approval);
      return approval;
    },
    read: async (id) => kept.get(id),
    mark: async (approval, from) => {
      const found = kept.get(approval.id);
      if (found === undefined || !from.includes(found.status)) return false;
      kept.set(approval.id, approval);
      return true;
    },
    list: async (_page, call) => ({ items: waiting(call), lapsed: lapsed(call) }),
    count: async (_most, call) => waiting(call).length,
  };
}

export function aMemoryTable(overrides: Partial<AdminPorts> = {}): MemoryTable {
  const items = new Map<string, Version[]>();
  const steps: string[] = [];
  const records: ChangeRecord[] = [];
  const acts: ActRecord[] = [];
  const writes: DefinitionWrite[] = [];
  const versionsOf = (kind: DefinitionKind, id: string) => items.get(`${kind}/${id}`) ?? [];
  const last = (kind: DefinitionKind, id: string) => versionsOf(kind, id).at(-1);
  const live = (kind: DefinitionKind, id: string) => {
    const found = last(kind, id);
    return found?.deleted ? undefined : found;
  };
  const append = (kind: DefinitionKind, id: string, version: Omit<Version, 'version'>) => {
    const before = versionsOf(kind, id);
    items.set(`${kind}/${id}`, [...before, { version: before.length + 1, ...version }]);
  };
  const listed = (kind: DefinitionKind): ListedDefinition[] =>
    [...items.keys()]
      .filter((key) => key.startsWith(`${kind}/`))
      .map((key) => key.slice(kind.length + 1))
      .toSorted()
      .flatMap((id) => {
        const found = live(kind, id);
        if (found === undefined) return [];
        const { version, value: written, newer } = found;
        return [{ id, version, written, ...(newer && { newer }) }];
      });
  const known = <K extends DefinitionKind>(kind: K) => {
    return async (id: string) => {
      const found = live(kind, id);
      const parsed = parseWith(SCHEMAS[kind], knownPart(found?.value, found?.newer), 'stored');
      // biome-ignore lint/suspicious/noExplicitAny: the port's type says which kind it is.
      return parsed.ok ? (parsed.value as any) : undefined;
    };
  };
  const isStale = ({ kind, id, replaces, restores }: DefinitionWrite) =>
    replaces !== (restores === 'deleted' ? last(kind, id) : live(kind, id))?.version ||
    (replaces === undefined && last(kind, id) !== undefined);
  const ports: AdminPorts = {
    listIssuers: async () =>
      listed('issuer').flatMap(({ written }) => {
        const parsed = parseWith(SCHEMAS.issuer, written, 'stored');
        return parsed.ok ? [parsed.value] : [];
      }),
    readKnown: { account: known('account'), connector: known('connector'), refreshJob: known('refresh-job') },
    readDefinition: async (kind, id) => live(kind, id),
    async *listDefinitions(kind, { after = '' }) {
      const all = listed(kind).filter(({ id }) => id > after);
      for (let from = 0; from === 0 || from < all.length; from += PAGE) {
        const page = all.slice(from, from + PAGE);
        const next = page.at(-1)?.id;
        yield { items: page, units: 1, ...(from + PAGE < all.length && next !== undefined && { after: next }) };
      }
    },
    connectorRoles: ['arn:*:iam::*:role/portunus/*'],
    stage: 'dev',
    destinations: undefined,
    lockedIssuers: [],
    approvals: aMemoryOfApprovals(),
    describeDeletion: async (kind, id) =>
      last(kind, id)?.deleted ? 'was deleted on 2026-11-20 by corp:bob' : undefined,
    readVersion: async (kind, id, version) => {
      const found = versionsOf(kind, id)[version - 1];
      return found && { version, definition: found.value, deleted: found.deleted === true };
    },
    readLatest: async (kind, id) => {
      const [found, stored] = [last(kind, id), live(kind, id)];
      return found && { version: found.version, ...(stored && { stored }) };
    },
    writeDefinitions: async (given) => {
      steps.push('write');
      if (given.some(isStale)) throw new VersionConflict('somebody was faster');
      writes.push(...given);
      for (const { kind, id, definition } of given) {
        append(kind, id, definition === undefined ? { value: undefined, deleted: true } : { value: definition });
      }
    },
    scheduleJob: async (job, when) => void steps.push(`schedule ${job} ${when}`),
    recordChange: async (record) => {
      steps.push(`record ${record.outcome}`);
      records.push(record);
    },
    recordAct: async (record) => {
      steps.push(`${record.action} ${record.outcome}`);
      acts.push(record);
    },
    random: () => 0,
    takeTurns: (_key, work) => work(),
    newExternalId: () => 'portunus-made-now',
    ...overrides,
  };
  return {
    ...{ ports, steps, records, acts, writes },
    put: (kind, definition, newer) =>
      append(kind, (definition as { id: string }).id, { value: definition, ...(newer && { newer }) }),
    putUnreadable: (kind, id, newer) => append(kind, id, { value: undefined, ...(newer && { newer }) }),
    remove: (kind, id) => append(kind, id, { value: undefined, deleted: true }),
    get: (kind, id) => live(kind, id),
  };
}
