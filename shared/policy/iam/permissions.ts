import type { Account } from '../../domain/account.ts';
import { ECR_PUBLIC, type Partition } from '../../domain/aws.ts';
import type { Connector } from '../../domain/connector.ts';
import { servesImages } from '../../domain/grant-narrowing.ts';
import type { IamDocument, IamStatement } from '../../domain/iam-resource.ts';
import { ownedDomain } from '../../domain/package-limits.ts';
import type { PolicyDocument, Statement } from '../../domain/policy-document.ts';
import { packageArns } from '../session/package-target.ts';
import { REGISTRY_ACTIONS, registriesOf } from '../session/registry-actions.ts';
import { documentOf } from './part.ts';

/** The account whose role or user gets rights. */
export type Owner = Pick<Account, 'partition' | 'awsAccountId'>;

/** The rights that a connector's role or user needs. */
export interface Rights {
  readonly policies: readonly { readonly name: string; readonly document: IamDocument }[];
  readonly managedPolicyArns: readonly string[];
}

/**
 * Returns the rights that the sessions of a connector are cut from. A connector with policies of its own names its rights
 * itself: a role with less would make them a promise that AWS does not keep.
 */
export function rightsOf(connector: Connector, owner: Owner): Rights {
  const { policy, policyArns = [] } = connector;
  const named = policy === undefined ? [] : [{ name: 'connector', document: written(policy) }];
  const isGenerated = policy === undefined && policyArns.length === 0;
  const name = servesImages(connector.serves) ? 'images' : 'packages';
  const generated = isGenerated ? [{ name, document: permissionDocument(connector, owner) }] : [];
  return { policies: [...named, ...generated], managedPolicyArns: policyArns };
}

/** Returns a policy that lets a role log in, and do with images what the connector is for, where it is for it. */
export function permissionDocument(connector: Connector, owner: Owner): IamDocument {
  const { serves } = connector;
  return documentOf([
    ...(needsEcr(connector) ? ecrStatements(connector, owner) : []),
    ...(serves.includes('ecr-public') ? publicStatements(connector, owner) : []),
    ...(serves.includes('codeartifact') ? packageStatements(connector, owner) : []),
  ]);
}

/** Whether a connector is for private registries of images: what is issued of it may be used there. */
export function needsEcr(connector: Connector): boolean {
  return registriesOf(connector).includes('ecr') && connector.serves.some((route) => route !== 'ecr-public');
}

function ecrStatements(connector: Connector, { partition, awsAccountId }: Owner): IamStatement[] {
  const { access, pullThroughCache, region, regions, registries = [awsAccountId], repositories = ['*'] } = connector;
  const { token, pull, push, pullThroughCache: cache } = REGISTRY_ACTIONS.ecr;
  const places = (regions ?? [region ?? '*']).flatMap((one) => registries.map((id) => `${one}:${id}`));
  return [
    { Sid: 'LogIn', Effect: 'Allow', Action: token, Resource: '*' },
    {
      Sid: access === 'pull' ? 'Pull' : 'PullAndPush',
      Effect: 'Allow',
      Action: [...pull, ...(access === 'pull' ? [] : push), ...(pullThroughCache === true ? cache : [])],
      Resource: places.flatMap((place) => repositories.map((name) => repositoryArn(partition, 'ecr', place, name))),
      ...fromNetwork(connector),
    },
  ];
}

/** Everybody may pull from ECR Public, so only a push needs a right. */
function publicStatements(connector: Connector, { awsAccountId }: Owner): IamStatement[] {
  const { access, registries = [awsAccountId], repositories = ['*'] } = connector;
  const { token, push } = REGISTRY_ACTIONS['ecr-public'];
  const named = registries.flatMap((id) =>
    repositories.map((name) => repositoryArn(ECR_PUBLIC.partition, 'ecr-public', `:${id}`, name)),
  );
  return [
    { Sid: 'LogInToEcrPublic', Effect: 'Allow', Action: token, Resource: '*' },
    ...(access === 'pull'
      ? []
      : [
          {
            Sid: 'PushToEcrPublic',
            Effect: 'Allow' as const,
            Action: push,
            Resource: named,
            ...fromNetwork(connector),
          },
        ]),
  ];
}

/** The token comes from STS in the end, and for CodeArtifact alone. Portunus itself asks for token and addresses. */
function packageStatements(connector: Connector, { partition, awsAccountId }: Owner): IamStatement[] {
  const { access, codeartifact, region, regions = [region ?? '*'] } = connector;
  const { domains = ['*'], repositories = ['*'] } = codeartifact ?? {};
  const owned = domains.map((domain) => ownedDomain(domain, awsAccountId));
  const arns = packageArns({ partition, regions, domains: owned, repositories });
  const { placeless, token, pull, push, bearer = '' } = REGISTRY_ACTIONS.codeartifact;
  return [
    {
      Sid: 'LogInToCodeArtifact',
      Effect: 'Allow',
      Action: token.filter((action) => !placeless.includes(action)),
      Resource: arns.filter((arn) => !arn.includes(':package/')),
    },
    {
      Sid: 'GetBearerToken',
      Effect: 'Allow',
      Action: placeless,
      Resource: '*',
      Condition: { StringEquals: { 'sts:AWSServiceName': bearer } },
    },
    {
      Sid: access === 'pull' ? 'ReadPackages' : 'ReadAndPublishPackages',
      Effect: 'Allow',
      Action: [...pull, ...(access === 'pull' ? [] : push)],
      Resource: arns.filter((arn) => !arn.includes(':domain/')),
      ...fromNetwork(connector),
    },
  ];
}

function repositoryArn(partition: Partition, service: string, place: string, name: string): string {
  return `arn:${partition}:${service}:${place}:repository/${name}`;
}

/** The login itself may come from anywhere: Portunus asks for it, from its own network. */
function fromNetwork({ conditions = {} }: Connector): Pick<IamStatement, 'Condition'> {
  const { sourceVpce, sourceVpc, sourceIp } = conditions;
  const StringEquals = {
    ...(sourceVpce && { 'aws:SourceVpce': sourceVpce }),
    ...(sourceVpc && { 'aws:SourceVpc': sourceVpc }),
  };
  const Condition = {
    ...(Object.keys(StringEquals).length > 0 && { StringEquals }),
    ...(sourceIp && { IpAddress: { 'aws:SourceIp': sourceIp } }),
  };
  return Object.keys(Condition).length > 0 ? { Condition } : {};
}

function written({ Statement: statements }: PolicyDocument): IamDocument {
  return documentOf(statements.map(writtenStatement));
}

/** IAM takes numbers and flags as text too, and stores them so. */
function writtenStatement({ Condition, ...statement }: Statement): IamStatement {
  const text = (value: unknown) => (Array.isArray(value) ? value.map(String) : String(value));
  const texts = (map: unknown) => Object.fromEntries(Object.entries(map ?? {}).map(([key, one]) => [key, text(one)]));
  if (Condition === undefined) return statement;
  const operators = Object.entries(Condition).map(([operator, keys]) => [operator, texts(keys)] as const);
  return { ...statement, Condition: Object.fromEntries(operators) };
}
