import type { DefinitionKind } from '../../shared/domain/definition.ts';

/** Where the definitions of each kind are shown. */
export const PLACES = {
  issuer: '/issuers',
  account: '/accounts',
  connector: '/connectors',
  'refresh-job': '/refresh-jobs',
} as const satisfies Record<DefinitionKind, string>;
