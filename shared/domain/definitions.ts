import type { Account } from './account.ts';
import type { Connector } from './connector.ts';
import type { Issuer } from './issuer.ts';
import type { RefreshJob } from './refresh-job.ts';

/** A definition as it was written, which is what is stored and given back, and as it is read. */
export interface Written<T> {
  readonly written: unknown;
  readonly value: T;
}

/** What an operator applies together. */
export interface Definitions {
  readonly issuers: readonly Written<Issuer>[];
  readonly accounts: readonly Written<Account>[];
  readonly connectors: readonly Written<Connector>[];
  readonly refreshJobs: readonly Written<RefreshJob>[];
}
