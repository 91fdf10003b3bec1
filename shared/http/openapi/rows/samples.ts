import * as v from 'valibot';
import { isJsonObject } from '../../../domain/strict-json.ts';

/** A JSON merge patch: any object, because every field may be left out or be `null`. */
export const MergePatch = v.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'must be an object');

export const APPROVAL = {
  id: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  target: { kind: 'issuer', id: 'forge' },
  action: 'create',
  definition: {
    id: 'forge',
    url: 'https://forge.example',
    kind: 'workload',
    audiences: ['https://portunus.example.com'],
    jwksUri: 'https://forge.example/jwks',
  },
  fields: ['id', 'url', 'kind', 'audiences', 'jwksUri'],
  reason: 'issuers decide who is trusted, and who administers',
  proposedBy: 'corp:ada',
  proposedAt: '2026-11-27T09:12:44.017Z',
  expiresAt: '2026-12-04T09:12:44.017Z',
  status: 'pending',
} as const;
