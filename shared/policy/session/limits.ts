import type { Account } from '../../domain/account.ts';
import { ECR_PUBLIC, partitionOfRegion } from '../../domain/aws.ts';
import type { Connector } from '../../domain/connector.ts';
import type { FieldError } from '../../domain/errors.ts';
import type { ExtraProof, LoginParameters } from '../../domain/issue-request.ts';
import { faulty, type Parsed } from '../../domain/parse.ts';
import { rulesOf } from '../../domain/principal-type.ts';

/** The region and the registries of a login. */
export interface Target {
  readonly region: string;
  readonly registryIds: readonly string[];
}

/**
 * Decides the region and the registries of a login: those of the request or the defaults, within the connector's
 * limits.
 */
export function decideTarget(
  parameters: Pick<LoginParameters, 'region' | 'registryIds'>,
  connector: Connector,
  account: Account,
): Parsed<Target> {
  const region = parameters.region ?? connector.region;
  if (region === undefined) return faulty('region', 'is required: the connector has no default region');
  if (partitionOfRegion(region) !== account.partition) {
    return faulty('region', "is not in the partition of the connector's account");
  }
  if (connector.regions !== undefined && !connector.regions.includes(region)) {
    return faulty('region', 'is not among the regions of the connector');
  }
  const registryIds = parameters.registryIds ?? [account.awsAccountId];
  if (connector.registries !== undefined && !registryIds.every((id) => connector.registries?.includes(id))) {
    return faulty('registryIds', 'holds a registry that is not among those of the connector');
  }
  return { ok: true, value: { region, registryIds } };
}

/** Parameters and proofs that the connector can not use. Each is refused, so that none is silently ignored. */
export function parameterFaults(
  parameters: LoginParameters,
  proof: ExtraProof,
  connector: Connector,
): readonly FieldError[] {
  return [
    ...hopFaults(parameters, connector),
    ...narrowingFaults(parameters, connector),
    ...proofFaults(proof, connector),
  ];
}

function hopFaults({ roleArn }: LoginParameters, { roleArns = [] }: Connector): FieldError[] {
  return roleArn === undefined || roleArns.includes(roleArn)
    ? []
    : [{ field: 'roleArn', detail: 'is not among the further roles of the connector' }];
}

function narrowingFaults(parameters: LoginParameters, connector: Connector): FieldError[] {
  const fields = (['access', 'repositories'] as const).filter((field) => parameters[field] !== undefined);
  const refuse = (detail: string) => fields.map((field) => ({ field, detail }));
  if (!rulesOf(connector.principalType).policy) {
    return refuse(`can not be narrowed: a session of ${connector.principalType} takes no policy`);
  }
  // A policy would not narrow such a session but give it its first rights.
  if (connector.omitPolicy === true) return refuse('can not be narrowed: the connector gives the session no policy');
  const isMore = parameters.access === 'push' && connector.access === 'pull';
  return isMore ? [{ field: 'access', detail: 'is more than the connector gives' }] : [];
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
  return partition === ECR_PUBLIC.partition && (regions === undefined || regions.includes(ECR_PUBLIC.region));
}
