// Judges what the settings of a deployment refer to.
import { faultsOr, type Judgement, notice, wouldFail } from './finding.ts';
import { hasAction, type Statement, statementsOf } from './policy.ts';

/** Where the deployment goes. */
export interface Target {
  readonly stage: string;
  readonly region: string;
  readonly accountId: string;
}

/** AWS cannot be asked for what is in another region, and the deployment cannot use it. */
export function judgePlace(arn: string, { region }: Target): readonly Judgement[] {
  const [, , , place] = arn.split(':');
  return place === region ? [] : [wouldFail(`${arn} is not in ${region}`, `Name one in ${region}`)];
}

export interface Topic {
  readonly arn: string;
  readonly policy?: string;
  readonly keyId?: string;
}

export function judgeTopic({ arn, policy, keyId }: Topic): readonly Judgement[] {
  const statements = statementsOf(policy).filter((statement) => hasAction(statement, 'sns:Publish'));
  const allows = statements.filter(({ effect }) => effect === 'Allow');
  const isOpen = allows.some(
    ({ services, accounts }) => services.includes('cloudwatch.amazonaws.com') || accounts.includes('*'),
  );
  const faults = [
    ...(isOpen
      ? []
      : [
          wouldFail(
            `the policy of ${arn} does not let CloudWatch publish, so no alarm arrives`,
            'Allow sns:Publish to the service cloudwatch.amazonaws.com, with aws:SourceAccount as condition',
          ),
        ]),
    ...(keyId?.endsWith('alias/aws/sns')
      ? [
          wouldFail(
            `${arn} is encrypted with alias/aws/sns, which CloudWatch cannot use, so no alarm arrives`,
            'Encrypt it with a key of your own, whose policy lets cloudwatch.amazonaws.com use it',
          ),
        ]
      : []),
    ...(statements.some(({ effect }) => effect === 'Deny')
      ? [notice(`the policy of ${arn} also denies sns:Publish`, 'Check that it does not deny CloudWatch')]
      : []),
  ];
  return faultsOr(`${arn} takes alarms`, faults);
}

