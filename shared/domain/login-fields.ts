import * as v from 'valibot';
import { AwsAccountId, Region, RoleArn } from './aws.ts';
import { Access, RepositoryPattern } from './narrowing.ts';
import { DomainName, PackageRepositoryName } from './package-limits.ts';
import { listOf, shortArray } from './schemas.ts';

/** ECR accepts one to ten registries in a call. */
const RegistryIds = v.pipe(
  shortArray(AwsAccountId, 10, 'must have at most 10 registries'),
  v.nonEmpty('must not be empty'),
  v.maxLength(10, 'must have at most 10 registries'),
  v.check((ids) => new Set(ids).size === ids.length, 'must not name a registry twice'),
);

/** Each principal type has its own range, which is checked once the connector is known. */
const DurationSeconds = v.pipe(
  v.number('must be a whole number of seconds'),
  v.integer('must be a whole number of seconds'),
  v.minValue(900, 'must be at least 900'),
  v.maxValue(129_600, 'must be at most 129600'),
);

/** The parameters of a login in a request, in an item of a batch and in a refresh job. */
export const loginFields = {
  region: v.exactOptional(Region),
  registryIds: v.exactOptional(RegistryIds),
  durationSeconds: v.exactOptional(DurationSeconds),
  roleArn: v.exactOptional(RoleArn),
  access: v.exactOptional(Access),
  repositories: v.exactOptional(listOf(RepositoryPattern, 20)),
  domain: v.exactOptional(DomainName),
  domainOwner: v.exactOptional(AwsAccountId),
  repository: v.exactOptional(PackageRepositoryName),
};
