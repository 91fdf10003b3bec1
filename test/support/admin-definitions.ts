// Valid definitions, each with an id that nothing has yet, so that no test stands on another's.

export const KINDS = ['issuer', 'account', 'connector', 'refresh-job'] as const;
export type Kind = (typeof KINDS)[number];

/** Where each kind lives behind `/v1`, and what a file calls its list. */
export const PATHS = {
  issuer: '/issuers',
  account: '/accounts',
  connector: '/connectors',
  'refresh-job': '/refresh-jobs',
} as const satisfies Record<Kind, string>;

const LISTS = {
  issuer: 'issuers',
  account: 'accounts',
  connector: 'connectors',
  'refresh-job': 'refreshJobs',
} as const satisfies Record<Kind, string>;

type Fields = Readonly<Record<string, unknown>>;

/** As an operator writes it. */
export type WrittenDefinition = Fields & { readonly id: string };

let count = 0;

/** A text that ends every id of this process once. */
export function nextNumber(): string {
  count += 1;
  return String(count).padStart(4, '0');
}

export function anIssuerToWrite(overrides: Fields = {}): WrittenDefinition {
  const id = `issuer-${nextNumber()}`;
  const url = `https://${id}.example`;
  return {
    id,
    url,
    kind: 'workload',
    audiences: ['https://portunus.example'],
    jwksUri: `${url}/jwks`,
    ...overrides,
  };
}

export function anAccountToWrite(overrides: Fields = {}): WrittenDefinition {
  return {
    id: `account-${nextNumber()}`,
    awsAccountId: '123456789012',
    partition: 'aws',
    credentials: { source: 'execution-role' },
    ...overrides,
  };
}

/** Of the sample's account, for nobody but administrators. */
export function aConnectorToWrite(overrides: Fields = {}): WrittenDefinition {
  const id = `connector-${nextNumber()}`;
  return {
    id,
    account: 'build',
    principalType: 'assumed-role',
    roleArn: `arn:aws:iam::123456789012:role/portunus/${id}`,
    region: 'eu-west-1',
    access: 'pull',
    systemScope: true,
    ...overrides,
  };
}

/** A connector that lets a job in names it, and the job names the connector. */
export function aJobToWrite(overrides: Fields = {}): WrittenDefinition {
  const id = `job-${nextNumber()}`;
  return {
    id,
    connector: `for-${id}`,
    destination: {
      type: 'secretsmanager',
      arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/logins/${id}`,
      create: {},
    },
    format: 'docker-config',
    ...overrides,
  };
}

export function theConnectorOf({ id }: WrittenDefinition): WrittenDefinition {
  return aConnectorToWrite({ id: `for-${id}`, grants: [{ refreshJob: id }] });
}

export function toWrite(kind: Kind, overrides: Fields = {}): WrittenDefinition {
  switch (kind) {
    case 'issuer':
      return anIssuerToWrite(overrides);
    case 'account':
      return anAccountToWrite(overrides);
    case 'connector':
      return aConnectorToWrite(overrides);
    case 'refresh-job':
      return aJobToWrite(overrides);
  }
}

/** What has to be there before it. */
export function neededBy(kind: Kind, definition: WrittenDefinition): Readonly<Record<string, readonly Fields[]>> {
  return kind === 'refresh-job' ? { connectors: [theConnectorOf(definition)] } : {};
}

export function inLists(kind: Kind, definition: WrittenDefinition): Readonly<Record<string, readonly Fields[]>> {
  return {
    ...neededBy(kind, definition),
    [LISTS[kind]]: [definition],
  };
}

/** A file's definitions, none of which is there yet. */
export function someDefinitions() {
  const [issuer, account] = [anIssuerToWrite(), anAccountToWrite()];
  const connector = aConnectorToWrite({
    account: account.id,
    grants: [{ issuer: issuer.id, claims: { team_id: ['a'], ref: ['main', 'release'] } }],
  });
  return { issuer, account, connector };
}

export function fileOf({ issuer, account, connector }: ReturnType<typeof someDefinitions>) {
  return {
    issuers: [issuer],
    accounts: [account],
    connectors: [connector],
  };
}
