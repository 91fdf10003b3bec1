// "Did you mean": of our own names the one that is near, and never the sender's text.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parseWith } from '../../../shared/domain/parse.ts';
import { nearest } from '../../../shared/domain/suggest.ts';

const NAMES = ['region', 'registryIds', 'durationSeconds', 'access', 'repositories', 'format', 'roleArn'];

describe('the nearest name', () => {
  it.each([
    ['acces', 'access'],
    ['acess', 'access'],
    ['acecss', 'access'],
    ['Region', 'region'],
    ['regoin', 'region'],
    ['registryids', 'registryIds'],
    ['repository', 'repositories'],
    ['duration', 'durationSeconds'],
    ['roleARN', 'roleArn'],
    ['fromat', 'format'],
  ])('to %s is %s', (typed, name) => {
    expect(nearest(typed, NAMES)).toBe(name);
  });

  it.each(['x', '', 'externalId', 'constructor', '__proto__', 'a'.repeat(65)])('to %j is none', (typed) => {
    expect(nearest(typed, NAMES)).toBeUndefined();
  });
});

const Thing = v.variant('kind', [
  v.strictObject({
    kind: v.literal('ecr'),
    access: v.exactOptional(v.picklist(['pull', 'push'])),
    region: v.exactOptional(v.never('is not taken here')),
    list: v.exactOptional(v.pipe(v.array(v.strictObject({ inner: v.exactOptional(v.boolean()) })), v.maxLength(2))),
  }),
  v.strictObject({ kind: v.literal('public'), namespace: v.exactOptional(v.string()) }),
]);

function detailOf(value: unknown) {
  const parsed = parseWith(Thing, value, 'body');
  return parsed.ok ? [] : parsed.errors.map(({ field, detail }) => `${field} ${detail}`);
}

describe('a fault', () => {
  it.each([
    [{ kind: 'ecr', acces: 1 }, 'acces is not a known field: did you mean access?'],
    [{ kind: 'ecr', access: 'pusj' }, "access must be 'pull' or 'push': did you mean push?"],
    [{ kind: 'ecr', access: 7 }, "access must be 'pull' or 'push'"],
    [{ kind: 'ecr', access: 'admin' }, "access must be 'pull' or 'push'"],
    [{ kind: 'publik' }, "kind must be 'ecr' or 'public': did you mean public?"],
    [{ kind: 'ecr', list: [{ iner: true }] }, 'list[0].iner is not a known field: did you mean inner?'],
    // What this place refuses by name is no advice.
    [{ kind: 'ecr', regio: 1 }, 'regio is not a known field'],
  ])('of %j suggests what was meant', (value, expected) => {
    expect(detailOf(value)).toEqual([expected]);
  });

  it('shows of a name nothing that a shell would act on', () => {
    expect(detailOf({ kind: 'ecr', '$(touch x)`id`;"\\': 1 })).toEqual(['??touch x??id???? is not a known field']);
  });
});
