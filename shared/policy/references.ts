import type { Connector } from '../domain/connector.ts';
import type { DefinitionKind } from '../domain/definition.ts';
import type { RefreshJob } from '../domain/refresh-job.ts';

/** Which definition, by its key. */
export interface DefinitionName {
  readonly kind: DefinitionKind;
  readonly id: string;
}

/** Everything that a connector could not do without, or that lets callers in. */
export const connectorReferences = ({ account, grants }: Connector): readonly DefinitionName[] => [
  { kind: 'account', id: account },
  ...grants.flatMap(({ issuer, refreshJob }): DefinitionName[] => [
    ...(issuer === undefined ? [] : [{ kind: 'issuer' as const, id: issuer }]),
    ...(refreshJob === undefined ? [] : [{ kind: 'refresh-job' as const, id: refreshJob }]),
  ]),
];

export const jobReferences = ({ connector }: RefreshJob): readonly DefinitionName[] => [
  { kind: 'connector', id: connector },
];

export const namesOneOf = (references: readonly DefinitionName[], names: readonly DefinitionName[]): boolean =>
  references.some((reference) => names.some(({ kind, id }) => kind === reference.kind && id === reference.id));
