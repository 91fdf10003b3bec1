import type { Connector } from '../../domain/connector.ts';
import type { DefinitionKind } from '../../domain/definition.ts';
import type { RefreshJob } from '../../domain/refresh-job.ts';

/** Which definition, by its key. */
export interface DefinitionName {
  readonly kind: DefinitionKind;
  readonly id: string;
}

/**
 * What a connector can't do without. Not the refresh jobs that it lets in: they can't do without it, and one of two that
 * name each other has to go first. A grant to a job that is gone lets nobody in, for its id is never used again.
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
