// What a reader takes, its schema in the description takes too, and the other way round, as far as JSON Schema can say it.
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, it } from 'vitest';
import { TimeOrDay } from '../../../../shared/domain/audit-query.ts';
import { ClaimConditions } from '../../../../shared/domain/claims.ts';
import { Day } from '../../../../shared/domain/day.ts';
import { IamExtras } from '../../../../shared/domain/iam-extra.ts';
import { PageLimit } from '../../../../shared/domain/page-limit.ts';
import { NumberOfDays } from '../../../../shared/domain/usage-query.ts';
import { Batch } from '../../../../shared/http/request/read-batch-request.ts';
import {
  DecisionFields,
  RestoreFields,
  VersionNumber,
} from '../../../../shared/http/request/read-definition-request.ts';
import { Explain } from '../../../../shared/http/request/read-explain-request.ts';
import { RotateFields } from '../../../../shared/http/request/read-key-request.ts';
import { StopFields } from '../../../../shared/http/request/read-stop-request.ts';
import { Verify } from '../../../../shared/http/request/read-verify-request.ts';
import { readOpenApi } from '../../../support/openapi.ts';

const { faultOf } = readOpenApi();

const SCHEMAS = new Map<string, object>();

function isDescribed(name: string, value: unknown): boolean {
  const schema = SCHEMAS.get(name) ?? { $ref: `#/components/schemas/${name}` };
  SCHEMAS.set(name, schema);
  return faultOf(schema, value) === undefined;
}

function sameFor<T>(values: fc.Arbitrary<T>, isSame: (value: T) => boolean, numRuns = 200): void {
  fc.assert(fc.property(values, isSame), { numRuns });
}

const number = fc.oneof(fc.integer({ min: -2, max: 12_000 }), fc.constantFrom(0, 1, 100, 101, 9_999, 10_000));
const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });

describe('a value in a query', () => {
  it.each([
    ['PageLimit', PageLimit],
    ['NumberOfDays', NumberOfDays],
    ['VersionNumber', VersionNumber],
  ] as const)('%s is the number that its text says', (name, schema) => {
    sameFor(number, (value) => v.is(schema, String(value)) === isDescribed(name, value));
    sameFor(fc.string(), (text) => !isDescribed(name, text));
  });

  it('is a day of the calendar', () => {
    const texts = fc.oneof(
      day.map((date) => date.toISOString().slice(0, 10)),
      fc.constantFrom('2026-02-30', '2026-13-01', '2026-1-1', '26-01-01', '2024-02-29', '2026-02-29'),
      fc.string(),
    );
    sameFor(texts, (text) => v.is(Day, text) === isDescribed('Day', text));
  });

  // The reader takes times without seconds, too, and none with parts of a millisecond.
  it('is a day or a time', () => {
    const texts = fc.oneof(
      day.map((date) => date.toISOString()),
      fc.constantFrom('2026-11-21T09:30:00Z', '2026-11-21T09:30:00+01:00', '2026-11-21', '2026-11-21T09:30:00', 'now'),
    );
    sameFor(texts, (text) => v.is(TimeOrDay, text) === isDescribed('TimeOrDay', text));
  });

  it('is a list, with commas between its entries', () => {
    const lists = fc.array(fc.constantFrom('boundary', 'drift-check', 'key-rotation', 'other', ''), { maxLength: 4 });
    sameFor(lists, (list) => v.is(IamExtras, list.join(',')) === isDescribed('IamExtras', list));
  });
});