export interface Certificate {
  readonly status: string;
  readonly names: readonly string[];
  /** As ACM says it: `AMAZON_ISSUED`, `IMPORTED` or `PRIVATE`. */
  readonly type: string;
  readonly notAfter?: Date;
  readonly renewal?: string;
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

export function judgeCertificate(
  { status, names, type, notAfter, renewal }: Certificate,
  { domain, isMutual }: { readonly domain: string; readonly isMutual: boolean },
  now: Date,
): readonly Judgement[] {
  const days = notAfter === undefined ? Number.POSITIVE_INFINITY : (notAfter.getTime() - now.getTime()) / DAY_MS;
  const faults = [
    ...(status === 'ISSUED'
      ? []
      : [wouldFail(`the certificate is ${status}`, 'Finish its validation, or request another one')]),
    ...(names.some((name) => covers(name, domain))
      ? []
      : [wouldFail(`the certificate is for ${names.join(', ')}, not for ${domain}`, `Request one for ${domain}`)]),
    ...(isMutual && type !== 'AMAZON_ISSUED'
      ? [
          wouldFail(
            `the certificate is ${type}, and API Gateway then asks for a second one if clients show certificates too`,
            'For mutual TLS, request a public certificate from ACM',
          ),
        ]
      : []),
    ...(days > SOON_DAYS || renewal === 'ELIGIBLE'
      ? []
      : [
          notice(
            `the certificate ends in ${Math.floor(days)} days, and ACM does not renew it by itself`,
            'Import a new one before it ends',
          ),
        ]),
  ];
  return faultsOr(`issued for ${domain}`, faults);
}

/** A wildcard covers exactly one label. */
function covers(name: string, domain: string): boolean {
  const rest = domain.slice(domain.indexOf('.'));
  return name === domain || (name.startsWith('*.') && name.slice(1) === rest);
}

export interface Key {
  readonly arn: string;
  readonly state: string;
  readonly spec: string;
  readonly usage: string;
  readonly policy?: string;
}

/** What encrypts with the key: DynamoDB, with the rights of who uses the table, or CloudWatch Logs, with its own. */
export type KeyUse = 'data' | 'logs';

export function judgeKey(key: Key, use: KeyUse, { region, accountId }: Target): readonly Judgement[] {
  const { arn, state, spec, usage, policy } = key;
  const faults = [
    ...(state === 'Enabled' ? [] : [wouldFail(`${arn} is ${state}`, 'Enable it, or name another key')]),
    ...(spec === 'SYMMETRIC_DEFAULT' && usage === 'ENCRYPT_DECRYPT'
      ? []
      : [wouldFail(`${arn} is a key for ${usage} (${spec})`, 'Name a symmetric key for encryption')]),
    ...policyFaults(arn, policy, use, region, accountId),
  ];
  return faultsOr(`${arn} can be used`, faults);
}

function policyFaults(
  arn: string,
  policy: string | undefined,
  use: KeyUse,
  region: string,
  accountId: string,
): readonly Judgement[] {
  if (policy === undefined) return [];
  const allows = statementsOf(policy).filter(({ effect }) => effect === 'Allow');
  return use === 'logs' ? logsFaults(arn, allows, region) : dataFaults(arn, allows, accountId);
}

function logsFaults(arn: string, allows: readonly Statement[], region: string): readonly Judgement[] {
  const service = `logs.${region}.amazonaws.com`;
  const isOpen = allows.some(
    (statement) =>
      statement.services.some((name) => name.startsWith(service)) &&
      hasAction(statement, 'kms:GenerateDataKey') &&
      hasAction(statement, 'kms:Decrypt'),
  );
  if (isOpen) return [];
  return [
    wouldFail(
      `the policy of ${arn} does not let CloudWatch Logs use it`,
      `Allow kms:Encrypt*, kms:Decrypt*, kms:ReEncrypt*, kms:GenerateDataKey* and kms:Describe* to ${service}`,
    ),
  ];
}

function dataFaults(arn: string, allows: readonly Statement[], accountId: string): readonly Judgement[] {
  const isByIam = allows.some(
    ({ accounts, actions }) =>
      accounts.some((account) => account === accountId || account.endsWith(`:${accountId}:root`)) &&
      actions.some((action) => action === 'kms:*' || action === '*'),
  );
  if (isByIam) return [];
  return [
    notice(
      `the policy of ${arn} does not leave its use to IAM`,
      'Check that it lets the roles of Portunus, and who deploys, use it through DynamoDB',
    ),
  ];
}

export interface Network {
  readonly subnets: readonly { readonly id: string; readonly vpc?: string; readonly zone?: string }[];
  readonly groups: readonly { readonly id: string; readonly vpc?: string }[];
}

/** An entry without a VPC does not exist. */
export function judgeNetwork({ subnets, groups }: Network): readonly Judgement[] {
  const missing = [...subnets, ...groups].filter(({ vpc }) => vpc === undefined);
  const vpcs = [...new Set([...subnets, ...groups].flatMap(({ vpc }) => vpc ?? []))];
  const zones = new Set(subnets.flatMap(({ zone }) => zone ?? []));
  const faults = [
    ...missing.map(({ id }) => wouldFail(`${id} does not exist in this region`, 'Correct the ID, or the region')),
    ...(vpcs.length > 1
      ? [
          wouldFail(
            `the subnets and security groups are of several VPCs: ${vpcs.join(', ')}`,
            'Name subnets and security groups of one VPC',
          ),
        ]
      : []),
    ...(missing.length === 0 && zones.size < 2
      ? [
          notice(
            'the subnets are in one availability zone, so Portunus fails with it',
            'Name a subnet in a second availability zone',
          ),
        ]
      : []),
  ];
  return faultsOr(`${subnets.length} subnets and ${groups.length} security groups of ${vpcs[0]}`, faults);
}

export function judgeBoundary(arn: string, isThere: boolean, { accountId }: Target): readonly Judgement[] {
  const [, , , , owner = ''] = arn.split(':');
  const faults = [
    ...(owner === accountId || owner === 'aws'
      ? []
      : [wouldFail(`${arn} is a policy of another account`, 'Name a policy of the account that you deploy to')]),
    ...(isThere ? [] : [wouldFail(`${arn} does not exist`, 'Create the policy, or correct its ARN')]),
  ];
  return faultsOr(`${arn} exists`, faults);
}

export interface Truststore {
  readonly uri: string;
  readonly bucketRegion?: string;
  readonly isThere: boolean;
  readonly isVersioned: boolean;
}

export function judgeTruststore(
  { uri, bucketRegion, isThere, isVersioned }: Truststore,
  { region }: Target,
): readonly Judgement[] {
  const faults = [
    ...(bucketRegion === undefined || bucketRegion === region
      ? []
      : [wouldFail(`the bucket of ${uri} is in ${bucketRegion}`, `Put the truststore into a bucket in ${region}`)]),
    ...(isThere ? [] : [wouldFail(`${uri} does not exist`, 'Upload the certificates as one PEM file')]),
    ...(isVersioned
      ? []
      : [
          notice(
            `the bucket of ${uri} is not versioned, so a changed truststore cannot be taken back`,
            'Turn versioning on for the bucket',
          ),
        ]),
  ];
  return faultsOr(`${uri} exists`, faults);
}

/** `name` is the zone's, and absent if there is no such zone. */
export function judgeZone(id: string, name: string | undefined, domain: string): readonly Judgement[] {
  if (name === undefined) return [wouldFail(`the hosted zone ${id} does not exist`, 'Correct the ID of the zone')];
  const zone = name.replace(/\.$/, '');
  return faultsOr(
    `${id} is the zone ${zone}`,
    domain === zone || domain.endsWith(`.${zone}`)
      ? []
      : [wouldFail(`the hosted zone ${id} is for ${zone}, not for ${domain}`, `Name the zone of ${domain}`)],
  );
}
