/** What an entry of the replaced product's lists is. */
export type Kind = 'account' | 'connector';

interface Meaning {
  readonly of: readonly Kind[];
  /** Other names: those on its screens, and likely ones where its API's name is not known. */
  readonly also?: readonly string[];
}

const BOTH = ['account', 'connector'] as const;
const ACCOUNT = ['account'] as const;
const CONNECTOR = ['connector'] as const;

/**
 * The columns of a CSV file, and the members of a JSON file. The names are those of the replaced product's API, where
 * they are known. The last seven are Portunus's own, for what that product does not hold.
 */
const COLUMNS = {
  kind: { of: BOTH },
  id: { of: BOTH, also: ['accountUuid', 'connectorId', 'connectorUuid'] },
  name: { of: BOTH, also: ['accountName', 'connectorName'] },
  awsAccessKeyId: { of: ACCOUNT, also: ['accessKeyId', 'accessKey', 'awsAccessKey'] },
  cloudProviderKey: { of: ACCOUNT, also: ['cloudProvider'] },
  type: { of: CONNECTOR, also: ['principalType'] },
  scope: { of: CONNECTOR, also: ['systemScope'] },
  partition: { of: BOTH, also: ['awsPartition'] },
  accountId: { of: CONNECTOR, also: ['account', 'credentials'] },
  roleArn: { of: CONNECTOR, also: ['role'] },
  externalId: { of: CONNECTOR },
  iamPolicy: { of: CONNECTOR, also: ['policy'] },
  policyArns: { of: CONNECTOR, also: ['policyArn', 'iamPolicyArns', 'managedPolicyArns'] },
  omitPolicy: { of: CONNECTOR, also: ['omitIamPolicy'] },
  maxDuration: {
    of: CONNECTOR,
    also: ['maximumDuration', 'maxDurationSeconds', 'maximumDurationSeconds', 'duration', 'durationSeconds'],
  },
  groups: { of: CONNECTOR, also: ['group'] },
  awsAccountId: { of: ACCOUNT, also: ['awsAccount', 'awsAccountNumber'] },
  secretArn: { of: ACCOUNT },
  description: { of: CONNECTOR },
  region: { of: CONNECTOR },
  serves: { of: CONNECTOR },
  acknowledgeRisk: { of: CONNECTOR },
  enabled: { of: CONNECTOR },
} as const satisfies Record<string, Meaning>;

export type Column = keyof typeof COLUMNS;

/** Columns that hold secrets. They are known so that a secret in one is refused by name, and never repeated. */
const SECRET_COLUMNS = [
  'awsSecretKey',
  'awsSecretAccessKey',
  'secretKey',
  'secretAccessKey',
  'secret',
  'awsSessionToken',
  'sessionToken',
  'password',
];

/** `Principal Type`, `principal_type` and `principalType` are one name. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

const BY_NAME: ReadonlyMap<string, Column> = new Map(
  Object.entries<Meaning>(COLUMNS).flatMap(([column, { also = [] }]) =>
    [column, ...also].map((name) => [plain(name), column as Column] as const),
  ),
);

const SECRETS: ReadonlySet<string> = new Set(SECRET_COLUMNS.map(plain));

/** The column that a heading names, `secret` for one that holds secrets, or `undefined` for an unknown one. */
export function columnOf(heading: string): Column | 'secret' | undefined {
  const name = plain(heading);
  return SECRETS.has(name) ? 'secret' : BY_NAME.get(name);
}

/** The names to suggest for an unknown heading. */
export const COLUMN_NAMES: readonly string[] = Object.keys(COLUMNS);

export function isOfKind(column: Column, kind: Kind): boolean {
  const { of }: Meaning = COLUMNS[column];
  return of.includes(kind);
}
