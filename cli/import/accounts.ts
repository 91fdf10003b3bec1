import { isAccessKeyId } from '../../shared/domain/account-key.ts';
import { PARTITIONS, type Partition, partitionOfRegion } from '../../shared/domain/aws.ts';
import { createUniqueNames } from '../../shared/domain/unique-names.ts';
import { textIn } from './cells.ts';
import type { Column } from './columns.ts';
import { slugOf } from './ids.ts';
import type { ImportOptions } from './options.ts';
import type { Report, Row } from './rows.ts';

/** An access key of an IAM user, which the replaced product calls an account. */
export interface KeyAccount {
  readonly row: Row;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly awsAccountId: string | undefined;
  readonly partition: string | undefined;
  readonly secretArn: string | undefined;
}

/** What a connector's session is made with. */
export type Source = KeyAccount | 'execution-role';

/** An AWS account that a connector reaches with a source. */
export interface Need {
  readonly source: Source;
  readonly awsAccountId: string;
  readonly partition: Partition;
}

/** A definition of an account, and the key that is to be put into its secret. */
export interface ImportedAccount {
  readonly definition: { readonly id: string; readonly [field: string]: unknown };
  readonly row?: Row;
  readonly accessKeyId?: string;
}

export function readKeyAccount(row: Row, report: Report): KeyAccount {
  const text = (column: Column) => textIn(row, column, report);
  const accessKeyId = text('awsAccessKeyId');
  if (accessKeyId !== undefined && !isAccessKeyId(accessKeyId)) {
    report.fault(row, 'awsAccessKeyId', 'must be the id of a long-term access key (AKIA…)');
  }
  const awsAccountId = text('awsAccountId');
  if (awsAccountId !== undefined && !/^[0-9]{12}$/.test(awsAccountId)) {
    report.fault(
      row,
      'awsAccountId',
      'must be 12 digits. Spreadsheets drop zeros and round long numbers, so format the column as text',
    );
  }
  const partition = text('partition') ?? text('cloudProviderKey');
  return {
    row,
    id: text('id'),
    name: text('name'),
    accessKeyId,
    awsAccountId,
    partition,
    secretArn: text('secretArn'),
  };
}

/** The pseudo access key of a replaced product that runs on EC2 or ECS, as its list of credentials shows it. */
const ROLE_OF_HOST = /^\[?iam role for ec[2s](?:\/ec[2s])?\]?$/i;

/** Finds what a connector names: by id, as the API does, or by name, as the dialog does. */
export function sourceNamed(reference: string, accounts: readonly KeyAccount[]): Source | undefined {
  if (ROLE_OF_HOST.test(reference)) return 'execution-role';
  const wanted = reference.toLowerCase();
  const byId = accounts.filter(({ id }) => id?.toLowerCase() === wanted);
  const found = byId.length > 0 ? byId : accounts.filter(({ name }) => name?.toLowerCase() === wanted);
  return found.length === 1 ? found[0] : undefined;
}

export function isPartition(text: string): text is Partition {
  return Object.hasOwn(PARTITIONS, text);
}

/** The partition that Portunus runs in. */
export function ownPartition({ region = '' }: ImportOptions): Partition {
  return partitionOfRegion(region) ?? 'aws';
}

export function keyOfNeed({ source, awsAccountId, partition }: Need): string {
  return JSON.stringify([source === 'execution-role' ? source : source.row.place, awsAccountId, partition]);
}

/**
 * Defines an account for each AWS account that a source reaches. There, one access key may serve connectors with roles
 * in many accounts. Here, a role must be in the account of its connector.
 */
export function defineAccounts(
  needs: readonly Need[],
  options: ImportOptions,
  report: Report,
): ReadonlyMap<string, ImportedAccount> {
  const unique = createUniqueNames('-');
  const wanted = new Map(needs.map((need) => [keyOfNeed(need), need]));
  const sources = [...new Set([...wanted.values()].map(({ source }) => source))];
  const defined = sources.flatMap((source) => {
    const own = [...wanted].filter(([, need]) => need.source === source);
    const base = unique(baseName(source));
    const credentials = credentialsOf(source, base, options, report);
    return own.map(([key, { awsAccountId, partition }]) => {
      const id = own.length === 1 ? base : unique(`${base}-${awsAccountId}`);
      const definition = { id, awsAccountId, partition, credentials };
      return [key, source === 'execution-role' ? { definition } : { definition, ...keyOf(source) }] as const;
    });
  });
  return new Map(defined);
}

function keyOf({ row, accessKeyId }: KeyAccount) {
  return { row, ...(accessKeyId !== undefined && { accessKeyId }) };
}

function baseName(source: Source): string {
  if (source === 'execution-role') return 'portunus-role';
  const { name = '', id = '' } = source;
  return slugOf(name) ?? slugOf(`account-${id}`) ?? 'account';
}

/** Secrets Manager adds six characters to a name, which nobody knows before the secret is there. */
const UNKNOWN_SUFFIX = 'CHANGE';

function credentialsOf(source: Source, base: string, options: ImportOptions, report: Report) {
  if (source === 'execution-role') return { source: 'execution-role' };
  if (source.secretArn !== undefined) return { source: 'iam-user', secretArn: source.secretArn };
  const { accountId, region, stage } = options;
  if (accountId === undefined || region === undefined || stage === undefined) {
    report.fault(
      source.row,
      'secretArn',
      'is not set, and --account-id, --region and --stage do not say where Portunus runs: one of the two must name the secret of the key',
    );
    return undefined;
  }
  const name = `portunus/${stage}/keys/${base}-${UNKNOWN_SUFFIX}`;
  const secretArn = `arn:${ownPartition(options)}:secretsmanager:${region}:${accountId}:secret:${name}`;
  return { source: 'iam-user', secretArn };
}

export function isUnknownSecret(secretArn: string): boolean {
  return secretArn.endsWith(`-${UNKNOWN_SUFFIX}`);
}
