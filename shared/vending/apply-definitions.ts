import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../domain/call.ts';
import { needsExternalId } from '../domain/connector.ts';
import type { DefinitionKind, Stored } from '../domain/definition.ts';
import type { Definitions } from '../domain/definitions.ts';
import type { FieldError } from '../domain/errors.ts';
import { isJsonObject } from '../domain/strict-json.ts';
import { checkReferences } from '../policy/check-references.ts';
import type { ListIssuers, ReadDefinition, ReadKnownAccount, WriteDefinition } from './definition-ports.ts';

/** One definition and what is to be done with it. */
export interface Change {
  readonly kind: DefinitionKind;
  readonly id: string;
  readonly action: 'create' | 'change' | 'unchanged';
  readonly definition: unknown;
  readonly replaces: number | undefined;
  /** Of a connector: to be put into the role's trust policy. */
  readonly externalId?: string;
}

export type Plan =
  | { readonly ok: true; readonly changes: readonly Change[]; readonly warnings: readonly FieldError[] }
  | { readonly ok: false; readonly faults: readonly FieldError[] };

export interface ApplyPorts {
  readonly listIssuers: ListIssuers;
  readonly readKnownAccount: ReadKnownAccount;
  readonly readDefinition: ReadDefinition;
  readonly newExternalId: () => string;
}

/** Checks definitions against each other and the table, and says what would change. Writes nothing. */
export const planDefinitions = async (definitions: Definitions, ports: ApplyPorts, call: Call): Promise<Plan> => {
  const accountIds = new Set(definitions.connectors.map(({ value }) => value.account));
  const accounts = await Promise.all([...accountIds].map((id) => ports.readKnownAccount(id, call)));
  const known = {
    issuers: await ports.listIssuers(call),
    accounts: accounts.filter((account) => account !== undefined),
  };
  const { faults, warnings } = checkReferences(definitions, known);
  if (faults.length > 0) return { ok: false, faults };

  const changes: Change[] = [];
  const refused: FieldError[] = [];
  for (const { kind, id, written, field, takesExternalId } of inOrder(definitions)) {
    const stored = await ports.readDefinition(kind, id, call);
    const newExternalId = takesExternalId ? ports.newExternalId : undefined;
    const change = toChange({ kind, id, written }, stored, newExternalId);
    if (change === undefined)
      refused.push({ field: `${field}.externalId`, detail: 'must not change: a trust policy may name it' });
    else changes.push(change);
  }
  return refused.length > 0 ? { ok: false, faults: refused } : { ok: true, changes, warnings };
};

/** Writes what a plan says: each definition whole, and only if nobody changed it since the plan was made. */
export const applyPlan = async (changes: readonly Change[], write: WriteDefinition, call: Call): Promise<void> => {
  for (const { kind, id, action, definition, replaces } of changes) {
    if (action !== 'unchanged') await write(kind, id, definition, replaces, call);
  }
};

/** What others refer to comes first: a connector is never there before its account and issuers. */
const inOrder = (definitions: Definitions) => [
  ...definitions.issuers.map(({ written, value }, i) => ({
    kind: 'issuer' as const,
    id: value.id,
    written,
    field: `issuers[${i}]`,
    takesExternalId: false,
  })),
  ...definitions.accounts.map(({ written, value }, i) => ({
    kind: 'account' as const,
    id: value.id,
    written,
    field: `accounts[${i}]`,
    takesExternalId: false,
  })),
  ...definitions.connectors.map(({ written, value }, i) => ({
    kind: 'connector' as const,
    id: value.id,
    written,
    field: `connectors[${i}]`,
    takesExternalId: needsExternalId(value),
  })),
];

/** `undefined` when the written external ID contradicts the stored one. */
const toChange = (
  { kind, id, written }: { readonly kind: DefinitionKind; readonly id: string; readonly written: unknown },
  stored: Stored<unknown> | undefined,
  newExternalId: (() => string) | undefined,
): Change | undefined => {
  const externalId = newExternalId && pickExternalId(written, stored?.value, newExternalId);
  if (externalId === 'contradiction') return undefined;
  const definition = externalId === undefined || !isJsonObject(written) ? written : { ...written, externalId };
  const action = stored === undefined ? 'create' : isDeepStrictEqual(stored.value, definition) ? 'unchanged' : 'change';
  return {
    kind,
    id,
    action,
    definition,
    replaces: stored?.version,
    ...(externalId === undefined ? {} : { externalId }),
  };
};

const pickExternalId = (written: unknown, stored: unknown, newExternalId: () => string): string => {
  const [fromFile, fromTable] = [externalIdOf(written), externalIdOf(stored)];
  if (fromFile !== undefined && fromTable !== undefined && fromFile !== fromTable) return 'contradiction';
  return fromTable ?? fromFile ?? newExternalId();
};

const externalIdOf = (definition: unknown): string | undefined =>
  isJsonObject(definition) && typeof definition.externalId === 'string' ? definition.externalId : undefined;
