import type { Account } from './account.ts';
import type { Connector } from './connector.ts';
import type { DefinitionKind } from './definition.ts';
import type { Issuer } from './issuer.ts';
import type { RefreshJob } from './refresh-job.ts';
import { isJsonObject } from './strict-json.ts';

type FieldsOf<T> = T extends unknown ? keyof T : never;

/**
 * The lowest reader that may meet each field. Fields that every reader knows have 1. A later field has the number of
 * the first reader that enforces it, or 2 if ignoring it can not let anybody in, nor give them more. A field without a
 * row does not compile.
 */
export const MIN_READERS = {
  issuer: {
    id: 1,
    url: 1,
    kind: 1,
    enabled: 1,
    ci: 1,
    audiences: 1,
    acknowledgeRisk: 1,
    require: 1,
    algorithms: 1,
    tokenTypes: 1,
    soleAudience: 1,
    maxTokenAgeSeconds: 1,
    maxTokenLifeSeconds: 1,
    jwksUri: 1,
    jwks: 1,
    caCertificates: 1,
    audienceClaim: 1,
    groupsClaim: 1,
    adminGroups: 1,
    auditGroups: 2,
    cliClientId: 2,
    consoleClientId: 2,
    clientSecretArn: 2,
    scopes: 2,
  } satisfies Record<FieldsOf<Issuer>, number>,
  account: {
    id: 1,
    awsAccountId: 1,
    partition: 1,
    credentials: 1,
  } satisfies Record<FieldsOf<Account>, number>,
  connector: {
    id: 1,
    name: 1,
    description: 1,
    account: 1,
    region: 1,
    acknowledgeRisk: 1,
    enabled: 1,
    serves: 1,
    systemScope: 1,
    grants: 1,
    rateLimit: 3,
    oneTimeTokens: 3,
    principalType: 1,
    maxDurationSeconds: 1,
    loginLifetime: 1,
    session: 1,
    roleArn: 1,
    roleArns: 1,
    externalId: 1,
    samlProviderArn: 1,
    omitPolicy: 1,
    withinTokenLife: 1,
    policy: 1,
    policyArns: 1,
    access: 1,
    pullThroughCache: 1,
    repositories: 1,
    registries: 1,
    codeartifact: 4,
    regions: 1,
    conditions: 1,
  } satisfies Record<FieldsOf<Connector>, number>,
  'refresh-job': {
    id: 1,
    name: 1,
    enabled: 1,
    connector: 1,
    destination: 1,
    format: 1,
    namespace: 1,
    hosts: 1,
    service: 4,
    region: 1,
    registryIds: 1,
    durationSeconds: 1,
    roleArn: 1,
    access: 1,
    repositories: 1,
    domain: 4,
    domainOwner: 4,
    repository: 4,
    acknowledgeRisk: 1,
    intervalSeconds: 1,
  } satisfies Record<FieldsOf<RefreshJob>, number>,
} as const satisfies Record<DefinitionKind, Readonly<Record<string, number>>>;

export type MinReaders = Readonly<Record<DefinitionKind, Readonly<Record<string, number>>>>;

/** The lowest reader that may read a definition: the highest of its fields. */
export function minReaderOf(kind: DefinitionKind, definition: unknown, rows: MinReaders = MIN_READERS): number {
  const fields = new Map(Object.entries(rows[kind]));
  const names = isJsonObject(definition) ? Object.keys(definition) : [];
  return Math.max(1, ...names.map((name) => fields.get(name) ?? 1));
}
