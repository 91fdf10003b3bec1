import type { Account } from '../domain/account.ts';
import type { Call } from '../domain/call.ts';
import type { Connector } from '../domain/connector.ts';
import type { DefinitionKind, Stored } from '../domain/definition.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { RefreshJob } from '../domain/refresh-job.ts';

/** Every issuer that is readable. */
export type ListIssuers = (call: Call) => Promise<readonly Issuer[]>;

/** What stands in the table already, and is readable. */
export interface ReadKnown {
  readonly account: (id: string, call: Call) => Promise<Account | undefined>;
  readonly connector: (id: string, call: Call) => Promise<Connector | undefined>;
  readonly refreshJob: (id: string, call: Call) => Promise<RefreshJob | undefined>;
}

/** A definition as it was written; its value is `undefined` where the item is there and not readable. */
export type ReadDefinition = (kind: DefinitionKind, id: string, call: Call) => Promise<Stored<unknown> | undefined>;

/** Stores a definition whole, if what stands there has the version it replaces (nothing, for `undefined`). */
export type WriteDefinition = (
  kind: DefinitionKind,
  id: string,
  definition: unknown,
  replaces: number | undefined,
  definedBy: string,
  call: Call,
) => Promise<void>;

/** When a job is to run: now, whatever it waits for; as it was, or now if nobody has put it on the schedule yet. */
export type ScheduleJob = (job: string, when: 'now' | 'unless-scheduled', call: Call) => Promise<void>;
