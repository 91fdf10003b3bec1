import { expect, it } from 'vitest';
import type { StoredRecord } from '../../../../shared/domain/audit-record.ts';
import { useOf } from '../../../../shared/vending/usage/use-of.ts';
import { DIGEST } from '../../../support/usage.ts';

const RECORD: StoredRecord = {
  time: '2026-11-21T12:00:00.000Z',
  requestId: 'f0e1d2c3-0000-4000-8000-000000000001',
  action: 'ecr-login',
  outcome: 'issued',
  caller: { issuer: 'ci', subject: 'repo:acme/shop' },
  connectorId: 'shop-images',
  connectorVersion: 7,
  allowedBy: 'grants[0]',
  grantSha256: DIGEST,
};
const PLACE = { pk: 'audit#2026-11-21#3', sequenceNumber: '42' };
const COUNTED_AT = { source: 'audit#2026-11-21#3', sequenceNumber: '42' };

function use(overrides: Partial<StoredRecord> = {}) {
  return useOf({ record: { ...RECORD, ...overrides }, ...PLACE });
}

it('takes of a record what counts, and where it stands in the stream', () => {
  expect(use()).toEqual({
    connectorId: 'shop-images',
    time: '2026-11-21T12:00:00.000Z',
    outcome: 'issued',
    grantKey: DIGEST,
    connectorVersion: 7,
    ...COUNTED_AT,
  });
});

it('counts what administrators do by itself, as no grant lets them in', () => {
  const { grantSha256: _none, ...record } = { ...RECORD, allowedBy: 'administrator' };
  expect(useOf({ record, ...PLACE })?.grantKey).toBe('administrator');
});

it.each(['refused', 'failed'] as const)('counts what was %s', (outcome) => {
  expect(use({ outcome })?.outcome).toBe(outcome);
});

it('counts a refusal by no grant for the connector alone', () => {
  const { grantSha256: _none, allowedBy: _nobody, connectorVersion: _unknown, ...record } = RECORD;
  const refused = useOf({ record: { ...record, outcome: 'refused' }, ...PLACE });
  expect(refused).toEqual({ connectorId: 'shop-images', time: RECORD.time, outcome: 'refused', ...COUNTED_AT });
});

it.each([
  ['of a change', { action: 'definition-change', outcome: 'begun' }],
  ['of an act', { action: 'job-run', outcome: 'done' }],
  ['of an act that failed', { action: 'administration', outcome: 'failed' }],
  ['without a connector', { connectorId: undefined }],
  ['with a text that is no id', { connectorId: 'shop#images' }],
] as const)('counts no record %s', (_what, overrides) => {
  const { connectorId, ...rest } = { ...RECORD, ...overrides };
  const record = connectorId === undefined ? rest : { ...rest, connectorId };
  expect(useOf({ record, ...PLACE })).toBeUndefined();
});
