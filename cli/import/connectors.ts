import { type Partition, parseRoleArn } from '../../shared/domain/aws.ts';
import type { PrincipalType } from '../../shared/domain/principal-type.ts';
import { isPartition, type KeyAccount, type Need, ownPartition, type Source, sourceNamed } from './accounts.ts';
import { exactTextIn, flagIn, listIn, secondsIn, textIn } from './cells.ts';
import type { Column } from './columns.ts';
import { connectorIdIn } from './ids.ts';
import type { ImportOptions } from './options.ts';
import { policyIn } from './policy.ts';
import type { Report, Row } from './rows.ts';

/** A connector whose account has no id yet. */
export interface PendingConnector {
  readonly row: Row;
  readonly need: Need | undefined;
  /** Without its account. Fields that are not set are absent. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Whether it let every plan in, and now lets in no job yet. */
  readonly isUndecided: boolean;
}

/** The names of both generations: of the API, and of the dialogs before and after 2.6. */
const TYPES: Readonly<Record<string, PrincipalType>> = {
  assumerole: 'assumed-role',
  assumedrole: 'assumed-role',
  federateduser: 'federated-user',
  getfederationtoken: 'federated-user',
  account: 'session-token',
  accountiamuser: 'session-token',
  iamuser: 'session-token',
  iamusersessiontoken: 'session-token',
  sessiontoken: 'session-token',
  getsessiontoken: 'session-token',
  provided: 'provided',
};

const TYPE_FAULT =
  'must be Assume Role (ASSUME_ROLE), Federated User, IAM User (session token), Account (IAM User) or Provided';

export function readConnector(
  row: Row,
  accounts: readonly KeyAccount[],
  options: ImportOptions,
  report: Report,
): PendingConnector {
  const text = (column: Column) => textIn(row, column, report);
  const type = typeIn(row, report);
  const roleArn = exactTextIn(row, 'roleArn', report);
  const region = exactTextIn(row, 'region', report);
  const scope = isOfSystemScope(row, report);
  if (type === 'session-token' && flagIn(row, 'acknowledgeRisk', report) !== true) {
    report.fault(row, 'acknowledgeRisk', "must be true for this type: the session has all of the IAM user's rights");
  }
  const grants = [...peopleGrants(row, options, report), ...(scope ? jobGrants(options) : [])];
  const fields = {
    id: connectorIdIn(row, report),
    name: text('name'),
    description: text('description'),
    enabled: flagIn(row, 'enabled', report),
    principalType: type,
    roleArn,
    externalId: text('externalId'),
    serves: listIn(row, 'serves', report),
    region,
    maxDurationSeconds: secondsIn(row, 'maxDuration', report),
    policy: policyIn(row, report),
    policyArns: listIn(row, 'policyArns', report),
    omitPolicy: flagIn(row, 'omitPolicy', report) || undefined,
    acknowledgeRisk: flagIn(row, 'acknowledgeRisk', report) || undefined,
    systemScope: scope || undefined,
    grants: grants.length === 0 ? undefined : grants,
  };
  const set = Object.entries(fields).filter(([, value]) => value !== undefined);
  const need = needOf({ row, type, roleArn, region }, accounts, options, report);
  return { row, need, fields: Object.fromEntries(set), isUndecided: scope && jobGrants(options).length === 0 };
}

function typeIn(row: Row, report: Report): PrincipalType | undefined {
  const type = textIn(row, 'type', report);
  const name = type?.toLowerCase().replaceAll(/[^a-z]/g, '') ?? '';
  const known = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (known === undefined) report.fault(row, 'type', TYPE_FAULT);
  return known;
}

const SCOPES: Readonly<Record<string, boolean>> = {
  system: true,
  'system scope': true,
  true: true,
  yes: true,
  user: false,
  false: false,
  no: false,
};

function isOfSystemScope(row: Row, report: Report): boolean {
  const value = row.cells.get('scope');
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  const name = textIn(row, 'scope', report)?.toLowerCase() ?? '';
  const known = Object.hasOwn(SCOPES, name) ? SCOPES[name] : undefined;
  if (known === undefined) report.fault(row, 'scope', 'must be SYSTEM, or empty');
  return known ?? false;
}

