import type { Account } from '../domain/account.ts';
import { partitionOfRegion } from '../domain/aws.ts';
import type { Connector } from '../domain/connector.ts';
import { faulty, type Parsed } from '../domain/parse.ts';

interface Asked {
  readonly region?: string;
  readonly registryIds?: readonly string[];
}

/** Where to log in. */
export interface Target {
  readonly region: string;
  readonly registryIds: readonly string[];
}

/** The region and registries of a login: the asked ones or the defaults, within the connector's limits. */
export const decideTarget = (asked: Asked, connector: Connector, account: Account): Parsed<Target> => {
  const region = asked.region ?? connector.region;
  if (region === undefined) return faulty('region', 'is required: the connector has no default region');
  if (partitionOfRegion(region) !== account.partition) {
    return faulty('region', "is not in the partition of the connector's account");
  }
  if (connector.regions !== undefined && !connector.regions.includes(region)) {
    return faulty('region', 'is not among the regions of the connector');
  }
  const registryIds = asked.registryIds ?? [account.awsAccountId];
  if (connector.registries !== undefined && !registryIds.every((id) => connector.registries?.includes(id))) {
    return faulty('registryIds', 'holds a registry that is not among those of the connector');
  }
  return { ok: true, value: { region, registryIds } };
};
