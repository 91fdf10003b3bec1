import { describe, expect, it } from 'vitest';
import { readPort } from '../../../local/api/port.ts';

describe('PORT', () => {
  it.each([
    [undefined, 3000],
    ['1', 1],
    ['65535', 65_535],
  ])('%s is %i', (text, port) => {
    expect(readPort(text)).toBe(port);
  });

  it.each([
    '',
    '0',
    '65536',
    '99999',
    '70000',
    'abc',
    '-1',
    '3e3',
    '0x50',
    ' 3000',
    '3000 ',
    '03000',
    '3000.0',
    '30o0',
  ])('"%s" is refused in one line that says what it should be', (text) => {
    expect(() => readPort(text)).toThrow(
      expect.objectContaining({
        message: `PORT must be a number from 1 to 65535, such as PORT=3001, and is '${text}'.`,
      }),
    );
  });
});
