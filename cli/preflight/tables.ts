import { faultsOr, type Judgement, notice, wouldFail } from './finding.ts';

interface Index {
  readonly name: string;
  /** Such as `dueShard HASH, dueAt RANGE`. */
  readonly keys: string;
  /** Such as `INCLUDE endsAt, window`, the attributes in the order of the alphabet. */
  readonly projection: string;
}

/** What the data stack's template says of a table. */
export interface TableDefinition {
  readonly keys: string;
  readonly indexes: readonly Index[];
  readonly streamView?: string;
  readonly expiryAttribute?: string;
}

/** What DynamoDB says of a table. */
export interface Table extends TableDefinition {
  readonly name: string;
  readonly status: string;
  readonly indexes: readonly (Index & { readonly status: string })[];
  readonly isRecoverable: boolean;
  readonly isProtected: boolean;
  /** The ARN of the KMS key. A table without one is encrypted with a key that DynamoDB owns. */
  readonly keyArn?: string;
}

/**
 * Compares a table with its definition. What the functions need is a fault, and what protects the data is a notice: the
 * table works without it. A table that was restored from a backup lacks everything that is only a notice.
 */
export function judgeTable(table: Table, expected: TableDefinition, keyArn: string | undefined): readonly Judgement[] {
  const { name, status, keys } = table;
  if (keys !== expected.keys) {
    return [
      wouldFail(
        `${name} has the keys ${keys}, and needs ${expected.keys}`,
        'Keys cannot be changed: check whether the names of the two tables are swapped, or name another table',
      ),
    ];
  }
  const faults = [
    ...(status === 'ACTIVE' ? [] : [wouldFail(`${name} is ${status}`, 'Wait until it is ACTIVE, and look again')]),
    ...expected.indexes.flatMap((index) => indexFaults(table, index)),
    ...streamFaults(table, expected),
    ...expiryFaults(table, expected),
    ...protectionFaults(table, keyArn),
  ];
  return faultsOr(`${name} is as defined`, faults);
}

export function judgeMissingTable(name: string): readonly Judgement[] {
  return [
    wouldFail(`the table ${name} does not exist`, 'Deploy the data stack first, or correct the name of the table'),
  ];
}

function update(name: string, options: string): string {
  return `Run aws dynamodb update-table --table-name ${name} ${options}`;
}

function indexFaults({ name, indexes }: Table, expected: Index): readonly Judgement[] {
  const index = indexes.find((each) => each.name === expected.name);
  const create = 'run npx portunus tables create with the names of both tables, until it adds no more';
  if (index === undefined) {
    return [wouldFail(`${name} lacks the index ${expected.name}`, `To add it, ${create}`)];
  }
  const remove = `--global-secondary-index-updates '[{"Delete":{"IndexName":"${expected.name}"}}]'`;
  const again = `${update(name, remove)}, and then ${create}`;
  if (index.keys !== expected.keys) {
    return [wouldFail(`the index ${index.name} has the keys ${index.keys}, and needs ${expected.keys}`, again)];
  }
  if (index.projection !== expected.projection) {
    return [wouldFail(`the index ${index.name} projects ${index.projection}, and needs ${expected.projection}`, again)];
  }
  if (index.status === 'ACTIVE') return [];
  return [
    wouldFail(`the index ${index.name} of ${name} is ${index.status}`, 'Wait until it is ACTIVE, and look again'),
  ];
}

function streamFaults({ name, streamView }: Table, expected: TableDefinition): readonly Judgement[] {
  if (streamView === expected.streamView || expected.streamView === undefined) return [];
  const on = `--stream-specification StreamEnabled=true,StreamViewType=${expected.streamView}`;
  const off = update(name, '--stream-specification StreamEnabled=false');
  if (streamView === undefined) return [wouldFail(`${name} has no stream`, update(name, on))];
  return [
    wouldFail(
      `the stream of ${name} shows ${streamView}, and needs to show ${expected.streamView}`,
      `${off}, and then the same with ${on}`,
    ),
  ];
}

function expiryFaults({ name, expiryAttribute }: Table, expected: TableDefinition): readonly Judgement[] {
  if (expiryAttribute === expected.expiryAttribute || expected.expiryAttribute === undefined) return [];
  const specification = `--time-to-live-specification Enabled=true,AttributeName=${expected.expiryAttribute}`;
  return [
    notice(
      `${name} ${expiryAttribute === undefined ? 'deletes nothing by age' : `expires by ${expiryAttribute}`}, so it keeps growing`,
      `Run aws dynamodb update-time-to-live --table-name ${name} ${specification}`,
    ),
  ];
}

function protectionFaults(table: Table, keyArn: string | undefined): readonly Judgement[] {
  const { name } = table;
  const specification = '--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true';
  const ownKey = keyArn === undefined ? '' : `,KMSMasterKeyId=${keyArn}`;
  const isEncrypted = table.keyArn !== undefined && (keyArn === undefined || table.keyArn === keyArn);
  return [
    ...(table.isRecoverable
      ? []
      : [
          notice(
            `${name} has no point-in-time recovery`,
            `Run aws dynamodb update-continuous-backups --table-name ${name} ${specification}`,
          ),
        ]),
    ...(table.isProtected
      ? []
      : [notice(`${name} can be deleted by mistake`, update(name, '--deletion-protection-enabled'))]),
    ...(isEncrypted
      ? []
      : [
          notice(
            `${name} is encrypted with ${table.keyArn ?? "DynamoDB's own key"}${keyArn === undefined ? '' : `, not with ${keyArn}`}`,
            update(name, `--sse-specification Enabled=true,SSEType=KMS${ownKey}`),
          ),
        ]),
  ];
}
