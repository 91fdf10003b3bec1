import type { Connector } from '../../domain/connector.ts';
import type { DefinitionKind } from '../../domain/definition.ts';
import type { RefreshJob } from '../../domain/refresh-job.ts';

/** Identifies a definition. */
export interface DefinitionName {
  readonly kind: DefinitionKind;
  readonly id: string;
}

/**
 * The definitions that a connector requires. Its refresh jobs are not among them: they require the connector, and a
 * cycle would make it impossible to delete either. A grant to a deleted job is harmless, because ids are never used
 * again.
 */
export function connectorReferences({ account, grants }: Connector): readonly DefinitionName[] {
  return [
    { kind: 'account', id: account },
    ...grants.flatMap(({ issuer }) => (issuer === undefined ? [] : [{ kind: 'issuer' as const, id: issuer }])),
  ];
}

export function jobReferences({ connector }: RefreshJob): readonly DefinitionName[] {
  return [{ kind: 'connector', id: connector }];
}

export function namesOneOf(references: readonly DefinitionName[], names: readonly DefinitionName[]): boolean {
  return references.some((reference) => names.some(({ kind, id }) => kind === reference.kind && id === reference.id));
}
