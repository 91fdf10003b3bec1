import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Account } from '../../../shared/domain/account.ts';
import { Connector } from '../../../shared/domain/connector.ts';
import { Issuer } from '../../../shared/domain/issuer.ts';
import { faulty, parseWith } from '../../../shared/domain/parse.ts';
import { anAccount, aWrittenConnector, aWrittenIssuer } from '../../support/builders.ts';

const Thing = v.strictObject({
  kind: v.picklist(['workload', 'user']),
  count: v.exactOptional(v.number()),
  names: v.exactOptional(v.array(v.pipe(v.string(), v.maxLength(3, 'must be at most 3 characters')))),
  inner: v.exactOptional(v.strictObject({ flag: v.boolean() })),
});

function errorsOf(value: unknown) {
  const parsed = parseWith(Thing, value, 'body');
  return parsed.ok ? [] : parsed.errors;
}

describe('a fault', () => {
  it.each<[string, unknown, string, string]>([
    ['a field that is missing', {}, 'kind', 'is required'],
    ['a field that is not known', { kind: 'user', extra: 1 }, 'extra', 'is not a known field'],
    ['a text outside a list', { kind: 'root' }, 'kind', "must be 'workload' or 'user'"],
    ['a wrong type', { kind: 'user', count: '7' }, 'count', 'must be a number'],
    ['an entry of a list', { kind: 'user', names: ['ok', 'long!'] }, 'names[1]', 'must be at most 3 characters'],
    ['an inner field', { kind: 'user', inner: { flag: 'yes' } }, 'inner.flag', 'must be true or false'],
    ['an inner field that is missing', { kind: 'user', inner: {} }, 'inner.flag', 'is required'],
    [
      'an inner field that is not known',
      { kind: 'user', inner: { flag: true, extra: 1 } },
      'inner.extra',
      'is not a known field',
    ],
    ['the whole', 'text', 'body', 'must be an object'],
    ['nothing at all', undefined, 'body', 'is required'],
  ])('names the field and what is expected, for %s', (_what, value, field, detail) => {
    expect(errorsOf(value)).toEqual([{ field, detail }]);
  });

  it('is told with all others at once', () => {
    expect(errorsOf({ kind: 'root', count: '7' }).map(({ field }) => field)).toEqual(['kind', 'count']);
  });

  it('names the entry of a list that is itself the whole', () => {
    expect(parseWith(v.array(v.string()), ['a', 1], 'items')).toEqual({
      ok: false,
      errors: [{ field: 'items[1]', detail: 'must be text, in quotes' }],
    });
  });

  it('takes the text "undefined" for what it is', () => {
    expect(errorsOf({ kind: 'undefined' })).toEqual([{ field: 'kind', detail: "must be 'workload' or 'user'" }]);
  });

  it('is made by hand in the same form', () => {
    expect(faulty('region', 'is required')).toEqual({
      ok: false,
      errors: [{ field: 'region', detail: 'is required' }],
    });
  });
});

describe('what is not at fault', () => {
  it('is given back', () => {
    expect(parseWith(Thing, { kind: 'user' }, 'body')).toEqual({ ok: true, value: { kind: 'user' } });
  });
});

describe('the details of a fault', () => {
  const CANARY = 'canary-4711';
  // Each value in turn is put where each field of a valid definition stands.
  const values: readonly unknown[] = [CANARY, [CANARY], { secret: CANARY }, { a: { b: [CANARY] } }, [[CANARY]]];
  const definitions: readonly (readonly [string, v.GenericSchema, Record<string, unknown>, readonly string[]])[] = [
    ['account', Account, { ...anAccount() }, ['id', 'awsAccountId', 'partition', 'credentials']],
    [
      'issuer',
      Issuer,
      aWrittenIssuer(),
      ['url', 'kind', 'enabled', 'algorithms', 'soleAudience', 'maxTokenAgeSeconds', 'jwksUri', 'jwks', 'extra'],
    ],
    [
      'connector',
      Connector,
      aWrittenConnector(),
      [
        'principalType',
        'roleArn',
        'region',
        'regions',
        'registries',
        'maxDurationSeconds',
        'loginLifetime',
        'session',
        'enabled',
        'serves',
        'systemScope',
        'grants',
        'access',
        'policy',
        'extra',
      ],
    ],
  ];
  const cases = definitions.flatMap(([what, schema, valid, fields]) =>
    fields.map((field) => ({ what, field, schema, valid })),
  );

  it.each(cases)('never repeat what was received for $field of an $what', ({ field, schema, valid }) => {
    const details = values.flatMap((value) => {
      const parsed = parseWith(schema, { ...valid, [field]: value }, 'body');
      return parsed.ok ? [] : parsed.errors.map(({ detail }) => detail);
    });
    expect(details.length).toBeGreaterThan(0);
    expect(details.join('\n')).not.toContain(CANARY);
  });
});
