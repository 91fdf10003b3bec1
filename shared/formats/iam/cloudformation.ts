import type { IamResource, IamSetup, RepositoryPolicy } from '../../domain/iam-resource.ts';
import { createUniqueNames } from '../../domain/unique-names.ts';
import {
  accountLabel,
  accountsOf,
  dependenciesOf,
  formCanNotCarry,
  nameOf,
  type Placed,
  resourcesInOrder,
  titleOf,
} from './parts.ts';

type Made = Exclude<IamResource, RepositoryPolicy>;

const REPOSITORY_POLICIES =
  'CloudFormation sets the policy of a repository only together with the repository. Set those of RepositoryPolicies by the Terraform form or the AWS CLI form.';

/** The type and properties of a resource. CloudFormation has no type for the policy of a repository. */
function written(resource: Made): { readonly Type: string; readonly Properties: object } {
  if (resource.type === 'oidc-provider') {
    return { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: resource.url, ClientIdList: resource.clientIds } };
  }
  if (resource.type === 'user-policy') {
    const { name, userName, document } = resource;
    return {
      Type: 'AWS::IAM::UserPolicy',
      Properties: { PolicyName: name, UserName: userName, PolicyDocument: document },
    };
  }
  const { name, path, description } = resource;
  const Description = description === '' ? {} : { Description: description };
  if (resource.type === 'managed-policy') {
    return {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { ManagedPolicyName: name, Path: path, ...Description, PolicyDocument: resource.document },
    };
  }
  const { policies, managedPolicyArns, permissionsBoundary } = resource;
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      Path: path,
      ...Description,
      MaxSessionDuration: resource.maxSessionSeconds,
      ...(permissionsBoundary !== undefined && { PermissionsBoundary: permissionsBoundary }),
      AssumeRolePolicyDocument: resource.trust,
      ...(managedPolicyArns.length > 0 && { ManagedPolicyArns: managedPolicyArns }),
      ...(policies.length > 0 && {
        Policies: policies.map((policy) => ({ PolicyName: policy.name, PolicyDocument: policy.document })),
      }),
    },
  };
}

const SUFFIXES: Readonly<Record<Made['type'], string>> = {
  role: 'Role',
  'oidc-provider': 'OidcProvider',
  'managed-policy': 'Policy',
  'user-policy': 'UserPolicy',
};

/** A logical ID has letters and digits alone. One that changed would make CloudFormation replace the resource. */
function toLogicalId(setup: IamSetup, { place, resource }: Placed<Made>): string {
  const words = nameOf(resource).match(/[A-Za-z0-9]+/g) ?? [];
  const name = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
  return `${name.slice(0, 200)}${SUFFIXES[resource.type]}${accountLabel(setup, place)}`;
}

function isForSeveral(setup: IamSetup): boolean {
  return setup.connectorId === undefined || accountsOf(setup).length > 1;
}

function conditionOf(accountId: string): string {
  return `InAccount${accountId}`;
}

function metadataOf({ advice }: IamSetup, left: readonly Placed<RepositoryPolicy>[]): object {
  const Advice = [...advice, ...(left.length === 0 ? [] : [REPOSITORY_POLICIES])];
  const RepositoryPolicies = left.map(({ place, resource: { region, repository, document } }) => ({
    AccountId: place.accountId,
    Region: region,
    RepositoryName: repository,
    PolicyText: document,
  }));
  if (Advice.length === 0) return {};
  return { Metadata: { Portunus: { Advice, ...(left.length > 0 && { RepositoryPolicies }) } } };
}

function isMade(placed: Placed): placed is Placed<Made> {
  return placed.resource.type !== 'repository-policy';
}

function isLeft(placed: Placed): placed is Placed<RepositoryPolicy> {
  return !isMade(placed);
}

function resourcesOf(setup: IamSetup, made: readonly Placed<Made>[]): object {
  const unique = createUniqueNames();
  const ids = new Map<Placed, string>(made.map((placed) => [placed, unique(toLogicalId(setup, placed))]));
  const entries = made.map((placed) => {
    const { accountId } = placed.place;
    const here = made.filter(({ place }) => place.accountId === accountId);
    const DependsOn = dependenciesOf(placed, here).map((needed) => ids.get(needed));
    return [
      ids.get(placed),
      {
        ...(isForSeveral(setup) && { Condition: conditionOf(accountId) }),
        ...(DependsOn.length > 0 && { DependsOn }),
        ...written(placed.resource),
      },
    ];
  });
  return Object.fromEntries(entries);
}

/**
 * Returns one template for all accounts. Where there are several, each makes only its own resources of it, so that the
 * template serves stacks and StackSets alike.
 */
export function writeCloudFormation(setup: IamSetup): string {
  const all = resourcesInOrder(setup);
  const made = all.filter(isMade);
  const accounts = [...new Set(made.map(({ place }) => place.accountId))];
  const conditions = accounts.map((id) => [conditionOf(id), { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, id] }]);
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: titleOf(setup),
    ...metadataOf(setup, all.filter(isLeft)),
    ...(isForSeveral(setup) && { Conditions: Object.fromEntries(conditions) }),
    Resources: resourcesOf(setup, made),
  };
  const text = JSON.stringify(template, null, 2);
  // CloudFormation would put a secret or a parameter of the account in its place, and has no escape for it.
  if (text.includes('{{resolve:')) throw formCanNotCarry('cloudformation', 'a dynamic reference ({{resolve:…}})');
  return `${text}\n`;
}
