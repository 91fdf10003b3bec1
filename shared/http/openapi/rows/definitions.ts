import type * as v from 'valibot';
import {
  DefinitionAtVersion,
  DefinitionSetOutcome,
  OneApproval,
  Versions,
} from '../../../domain/answers/administration.ts';
import * as definitions from '../../../domain/answers/definitions.ts';
import type { DefinitionKind } from '../../../domain/definition.ts';
import { SCHEMAS } from '../../../domain/definitions.ts';
import { JobsPageFields, PageFields, RestoreFields, VersionsFields } from '../../request/read-definition-request.ts';
import { SetFields } from '../../request/read-set-request.ts';
import { type Answer, type Fields, json, jsonBody, type Operation, type Tag } from '../operation.ts';
import { OF_ADMINISTRATORS, OF_CHANGES } from '../refusals.ts';
import { APPROVAL, MergePatch } from './samples.ts';

interface Kind {
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

export const CONNECTORS: Kind = {
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

const KINDS = [ISSUERS, ACCOUNTS, CONNECTORS, REFRESH_JOBS];

/** A change that waits for a second administrator, where the deployment asks for one. */
const WAITS: Answer = {
  description: 'The change waits for a second administrator.',
  content: json(OneApproval, { approval: APPROVAL }),
};

function storedAnswer({ stored, example }: Kind, description: string): Answer {
  return { description, content: json(stored, example), etag: 'version' };
}

function writes(of: Kind): readonly Operation[] {
  const { kind, path, tag, name, one, example, patch } = of;
  const schema = SCHEMAS[kind];
  const common = { tag, refusals: OF_CHANGES };
  const asStored = storedAnswer(of, 'The definition as it is stored now.');
  return [
    {
      ...common,
      operationId: `create${name}`,
      method: 'POST',
      path,
      summary: `Create ${one}`,
      description: 'Without `id`, it gets a UUID. To create the same definition again changes nothing.',
      body: jsonBody(schema, { example }),
      answers: {
        200: storedAnswer(of, 'The same definition is there already.'),
        201: storedAnswer(of, 'The definition was created.'),
        202: WAITS,
      },
    },
    {
      ...common,
      operationId: `replace${name}`,
      method: 'PUT',
      path: `${path}/{id}`,
      summary: `Replace ${one}`,
      ifMatch: 'required',
      examples: { id: example.id },
      body: jsonBody(schema, { example }),
      answers: { 200: asStored, 202: WAITS },
      refusals: [...OF_CHANGES, 'not_found', 'precondition_failed'],
    },
    {
      ...common,
      operationId: `patch${name}`,
      method: 'PATCH',
      path: `${path}/{id}`,
      summary: `Change fields of ${one}`,
      description: 'A JSON merge patch (RFC 7396): `null` removes a field.',
      ifMatch: 'optional',
      examples: { id: example.id },
      body: {
        schema: MergePatch,
        mediaTypes: ['application/merge-patch+json', 'application/json'],
        examples: { 'one field': patch },
      },
      answers: {
        200: { ...asStored, content: json(of.stored, { ...example, ...patch }) },
        202: WAITS,
      },
      refusals: [...OF_CHANGES, 'not_found', 'precondition_failed'],
    },
    {
      ...common,
      operationId: `delete${name}`,
      method: 'DELETE',
      path: `${path}/{id}`,
      summary: `Delete ${one}`,
      description: 'Its ID is never used again. Every version is kept, so that it can be restored.',
      ifMatch: 'required',
      examples: { id: example.id },
      answers: { 202: WAITS, 204: { description: 'It is deleted.' } },
      refusals: [...OF_CHANGES, 'not_found', 'precondition_failed'],
    },
    {
      ...common,
      operationId: `restore${name}`,
      method: 'POST',
      path: `${path}/{id}/restore`,
      summary: `Restore ${one}`,
      description: 'Brings a deleted definition back, or goes back to the version that you name, as the next version.',
      ifMatch: 'optional',
      examples: { id: example.id },
      body: jsonBody(RestoreFields, { 'a deleted one': {}, 'an earlier version': { version: 1 } }),
      answers: { 200: asStored, 202: WAITS },
      refusals: [...OF_CHANGES, 'not_found', 'precondition_failed'],
    },
  ];
}

function reads(of: Kind): readonly Operation[] {
  const { path, tag, name, one, many, page, pageFields = PageFields, example } = of;
  return [
    {
      operationId: `list${name}s`,
      method: 'GET',
      path,
      tag,
      summary: `List ${many}`,
      description: 'As they were written, in the order of their IDs, with their ETags.',
      query: pageFields,
      answers: {
        200: {
          description: 'A page. Go on while there is a `nextToken`.',
          content: json(page, { items: [example], etags: ['"1"'] }),
        },
      },
      refusals: OF_ADMINISTRATORS,
    },
    {
      operationId: `get${name}`,
      method: 'GET',
      path: `${path}/{id}`,
      tag,
      summary: `Show ${one}`,
      examples: { id: example.id },
      answers: { 200: storedAnswer(of, 'The definition as it was written.') },
      refusals: [...OF_ADMINISTRATORS, 'not_found'],
    },
  ];
}

function versions({ path, name, one, example }: Kind): readonly Operation[] {
  const changed = { changedAt: '2026-11-27T09:12:44.017Z', changedBy: 'corp:ada' };
  return [
    {
      operationId: `list${name}Versions`,
      method: 'GET',
      path: `${path}/{id}/versions`,
      tag: 'Versions',
      summary: `List the versions of ${one}`,
      description: 'Newest first, also of a deleted one.',
      query: VersionsFields,
      examples: { id: example.id },
      answers: {
        200: {
          description: 'A page. Go on while there is a `nextToken`.',
          content: json(Versions, { items: [{ version: 1, ...changed }] }),
        },
      },
      refusals: [...OF_ADMINISTRATORS, 'not_found'],
    },
    {
      operationId: `get${name}Version`,
      method: 'GET',
      path: `${path}/{id}/versions/{version}`,
      tag: 'Versions',
      summary: `Show ${one} as it was`,
      description: 'Only administrators see the external ID.',
      examples: { id: example.id, version: 1 },
      answers: {
        200: {
          description: 'The definition at that version.',
          content: json(DefinitionAtVersion, { ...example, version: 1, ...changed }),
        },
      },
      refusals: [...OF_ADMINISTRATORS, 'not_found'],
    },
  ];
}

const SET: Operation = {
  operationId: 'applyDefinitions',
  method: 'POST',
  path: '/definitions',
  tag: 'Operation',
  summary: 'Plan or apply a set of definitions',
  description: [
    'The lists of a file, as JSON, of at most 2,000 definitions and 1 MiB. Up to thirty changes are written together or',
    'not at all. Repeat the request while something remains.',
  ].join(' '),
  ifMatch: 'plan',
  body: jsonBody(SetFields, {
    'plan it': { dryRun: true, definitions: { accounts: [ACCOUNTS.example] } },
    'apply it': { definitions: { accounts: [ACCOUNTS.example] } },
  }),
  answers: {
    200: {
      description: 'The plan, and how much of it was written.',
      content: json(DefinitionSetOutcome, {
        dryRun: true,
        changes: [{ kind: 'account', id: 'ledger', action: 'create' }],
        warnings: [],
        applied: 0,
        remaining: 1,
      }),
      etag: 'plan',
    },
    202: {
      description: 'The same, where changes wait for a second administrator.',
      content: json(DefinitionSetOutcome, {
        dryRun: false,
        changes: [{ kind: 'issuer', id: 'forge', action: 'create', waits: APPROVAL.reason }],
        warnings: [],
        applied: 0,
        remaining: 1,
        approvals: [APPROVAL],
      }),
      etag: 'plan',
    },
  },
  refusals: [...OF_CHANGES, 'precondition_failed'],
};

export const DEFINITION_OPERATIONS: readonly Operation[] = [
  SET,
  // Connectors are shown to other callers too, so their reads are in connectors.ts.
  ...[ISSUERS, ACCOUNTS, REFRESH_JOBS].flatMap(reads),
  ...KINDS.flatMap((kind) => [...writes(kind), ...versions(kind)]),
];
