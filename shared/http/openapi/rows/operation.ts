import { Approvals, DueJob, JobHistory, OneApproval, StopsInForce } from '../../../domain/answers/administration.ts';
import { JobState } from '../../../domain/refresh-state.ts';
import { DecisionFields, EntriesFields, PageFields } from '../../request/read-definition-request.ts';
import { StopFields } from '../../request/read-stop-request.ts';
import { REQUEST_ID } from '../formats.ts';
import { json, jsonBody, type Operation } from '../operation.ts';
import { OF_ADMINISTRATORS } from '../refusals.ts';
import { APPROVAL } from './samples.ts';

const STOP = { scope: { connector: 'shop-images' }, reason: 'INC-42: a key leaked' };
const IN_FORCE = { items: [{ ...STOP, by: 'corp:ada', at: '2026-11-27T09:12:44.017Z' }] };

export const BRAKE_OPERATIONS: readonly Operation[] = [
  {
    operationId: 'listStops',
    method: 'GET',
    path: '/stop',
    tag: 'Operation',
    summary: 'List what is stopped',
    answers: { 200: { description: 'The stops in force.', content: json(StopsInForce, IN_FORCE) } },
    refusals: OF_ADMINISTRATORS,
  },
  {
    operationId: 'stop',
    method: 'POST',
    path: '/stop',
    tag: 'Operation',
    summary: 'Stop all logins, or those of an issuer, a connector, a caller or a job',
    description: 'The next request is refused. What was issued before isn’t ended.',
    body: jsonBody(StopFields, { 'a connector': STOP, everything: { scope: 'all', reason: 'INC-42' } }),
    answers: { 200: { description: 'The stops in force now.', content: json(StopsInForce, IN_FORCE) } },
    refusals: [...OF_ADMINISTRATORS, 'not_found', 'conflict', 'payload_too_large'],
  },
  {
    operationId: 'resume',
    method: 'POST',
    path: '/resume',
    tag: 'Operation',
    summary: 'Resume what was stopped',
    body: jsonBody(StopFields, { 'a connector': { ...STOP, reason: 'INC-42: the key is replaced' } }),
    answers: { 200: { description: 'The stops in force now.', content: json(StopsInForce, { items: [] }) } },
    refusals: [...OF_ADMINISTRATORS, 'not_found', 'conflict', 'payload_too_large'],
  },
];

export const APPROVAL_OPERATIONS: readonly Operation[] = [
  {
    operationId: 'listApprovals',
    method: 'GET',
    path: '/approvals',
    tag: 'Operation',
    summary: 'List the changes that wait for a second administrator',
    query: PageFields,
    answers: {
      200: {
        description: 'A page. Go on while there is a `nextToken`.',
        content: json(Approvals, { items: [APPROVAL] }),
      },
    },
    refusals: OF_ADMINISTRATORS,
  },
  {
    operationId: 'decideApproval',
    method: 'POST',
    path: '/approvals/{id}',
    tag: 'Operation',
    summary: 'Approve or reject a change that waits',
    description: 'Only a person approves, and not the one who proposed the change.',
    examples: { id: APPROVAL.id },
    body: jsonBody(DecisionFields, { approve: { decision: 'approve' }, reject: { decision: 'reject' } }),
    answers: {
      200: {
        description: 'The change, and what was decided.',
        content: json(OneApproval, {
          approval: {
            ...APPROVAL,
            status: 'approved',
            decidedBy: 'corp:bob',
            decidedAt: '2026-11-27T09:20:01.348Z',
          },
        }),
      },
    },
    refusals: [...OF_ADMINISTRATORS, 'not_found', 'conflict', 'payload_too_large'],
  },
];

const SHA256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const ENDS_AT = '2026-11-27T21:00:00.000Z';

export const JOB_OPERATIONS: readonly Operation[] = [
  {
    operationId: 'getRefreshJobState',
    method: 'GET',
    path: '/refresh-jobs/{id}/state',
    tag: 'Refresh jobs',
    summary: 'Show what a refresh job has stored, and until when that is good',
    description: 'For administrators and auditors.',
    examples: { id: 'shop-servers' },
    answers: {
      200: {
        description: 'The state. Of a job that never ran, nothing is stored.',
        content: json(JobState, {
          job: 'shop-servers',
          dueAt: '2026-11-27T15:00:00.000Z',
          failures: 0,
          stored: {
            at: '2026-11-27T09:00:00.000Z',
            destination: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/logins/shop-servers',
            valueSha256: SHA256,
            endsAt: ENDS_AT,
          },
        }),
      },
    },
    refusals: [...OF_ADMINISTRATORS, 'not_found'],
  },
  {
    operationId: 'listRefreshJobHistory',
    method: 'GET',
    path: '/refresh-jobs/{id}/history',
    tag: 'Refresh jobs',
    summary: 'List how the tries of a refresh job ended',
    description: 'Newest first. For administrators and auditors.',
    query: EntriesFields,
    examples: { id: 'shop-servers' },
    answers: {
      200: {
        description: 'A page. Go on while there is a `nextToken`.',
        content: json(JobHistory, {
          items: [
            {
              job: 'shop-servers',
              requestId: REQUEST_ID,
              at: '2026-11-27T09:00:00.000Z',
              outcome: 'delivered',
              endsAt: ENDS_AT,
              nextDue: '2026-11-27T15:00:00.000Z',
            },
          ],
        }),
      },
    },
    refusals: [...OF_ADMINISTRATORS, 'not_found'],
  },
  {
    operationId: 'runRefreshJob',
    method: 'POST',
    path: '/refresh-jobs/{id}/run',
    tag: 'Refresh jobs',
    summary: 'Make a refresh job due now',
    examples: { id: 'shop-servers' },
    answers: {
      200: {
        description: 'The job is due.',
        content: json(DueJob, { id: 'shop-servers', due: '2026-11-27T09:12:44.017Z' }),
      },
    },
    refusals: [...OF_ADMINISTRATORS, 'not_found', 'conflict'],
  },
];
