import type { Account } from '../../domain/account.ts';
import { ECR_PUBLIC, partitionOfRegion } from '../../domain/aws.ts';
import type { Connector } from '../../domain/connector.ts';
import type { FieldError } from '../../domain/errors.ts';
import { type GrantNarrowing, servesImages } from '../../domain/grant-narrowing.ts';
import type { ExtraProof, IssueAction, LoginParameters } from '../../domain/issue-request.ts';
import { faulty, type Parsed } from '../../domain/parse.ts';
import { rulesOf } from '../../domain/principal-type.ts';

/** The region and the registries of a login. */
export interface Target {
  readonly region: string;
  readonly registryIds: readonly string[];
}

/** A connector, and what the grant that lets the caller in narrows. An administrator has the connector's limits alone. */
export interface LimitedConnector {
  readonly connector: Connector;
  readonly grant: GrantNarrowing | undefined;
}

/**
 * Decides the region and the registries of a login: those of the request or the defaults, within the limits of the
 * connector and of the grant.
 */
export function decideTarget(
  parameters: Pick<LoginParameters, 'region' | 'registryIds'>,
  { connector, grant = {} }: LimitedConnector,
  account: Account,
): Parsed<Target> {
  const region = decideRegion(parameters, { connector, grant }, account);
  if (!region.ok) return region;
  const registryIds = parameters.registryIds ?? [account.awsAccountId];
  const foreign = 'holds a registry that is not among those of the';
  if (!allows(connector.registries, registryIds)) return faulty('registryIds', `${foreign} connector`);
  if (!allows(grant.registries, registryIds)) return faulty('registryIds', `${foreign} grant that lets you in`);
  return { ok: true, value: { region: region.value, registryIds } };
}

/** Decides the region of a login: the request's or the connector's, within the limits of the connector and of the grant. */
export function decideRegion(
  parameters: Pick<LoginParameters, 'region'>,
  { connector, grant = {} }: LimitedConnector,
  account: Account,
): Parsed<string> {
  const region = parameters.region ?? connector.region;
  if (region === undefined) return faulty('region', 'is required: the connector has no default region');
  if (partitionOfRegion(region) !== account.partition) {
    return faulty('region', "is not in the partition of the connector's account");
  }
  if (!allows(connector.regions, [region])) return faulty('region', 'is not among the regions of the connector');
  if (!allows(grant.regions, [region])) {
    const isDefault = parameters.region === undefined;
    return faulty('region', isDefault ? `is required: the connector's default ${OF_GRANT}` : OF_GRANT);
  }
  return { ok: true, value: region };
}

const OF_GRANT = 'is not among the regions of the grant that lets you in';

/** Whether a limit allows all of these. A limit that is absent allows any. */
function allows(limit: readonly string[] | undefined, asked: readonly string[]): boolean {
  return limit === undefined || asked.every((one) => limit.includes(one));
}

/** Parameters and proofs that the connector can not use. Each is refused, so that none is silently ignored. */
export function parameterFaults(
  parameters: LoginParameters,
  proof: ExtraProof,
  limited: LimitedConnector,
): readonly FieldError[] {
  return [
    ...hopFaults(parameters, limited.connector),
    ...unservedFaults(parameters, limited.connector),
    ...narrowingFaults(parameters, limited),
    ...proofFaults(proof, limited.connector),
  ];
}

function hopFaults({ roleArn }: LoginParameters, { roleArns = [] }: Connector): FieldError[] {
  return roleArn === undefined || roleArns.includes(roleArn)
    ? []
    : [{ field: 'roleArn', detail: 'is not among the further roles of the connector' }];
}

/** A session for CodeArtifact alone has no images to narrow. */
function unservedFaults({ repositories }: LoginParameters, { serves }: Connector): FieldError[] {
  if (repositories === undefined || servesImages(serves)) return [];
  return [{ field: 'repositories', detail: 'limits ECR, which the connector does not serve' }];
}

function narrowingFaults(parameters: LoginParameters, { connector, grant }: LimitedConnector): FieldError[] {
  const fields = (['access', 'repositories'] as const).filter((field) => parameters[field] !== undefined);
  const refuse = (detail: string) => fields.map((field) => ({ field, detail }));
  if (!rulesOf(connector.principalType).policy) {
    return refuse(`can not be narrowed: a session of ${connector.principalType} takes no policy`);
  }
  // A policy would not narrow such a session but give it its first rights.
  if (connector.omitPolicy === true) return refuse('can not be narrowed: the connector gives the session no policy');
  if (parameters.access !== 'push') return [];
  if (connector.access === 'pull') return [{ field: 'access', detail: 'is more than the connector gives' }];
  return grant?.access === 'pull' ? [{ field: 'access', detail: 'is more than the grant that lets you in gives' }] : [];
}

function proofFaults({ samlAssertion, mfa }: ExtraProof, { principalType }: Connector): FieldError[] {
  const detail = `is not taken by ${principalType}`;
  const { proof } = rulesOf(principalType);
  if (proof === 'saml-assertion' && samlAssertion === undefined) {
    return [{ field: 'samlAssertion', detail: 'is required, in the body of a POST' }];
  }
  return [
    ...(proof !== 'saml-assertion' && samlAssertion !== undefined ? [{ field: 'samlAssertion', detail }] : []),
    ...(proof !== 'mfa-code' && mfa !== undefined ? [{ field: 'mfaCode', detail }] : []),
  ];
}

/** Whether a connector's limits include ECR Public, which is in one region of one partition. */
export function reachesEcrPublic({ regions }: Connector, { partition }: Account): boolean {
  return partition === ECR_PUBLIC.partition && allows(regions, [ECR_PUBLIC.region]);
}

/** A grant may leave the region of ECR Public out. A request for its login names no region that could be refused. */
export function publicFaults(action: IssueAction, grant: GrantNarrowing | undefined): readonly FieldError[] {
  if (action !== 'ecr-public-login' || allows(grant?.regions, [ECR_PUBLIC.region])) return [];
  return [{ field: 'region', detail: `of ECR Public is ${ECR_PUBLIC.region}, which ${OF_GRANT}` }];
}
