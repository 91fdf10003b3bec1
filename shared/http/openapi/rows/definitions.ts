import {
  DefinitionAtVersion,
  DefinitionSetOutcome,
  OneApproval,
  Versions,
} from '../../../domain/answers/administration.ts';
import { SCHEMAS } from '../../../domain/definitions.ts';
import { PageFields, RestoreFields, VersionsFields } from '../../request/read-definition-request.ts';
import { SetFields } from '../../request/read-set-request.ts';
import { type Answer, json, jsonBody, type Operation } from '../operation.ts';
import { OF_ADMINISTRATORS, OF_CHANGES } from '../refusals.ts';
import { ACCOUNTS, ISSUERS, KINDS, type Kind, REFRESH_JOBS } from './kinds.ts';
import { APPROVAL, MergePatch } from './samples.ts';

/** A change that waits for a second administrator, where the deployment asks for one. */
const WAITS: Answer = {
  description: 'The change waits for a second administrator.',
  content: json(OneApproval, { approval: APPROVAL }),
};

function storedAnswer({ stored, example }: Kind, description: string): Answer {
  return { description, content: json(stored, example), etag: 'version' };
}

const NOW_STORED = 'The definition as it is stored now.';

function create(of: Kind): Operation {
  return {
    operationId: `create${of.name}`,
    method: 'POST',
    path: of.path,
    tag: of.tag,
    summary: `Create ${of.one}`,
    description: 'Without `id`, it gets a UUID. To create the same definition again changes nothing.',
    body: jsonBody(SCHEMAS[of.kind], { example: of.example }),
    answers: {
      200: storedAnswer(of, 'The same definition is there already.'),
      201: storedAnswer(of, 'The definition was created.'),
      202: WAITS,
    },
    refusals: OF_CHANGES,
  };
}

/** What all changes of one definition have in common. */
function ofOne({ path, tag, example }: Kind) {
  return {
    path: `${path}/{id}`,
    tag,
    examples: { id: example.id },
    refusals: [...OF_CHANGES, 'not_found', 'precondition_failed'],
  } as const;
}

function edits(of: Kind): readonly Operation[] {
  const { kind, name, one, stored, example, patch } = of;
  const asStored = storedAnswer(of, NOW_STORED);
  return [
    {
      ...ofOne(of),
      operationId: `replace${name}`,
      method: 'PUT',
      summary: `Replace ${one}`,
      ifMatch: 'required',
      body: jsonBody(SCHEMAS[kind], { example }),
      answers: { 200: asStored, 202: WAITS },
    },
    {
      ...ofOne(of),
      operationId: `patch${name}`,
      method: 'PATCH',
      summary: `Change fields of ${one}`,
      description: 'A JSON merge patch (RFC 7396): `null` removes a field.',
      ifMatch: 'optional',
      body: {
        schema: MergePatch,
        mediaTypes: ['application/merge-patch+json', 'application/json'],
        examples: { 'one field': patch },
      },
      answers: { 200: { ...asStored, content: json(stored, { ...example, ...patch }) }, 202: WAITS },
    },
  ];
}

function removals(of: Kind): readonly Operation[] {
  const { name, one } = of;
  return [
    {
      ...ofOne(of),
      operationId: `delete${name}`,
      method: 'DELETE',
      summary: `Delete ${one}`,
      description: 'Its ID is never used again. Every version is kept, so that it can be restored.',
      ifMatch: 'required',
      answers: { 202: WAITS, 204: { description: 'It is deleted.' } },
    },
    {
      ...ofOne(of),
      path: `${of.path}/{id}/restore`,
      operationId: `restore${name}`,
      method: 'POST',
      summary: `Restore ${one}`,
      description: 'Brings a deleted definition back, or goes back to the version that you name, as the next version.',
      ifMatch: 'optional',
      body: jsonBody(RestoreFields, { 'a deleted one': {}, 'an earlier version': { version: 1 } }),
      answers: { 200: storedAnswer(of, NOW_STORED), 202: WAITS },
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
  ...KINDS.flatMap((kind) => [create(kind), ...edits(kind), ...removals(kind), ...versions(kind)]),
];
