import * as v from 'valibot';
import { AwsAccountId, PARTITIONS, type Partition, partitionOfRegion, Region } from '../shared/domain/aws.ts';
import { type Parsed, parseWith } from '../shared/domain/parse.ts';
import type { EcsExecutionRole } from '../shared/policy/iam/ecs-execution-role.ts';
import { optionOf } from './command.ts';

/** What is given to `portunus ecs-role`. */
export interface EcsRoleOptions {
  readonly account: string;
  readonly region?: string;
  readonly name: string;
  readonly secret: readonly string[];
  readonly parameter: readonly string[];
  readonly environmentFile: readonly string[];
  readonly key: readonly string[];
  readonly vpcEndpoint: readonly string[];
  readonly vpc: readonly string[];
}

/** IAM's wildcards and variables would name more than what is meant. */
function named(form: RegExp, what: string) {
  return v.array(v.pipe(v.string(), v.regex(form, `must be ${what}`)));
}

const ARN = '^arn:aws(?:-[a-z-]+)?';
const PLACE = '[a-z0-9-]+:[0-9]{12}';

const Options = v.pipe(
  v.strictObject({
    account: AwsAccountId,
    region: v.exactOptional(
      v.pipe(
        Region,
        v.check((region) => partitionOfRegion(region) !== undefined, 'must be of a partition that Portunus serves'),
      ),
    ),
    name: v.pipe(v.string(), v.regex(/^[\w+=,.@-]{1,64}$/, 'must be the name of a role')),
    secret: named(
      new RegExp(`${ARN}:secretsmanager:${PLACE}:secret:[\\w/+=.@-]{1,512}-[A-Za-z0-9]{6}$|^[\\w/+=.@-]{1,512}$`),
      'the name of a secret, or its ARN with the six characters at its end',
    ),
    parameter: named(
      new RegExp(`${ARN}:ssm:${PLACE}:parameter/[\\w./-]{1,1010}$|^[\\w./-]{1,1010}$`),
      'the name of a parameter, or its ARN',
    ),
    environmentFile: named(
      new RegExp(`${ARN}:s3:::[a-z0-9.-]{3,63}/[^*?$]{1,1024}$`),
      'the ARN of an object in S3, without * and ?',
    ),
    key: named(new RegExp(`${ARN}:kms:${PLACE}:key/[0-9a-zA-Z-]{1,64}$`), 'the ARN of a KMS key, and of no alias'),
    vpcEndpoint: named(/^vpce-[0-9a-f]{8,17}$/, 'vpce-…'),
    vpc: named(/^vpc-[0-9a-f]{8,17}$/, 'vpc-…'),
  }),
  v.forward(
    v.check(
      ({ key, ...held }) =>
        key.length === 0 || held.secret.length + held.parameter.length + held.environmentFile.length > 0,
      'encrypts nothing here: name the secret, parameter or file too',
    ),
    ['key'],
  ),
);

/** Reads the options, with each fault under the name of its option. */
export function readEcsRole(options: EcsRoleOptions): Parsed<EcsExecutionRole> {
  const parsed = parseWith(Options, options, 'options');
  if (!parsed.ok) return { ok: false, errors: parsed.errors.map((one) => ({ ...one, field: optionOf(one.field) })) };
  const { account, region, name, ...given } = parsed.value;
  const arns = [...given.secret, ...given.parameter, ...given.environmentFile, ...given.key];
  const partition = partitionOf(region, arns);
  const place = `${region ?? '*'}:${account}`;
  // Secrets Manager ends each ARN with six characters of its own.
  const secretArn = (one: string) => `arn:${partition}:secretsmanager:${place}:secret:${one}-??????`;
  const parameterArn = (one: string) => `arn:${partition}:ssm:${place}:parameter/${one.replace(/^\//, '')}`;
  return (
    foreignFault(partition, given) ?? {
      ok: true,
      value: {
        ...{ name, partition, accountId: account, ...(region !== undefined && { region }) },
        secretArns: given.secret.map((one) => (isArn(one) ? one : secretArn(one))),
        parameterArns: given.parameter.map((one) => (isArn(one) ? one : parameterArn(one))),
        environmentFileArns: given.environmentFile,
        keyArns: given.key,
        vpcEndpointIds: given.vpcEndpoint,
        vpcIds: given.vpc,
      },
    }
  );
}

function isArn(text: string): boolean {
  return text.startsWith('arn:');
}

function partitionOf(region: string | undefined, arns: readonly string[]): Partition {
  if (region !== undefined) return partitionOfRegion(region) ?? 'aws';
  const named = arns.find(isArn)?.split(':')[1];
  return Object.keys(PARTITIONS).find((one): one is Partition => one === named) ?? 'aws';
}

/** A role can reach nothing in another partition. */
function foreignFault(
  partition: string,
  given: Readonly<Record<string, readonly string[]>>,
): Extract<Parsed<never>, { ok: false }> | undefined {
  const foreign = Object.entries(given).filter(([, values]) =>
    values.some((one) => isArn(one) && !one.startsWith(`arn:${partition}:`)),
  );
  if (foreign.length === 0) return undefined;
  return {
    ok: false,
    errors: foreign.map(([name]) => ({ field: optionOf(name), detail: `must be in the partition ${partition}` })),
  };
}
