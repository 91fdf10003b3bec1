import { isJsonObject } from '../../../../shared/domain/strict-json.ts';

/** What a screen shows of an issuer. Another release may have written it, so little is required. */
export interface ShownIssuer {
  readonly id: string;
  readonly isReadable: boolean;
  readonly url: string;
  readonly kind: 'workload' | 'user' | undefined;
  readonly enabled: boolean;
  readonly audiences: readonly string[];
  readonly adminGroups: readonly string[];
  readonly auditGroups: readonly string[];
  readonly algorithms: readonly string[];
  readonly require: Readonly<Record<string, unknown>>;
  readonly maxTokenAgeSeconds: number | undefined;
  readonly keys: { readonly pinned: readonly string[] } | { readonly at: string } | 'discovered';
  readonly signsIn: { readonly console: boolean; readonly cli: boolean };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

export function issuerOf(written: unknown): ShownIssuer {
  const value: Readonly<Record<string, unknown>> = isJsonObject(written) ? written : {};
  const { id, url, kind, maxTokenAgeSeconds: age } = value;
  return {
    id: typeof id === 'string' ? id : '',
    isReadable: typeof url === 'string',
    url: typeof url === 'string' ? url : '',
    kind: kind === 'workload' || kind === 'user' ? kind : undefined,
    enabled: value.enabled !== false,
    audiences: textsOf(value.audiences),
    adminGroups: textsOf(value.adminGroups),
    auditGroups: textsOf(value.auditGroups),
    algorithms: textsOf(value.algorithms),
    require: isJsonObject(value.require) ? value.require : {},
    maxTokenAgeSeconds: typeof age === 'number' ? age : undefined,
    keys: keysOf(value),
    signsIn: { console: typeof value.consoleClientId === 'string', cli: typeof value.cliClientId === 'string' },
  };
}

function keysOf({ jwks, jwksUri }: Readonly<Record<string, unknown>>): ShownIssuer['keys'] {
  if (isJsonObject(jwks) && Array.isArray(jwks.keys)) {
    return { pinned: jwks.keys.map((key) => (isJsonObject(key) && typeof key.kid === 'string' ? key.kid : '?')) };
  }
  return typeof jwksUri === 'string' ? { at: jwksUri } : 'discovered';
}

/** A connector that lets callers of an issuer in. */
export interface Naming {
  readonly connector: string;
  readonly grants: number;
  /** Whether nobody else is let in, so that nobody is if the issuer goes. */
  readonly alone: boolean;
}

/** Which of the connectors have a grant that names the issuer. Disabled ones let nobody in. */
export function naming(issuer: string, connectors: readonly unknown[]): readonly Naming[] {
  return connectors.flatMap((connector) => {
    if (!isJsonObject(connector) || typeof connector.id !== 'string' || connector.enabled === false) return [];
    const grants = Array.isArray(connector.grants) ? connector.grants : [];
    const own = grants.filter((grant) => isJsonObject(grant) && grant.issuer === issuer);
    return own.length === 0
      ? []
      : [{ connector: connector.id, grants: own.length, alone: own.length === grants.length }];
  });
}

/** Whether a text stands in the ID, the address or an audience, whatever its case. */
export function isFound({ id, url, audiences }: ShownIssuer, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return [id, url, ...audiences].some((one) => one.toLowerCase().includes(wanted));
}

/** Whether a stop keeps all callers of an issuer from logins. `undefined` while the stops are not known. */
export function isStopped(
  issuer: string,
  stops: readonly { readonly scope: unknown }[] | undefined,
): boolean | undefined {
  return stops?.some(({ scope }) => scope === 'all' || (isJsonObject(scope) && scope.issuer === issuer));
}
