import type { Partition } from './aws.ts';

/** A statement of any IAM policy. Those of trust policies and resource-based policies name principals. */
export interface IamStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export type IamDocument = {
  readonly Version: '2012-10-17';
  readonly Statement: readonly IamStatement[];
};

interface NamedDocument {
  readonly name: string;
  readonly document: IamDocument;
}

/** A role with its trust policy, which says who may assume it, and its rights. */
export interface IamRole {
  readonly type: 'role';
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly description: string;
  readonly trust: IamDocument;
  readonly policies: readonly NamedDocument[];
  readonly managedPolicyArns: readonly string[];
  readonly maxSessionSeconds: number;
  readonly permissionsBoundary?: string;
}

/** An OIDC provider of IAM: the issuer whose tokens STS is to take. */
export interface IamOidcProvider {
  readonly type: 'oidc-provider';
  readonly url: string;
  readonly clientIds: readonly string[];
}

/** A managed policy that the user attaches, for example as a permissions boundary. */
export interface IamManagedPolicy extends NamedDocument {
  readonly type: 'managed-policy';
  readonly path: string;
  readonly description: string;
}

/** The inline policy of an IAM user whose access key Portunus holds. The user exists already. */
export interface IamUserPolicy extends NamedDocument {
  readonly type: 'user-policy';
  readonly userName: string;
}

/** The policy of an ECR repository, in the registry's account. */
export interface RepositoryPolicy {
  readonly type: 'repository-policy';
  readonly repository: string;
  readonly region: string;
  readonly document: IamDocument;
}

export type IamResource = IamRole | IamOidcProvider | IamManagedPolicy | IamUserPolicy | RepositoryPolicy;

/** The resources of one AWS account. */
export interface IamPlace {
  readonly accountId: string;
  readonly partition: Partition;
  readonly resources: readonly IamResource[];
}

/**
 * What AWS must hold for a connector to work. JSON, CloudFormation, Terraform and AWS CLI are forms of it, and say the
 * same.
 */
export interface IamSetup {
  /** Absent where it is about several connectors. */
  readonly connectorId?: string;
  /** What needs it, where that is no connector. */
  readonly purpose?: string;
  /** The account of the role first, then others, such as that of a registry. */
  readonly places: readonly IamPlace[];
  /** What no document can say, in whole sentences. */
  readonly advice: readonly string[];
}
