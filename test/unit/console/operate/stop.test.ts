import { describe, expect, it } from 'vitest';
import { commandFor, scopeOf, typedFrom } from '../../../../console/screens/operate/stop/scope-form.ts';
import { isStopReason } from '../../../../shared/domain/stop.ts';

const TYPED = { kind: 'connector', id: 'shop-images', subject: '', reason: 'INC-42' } as const;

describe('what is typed to stop something', () => {
  it.each([
    [{ ...TYPED, kind: 'all' as const, id: '' }, 'all'],
    [TYPED, { connector: 'shop-images' }],
    [{ ...TYPED, id: ' shop-images ' }, { connector: 'shop-images' }],
    [{ ...TYPED, kind: 'issuer' as const, id: 'aws-iam' }, { issuer: 'aws-iam' }],
    [{ ...TYPED, kind: 'job' as const }, { job: 'shop-images' }],
    [{ ...TYPED, kind: 'caller' as const, id: 'corp', subject: 'ada' }, { caller: { issuer: 'corp', subject: 'ada' } }],
  ])('is a scope: %j', (typed, scope) => {
    expect(scopeOf(typed)).toEqual(scope);
  });

  it.each([
    { ...TYPED, id: '' },
    { ...TYPED, id: 'Shop Images' },
    { ...TYPED, kind: 'caller' as const },
    { ...TYPED, kind: 'caller' as const, subject: 'two\nlines' },
  ])('is none: %j', (typed) => {
    expect(scopeOf(typed)).toBeUndefined();
  });

  it.each([
    ['x', true],
    ['x'.repeat(200), true],
    ['', false],
    ['x'.repeat(201), false],
    ['two\nlines', false],
    ['\u202Ereversed', false],
  ])('has a reason that the service takes, or not: %j', (reason, taken) => {
    expect(isStopReason(reason)).toBe(taken);
  });

  it('comes from a link, but its reason does not', () => {
    const query = new URLSearchParams({ kind: 'caller', id: 'corp', subject: 'ada', reason: 'by somebody else' });
    expect(typedFrom(query)).toEqual({ kind: 'caller', id: 'corp', subject: 'ada', reason: '' });
    expect(typedFrom(new URLSearchParams({ kind: 'planet' })).kind).toBe('connector');
  });

  it('has a command, whose texts are quoted for a shell', () => {
    expect(commandFor('stop', 'all', '')).toBe('npx portunus stop all --reason REASON');
    expect(commandFor('resume', { connector: 'shop-images' }, "it's fixed")).toBe(
      "npx portunus resume connector shop-images --reason 'it'\\''s fixed'",
    );
    expect(commandFor('stop', { caller: { issuer: 'ci', subject: '$(id)' } }, 'INC-42')).toBe(
      "npx portunus stop caller ci '$(id)' --reason INC-42",
    );
  });
});