const id = fc.constantFrom('shop-images', 'x', 'UPPER', 'a'.repeat(64), 7, null);
const flag = fc.constantFrom(true, false, 'true', 0);
const claims = fc.constantFrom({}, { sub: 'x' }, [], 'x', null);
const pattern = fc.constantFrom('main', 'refs/*', '', 7);
const scope = fc.constantFrom(
  'all',
  'some',
  { issuer: 'corp' },
  { job: 'J' },
  { caller: { issuer: 'corp', subject: 'x' } },
  {
    connector: 'x1',
    issuer: 'x1',
  },
);
const registryIds = fc.uniqueArray(fc.constantFrom('123456789012', '210987654321', '1'), { maxLength: 3 });
const login = {
  region: fc.constantFrom('eu-west-1', 'nowhere', 'fips-us-east-1'),
  registryIds,
  durationSeconds: fc.constantFrom(899, 900, 3_600, 129_600, 129_601, '900'),
  access: fc.constantFrom('pull', 'push', 'all'),
  repositories: fc.uniqueArray(fc.constantFrom('team/*', 'UPPER', 'x'), { maxLength: 2 }),
};
const item = fc.record(
  { connectorId: id, service: fc.constantFrom('ecr', 'ecr-public', 'codeartifact', 's3'), ...login, unheard: flag },
  { requiredKeys: ['connectorId'] },
);

interface Body {
  readonly name: string;
  readonly reader: v.GenericSchema;
  readonly members: Readonly<Record<string, fc.Arbitrary<unknown>>>;
  /** Where the reader refuses what a schema can't say. */
  readonly isBeyond?: (body: Readonly<Record<string, unknown>>) => boolean;
}

function needsClaims({ issuer, claims: given }: Readonly<Record<string, unknown>>): boolean {
  return issuer !== undefined && given === undefined;
}

const reason = fc.constantFrom('INC-42', '', 'a\nb', 'x'.repeat(201), 'x\u202e');

const BODIES: readonly Body[] = [
  { name: 'RestoreRequest', reader: RestoreFields, members: { version: fc.constantFrom(0, 1, 1.5, 7, '1', null) } },
  { name: 'DecisionRequest', reader: DecisionFields, members: { decision: fc.constantFrom('approve', 'perhaps', 1) } },
  { name: 'RotateRequest', reader: RotateFields, members: { atOnce: flag } },
  {
    name: 'StopRequest',
    reader: StopFields,
    members: { scope, reason },
    // A schema has one pattern for a text, and the reader has two.
    isBeyond: (body) => body.reason === 'x\u202e',
  },
  { name: 'VerifyRequest', reader: Verify, members: { claims, issuer: id }, isBeyond: needsClaims },
  {
    name: 'ExplainRequest',
    reader: Explain,
    members: { ...login, claims, issuer: id, token: fc.constantFrom('x', '', 7) },
    isBeyond: (body) => needsClaims(body) || (body.claims !== undefined && body.token !== undefined),
  },
  {
    name: 'BatchRequest',
    reader: Batch,
    members: { requests: fc.array(item, { maxLength: 3 }), format: fc.constantFrom('json', 7) },
  },
];

describe('a body', () => {
  it.each(BODIES)(
    '$name is taken by its reader as by its schema',
    ({ name, reader, members, isBeyond = () => false }) => {
      const strange = fc.record({ ...members, unheard: fc.constant(1) }, { requiredKeys: [] });
      const bodies = fc.oneof(strange, fc.record(members, { requiredKeys: [] }), fc.record(members));
      // The schema never takes less, and takes more only where it is said.
      sameFor(bodies, (body) =>
        isBeyond(body) ? !v.is(reader, body) : v.is(reader, body) === isDescribed(name, body),
      );
    },
  );

  it('has conditions on claims as a map or as a list', () => {
    const conditions = fc.oneof(
      fc.dictionary(fc.constantFrom('ref', 'sub', ''), fc.array(pattern, { maxLength: 2 }), { maxKeys: 2 }),
      fc.array(
        fc.record({ claim: fc.constantFrom('ref', ['a', 'b'], []), anyOf: fc.array(pattern, { maxLength: 2 }) }),
        {
          maxLength: 2,
        },
      ),
    );
    const isEmpty = (value: object) => Object.keys(value).length === 0;
    sameFor(
      conditions,
      (value) => isDescribed('ClaimConditions', value) === (v.is(ClaimConditions, value) || isEmpty(value)),
    );
  });
});
