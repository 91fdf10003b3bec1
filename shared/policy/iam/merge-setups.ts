import type { IamDocument, IamPlace, IamResource, IamRole, IamSetup, IamStatement } from '../../domain/iam-resource.ts';
import { sizeAdvice } from './advice.ts';

type Conditions = NonNullable<IamStatement['Condition']>;

/**
 * Returns what several connectors need together. Connectors may share a role, a user or a repository, and AWS keeps one
 * trust policy and one policy of a name for each: written one after the other, the last would shut out the others.
 */
export function mergeSetups(setups: readonly IamSetup[]): IamSetup {
  const places = mergePlaces(setups.flatMap((setup) => setup.places));
  const sizes = places.flatMap(({ resources }) => resources.flatMap(sizeAdvice));
  return { places, advice: [...new Set([...setups.flatMap(({ advice }) => advice), ...sizes])] };
}

/** Makes one place of those of an account, and one resource of those that are the same to AWS. */
export function mergePlaces(all: readonly IamPlace[]): readonly IamPlace[] {
  const places = new Map<string, IamPlace>();
  for (const place of all) {
    const known = places.get(place.accountId)?.resources ?? [];
    places.set(place.accountId, { ...place, resources: mergeResources([...known, ...place.resources]) });
  }
  return [...places.values()];
}

function mergeResources(resources: readonly IamResource[]): readonly IamResource[] {
  const merged = new Map<string, IamResource>();
  for (const resource of resources) {
    const key = keyOf(resource);
    const known = merged.get(key);
    merged.set(key, known === undefined ? resource : mergeTwo(known, resource));
  }
  return [...merged.values()];
}

/** What AWS tells one from another by. IAM compares names without regard to case. */
function keyOf(resource: IamResource): string {
  const { type } = resource;
  if (type === 'oidc-provider') return `${type} ${resource.url}`;
  if (type === 'repository-policy') return `${type} ${resource.region} ${resource.repository}`;
  const user = type === 'user-policy' ? resource.userName : '';
  return [type, user, resource.name].join(' ').toLowerCase();
}

function mergeTwo(one: IamResource, other: IamResource): IamResource {
  if (one.type === 'role' && other.type === 'role') return mergeRoles(one, other);
  if (one.type === 'oidc-provider' && other.type === 'oidc-provider') {
    return { ...one, clientIds: union(one.clientIds, other.clientIds) };
  }
  if ('document' in one && 'document' in other)
    return { ...one, document: mergeDocuments(one.document, other.document) };
  return one;
}

function mergeRoles(one: IamRole, other: IamRole): IamRole {
  const names = union(
    one.policies.map(({ name }) => name),
    other.policies.map(({ name }) => name),
  );
  const policies = names.map((name) => {
    const documents = [...one.policies, ...other.policies].filter((policy) => policy.name === name);
    return { name, document: documents.map(({ document }) => document).reduce(mergeDocuments) };
  });
  const { permissionsBoundary, ...rest } = one;
  // The boundary of one would cut the rights of another that has none.
  const isBounded = permissionsBoundary !== undefined && other.permissionsBoundary !== undefined;
  return {
    ...rest,
    ...(isBounded && { permissionsBoundary }),
    trust: mergeDocuments(one.trust, other.trust),
    policies,
    managedPolicyArns: union(one.managedPolicyArns, other.managedPolicyArns),
    maxSessionSeconds: Math.max(one.maxSessionSeconds, other.maxSessionSeconds),
  };
}

/** All statements of both. Those that differ in the external ID alone become one, because a trust policy is short. */
function mergeDocuments(one: IamDocument, other: IamDocument): IamDocument {
  const statements = new Map<string, IamStatement>();
  for (const statement of [...one.Statement, ...other.Statement]) {
    const { Sid, ...said } = withExternalIds(statement, []);
    const key = JSON.stringify(said);
    const known = statements.get(key);
    const ids = union(externalIdsOf(known), externalIdsOf(statement));
    statements.set(key, withExternalIds(known ?? statement, ids));
  }
  return { ...one, Statement: withSids([...statements.values()]) };
}

/** IAM refuses a policy with two statements of one Sid. */
function withSids(statements: readonly IamStatement[]): readonly IamStatement[] {
  const taken = new Set<string>();
  return statements.map((statement) => {
    const { Sid } = statement;
    if (Sid === undefined) return statement;
    let free = Sid;
    for (let count = 2; taken.has(free); count += 1) free = `${Sid}${count}`;
    taken.add(free);
    return { ...statement, Sid: free };
  });
}

function externalIdsOf(statement: IamStatement | undefined): readonly string[] {
  return [statement?.Condition?.StringEquals?.['sts:ExternalId'] ?? []].flat();
}

function withExternalIds(statement: IamStatement, ids: readonly string[]): IamStatement {
  if (externalIdsOf(statement).length === 0) return statement;
  const { StringEquals, ...others }: Conditions = statement.Condition ?? {};
  const [first = '', ...more] = ids;
  const given = { ...StringEquals, 'sts:ExternalId': more.length === 0 ? first : ids };
  return { ...statement, Condition: { StringEquals: given, ...others } };
}

function union(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])];
}
