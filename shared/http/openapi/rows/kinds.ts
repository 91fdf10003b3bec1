import type * as v from 'valibot';
import * as definitions from '../../../domain/answers/definitions.ts';
import type { DefinitionKind } from '../../../domain/definition.ts';
import { JobsPageFields } from '../../request/read-definition-request.ts';
import type { Fields, Tag } from '../operation.ts';

/** What differs between the kinds of definitions, where their routes are described. */
export interface Kind {
  readonly kind: DefinitionKind;
  readonly path: `/${string}`;
  readonly tag: Tag;
  /** The end of operations' names, such as `getIssuer`. */
  readonly name: string;
  /** In a sentence, with its article. */
  readonly one: string;
  readonly many: string;
  readonly stored: v.GenericSchema;
  readonly page: v.GenericSchema;
  readonly pageFields?: Fields;
  readonly example: Readonly<Record<string, unknown>>;
  readonly patch: Readonly<Record<string, unknown>>;
}

export const ISSUERS: Kind = {
  kind: 'issuer',
  path: '/issuers',
  tag: 'Issuers',
  name: 'Issuer',
  one: 'an issuer',
  many: 'issuers',
  stored: definitions.StoredIssuer,
  page: definitions.IssuerPage,
  example: {
    id: 'forge',
    url: 'https://forge.example',
    kind: 'workload',
    audiences: ['https://portunus.example.com'],
    jwksUri: 'https://forge.example/jwks',
  },
  patch: { maxTokenAgeSeconds: 300 },
};

export const ACCOUNTS: Kind = {
  kind: 'account',
  path: '/accounts',
  tag: 'Accounts',
  name: 'Account',
  one: 'an account',
  many: 'accounts',
  stored: definitions.StoredAccount,
  page: definitions.AccountPage,
  example: {
    id: 'ledger',
    awsAccountId: '123456789012',
    partition: 'aws',
    credentials: { source: 'execution-role' },
  },
  patch: { awsAccountId: '210987654321' },
};

const CONNECTORS: Kind = {
  kind: 'connector',
  path: '/connectors',
  tag: 'Connectors',
  name: 'Connector',
  one: 'a connector',
  many: 'connectors',
  stored: definitions.StoredConnector,
  page: definitions.ConnectorPage,
  example: {
    id: 'tools',
    account: 'build',
    principalType: 'assumed-role',
    roleArn: 'arn:aws:iam::123456789012:role/portunus/tools',
    region: 'eu-west-1',
    access: 'pull',
    repositories: ['tools/*'],
    systemScope: true,
    grants: [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'], ref: ['refs/heads/main'] } }],
  },
  patch: { maxDurationSeconds: 1_800 },
};

export const REFRESH_JOBS: Kind = {
  kind: 'refresh-job',
  path: '/refresh-jobs',
  tag: 'Refresh jobs',
  name: 'RefreshJob',
  one: 'a refresh job',
  many: 'refresh jobs',
  stored: definitions.StoredRefreshJob,
  page: definitions.RefreshJobPage,
  pageFields: JobsPageFields,
  example: {
    id: 'shop-login',
    connector: 'shop-hosts',
    format: 'docker-config',
    destination: {
      type: 'secretsmanager',
      arn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/logins/shop-login',
      create: {},
    },
  },
  patch: { intervalSeconds: 3_600 },
};

export const KINDS = [ISSUERS, ACCOUNTS, CONNECTORS, REFRESH_JOBS];
