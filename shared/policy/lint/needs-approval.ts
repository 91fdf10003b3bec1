import type { Connector } from '../../domain/connector.ts';
import type { DefinitionKind } from '../../domain/definition.ts';
import { NO_DEFINITIONS, SCHEMAS } from '../../domain/definitions.ts';
import type { Issuer } from '../../domain/issuer.ts';
import { parseWith } from '../../domain/parse.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import { withExamples } from '../session/fill-connector.ts';
import { lintDefinitions } from './lint.ts';

interface Changing {
  readonly kind: DefinitionKind;
  readonly action: 'create' | 'change' | 'unchanged' | 'delete';
  /** Absent for a deletion. */
  readonly definition?: unknown;
}

/**
 * Says why a change waits for a second administrator where a deployment wants one. An issuer decides who is trusted and
 * who administers, and a wide grant lets in more than one can see from it. `undefined` if the change may be made at
 * once: what is disabled lets nobody in, and an emergency must not wait.
 */
export function whyApproval({ kind, action, definition }: Changing, issuers: readonly Issuer[]): string | undefined {
  if (action === 'unchanged' || (isJsonObject(definition) && definition.enabled === false)) return undefined;
  if (kind === 'issuer') return 'issuers decide who is trusted, and who administers';
  if (kind !== 'connector' || action === 'delete') return undefined;
  return wideGrant(definition, issuers);
}

/** The first grant that the linter warns of, whatever risk the connector acknowledges. */
function wideGrant(definition: unknown, issuers: readonly Issuer[]): string | undefined {
  const { acknowledgeRisk: _accepted, ...written } = isJsonObject(definition) ? definition : {};
  // Some principal types must acknowledge their own risk. It is taken away after they are read.
  const parsed = parseWith(SCHEMAS.connector, isJsonObject(definition) ? definition : {}, 'connector');
  if (!parsed.ok) return 'this release can not read all of it';
  const { acknowledgeRisk: _risk, ...value } = parsed.value as Connector & { readonly acknowledgeRisk?: true };
  const off = value.grants.findIndex(({ issuer }) => issuer !== undefined && !isEnabled(issuer, issuers));
  // To change a disabled issuer takes one person, so what it is now says nothing about whom the grant will let in.
  if (off >= 0) return `grants[${off}] is of an issuer that is disabled, or can not be read`;
  // A connector that gives each caller its own still lets all of them in.
  const connectors = [{ written, value: withExamples(value as Connector) }];
  const found = lintDefinitions({ ...NO_DEFINITIONS, connectors }, { issuers, accounts: [], connectorRoles: [] });
  const wide = found.find(({ severity, field }) => severity !== 'notice' && field.includes('.grants['));
  return wide && `${wide.field.replace('connectors[0].', '')} is wide: ${wide.detail} (${wide.rule})`;
}

function isEnabled(id: string, issuers: readonly Issuer[]): boolean {
  return issuers.some((issuer) => issuer.id === id && issuer.enabled);
}
