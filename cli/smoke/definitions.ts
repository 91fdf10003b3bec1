import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { components } from '../../clients/typescript/src/index.ts';
import { ECR_PUBLIC } from '../../shared/domain/aws.ts';
import type { Deployment, Stored } from './aws.ts';

/** Everything that a run makes begins with this and the run's own random name, so that it can't be anybody else's. */
export const PREFIX = 'portunus-smoke-';

/** The connectors of a run, and which role each assumes. */
const CONNECTORS = {
  /** No limits: what it may do shows that a refusal elsewhere is the session policy's. */
  push: 'plain',
  pull: 'plain',
  public: 'plain',
  /** The role does not know its external ID. */
  stranger: 'plain',
  tagged: 'tagged',
  identified: 'identified',
  /** The role has one trust statement for all three actions. */
  combined: 'combined',
  /** Lets nobody in. */
  closed: 'plain',
  job: 'plain',
} as const;

export type ConnectorName = keyof typeof CONNECTORS;
export const CONNECTOR_NAMES = Object.keys(CONNECTORS) as readonly ConnectorName[];
/** Those whose external IDs the role `plain` trusts. */
export const TRUSTED: readonly ConnectorName[] = ['push', 'pull', 'public', 'job'];

type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

/** Signs tokens of the run's own issuer. The key never leaves this process. */
export interface Mint {
  (claims?: JWTPayload): Promise<string>;
  /** Signs with another key under the same key ID. */
  readonly forged: () => Promise<string>;
  readonly jwk: object;
}

/** What a run made for itself. */
export interface Bed {
  readonly mint: Mint;
  readonly connectors: Readonly<Record<ConnectorName, string>>;
  readonly externalIds: Readonly<Record<ConnectorName, string>>;
  readonly roles?: Roles;
  /** Starts a refresh job, and returns where it delivers. */
  readonly startJob: (type: Stored['type']) => Promise<Stored>;
}

export interface Roles {
  readonly plainRoleArn: string;
  readonly repository: string;
  readonly otherRepository: string;
}

const ALG = 'ES256';
const LIFE_SECONDS = 300;

export async function createMint(run: string, now: () => Date): Promise<Mint> {
  const name = `${PREFIX}${run}`;
  const { publicKey, privateKey } = await generateKeyPair(ALG);
  const sign = (key: Key, claims: JWTPayload) => {
    const iat = Math.floor(now().getTime() / 1000);
    const own = { iss: issuerUrl(run), aud: name, sub: `${name}:a`, run, job: 'a', iat, exp: iat + LIFE_SECONDS };
    return new SignJWT({ ...own, ...claims }).setProtectedHeader({ alg: ALG, typ: 'JWT', kid: name }).sign(key);
  };
  const mint = (claims: JWTPayload = {}) => sign(privateKey, claims);
  return Object.assign(mint, {
    forged: async () => sign((await generateKeyPair(ALG)).privateKey, {}),
    jwk: { ...(await exportJWK(publicKey)), kid: name, alg: ALG, use: 'sig' },
  });
}

/** RFC 2606 reserves `.invalid`: nobody can ever have a host of this name. */
function issuerUrl(run: string): string {
  return `https://${PREFIX}${run}.invalid`;
}

export interface Written {
  readonly kind: 'issuers' | 'accounts' | 'connectors';
  readonly id: string;
  readonly definition: components['schemas']['Issuer' | 'Account' | 'AssumedRoleConnector'];
}

/** The definitions of a run, in the order in which they are made. */
export function definitionsOf(
  run: string,
  jwk: object,
  { accountId, partition, region }: Deployment,
  wanted = CONNECTOR_NAMES,
): Written[] {
  const id = `${PREFIX}${run}`;
  const roleArn = (role: string) => `arn:${partition}:iam::${accountId}:role/portunus/${id}-${role}`;
  const issuer = { url: issuerUrl(run), kind: 'workload', audiences: [id], require: { run: [run] } };
  const account = { awsAccountId: accountId, partition, credentials: { source: 'execution-role' } };
  // Elsewhere, a connector for ECR Public is refused, and the run would have none at all.
  const names = wanted.filter((name) => name !== 'public' || partition === ECR_PUBLIC.partition);
  const connectors = names.map((name) => ({
    kind: 'connectors' as const,
    id: `${id}-${name}`,
    definition: {
      name: `Made by portunus smoke, run ${run}`,
      account: id,
      principalType: 'assumed-role',
      roleArn: roleArn(CONNECTORS[name]),
      region,
      systemScope: true,
      ...FIELDS[name](id, region),
    },
  }));
  return [
    { kind: 'issuers', id, definition: { ...issuer, algorithms: [ALG], jwks: { keys: [jwk] } } },
    { kind: 'accounts', id, definition: account },
    ...connectors,
  ].map((one) => ({ ...one, definition: { id: one.id, ...one.definition } }) as Written);
}

const jobs = (issuer: string, ...names: string[]) => ({ grants: [{ issuer, claims: { job: names } }] });
const NAMED = { name: 'smoke-{job}' };
const tags = { 'portunus-smoke': '{run}' };
const sourceIdentity = 'portunus-smoke-{run}';

/** What differs between the connectors, by the run's id and the region. */
const FIELDS: Readonly<Record<ConnectorName, (id: string, region: string) => object>> = {
  push: (id) => ({ session: NAMED, ...jobs(id, 'a', 'b') }),
  pull: (id, region) => ({ ...narrow(id, region), session: NAMED, ...jobs(id, 'a', 'b') }),
  public: (id) => ({ serves: ['ecr-public'], session: NAMED, ...jobs(id, 'a') }),
  stranger: (id) => jobs(id, 'a'),
  tagged: (id) => ({ session: { ...NAMED, tags }, ...jobs(id, 'a') }),
  identified: (id) => ({ session: { ...NAMED, sourceIdentity }, ...jobs(id, 'a') }),
  combined: (id) => ({ session: { ...NAMED, sourceIdentity, tags }, ...jobs(id, 'a') }),
  closed: (id) => jobs(id, 'nobody'),
  job: (id, region) => ({
    ...narrow(id, region),
    grants: ['secretsmanager', 'ssm'].map((type) => ({ refreshJob: `${id}-${type}` })),
  }),
};

function narrow(id: string, region: string) {
  return { access: 'pull', repositories: [`${id}/one`], regions: [region] };
}

/** The external ID of a connector that was not made. Portunus generates longer ones. */
const NOBODY = 'none';

/** The parameters of `deploy/smoke.template.json`. */
export function stackParameters(run: string, stage: string, externalIds: Bed['externalIds']): Record<string, string> {
  return {
    Run: run,
    Stage: stage,
    TrustedExternalIds: TRUSTED.flatMap((name) => externalIds[name] || []).join(',') || NOBODY,
    TaggedExternalId: externalIds.tagged || NOBODY,
    IdentifiedExternalId: externalIds.identified || NOBODY,
    CombinedExternalId: externalIds.combined || NOBODY,
  };
}
