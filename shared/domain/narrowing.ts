import * as v from 'valibot';
import { AwsAccountId, PolicyArn, Region } from './aws.ts';
import { haveOneCallersPart, ONE_CALLERS_PART, RepositoryTemplate } from './connector-templates.ts';
import { PackageLimits } from './package-limits.ts';
import { PolicyDocument } from './policy-document.ts';
import { listOf, plainObject } from './schemas.ts';

export const ACCESS = ['pull', 'push'] as const;
export type Access = (typeof ACCESS)[number];
export const Access = v.picklist(ACCESS);

/** A repository's name (ECR API reference, CreateRepository). `*` matches any text, slashes included. */
export const RepositoryPattern = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9*][a-z0-9*._/-]{0,255}$/, "must be a repository's name, which may hold *"),
);

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/');
  const longest = v.is(v.pipe(v.string(), v.ipv4()), address) ? 32 : 128;
  const isAddress = v.is(v.pipe(v.string(), v.ip()), address);
  return isAddress && more.length === 0 && /^(?:0|[1-9][0-9]{0,2})$/.test(bits) && Number(bits) <= longest;
}

/** The networks that image actions may come from. All conditions must hold. */
const NetworkConditions = v.pipe(
  plainObject({
    sourceVpce: v.exactOptional(listOf(v.pipe(v.string(), v.regex(/^vpce-[0-9a-f]{8,17}$/, 'must be vpce-…')), 20)),
    sourceVpc: v.exactOptional(listOf(v.pipe(v.string(), v.regex(/^vpc-[0-9a-f]{8,17}$/, 'must be vpc-…')), 20)),
    sourceIp: v.exactOptional(
      listOf(v.pipe(v.string(), v.check(isCidr, 'must be a range in CIDR notation, such as 192.0.2.0/24')), 20),
    ),
  }),
  v.check((conditions) => Object.keys(conditions).length > 0, 'must not be empty'),
  v.check(
    ({ sourceIp, sourceVpce, sourceVpc }) =>
      sourceIp === undefined || (sourceVpce === undefined && sourceVpc === undefined),
    'must not have sourceIp beside the others: a request through a VPC endpoint has none',
  ),
);

/** The rights of a session and their limits, for principal types whose sessions take policies. */
export const narrowingEntries = {
  /** The session's rights, in place of generated ones. */
  policy: v.exactOptional(PolicyDocument),
  policyArns: v.exactOptional(listOf(PolicyArn, 10)),
  access: v.exactOptional(Access),
  pullThroughCache: v.exactOptional(v.boolean()),
  repositories: v.exactOptional(v.pipe(listOf(RepositoryTemplate, 50), v.check(haveOneCallersPart, ONE_CALLERS_PART))),
  registries: v.exactOptional(listOf(AwsAccountId, 100)),
  codeartifact: v.exactOptional(PackageLimits),
  regions: v.exactOptional(listOf(Region, 50)),
  conditions: v.exactOptional(NetworkConditions),
};

/** Limits that the session's policies enforce, for every caller. */
export interface Narrowing {
  readonly policy?: PolicyDocument;
  readonly policyArns?: readonly string[];
  readonly access?: Access;
  readonly pullThroughCache?: boolean;
  readonly repositories?: readonly string[];
  readonly registries?: readonly string[];
  readonly codeartifact?: PackageLimits;
  readonly regions?: readonly string[];
  readonly conditions?: v.InferOutput<typeof NetworkConditions>;
}

/** Whether a session would get any policy. */
export function isNarrowed(narrowing: Narrowing): boolean {
  const { policy, policyArns, access, repositories, registries, codeartifact, regions, conditions } = narrowing;
  const limits = [access, repositories, registries, codeartifact, regions, conditions];
  return [policy, policyArns, ...limits].some((one) => one !== undefined);
}
