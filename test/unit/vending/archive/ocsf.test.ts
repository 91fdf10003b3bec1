import { describe, expect, it } from 'vitest';
import { RECORDED_ACTIONS, RECORDED_OUTCOMES, type StoredRecord } from '../../../../shared/domain/audit-record.ts';
import { newRecords } from '../../../../shared/domain/stream-record.ts';
import { toOcsf } from '../../../../shared/vending/archive/ocsf.ts';
import { ocsfFaults } from '../../../support/ocsf.ts';
import { aBatch, ITEMS } from '../../../support/stream.ts';

const ORIGIN = { stage: 'prod', account: '123456789012', region: 'eu-west-1', version: '1.2.3' };

function eventOf(item: keyof typeof ITEMS) {
  const [each] = newRecords(aBatch({ after: ITEMS[item] }));
  if (each === undefined) throw new Error('not a record');
  return toOcsf(each, ORIGIN);
}

const METADATA = {
  version: '1.8.0',
  profiles: ['cloud'],
  product: { name: 'Portunus', vendor_name: 'Portunus', version: '1.2.3' },
  log_name: 'audit',
  original_time: '2026-11-21T12:00:00.000Z',
};
const CLOUD = {
  provider: 'AWS',
  region: 'eu-west-1',
  account: { uid: '123456789012', type_id: 10, type: 'AWS Account' },
};

describe('a login in OCSF', () => {
  it('is an authentication', () => {
    expect(eventOf('issued')).toEqual({
      category_uid: 3,
      category_name: 'Identity & Access Management',
      class_uid: 3002,
      class_name: 'Authentication',
      activity_id: 1,
      activity_name: 'Logon',
      type_uid: 300201,
      type_name: 'Authentication: Logon',
      severity_id: 1,
      severity: 'Informational',
      // 2026-11-21T12:00:00Z
      time: 1_795_262_400_000,
      message: 'ci:repo:acme/shop ecr-login issued',
      status_id: 1,
      status: 'Success',
      metadata: {
        ...METADATA,
        uid: '2026-11-21T12:00:00.000Z#f0e1d2c3-0000-4000-8000-000000000001',
        correlation_uid: 'f0e1d2c3-0000-4000-8000-000000000001',
      },
      cloud: CLOUD,
      user: { uid: 'repo:acme/shop', domain: 'ci', type_id: 4, type: 'Service' },
      actor: {
        user: { uid: 'repo:acme/shop', domain: 'ci', type_id: 4, type: 'Service' },
        idp: { name: 'ci' },
      },
      src_endpoint: { ip: '198.51.100.7' },
      http_request: { user_agent: 'curl/8.9.1' },
      auth_protocol_id: 4,
      auth_protocol: 'OpenID',
      service: { name: 'ecr', uid: 'team-a' },
      authentication_token: { uid: 'jti-1', type_id: 3, type: 'Identity Token' },
      session: {
        uid: 'arn:aws:sts::123456789012:assumed-role/team-a-ecr/gh-1',
        // 2026-11-22T00:00:00Z
        expiration_time: 1_795_305_600_000,
      },
      unmapped: { stage: 'prod', item: expect.objectContaining({ grantSha256: 'a'.repeat(64) }) },
    });
  });

  it.each(['toString', 'constructor', '__proto__'])('of an issuer called %s is one of OpenID Connect', (issuer) => {
    const caller = { M: { issuer: { S: issuer }, subject: { S: 'x' }, kind: { S: issuer } } };
    const [each] = newRecords(aBatch({ after: { ...ITEMS.issued, caller } }));
    expect(each && toOcsf(each, ORIGIN)).toMatchObject({ auth_protocol_id: 4, user: { type_id: 0 } });
  });

  it('that was refused says why, and who was behind the role', () => {
    expect(eventOf('refused')).toMatchObject({
      status_id: 2,
      status: 'Failure',
      status_code: 'not_allowed',
      status_detail: 'no grant matches',
      severity_id: 2,
      auth_protocol_id: 99,
      auth_protocol: 'AWS Signature Version 4',
      user: { name: 'ada@example.com', uid_alt: 'AROAEXAMPLE', credential_uid: 'ASIAEXAMPLE' },
    });
  });
});

describe('administration in OCSF', () => {
  it('is management of an entity if it changes a definition, and neither success nor failure while it has begun', () => {
    expect(eventOf('change')).toMatchObject({
      class_uid: 3004,
      type_uid: 300403,
      status_id: 99,
      status: 'Begun',
      entity: { type_id: 99, type: 'connector', uid: 'team-a' },
    });
  });

  it('is a call of the API if it was refused, by what its method does', () => {
    expect(eventOf('denied')).toMatchObject({
      class_uid: 6003,
      activity_id: 3,
      api: { operation: 'PATCH /v1/connectors/{id}', response: { error: 'not_allowed' } },
      resources: [{ uid: 'team-a', type: 'connector', role_id: 1 }],
    });
  });

  it.each([
    ['GET', 2],
    ['POST', 1],
    ['PUT', 3],
    ['DELETE', 4],
    ['TRACE', 99],
  ])('by %s is the activity %i', (method, activity) => {
    expect(event({ action: 'administration', route: `${method} /v1/x` })).toMatchObject({ activity_id: activity });
  });
});

function event(overrides: Partial<StoredRecord>) {
  const record: StoredRecord = {
    time: '2026-11-21T12:00:00.000Z',
    requestId: 'r-1',
    action: 'ecr-login',
    outcome: 'done',
    caller: { issuer: 'ci', subject: 'job' },
    ...overrides,
  };
  return toOcsf({ record, item: { ...record }, sequenceNumber: '1', pk: '', sk: 'sk' }, ORIGIN);
}

describe('every record that there can be', () => {
  const all = RECORDED_ACTIONS.flatMap((action) => RECORDED_OUTCOMES.map((outcome) => ({ action, outcome })));

  it.each(all)('of $action, $outcome, has what the released schema asks for', ({ action, outcome }) => {
    const full = {
      sourceIp: '::1',
      userAgent: 'x',
      kind: 'issuer',
      id: 'ci',
      code: 'internal',
      reason: 'y',
      route: 'GET /',
    };
    expect(ocsfFaults(event({ action, outcome }))).toEqual([]);
    expect(ocsfFaults(event({ action, outcome, connectorId: 'team-a', ...full }))).toEqual([]);
  });

  it.each(Object.keys(ITEMS) as (keyof typeof ITEMS)[])('holds its whole item: %s', (name) => {
    const { unmapped } = eventOf(name) as { unmapped: { item: Record<string, unknown> } };
    expect(Object.keys(unmapped.item).toSorted()).toEqual(Object.keys(ITEMS[name]).toSorted());
  });
});

describe('the check against the schema', () => {
  const valid = event({});
  it.each([
    ['without a time', { time: undefined }, 'time: is required'],
    ['with another activity', { activity_id: 8 }, 'activity_id: 8 is not in the enumeration'],
    ['with a text for a number', { time: '2026' }, 'time: must be long_t'],
    ['with an attribute of ours', { connector: 'x' }, 'connector: is unknown'],
    ['with an empty user', { user: {} }, 'user.: needs one of account, name, uid'],
    ['without a service', { service: undefined }, ': needs one of service, dst_endpoint'],
  ])('finds an event %s', (_what, change, fault) => {
    const changed = Object.entries({ ...valid, ...change }).filter(([, value]) => value !== undefined);
    expect(ocsfFaults(Object.fromEntries(changed))).toContain(fault);
  });
});
