import { describe, expect, it } from 'vitest';
import { unseenIn } from '../../../../console/kit/unseen.ts';
import {
  fieldName,
  isWithinField,
  pathOfField,
  valueAt,
  withValue,
} from '../../../../console/screens/edit/object/path.ts';
import { lineOfField } from '../../../../console/screens/edit/object/yaml-text.ts';

describe('a place in a definition', () => {
  it.each([
    ['id', ['id']],
    ['grants[1].claims', ['grants', 1, 'claims']],
    ['codeartifact.domains[0]', ['codeartifact', 'domains', 0]],
  ])('is named %s as the service names it', (name, path) => {
    expect(fieldName(path)).toBe(name);
    expect(pathOfField(name)).toEqual(path);
  });

  it('has faults of what stands inside it, and not of what begins with the same letters', () => {
    expect(isWithinField('region', 'region')).toBe(true);
    expect(isWithinField('regions', 'region')).toBe(false);
    expect(isWithinField('grants[0].claims', 'grants')).toBe(true);
  });

  it('is changed in a copy, and what is empty because of that goes with it', () => {
    const written = { rateLimit: { requests: 10 }, grants: [{ issuer: 'ci' }] };

    expect(withValue(written, ['rateLimit', 'requests'], undefined)).toEqual({ grants: [{ issuer: 'ci' }] });
    expect(withValue(written, ['grants', 0, 'claims'], { ref: [] })).toMatchObject({
      grants: [{ issuer: 'ci', claims: { ref: [] } }],
    });
    expect(withValue(written, ['grants', 0, 'issuer'], undefined)).toMatchObject({ grants: [{}] });
    expect(withValue({}, ['destination', 'create'], {})).toEqual({ destination: { create: {} } });
    expect(written).toEqual({ rateLimit: { requests: 10 }, grants: [{ issuer: 'ci' }] });
  });

  it('has no value where the names are those of every object', () => {
    expect(valueAt({}, ['constructor'])).toBeUndefined();
    expect(valueAt({ a: 'text' }, ['a', 'length'])).toBeUndefined();
  });

  it('has a line in the YAML, or that of what stands around it', () => {
    const text = 'id: x\ngrants:\n  - issuer: ci\n    claims:\n      ref: [a]\n';

    expect(lineOfField(text, ['grants', 0, 'claims', 'ref'])).toBe(5);
    expect(lineOfField(text, ['grants', 0, 'groups'])).toBe(3);
    expect(lineOfField(text, ['access'])).toBe(1);
  });
});

describe('characters that nobody sees', () => {
  it('are told with their lines, other than tabs and ends of lines', () => {
    expect(unseenIn('a\tb\nc\u202Ed\n\u200B')).toEqual([
      { line: 2, code: 'U+202E' },
      { line: 3, code: 'U+200B' },
    ]);
  });
});
