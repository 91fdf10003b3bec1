import type { Partition } from '../../domain/aws.ts';
import { rulesOf } from '../../domain/principal-type.ts';
import { connectorInvalid, type GrantedConnector } from './find-granted-connector.ts';
import type { PlanInput } from './plan-input.ts';

/** What a plan takes from the deployment. */
export interface Deployment {
  readonly region: string;
  readonly partition: Partition;
  readonly allowProvided: boolean;
}

/** What was right when it was written, in another deployment or before an option was taken back. */
export const assertDeployable = (
  { connector, account }: GrantedConnector,
  { partition, allowProvided }: Deployment,
): void => {
  const { principalType } = connector.value;
  if (rulesOf(principalType).call === undefined && !allowProvided) {
    throw connectorInvalid(
      `principalType ${principalType} is not allowed by this deployment (PORTUNUS_ALLOW_PROVIDED)`,
    );
  }
  const isForeign = account.value.partition !== partition;
  if (isForeign && account.value.credentials.source === 'execution-role') {
    throw connectorInvalid('account is in another partition than the execution role, which can not leave its own');
  }
};

/** STS of another partition has to be asked there. */
export function stsRegion({ granted: { connector, account }, asked }: PlanInput, { partition }: Deployment) {
  if (account.value.partition === partition) return undefined;
  const region = asked.region ?? connector.value.region;
  if (region !== undefined) return region;
  throw connectorInvalid('region is missing, and the account is in another partition than the function');
}
