import { describe, expect, it } from 'vitest';
import { isFormatName } from '../../../shared/domain/format-name.ts';

describe('the name of a format', () => {
  it('is known for json', () => {
    expect(isFormatName('json')).toBe(true);
  });

  it.each(['', 'JSON', 'json ', 'xml', '__proto__', 'constructor', 'toString', 'length', '0'])(
    'is not known for %j',
    (name) => {
      expect(isFormatName(name)).toBe(false);
    },
  );
});
