import * as v from 'valibot';
import * as callers from '../../../domain/answers/callers.ts';
import { ShownConnector, ShownConnectors } from '../../../domain/answers/definitions.ts';
import { ExplanationJson } from '../../../domain/answers/explanation.ts';
import { IamSetupJson } from '../../../domain/answers/iam.ts';
import { LastVerification, VerificationJson } from '../../../domain/answers/records.ts';
import { shownExample } from '../../../domain/policy-example.ts';
import { POLICY_EXAMPLES } from '../../../domain/policy-examples.ts';
import { ConnectorsFields } from '../../request/read-connectors-request.ts';
import { Explain } from '../../request/read-explain-request.ts';
import { IamFields } from '../../request/read-iam-request.ts';
import { Verify } from '../../request/read-verify-request.ts';
import { REQUEST_ID } from '../formats.ts';
import { type Content, json, jsonBody, type Operation } from '../operation.ts';
import { OF_ADMINISTRATORS, OF_CALLERS } from '../refusals.ts';
import { iamTexts } from './iam-samples.ts';

const CLAIMS = { repository_id: '1296269', repository_owner_id: '9919', ref: 'refs/heads/main', sub: 'x', run_id: '1' };

const SUMMARY = {
  id: 'shop-images',
  name: 'Images of the shop',
  principalType: 'assumed-role',
  serves: ['ecr'],
  region: 'eu-west-1',
  regions: ['eu-west-1', 'eu-central-1'],
};

const LINE = { check: 'session', outcome: 'passed', seen: 'AWS opens the session as a login would ask for it' };

const SEEN: readonly Operation[] = [
  {
    operationId: 'listConnectors',
    method: 'GET',
    path: '/connectors',
    tag: 'Connectors',
    summary: 'List the connectors that you may use',
    description: [
      'Administrators get the definitions as they were written, with their ETags. A page may be short or empty, and not',
      'be the last: go on while there is a `nextToken`. Filters add up. With `state=true`, which is for administrators,',
      'a list `states` says of each connector when it was last used and verified.',
    ].join(' '),
    query: ConnectorsFields,
    answers: { 200: { description: 'A page.', content: json(ShownConnectors, { items: [SUMMARY] }) } },
    refusals: [...OF_CALLERS, 'invalid_request'],
  },
  {
    operationId: 'getConnector',
    method: 'GET',
    path: '/connectors/{id}',
    tag: 'Connectors',
    summary: 'Show a connector that you may use',
    description: 'Administrators get the definition as it was written.',
    answers: {
      200: {
        description: 'The connector. Administrators get its ETag.',
        content: json(ShownConnector, SUMMARY),
        etag: 'version',
      },
    },
    refusals: [...OF_CALLERS, 'invalid_request', 'not_allowed', 'not_found'],
  },
  {
    operationId: 'listPolicyExamples',
    method: 'GET',
    path: '/policy-examples',
    tag: 'Service',
    summary: 'List policies to copy into a connector',
    answers: {
      200: {
        description: 'All of them.',
        content: json(callers.PolicyExamples, { items: POLICY_EXAMPLES.slice(0, 1).map(shownExample) }),
      },
    },
    refusals: [...OF_CALLERS, 'invalid_request'],
  },
];

/** The forms of IAM documents by media type. */
function iamContents(): Readonly<Record<string, Content>> {
  const { json: setup, cloudformation, ...texts } = iamTexts();
  const examples = { json: JSON.parse(setup), cloudformation: JSON.parse(cloudformation) };
  const template = v.looseObject({ Resources: v.record(v.string(), v.unknown()) });
  return {
    'application/json': { schema: v.union([IamSetupJson, template]), examples },
    'text/plain': { schema: v.string(), examples: texts },
  };
}

const TRIED: readonly Operation[] = [
  {
    operationId: 'getConnectorIam',
    method: 'GET',
    path: '/connectors/{id}/iam',
    tag: 'Connectors',
    summary: 'Get the IAM documents of a connector',
    description: 'What AWS must hold for the connector, filled in. For administrators, because external IDs are in it.',
    query: IamFields,
    answers: { 200: { description: 'The documents, in the form that was asked for.', content: iamContents() } },
    refusals: [...OF_ADMINISTRATORS, 'not_found', 'conflict', 'format_unknown'],
  },
  {
    operationId: 'explainAccess',
    method: 'POST',
    path: '/connectors/{id}/explain',
    tag: 'Connectors',
    summary: 'Explain what Portunus decides for a caller, and why',
    description: 'For claims, for a token, or for you. Nothing is asked of AWS. For administrators.',
    body: jsonBody(Explain, { 'for claims': { issuer: 'demo-ci', claims: CLAIMS }, 'for you': {} }),
    answers: {
      200: {
        description: 'The decision, with each condition and whether it held.',
        content: json(ExplanationJson, {
          requestId: REQUEST_ID,
          connectorId: 'shop-images',
          action: 'ecr-login',
          allowed: true,
          allowedBy: 'grants[0]',
          caller: { issuer: 'demo-ci', subject: 'x', kind: 'workload', administrator: false },
          conditions: [{ condition: 'enabled', held: true, expected: true, actual: true }],
          grants: [{ grant: 'grants[0]', held: true, conditions: [] }],
        }),
      },
    },
    refusals: [...OF_ADMINISTRATORS, 'not_found', 'payload_too_large'],
  },
  {
    operationId: 'verifyConnector',
    method: 'POST',
    path: '/connectors/{id}/verify',
    tag: 'Connectors',
    summary: 'Try a connector against AWS',
    description: 'Its session is opened as a login would, and each check says what was found. For administrators.',
    body: jsonBody(Verify, { 'nothing special': {} }),
    answers: {
      200: {
        description: 'What was found.',
        content: json(VerificationJson, {
          requestId: REQUEST_ID,
          connectorId: 'shop-images',
          connectorVersion: 1,
          outcome: 'passed',
          checks: [LINE],
        }),
      },
    },
    refusals: [...OF_ADMINISTRATORS, 'not_found', 'payload_too_large'],
  },
  {
    operationId: 'getLastVerification',
    method: 'GET',
    path: '/connectors/{id}/verify',
    tag: 'Connectors',
    summary: 'Show what the last trial of a connector found',
    description: 'For administrators and auditors.',
    answers: {
      200: {
        description: 'The last result. Of a connector that was never verified, its ID alone.',
        content: json(LastVerification, {
          connectorId: 'shop-images',
          verifiedAt: '2026-11-27T09:12:44.017Z',
          connectorVersion: 1,
          outcome: 'passed',
          failed: [],
        }),
      },
    },
    refusals: [...OF_ADMINISTRATORS, 'not_found'],
  },
];

export const CONNECTOR_OPERATIONS: readonly Operation[] = [...SEEN, ...TRIED];
