import type { Account } from '../../domain/account.ts';
import type { Partition } from '../../domain/aws.ts';
import type { Connector } from '../../domain/connector.ts';
import type { IamExtra } from '../../domain/iam-extra.ts';
import type { IamDocument, IamPlace, IamStatement } from '../../domain/iam-resource.ts';
import type { Issuer } from '../../domain/issuer.ts';

/** The deployment that uses the connector. */
export interface IamDeployment {
  readonly accountId: string;
  readonly partition: Partition;
  readonly stage: string;
}

/** What the documents of a connector follow from. */
export interface IamGiven {
  readonly connector: Connector;
  readonly account: Account;
  /** The issuers that the grants name, by id. One that does not exist is absent. */
  readonly issuers: ReadonlyMap<string, Issuer>;
  readonly deployment: IamDeployment;
  /** The organization of the deployment's account. Then no principal from outside of it may assume a role. */
  readonly organizationId?: string | undefined;
  readonly extras?: readonly IamExtra[];
}

/** The resources and the advice of one subject. Places of the same account become one. */
export interface IamPart {
  readonly places: readonly IamPlace[];
  readonly advice: readonly string[];
}

export const NO_PART: IamPart = { places: [], advice: [] };

export function wants({ extras = [] }: IamGiven, extra: IamExtra): boolean {
  return extras.includes(extra);
}

export function documentOf(Statement: readonly IamStatement[]): IamDocument {
  return { Version: '2012-10-17', Statement };
}
