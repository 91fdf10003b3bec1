import { Account } from './account.ts';
import { Connector } from './connector.ts';
import type { DefinitionKind } from './definition.ts';
import { Issuer } from './issuer.ts';
import { RefreshJob } from './refresh-job.ts';

/** A definition as it was written, which is stored and returned, and as it was parsed. */
export interface Written<T> {
  readonly written: unknown;
  readonly value: T;
}

/** The definitions that an operator applies together. */
export interface Definitions {
  readonly issuers: readonly Written<Issuer>[];
  readonly accounts: readonly Written<Account>[];
  readonly connectors: readonly Written<Connector>[];
  readonly refreshJobs: readonly Written<RefreshJob>[];
}

/** The schema of each kind, for files, requests and the table. */
export const SCHEMAS = {
  issuer: Issuer,
  account: Account,
  connector: Connector,
  'refresh-job': RefreshJob,
} as const satisfies Record<DefinitionKind, unknown>;

export const NO_DEFINITIONS: Definitions = { issuers: [], accounts: [], connectors: [], refreshJobs: [] };

export function definesNothing(definitions: Definitions): boolean {
  return Object.values(definitions).every((list) => list.length === 0);
}