function peopleGrants(row: Row, { peopleIssuer: issuer }: ImportOptions, report: Report): readonly object[] {
  const groups = listIn(row, 'groups', report);
  if (groups === undefined) return [];
  if (issuer === undefined)
    report.fault(row, 'groups', 'needs --people-issuer, the issuer whose tokens hold the groups');
  if (groups.some((group) => group.includes(','))) {
    report.note(row, 'groups', 'has a name with a comma. If it is several groups, put a semicolon between them');
  }
  return [{ issuer, groups }];
}

/** Who may use connectors of system scope. There, every plan could. */
function jobGrants({ agentsRole = [], jobIssuer }: ImportOptions): readonly object[] {
  if (agentsRole.length === 0) return [];
  const roles = [...new Set(agentsRole)];
  return jobIssuer === undefined
    ? roles.map((iamRole) => ({ iamRole }))
    : [{ issuer: jobIssuer, claims: { sub: roles } }];
}

interface Reach {
  readonly row: Row;
  readonly type: PrincipalType | undefined;
  readonly roleArn: string | undefined;
  readonly region: string | undefined;
}

/** The AWS account that the connector's session is of, and what reaches it. */
function needOf(
  reach: Reach,
  accounts: readonly KeyAccount[],
  options: ImportOptions,
  report: Report,
): Need | undefined {
  const { row } = reach;
  const source = sourceIn(row, accounts, report);
  if (source === undefined || reach.type === undefined) return undefined;
  const partition = partitionIn(reach, source, report);
  if (partition === undefined) return undefined;
  if (partition !== ownPartition(options)) {
    if (source === 'execution-role') {
      report.fault(row, 'accountId', `must be the key of an IAM user: Portunus's role reaches nothing in ${partition}`);
    }
    if (reach.region === undefined) report.fault(row, 'region', `is required in ${partition}: STS is asked there`);
  }
  const awsAccountId = awsAccountIn(reach, source, options, report);
  return awsAccountId === undefined ? undefined : { source, awsAccountId, partition };
}

function sourceIn(row: Row, accounts: readonly KeyAccount[], report: Report): Source | undefined {
  const reference = textIn(row, 'accountId', report);
  const source = reference === undefined ? undefined : sourceNamed(reference, accounts);
  if (source === undefined) {
    report.fault(
      row,
      'accountId',
      'must be the id or the name of one account of these files, or [IAM role for EC2/ECS]',
    );
  }
  return source;
}

function partitionIn({ row, roleArn }: Reach, source: Source, report: Report): Partition | undefined {
  const ofSource = source === 'execution-role' ? undefined : source.partition;
  const partition = textIn(row, 'partition', report) ?? parseRoleArn(roleArn ?? '')?.partition ?? ofSource ?? 'aws';
  if (isPartition(partition)) return partition;
  report.fault(row, 'partition', 'must be aws, aws-cn, aws-us-gov or aws-eusc');
  return undefined;
}

function awsAccountIn(
  { row, type, roleArn }: Reach,
  source: Source,
  { accountId }: ImportOptions,
  report: Report,
): string | undefined {
  // A role that is none is a fault of the connector's own.
  if (type === 'assumed-role') return parseRoleArn(roleArn ?? '')?.accountId;
  if (type === 'provided') {
    if (accountId === undefined) report.fault(row, 'type', 'needs --account-id, the account that Portunus runs in');
    return accountId;
  }
  if (source === 'execution-role') {
    report.fault(row, 'accountId', 'must be the key of an IAM user for this type: a role makes no such session');
    return undefined;
  }
  if (source.awsAccountId === undefined) {
    report.fault(
      row,
      'accountId',
      'names an account without awsAccountId. "aws sts get-access-key-info --access-key-id KEY" prints it: add it to the row of the account',
    );
  }
  return source.awsAccountId;
}
