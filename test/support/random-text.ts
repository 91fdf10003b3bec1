// Random characters, quickly.
import fc from 'fast-check';

/**
 * Any code point but half of a surrogate pair. fast-check's own unit `binary` first lists all 1.1 million of them, which
 * costs every process that uses it more than a second.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .nat({ max: 0x10ffff - 0x800 })
  .map((index) => String.fromCodePoint(index < 0xd800 ? index : index + 0x800));
