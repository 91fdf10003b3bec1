import type { Account } from '../domain/account.ts';
import type { Call } from '../domain/call.ts';
import type { DefinitionKind, Stored } from '../domain/definition.ts';
import type { Issuer } from '../domain/issuer.ts';

/** Every issuer that is readable. */
export type ListIssuers = (call: Call) => Promise<readonly Issuer[]>;

export type ReadKnownAccount = (id: string, call: Call) => Promise<Account | undefined>;

/** A definition as it was written; its value is `undefined` where the item is there and not readable. */
export type ReadDefinition = (kind: DefinitionKind, id: string, call: Call) => Promise<Stored<unknown> | undefined>;

/** Stores a definition whole, if what stands there has the version it replaces (nothing, for `undefined`). */
export type WriteDefinition = (
  kind: DefinitionKind,
  id: string,
  definition: unknown,
  replaces: number | undefined,
  call: Call,
) => Promise<void>;
