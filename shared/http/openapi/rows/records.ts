import * as v from 'valibot';
import { AuditRecords, Usage } from '../../../domain/answers/records.ts';
import { AuditParameters } from '../../../domain/audit-query.ts';
import { AuditToken } from '../../request/read-audit-request.ts';
import { UsageParameters } from '../../request/read-usage-request.ts';
import { REQUEST_ID } from '../formats.ts';
import { json, type Operation } from '../operation.ts';
import { OF_ADMINISTRATORS } from '../refusals.ts';

const SHA256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const RECORD = {
  time: '2026-11-27T09:12:44.017Z',
  requestId: REQUEST_ID,
  action: 'ecr-login',
  outcome: 'issued',
  caller: { issuer: 'demo-ci', subject: 'repo:acme/shop:ref:refs/heads/main', kind: 'workload' },
  asked: { connectorId: 'shop-images', format: 'json' },
  connectorId: 'shop-images',
  connectorVersion: 1,
  allowedBy: 'grants[0]',
  grant: { issuer: 'demo-ci', claims: [{ claim: ['repository_id'], anyOf: ['1296269'] }] },
  grantSha256: SHA256,
  issued: { source: 'fresh', tokenSha256: [SHA256], expiresAt: '2026-11-27T21:00:00.000Z' },
};

const COUNTS = { issued: 41, refused: 0, failed: 0 };
const TIMES = { firstUsedAt: '2026-06-01T08:00:00.000Z', lastUsedAt: '2026-11-27T09:12:44.017Z' };

export const RECORD_OPERATIONS: readonly Operation[] = [
  {
    operationId: 'searchAudit',
    method: 'GET',
    path: '/audit',
    tag: 'Audit',
    summary: 'Search the audit records',
    description: [
      'Newest first. Filters add up. A search for an outcome or an issuer alone, or without any filter, may span 31 days.',
      'For administrators and auditors, whose searches are recorded.',
    ].join(' '),
    query: v.strictObject({ ...AuditParameters.entries, nextToken: v.exactOptional(AuditToken) }),
    answers: {
      200: {
        description: 'A page, which may be short or empty although more follow. Go on while there is a `nextToken`.',
        content: json(AuditRecords, { items: [RECORD] }),
      },
    },
    refusals: OF_ADMINISTRATORS,
  },
  {
    operationId: 'getUsage',
    method: 'GET',
    path: '/usage',
    tag: 'Audit',
    summary: 'Show what connectors and grants are used for',
    description: 'For administrators and auditors. `connector` stands without `limit` and `nextToken`.',
    query: UsageParameters,
    answers: {
      200: {
        description: 'The usage. Without `kept`, this deployment doesn’t count.',
        content: json(Usage, {
          kept: true,
          since: '2026-06-01T08:00:00.000Z',
          until: '2026-11-27T09:12:44.017Z',
          from: '2026-10-29',
          to: '2026-11-28',
          items: [
            {
              connectorId: 'shop-images',
              ...TIMES,
              ...COUNTS,
              days: [{ day: '2026-11-27', ...COUNTS }],
              grants: [{ grantSha256: SHA256, ...TIMES, ...COUNTS }],
            },
          ],
        }),
      },
    },
    refusals: [...OF_ADMINISTRATORS, 'not_found'],
  },
];
